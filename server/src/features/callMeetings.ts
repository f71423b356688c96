import type { CallStory, Moment } from '../calls/types';
import type { Meeting } from '../protocol';

/** Where the channels of a call met, in the order of the log: its conferences, and bridges of two and more. `moments` are in that order. */
export function meetingsOf(moments: readonly Moment[]): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const { kind, place, channel, message } of moments) {
    if (!place || !channel || (kind !== 'enter' && kind !== 'conference-enter')) continue;
    const key = `${place.kind} ${place.id}`;
    const meeting = meetings.get(key) ?? { place, channels: [], message };
    meetings.set(key, meeting);
    if (!meeting.channels.includes(channel)) meeting.channels.push(channel);
  }
  const all = [...meetings.values()];
  // A conference is told of by its own events, which say its name, and by those of its bridge, which do not.
  const named = all.filter(({ place }) => place.kind === 'conference' && !BRIDGE_ID.test(place.name));
  return all.filter(({ place, channels }) =>
    place.kind === 'conference'
      ? !BRIDGE_ID.test(place.name) || !named.some((one) => channels.every((channel) => one.channels.includes(channel)))
      : channels.length > 1,
  );
}

const BRIDGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How one channel of a call came to another, and the message that shows it. */
export interface CallLink {
  readonly from: string;
  readonly to: string;
  readonly how: 'dialled' | 'picked-up' | 'local-pair' | 'met';
  readonly message: number;
  readonly guess: boolean;
}

/**
 * Who reached whom in a call, in the order of the log, each pair once for each way. `dialled` and `picked-up` lead from the one that acts to the other; `met`
 * leads from whoever was in the bridge to whoever came in.
 */
export function callLinks(moments: readonly Moment[]): CallLink[] {
  const links = new Map<string, CallLink>();
  const inside = new Map<string, Set<string>>();
  const link = (from: string, to: string, how: CallLink['how'], { message, guess }: Moment): void => {
    const key = `${from} ${to} ${how}`;
    const known = links.has(key) || ((how === 'met' || how === 'local-pair') && links.has(`${to} ${from} ${how}`));
    if (from !== to && !known) links.set(key, { from, to, how, message, guess: guess === true });
  };
  for (const moment of moments) {
    const { kind, channel, other, place } = moment;
    const how = WAYS[kind];
    if (how && channel && other) link(channel, other, how, moment);
    if (!place || !channel) continue;
    const members = inside.get(place.id) ?? new Set<string>();
    inside.set(place.id, members);
    if (kind === 'enter' || kind === 'conference-enter') {
      for (const member of members) link(member, channel, 'met', moment);
      members.add(channel);
    } else if (kind === 'leave' || kind === 'conference-leave') members.delete(channel);
  }
  return [...links.values()];
}

const WAYS: Readonly<Partial<Record<Moment['kind'], CallLink['how']>>> = { dial: 'dialled', pickup: 'picked-up', 'local-pair': 'local-pair' };

/** The queues that a call entered, in order, each once. */
export function queuesOf(story: Pick<CallStory, 'steps'>): string[] {
  const queues = story.steps.filter(({ kind, place }) => kind === 'queue-enter' && place?.kind === 'queue').map(({ place }) => place?.name ?? '');
  return [...new Set(queues)].filter((name) => name !== '');
}
