import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';
import type { Filter, Moment, Term, TextKey } from './filter';

/** What a filter says of messages, from the cheapest question to the dearest. */
export interface Matcher {
  /** Whether a message of the shape can fit at all, by names alone. */
  mayFit(shape: Shape): boolean;
  /** Whether a message of this second can fit; 0 is an unknown time, which fits no `time:`. */
  fitsTime(second: number): boolean;
  /** A text, in lower case, that stands in every message that fits; `undefined` where there is none. */
  readonly needle: string | undefined;
  /** Whether the message of `shape` at `start` to `end` of `text` fits, its time apart. */
  fits(text: string, start: number, end: number, shape: Shape): boolean;
}

type TextTerm = Exclude<Term, { key: 'time' }>;

/** Header names that each key looks at, in lower case. */
const HEADERS: Readonly<Record<Exclude<TextKey, 'event' | 'action' | 'response'>, RegExp>> = {
  channel: /channel[12]?$|^(destination|source|newname|oldname|member|interface)$/,
  number: /(num|number)[12]?$|^(exten|extension|callerid|dnid|dialstring|destexten)$/,
  id: /(uniqueid|linkedid)[12]?$|^(actionid|callid|sessionid|bridgeuniqueid)$/,
  cause: /^(cause|cause-txt)$/,
  any: /(?:)/,
};

/** The matcher of a filter; with `latin1`, texts are bytes as characters, and so the filter's words are turned into such. */
export function matcherOf(filter: Filter, latin1: (text: string) => string = (text) => text): Matcher {
  const texts = filter.terms.filter((term): term is TextTerm => term.key !== 'time').map((term) => ({ ...term, text: latin1(term.text).toLowerCase() }));
  const times = filter.terms.filter((term): term is Exclude<Term, TextTerm> => term.key === 'time');
  const named = texts.filter(({ key }) => isKind(key));
  const valued = texts.filter(({ key }) => !isKind(key));
  const plans = new Map<Shape, { readonly names: boolean; readonly columns: readonly ReadonlySet<unknown>[] }>();
  const planOf = (shape: Shape) => {
    let plan = plans.get(shape);
    if (!plan) {
      const columns = valued.map(({ key }) => new Set<unknown>(shape.columns.filter((column) => key === 'any' || columnFits(key, column.key))));
      plan = { names: named.every((term) => shape.kind === term.key && equals(term, shape.name)) && columns.every(({ size }) => size > 0), columns };
      plans.set(shape, plan);
    }
    return plan;
  };
  return {
    mayFit: (shape) => planOf(shape).names,
    fitsTime: (second) => times.every(({ from, to }) => second > 0 && after(second, from, to)),
    needle: valued.map(({ text }) => text).sort((a, b) => b.length - a.length)[0],
    fits(text, start, end, shape) {
      const { columns } = planOf(shape);
      const open = new Set(valued);
      if (open.size === 0) return true;
      visitHeaders(text, start, end, shape, ({ column, value }) => {
        valued.forEach((term, i) => {
          if (open.has(term) && columns[i]?.has(column) && equals(term, text.slice(value.start, value.end).trim())) open.delete(term);
        });
        return open.size > 0;
      });
      return open.size === 0;
    },
  };
}

function isKind(key: TextKey): key is 'event' | 'action' | 'response' {
  return key === 'event' || key === 'action' || key === 'response';
}

function columnFits(key: TextKey, column: string): boolean {
  return !isKind(key) && HEADERS[key].test(column) && !(key === 'channel' && column === 'numchannels');
}

function equals({ key, text, within }: TextTerm, value: string): boolean {
  const lower = value.toLowerCase();
  if (within) return lower.includes(text);
  // The name of a channel without the number that makes it one of its kind is an endpoint: `PJSIP/1001` of `PJSIP/1001-0000002a`.
  return lower === text || (key === 'channel' && lower.startsWith(`${text}-`) && !lower.includes('-', text.length + 1));
}

function after(second: number, from: Moment | undefined, to: Moment | undefined): boolean {
  const start = from && inMoment(second, from);
  const end = to && inMoment(second, to);
  const behind = !from || (start ?? 0) >= from.seconds;
  const before = !to || (end ?? 0) <= to.seconds;
  // A span of a day may go over midnight.
  if (from?.ofDay && to?.ofDay && from.seconds > to.seconds) return behind || before;
  return behind && before;
}

function inMoment(second: number, { ofDay, utc }: Moment): number {
  if (!ofDay) return second;
  if (utc) return second % 86_400;
  return (second - zoneOffset(second)) % 86_400;
}

/** What local time lies behind UTC, in seconds; asked once an hour, which is how often it can change. */
function zoneOffset(second: number): number {
  const hour = Math.floor(second / 900);
  if (hour !== lastHour) {
    lastHour = hour;
    lastOffset = new Date(second * 1000).getTimezoneOffset() * 60;
  }
  return lastOffset;
}

let lastHour = -1;
let lastOffset = 0;
