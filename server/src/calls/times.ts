/**
 * Times as captures tell them. Milliseconds since the Unix epoch; `undefined` where the text tells none.
 */

/** `Timestamp` of an event. Source: Asterisk main/manager.c, `"Timestamp: %ld.%06lu"`. */
export function timestampTime(value: string): number | undefined {
  return /^\d/.test(value) ? sane(Number(value) * 1000) : undefined;
}

/** `EventTV` of a security event, which is ISO 8601, and `EventTime` of a CEL event where it is epoch seconds: other forms lack their zone. */
export function eventTime(value: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return sane(Number(value) * 1000);
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? sane(Date.parse(value)) : undefined;
}

/** The second in which a channel was made, from its Uniqueid (`[systemname-]seconds.counter`). An id that an originator chose says nothing. */
export function uniqueidTime(uniqueid: string): number | undefined {
  const dot = uniqueid.lastIndexOf('.');
  if (dot < 9) return undefined;
  const seconds = /(?:^|-)(\d{9,10})\.\d+$/.exec(uniqueid)?.[1];
  return seconds ? sane(Number(seconds) * 1000) : undefined;
}

/** The time of the last `;@` mark between two offsets of a text. */
export function markTime(text: string, from: number, to: number): number | undefined {
  const gap = text.slice(Math.max(from, to - 4096), to);
  const at = gap.lastIndexOf(';@ ');
  if (at < 0 || (at > 0 && gap[at - 1] !== '\n')) return undefined;
  return sane(Date.parse(/\S+/.exec(gap.slice(at + 3))?.[0] ?? ''));
}

/** Whether a mark between two offsets says that the capture has a gap there. */
export function hasGapMark(text: string, from: number, to: number): boolean {
  return /(?:^|\n);! ?gap/.test(text.slice(from, to));
}

/** How the first line of a connection begins. Source: Asterisk main/manager.c. */
export const BANNER = 'Asterisk Call Manager/';

/** A time whose seconds fit into 32 bits. */
function sane(time: number): number | undefined {
  return time > 0 && time < 0xffff_ffff * 1000 ? Math.round(time) : undefined;
}
