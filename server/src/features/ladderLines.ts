import type { Call, CallStory, Party, Place } from '../calls/types';
import type { Lifeline, LocalChannels } from '../ladderModel';
import { t } from '../texts';

/** The lines of a ladder, and which of them a channel or place has. Rows where a line begins and ends are not known yet: 0. */
export interface Lines {
  lifelines: Lifeline[];
  ofChannel(uniqueid: string | undefined): number | undefined;
  ofPlace(place: Place | undefined): number | undefined;
}

/** What stands before the serial number in a channel's name. Source: Asterisk, `<technology>/<address>-<serial>`, the serial 8 hexadecimal digits. */
const CHANNEL_NAME = /^([^/]+)\/(.+?)(?:-([0-9a-f]{8}|\d+))?(?:;([12]))?(<ZOMBIE>)?$/s;

/** The lines of a call from left to right: in the order in which the story comes to them, so that an arrow mostly goes to the neighbour. */
export function linesOf(call: Pick<Call, 'legs' | 'caller' | 'answeredBy'>, story: Pick<CallStory, 'steps'>, local: LocalChannels): Lines {
  const names = new Map(call.legs.map((leg) => [leg.uniqueid, leg.channel || leg.uniqueid]));
  const lifelines: Lifeline[] = [];
  const channels = new Map<string, number>();
  const pairs = new Map<string, number>();
  const places = new Map<string, number>();
  const see = (uniqueid: string | undefined): void => {
    if (uniqueid === undefined || channels.has(uniqueid)) return;
    const channel = names.get(uniqueid) ?? uniqueid;
    const pair = pairOf(channel);
    const known = pair !== undefined && local === 'together' ? pairs.get(pair) : undefined;
    if (known !== undefined) {
      channels.set(uniqueid, known);
      lifelines[known]?.uniqueids.push(uniqueid);
      return;
    }
    const line = lifelines.push(channelLine(uniqueid, channel, pair !== undefined, local)) - 1;
    channels.set(uniqueid, line);
    if (pair !== undefined) pairs.set(pair, line);
  };
  // What a list of the server shows comes in any order.
  if (story.steps[0]?.guess) see(call.caller?.uniqueid);
  for (const { channel, other, place } of story.steps) {
    see(channel);
    if (place && isLine(place) && !places.has(keyOf(place))) places.set(keyOf(place), lifelines.push(placeLine(place)) - 1);
    see(other);
  }
  nameParty(lifelines[channels.get(call.caller?.uniqueid ?? '') ?? -1], call.caller, 'caller');
  nameParty(lifelines[channels.get(call.answeredBy?.uniqueid ?? '') ?? -1], call.answeredBy, 'answered');
  tellApart(lifelines);
  return {
    lifelines,
    ofChannel: (uniqueid) => (uniqueid === undefined ? undefined : channels.get(uniqueid)),
    ofPlace: (place) => (place === undefined ? undefined : places.get(keyOf(place))),
  };
}

/** The Local channel that both halves of a pair are of; `undefined` for other channels. */
export function pairOf(channel: string): string | undefined {
  return /^Local\/.*;[12]$/s.test(channel) ? channel.slice(0, -2) : undefined;
}

function isLine(place: Place): boolean {
  return place.kind === 'queue' || place.kind === 'parking';
}

function keyOf({ kind, id }: Place): string {
  return `${kind} ${id}`;
}

function channelLine(uniqueid: string, channel: string, isLocal: boolean, local: LocalChannels): Lifeline {
  const kind = !isLocal ? 'channel' : local === 'together' ? 'local' : 'local-half';
  const half = kind === 'local-half' ? channel.slice(-2) : '';
  return { kind, name: `${addressOf(channel)}${half}`, about: kind === 'local' ? (pairOf(channel) ?? channel) : channel, uniqueids: [uniqueid], from: 0 };
}

function placeLine({ kind, name, id }: Place): Lifeline {
  return { kind: kind === 'queue' ? 'queue' : 'parking', name: name || id, about: kind === 'queue' ? t('queue') : t('parking lot'), uniqueids: [], from: 0 };
}

function addressOf(channel: string): string {
  return CHANNEL_NAME.exec(channel)?.[2] || channel;
}

function nameParty(line: Lifeline | undefined, party: Party | undefined, role: 'caller' | 'answered'): void {
  if (!line || !party) return;
  line.role ??= role;
  // Two numbers of a Local channel are those of its two sides: its own address says more.
  if (line.kind !== 'channel') return;
  const said = [party.number, party.name === party.number ? undefined : party.name].filter(Boolean).join(' ');
  if (said) line.name = said;
}

/** Lines of one name get the serial numbers of their channels. */
function tellApart(lifelines: Lifeline[]): void {
  const seen = new Map<string, number>();
  for (const { name } of lifelines) seen.set(name, (seen.get(name) ?? 0) + 1);
  for (const line of lifelines) {
    if ((seen.get(line.name) ?? 0) < 2 || line.uniqueids.length === 0) continue;
    const serial = (CHANNEL_NAME.exec(line.about)?.[3] ?? line.uniqueids[0] ?? '').replace(/^0+(?=.)/, '');
    line.name = line.kind === 'local-half' ? `${line.name.slice(0, -2)} #${serial}${line.name.slice(-2)}` : `${line.name} #${serial}`;
  }
}
