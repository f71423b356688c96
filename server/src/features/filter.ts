/**
 * The filter of AMI: Search Capture…: terms that must all hold, such as `event:Hangup channel:~1001 cause:16 time:10:00-10:05`.
 *
 * A value stands for itself, ignoring case; after `~` it is looked for within the value; in double quotes it may hold blanks. Words without a key are looked for
 * in all headers.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

/** What one term asks of a message. */
export type Term =
  | { readonly key: TextKey; readonly text: string; readonly within: boolean }
  | { readonly key: 'time'; readonly from: Moment | undefined; readonly to: Moment | undefined };

/** A time: seconds since the epoch, or seconds of any day, in the time zone of this machine (or UTC, after `Z`). Both ends of a span are included. */
export interface Moment {
  readonly seconds: number;
  readonly ofDay: boolean;
  readonly utc: boolean;
}

export type TextKey = 'event' | 'action' | 'response' | 'channel' | 'number' | 'id' | 'cause' | 'any';

const KEYS: readonly TextKey[] = ['event', 'action', 'response', 'channel', 'number', 'id', 'cause', 'any'];

/** The keys as a sentence lists them. */
const KEY_WORDS = 'event, action, response, channel, number, id, cause, time';

/** A filter, or a sentence that says what is wrong with the expression and what to write instead. */
export function parseFilter(expression: string): Filter | { readonly error: string } {
  const terms: Term[] = [];
  // A word, in which stretches in double quotes hold blanks.
  for (const [word] of expression.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) {
    if ((word.match(/"/g)?.length ?? 0) % 2 === 1) return { error: `A quotation mark is not closed: ${word}. Add the second one.` };
    const parsed = parseTerm(word);
    if ('error' in parsed) return parsed;
    terms.push(parsed);
  }
  if (terms.length === 0) return { error: 'Write what to look for, such as event:Hangup channel:~1001 cause:16 time:10:00-10:05.' };
  return { terms };
}

function parseTerm(word: string): Term | { error: string } {
  const keyed = /^([A-Za-z]+):(.*)$/s.exec(word);
  const key = keyed?.[1]?.toLowerCase() ?? 'any';
  const value = (keyed?.[2] ?? word).replaceAll('"', '');
  if (key === 'time') return parseTime(value);
  const known = KEYS.find((one) => one === key);
  if (!known) return { error: `There is no key “${keyed?.[1]}”. Keys are ${KEY_WORDS}; to look for the text as it is, put it in double quotes.` };
  const within = value.startsWith('~') || known === 'any';
  const text = value.replace(/^~/, '').toLowerCase();
  if (text === '') return { error: `After ${key}: a value is missing, such as ${EXAMPLES[known]}.` };
  return { key: known, text, within };
}

const EXAMPLES: Readonly<Record<TextKey, string>> = {
  event: 'event:Hangup',
  action: 'action:Originate',
  response: 'response:Error',
  channel: 'channel:~PJSIP/1001',
  number: 'number:1001',
  id: 'id:1795371545.1',
  cause: 'cause:16',
  any: '"normal clearing"',
};

const STAMP = String.raw`(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z?)`;
const TIME = new RegExp(`^(?:${STAMP})?(-)?(?:${STAMP})?$`);

function parseTime(value: string): Term | { error: string } {
  const found = TIME.exec(value);
  const from = momentOf(found?.slice(1, 8) ?? [], 'from');
  const span = found?.[8] === '-';
  const to = momentOf(found?.slice(span ? 9 : 1, span ? 16 : 8) ?? [], 'to');
  if (!found || from === 'bad' || to === 'bad' || (!from && !to)) {
    return {
      error: `“${value}” is no time. Write time:10:00-10:05, time:10:00:30-, time:-10:05 or time:2026-11-22T10:00-2026-11-22T10:05 (Z at the end: UTC).`,
    };
  }
  if (from && to && from.ofDay !== to.ofDay) return { error: `“${value}”: write the day at both times or at none.` };
  if (from && to && !from.ofDay && from.seconds > to.seconds) return { error: `“${value}” ends before it begins. Swap the two times.` };
  return { key: 'time', from, to };
}

/** `to` includes the whole minute or second that it names. */
function momentOf(parts: readonly (string | undefined)[], end: 'from' | 'to'): Moment | 'bad' | undefined {
  const [year, month, day, hour, minute, second, zone] = parts;
  if (hour === undefined) return undefined;
  const [h, m, s] = [Number(hour), Number(minute), second === undefined ? (end === 'to' ? 59 : 0) : Number(second)];
  if (h > 24 || m > 59 || s > 59) return 'bad';
  const utc = zone === 'Z';
  if (year === undefined) return { seconds: h * 3600 + m * 60 + s, ofDay: true, utc };
  const [y, mo, d] = [Number(year), Number(month) - 1, Number(day)];
  const date = utc ? new Date(Date.UTC(y, mo, d, h, m, s)) : new Date(y, mo, d, h, m, s);
  if (mo > 11 || d < 1 || d > 31) return 'bad';
  return { seconds: date.getTime() / 1000, ofDay: false, utc };
}
