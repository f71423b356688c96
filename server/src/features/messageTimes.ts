import type { LogDocument } from '../document';
import { messageAt, messageSpan, shapeOf } from '../syntax/messages';
import { valueIn } from './reading';
import { t } from '../texts';

/** How far before a message its time mark is looked for, and the beginning of its call. Characters. */
const MARK_WITHIN = 65_536;
const BIRTH_WITHIN = 2_000_000;

/** With the detail records (CEL) on, a channel's first record comes before its Newchannel. Characters. */
const BIRTH_BEHIND = 16_384;

/**
 * When message `i` was raised, in milliseconds since the Unix epoch: by its `Timestamp` or `EventTV`, or by the `;@` mark before it. `undefined` where none of
 * them tells.
 *
 * Source: Asterisk main/manager.c, `"Timestamp: %ld.%06lu"`; main/security_events.c, EventTV.
 */
export function messageTime(document: LogDocument, i: number): number | undefined {
  const stamp = valueIn(document, i, 'timestamp');
  if (stamp !== undefined && /^\d{9,}(?:\.\d+)?$/.test(stamp)) return Number(stamp) * 1000;
  const written = valueIn(document, i, 'eventtv');
  const parsed = written === undefined ? Number.NaN : Date.parse(written.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(parsed) ? markedTime(document, messageSpan(document.index, i).start) : parsed;
}

function markedTime(document: LogDocument, start: number): number | undefined {
  const before = document.read(Math.max(0, start - MARK_WITHIN), start);
  const at = before.startsWith(';@ ') && before.lastIndexOf('\n;@ ') < 0 ? 0 : before.lastIndexOf('\n;@ ') + 1;
  const moment = before.startsWith(';@ ', at) ? Date.parse(/\S+/.exec(before.slice(at + 3))?.[0] ?? '') : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

/** When something began, and whether only its second is known. */
export interface Beginning {
  readonly at: number;
  readonly rough: boolean;
}

/**
 * Tells when calls began, by their Linkedids, as far as can be told near `offset`, above all before it: the time of the Newchannel whose Uniqueid the Linkedid is, else the
 * second in the Linkedid itself. Milliseconds since the Unix epoch.
 *
 * Source of the second: Asterisk main/channel.c, `"%li.%d"` of the time and a counter.
 */
export function callBeginnings(document: LogDocument, offset: number): (linkedid: string) => Beginning | undefined {
  const start = Math.max(0, offset - BIRTH_WITHIN);
  const known = new Map<string, Beginning | undefined>();
  let text: string | undefined;
  return (linkedid) => {
    if (!known.has(linkedid)) {
      text ??= document.read(start, Math.min(document.lines.length, offset + BIRTH_BEHIND));
      known.set(linkedid, bornWithin(document, text, start, linkedid) ?? secondIn(linkedid));
    }
    return known.get(linkedid);
  };
}

function bornWithin(document: LogDocument, text: string, start: number, linkedid: string): Beginning | undefined {
  const { index } = document;
  for (let at = text.lastIndexOf(linkedid); at >= 0; at = at > 0 ? text.lastIndexOf(linkedid, at - 1) : -1) {
    const message = messageAt(index, start + at);
    if (message === undefined || shapeOf(index, message).name !== 'Newchannel' || valueIn(document, message, 'uniqueid') !== linkedid) continue;
    const time = messageTime(document, message);
    return time === undefined ? undefined : { at: time, rough: false };
  }
  return undefined;
}

function secondIn(linkedid: string): Beginning | undefined {
  const second = /(?:^|-)(\d{9,10})\.\d+$/.exec(linkedid)?.[1];
  return second === undefined ? undefined : { at: Number(second) * 1000, rough: true };
}

/** A duration in milliseconds for people: `3.2 s`, `2 min 17 s`, `1 h 2 min`. */
export function durationWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.0005) return t('{0} s', 0);
  if (seconds < 1) return t('{0} ms', Math.round(ms));
  if (seconds < 59.95) return t('{0} s', Math.round(seconds * 10) / 10);
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), (n: number) => t('{0} d', n)],
    [Math.floor((whole % 86_400) / 3600), (n: number) => t('{0} h', n)],
    [Math.floor((whole % 3600) / 60), (n: number) => t('{0} min', n)],
    [whole % 60, (n: number) => t('{0} s', n)],
  ] as const;
  const first = parts.findIndex(([number]) => number > 0);
  return parts
    .slice(first, first + 2)
    .filter(([number]) => number > 0)
    .map(([number, inUnit]) => inUnit(number))
    .join(' ');
}

/** A moment, in milliseconds since the Unix epoch, in the time zone of this computer: `2026-11-22 19:12:25`, with milliseconds where there are some. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, '0');
  const fraction = date.getMilliseconds() > 0 ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : '';
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${fraction}`;
}
