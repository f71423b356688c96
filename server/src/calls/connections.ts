import { isService } from './applications';
import { type Bridge, isPlumbing, type Life, type Note } from './lives';

/** Who can hear whom while a call is played through: people in one bridge, or in bridges that Local pairs put in a row. Rooms connect nobody, but for those of ARI, which may be the bridge of a call. */
export interface Connections {
  /** Goes up whenever somebody enters, leaves or answers. */
  readonly version: number;
  take(note: Note): void;
  /** Puts those where they were when the log began who leave a bridge that they were not seen to enter. */
  begin(notes: readonly Note[]): void;
  /** The people that a channel is put through to, those nearest first. */
  peersOf(life: Life): readonly Life[];
  /** Whether two channels are one, or put through to each other. */
  reaches(life: Life, other: Life): boolean;
  /** Whether a channel is put through to an application behind a Local pair, other than those of its own side. */
  hearsApplication(life: Life, side: ReadonlySet<Life>): boolean;
}

function isMeeting({ room }: Bridge): boolean {
  return room === undefined || room === 'other';
}

/** Whether a dialplan answered to call on: it asked for somebody, and put through to nothing else. Until that somebody is there, nobody is. */
function isOnlyAsking({ notes }: Life): boolean {
  let asks = false;
  for (const { kind, place } of notes) {
    if (kind === 'dial' || kind === 'queue-enter') asks = true;
    else if (kind === 'conference-enter' || kind === 'park' || (kind === 'application' && place && isService(place.name))) return false;
  }
  return asks;
}

/** No connections yet between the channels of a call. */
export function createConnections(members: readonly Life[]): Connections {
  const within = new Map<Life, Bridge>();
  const rooms = new Map<Bridge, Set<Life>>();
  const own = new Set(members);
  const up = new Set<Life>();
  let version = 0;
  const leave = (life: Life): void => {
    const bridge = within.get(life);
    if (!bridge) return;
    within.delete(life);
    rooms.get(bridge)?.delete(life);
    version++;
  };
  const reach = (life: Life): Set<Life> => {
    const seen = new Set<Life>([life]);
    // A set is walked in the order in which it grows.
    for (const at of seen) {
      const bridge = within.get(at);
      if (bridge) for (const one of rooms.get(bridge) ?? []) seen.add(one);
      if (at.pair && own.has(at.pair)) seen.add(at.pair);
    }
    return seen;
  };
  return {
    get version() {
      return version;
    },
    begin(notes) {
      const placed = new Set<Life>();
      for (const { kind, channel, bridge } of notes) {
        if ((kind !== 'enter' && kind !== 'leave') || placed.has(channel)) continue;
        placed.add(channel);
        if (kind === 'enter' || !bridge || !isMeeting(bridge)) continue;
        within.set(channel, bridge);
        const there = rooms.get(bridge);
        if (there) there.add(channel);
        else rooms.set(bridge, new Set([channel]));
      }
    },
    take({ kind, channel, bridge }) {
      if (kind === 'hangup' || kind === 'gone') {
        up.delete(channel);
        leave(channel);
      } else if (kind === 'answer') {
        up.add(channel);
        version++;
      } else if (kind === 'leave' && bridge && within.get(channel) === bridge) leave(channel);
      else if (kind === 'enter' && bridge && isMeeting(bridge)) {
        leave(channel);
        within.set(channel, bridge);
        const there = rooms.get(bridge);
        if (there) there.add(channel);
        else rooms.set(bridge, new Set([channel]));
        version++;
      }
    },
    peersOf(life) {
      return within.size === 0 ? [] : [...reach(life)].filter((one) => one !== life && !isPlumbing(one.name));
    },
    reaches: (life, other) => reach(life).has(other),
    hearsApplication(life, side) {
      if (within.size === 0) return false;
      for (const one of reach(life)) if (!side.has(one) && up.has(one) && !within.has(one) && one.name.endsWith(';2') && !isOnlyAsking(one)) return true;
      return false;
    },
  };
}
