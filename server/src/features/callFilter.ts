import type { Call, Outcome } from '../calls/types';

/** A call as the filter of the Calls view sees it. All texts are in lower case. */
export interface CallRow {
  readonly outcome: Outcome;
  /** The queues that it entered, in order, as they are written. */
  readonly queues: readonly string[];
  /** The SystemName of its PBX: that of its messages, else from the Uniqueid of its first channel; empty where there is none. */
  readonly system: string;
  /** When it began, in local time: `2026-11-22 10:22:13`; empty where the capture cannot tell. */
  readonly began: string;
  readonly numbers: string;
  readonly names: string;
  readonly channels: string;
  readonly ids: string;
  /** Outcome, cause, the call in one line. */
  readonly words: string;
}

/** Fits the calls that an expression means. */
export type CallFilter = (row: CallRow) => boolean;

/** The row of a call. `line` is the call in one line, `queues` the queues that it entered, `server` the PBX as its messages name it. */
export function callRow(call: Omit<Call, 'messages'>, line: string, queues: readonly string[], server = ''): CallRow {
  const parties = [call.caller, call.answeredBy];
  const lower = (texts: readonly (string | undefined)[]): string => texts.filter(Boolean).join('\n').toLowerCase();
  return {
    outcome: call.outcome,
    queues,
    system: server || systemOf(call.uniqueids[0] ?? ''),
    began: call.startedAt === undefined ? '' : localTime(call.startedAt),
    numbers: lower([...parties.map((one) => one?.number), call.dialled, ...call.transfers.flatMap(({ transferer, target }) => [transferer, target])]),
    names: lower(parties.map((one) => one?.name)),
    channels: lower(call.legs.map(({ channel }) => channel)),
    ids: lower([call.id, ...call.linkedids, ...call.uniqueids]),
    words: lower([call.outcome, call.outcome.replaceAll('-', ' '), call.cause && `${call.cause.code} ${call.cause.text}`, line]),
  };
}

/**
 * The filter of an expression: terms that must all hold, such as `300 outcome:busy queue:sales -channel:local time:10:00-10:05`. A word is looked for in
 * everything, one with a key there alone; `-` before a term excludes what fits it, double quotes hold blanks together. Ignores case. Total: whatever is typed is
 * a filter, and a key that there is not is a word like others.
 */
export function callFilter(expression: string): CallFilter {
  const terms = [...expression.matchAll(/(?:"[^"]*"?|[^\s"])+/g)].map(([word]) => termOf(word));
  return (row) => terms.every((term) => term(row));
}

/** The keys of a filter and the texts of a call that each looks at. */
const KEYS: Readonly<Record<string, (row: CallRow) => string>> = {
  number: (row) => row.numbers,
  name: (row) => row.names,
  channel: (row) => row.channels,
  id: (row) => row.ids,
  outcome: (row) => `${row.outcome}\n${row.outcome.replaceAll('-', ' ')}`,
  queue: (row) => row.queues.join('\n').toLowerCase(),
  system: (row) => row.system.toLowerCase(),
};

function termOf(word: string): CallFilter {
  const excluded = /^[-!](?=.)/.test(word);
  const found = /^([a-z]+):(.*)$/is.exec(excluded ? word.slice(1) : word);
  const key = found?.[1]?.toLowerCase() ?? '';
  const looked = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  const known = looked !== undefined || key === 'time';
  const text = (known ? (found?.[2] ?? '') : excluded ? word.slice(1) : word).replaceAll('"', '').toLowerCase();
  // A key whose value is still to be typed asks for nothing.
  if (text === '') return () => true;
  const fits: CallFilter = key === 'time' ? timeTerm(text) : (row) => (looked ? looked(row).includes(text) : anywhere(row, text));
  return excluded ? (row) => !fits(row) : fits;
}

function anywhere(row: CallRow, text: string): boolean {
  return (
    row.numbers.includes(text) ||
    row.words.includes(text) ||
    row.names.includes(text) ||
    row.channels.includes(text) ||
    row.ids.includes(text) ||
    row.began.includes(text) ||
    row.queues.some((queue) => queue.toLowerCase().includes(text)) ||
    row.system.toLowerCase().includes(text)
  );
}

/** `10:2` is every time that begins so, `10:00-10:05` a span with both ends in it, which may go over midnight; `10:00-` and `-10:05` are open. */
function timeTerm(text: string): CallFilter {
  const span = /^(\d{1,2}:\d\d(?::\d\d)?)?-(\d{1,2}:\d\d(?::\d\d)?)?$/.exec(text);
  const [from = '', to = ''] = [span?.[1], span?.[2]].map((one) => one && (one.indexOf(':') === 1 ? `0${one}` : one));
  if (!span) return ({ began }) => began.slice(11).startsWith(text) || began.startsWith(text);
  return ({ began }) => {
    const time = began.slice(11);
    if (time === '') return false;
    const behind = time >= from;
    const before = to === '' || time.slice(0, to.length) <= to;
    return from !== '' && to !== '' && from > to ? behind || before : behind && before;
  };
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
