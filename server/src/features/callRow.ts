import type { Call, CallStory } from '../calls/types';
import { queuesOf } from './callMeetings';

/** What calls are sorted into groups by, and the texts that words of a filter are looked for in. As they are in the capture, not decoded. */
export interface CallRow {
  /** The queues that it entered, in order. */
  readonly queues: readonly string[];
  /** The SystemName of its PBX: that of its messages, else from the Uniqueid of its first channel; empty where there is none. */
  readonly system: string;
  /** Numbers, names, channels, ids, outcome, cause, queues, PBX, when it began (local time, `2026-11-22 10:22:13`), and the call in one line. */
  readonly texts: readonly string[];
}

/** The row of a call with its story. `server` is the PBX as the call's messages name it; empty where they do not. */
export function callRow(call: Call, story: Pick<CallStory, 'line' | 'steps'>, server: string): CallRow {
  const queues = queuesOf(story);
  const system = server || systemOf(call.uniqueids[0] ?? '');
  const texts = [
    ...[call.caller, call.answeredBy].flatMap((party) => [party?.number, party?.name, party?.channel]),
    call.dialled,
    ...call.transfers.flatMap(({ transferer, target }) => [transferer, target]),
    ...call.legs.map(({ channel }) => channel),
    ...[call.id, ...call.linkedids, ...call.uniqueids],
    ...[call.outcome, call.outcome.replaceAll('-', ' '), call.cause && `${call.cause.code} ${call.cause.text}`],
    ...queues,
    ...[system, story.line, call.startedAt === undefined ? '' : localTime(call.startedAt)],
  ];
  return { queues, system, texts: [...new Set(texts.filter((text): text is string => text !== undefined && text !== ''))] };
}

/** What stands before the seconds of a Uniqueid. Source: Asterisk main/channel.c, `<systemname>-<seconds>.<counter>` where asterisk.conf has a systemname. */
function systemOf(uniqueid: string): string {
  return /^(.+)-\d{9,10}\.\d+$/.exec(uniqueid)?.[1] ?? '';
}

function localTime(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` + `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}
