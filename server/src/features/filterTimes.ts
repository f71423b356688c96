import { t } from '../texts';

/** A time: seconds since the epoch, or of any day in the time zone of this machine (or UTC, after `Z`), or since the beginning of the capture. */
export interface Moment {
  readonly seconds: number;
  readonly ofDay: boolean;
  readonly utc: boolean;
  /** Counted from the first message whose time is known. */
  readonly relative?: boolean;
}

const STAMP = String.raw`(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z?)`;
const ONE = new RegExp(`^${STAMP}$`);
const SPAN = new RegExp(`^(?:${STAMP})?-(?:${STAMP})?$`);
const AFTER = /^\+(?=\d)(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s?)?$/;

/**
 * A moment: `10:23:45`, `2026-11-22T10:23:45Z`, seconds since the epoch, or `+1h30m5s` from the beginning of the capture. `undefined` where the text is none.
 * With `to` it is the end of the minute or second that it names.
 */
export function parseMoment(text: string, end: 'from' | 'to' = 'from'): Moment | undefined {
  const after = AFTER.exec(text);
  if (after) {
    const [, hours = 0, minutes = 0, seconds = 0] = after;
    return { seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), ofDay: false, utc: false, relative: true };
  }
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return { seconds: Math.floor(Number(text)), ofDay: false, utc: true };
  const found = ONE.exec(text);
  const moment = found && momentOf(found.slice(1), end);
  return moment && moment !== 'bad' ? moment : undefined;
}

/** The ends of a window of time, or a sentence on what to write. `side` says whether the text is a span, its beginning or its end. */
export function parseTimes(
  text: string,
  side: 'time' | 'since' | 'until',
): { readonly from: Moment | undefined; readonly to: Moment | undefined } | { readonly error: string } {
  if (side !== 'time') {
    const moment = parseMoment(text, side === 'since' ? 'from' : 'to');
    if (!moment)
      return { error: t('“{0}” is no time. Write {1}:10:00:30, {1}:2026-11-22T10:00, {1}:1795341600 or {1}:+30s (from the beginning).', text, side) };
    return { from: side === 'since' ? moment : undefined, to: side === 'until' ? moment : undefined };
  }
  const { from, to } = spanOf(text);
  if (from === 'bad' || to === 'bad' || (!from && !to)) {
    return {
      error: t(
        '“{0}” is no time. Write time:10:00-10:05, time:10:00:30-, time:-10:05, time:+30s-+60s or time:2026-11-22T10:00-2026-11-22T10:05 (Z at the end: UTC).',
        text,
      ),
    };
  }
  if (from && to && from.ofDay !== to.ofDay) return { error: t('“{0}”: write the day at both times or at none.', text) };
  if (from && to && !from.ofDay && from.relative === to.relative && from.seconds > to.seconds)
    return { error: t('“{0}” ends before it begins. Swap the two times.', text) };
  return { from, to };
}

type End = Moment | 'bad' | undefined;

function spanOf(text: string): { from: End; to: End } {
  const span = SPAN.exec(text);
  if (span) return { from: momentOf(span.slice(1, 8), 'from'), to: momentOf(span.slice(8, 15), 'to') };
  const [begin = '', end, ...more] = text.split('-');
  if (end !== undefined && more.length === 0 && /^\+|^$|^\d{9}/.test(begin)) {
    return { from: begin === '' ? undefined : (parseMoment(begin) ?? 'bad'), to: end === '' ? undefined : (parseMoment(end, 'to') ?? 'bad') };
  }
  return { from: parseMoment(text) ?? 'bad', to: parseMoment(text, 'to') ?? 'bad' };
}

/** `to` includes the whole minute or second that it names. */
function momentOf(parts: readonly (string | undefined)[], end: 'from' | 'to'): End {
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

/**
 * Whether a second since the epoch lies between two moments, both ends included. `origin` is the second in which the capture begins; 0, where nothing tells it,
 * is in no window that needs it.
 */
export function isWithin(second: number, from: Moment | undefined, to: Moment | undefined, origin: number): boolean {
  const behind = !from || inMoment(second, from, origin) >= from.seconds;
  const before = !to || inMoment(second, to, origin) <= to.seconds;
  // A span of a day may go over midnight.
  if (from?.ofDay && to?.ofDay && from.seconds > to.seconds) return behind || before;
  return behind && before;
}

/** The second that a moment is of: a time of day is that of the first message or of the day after, whichever comes first. */
export function secondOfMoment(moment: Moment, origin: number): number {
  if (moment.relative) return origin + moment.seconds;
  if (!moment.ofDay) return moment.seconds;
  const ahead = moment.seconds - inMoment(origin, moment, origin);
  return origin + (ahead < 0 ? ahead + 86_400 : ahead);
}

function inMoment(second: number, { ofDay, utc, relative }: Moment, origin: number): number {
  if (relative) return second - origin;
  if (!ofDay) return second;
  if (utc) return second % 86_400;
  return (second - zoneOffset(second)) % 86_400;
}

/** What local time lies behind UTC, in seconds; asked once a quarter of an hour, which is how often it can change. */
function zoneOffset(second: number): number {
  const quarter = Math.floor(second / 900);
  if (quarter !== lastQuarter) {
    lastQuarter = quarter;
    lastOffset = new Date(second * 1000).getTimezoneOffset() * 60;
  }
  return lastOffset;
}

let lastQuarter = -1;
let lastOffset = 0;
