/** A time found in a line. */
export interface FoundTime {
  /**
   * ISO 8601 with as many digits as were written: `2016-03-09T12:23:26.957583`, with `Z` or an offset where the input tells its zone.
   * Where it tells no year, `--11-16T22:51:47`; where it tells no date, `22:51:47`.
   */
  readonly iso: string;
  readonly start: number;
  readonly end: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?';
const CLOCK = '(?<clock>\\d{1,2}:\\d\\d:\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?';
const ZONE = '(?: ?(?<zone>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)(?![\\w:]))?';

/** Ways of writing a time, the fullest first. Sources: ISO 8601, RFC 3164, RFC 9110, java.util.Date.toString, Asterisk logger.conf `dateformat`, Apache's log. */
const WAYS: readonly RegExp[] = [
  `(?<year>\\d{4})[-/.](?<mon>\\d\\d)[-/.](?<day>\\d\\d)[T _]{1,2}${CLOCK}${ZONE}`,
  `(?<day>\\d\\d)/${MONTH}/(?<year>\\d{4}):${CLOCK}${ZONE}`,
  `(?<day>\\d{1,2})[ -]${MONTH}[ -](?<year>\\d{4}),? ${CLOCK}${ZONE}`,
  `(?<day>\\d{1,2})\\.(?<mon>\\d\\d)\\.(?<year>\\d{4}),? ${CLOCK}${ZONE}`,
  `${MONTH} {1,2}(?<day>\\d{1,2}),? (?<year>\\d{4}) ${CLOCK}${ZONE}`,
  `${MONTH} {1,2}(?<day>\\d{1,2}) ${CLOCK} (?:(?<zone>UTC|GMT|[+-]\\d{4})|[A-Z]{2,6}) (?<year>\\d{4})`,
  `${MONTH} {1,2}(?<day>\\d{1,2}) ${CLOCK} (?<year>\\d{4})(?!\\d)`,
  `${MONTH} {1,2}(?<day>\\d{1,2}) ${CLOCK}`,
  `(?<epoch>1\\d{9})(?:\\.(?<fraction>\\d{1,9}))?(?![\\d.])`,
  `(?<epoch>1\\d{9})(?<fraction>\\d{3})(?![\\d.])`,
  CLOCK,
].map((way) => new RegExp(`(?<![\\w.:])${way}`));

/** The first time in the first `within` characters of `line`. `year` is what a time without one is taken to be of. */
export function findTime(line: string, within = 80, year?: number): FoundTime | undefined {
  const head = line.slice(0, within);
  if (!/\d:\d\d:\d\d|1\d{9}/.test(head)) return undefined;
  let best: FoundTime | undefined;
  for (const way of WAYS) {
    const match = way.exec(head);
    if (!match || (best && best.start <= match.index && best.end >= match.index + match[0].length)) continue;
    const iso = isoOf(match.groups ?? {}, year);
    if (!iso || (best && best.start <= match.index)) continue;
    best = { iso, start: match.index, end: match.index + match[0].length };
  }
  return best;
}

/** Seconds of the Unix epoch with a decimal fraction, as digits, in ISO 8601. `undefined` where there is no such date. */
export function isoOfEpoch(seconds: number, fraction = ''): string | undefined {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/** The year of the first Unix time in a text, which AMI has in every Uniqueid; for dates that tell no year. */
export function yearIn(text: string): ((month: number, day: number) => number) | undefined {
  const epoch = /(?<![\w.])(1\d{9})\.\d+/.exec(text)?.[1];
  if (!epoch) return undefined;
  const at = Number(epoch) * 1000;
  const near = new Date(at).getUTCFullYear();
  return (month, day) =>
    [near - 1, near, near + 1].sort((a, b) => Math.abs(Date.UTC(a, month - 1, day) - at) - Math.abs(Date.UTC(b, month - 1, day) - at))[0] ?? near;
}

/** A yearless time with the year that `yearOf` gives it; any other as it is. */
export function withYear(iso: string, yearOf: ((month: number, day: number) => number) | undefined): string {
  const match = yearOf && /^--(\d\d)-(\d\d)T/.exec(iso);
  return match ? `${yearOf(Number(match[1]), Number(match[2]))}${iso.slice(1)}` : iso;
}

function isoOf(groups: Record<string, string | undefined>, year: number | undefined): string | undefined {
  const { epoch, fraction = '', clock = '', zone } = groups;
  if (epoch) return isoOfEpoch(Number(epoch), fraction);
  const [hour = '', minute = '', second = ''] = clock.split(':');
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = `${hour.padStart(2, '0')}:${minute}:${second}${fraction && `.${fraction}`}`;
  if (!groups.day) return time;
  const month = groups.mon ?? String(MONTHS.indexOf(groups.month?.slice(0, 3).toLowerCase() ?? '') + 1).padStart(2, '0');
  const day = groups.day.padStart(2, '0');
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  const offset = zone === undefined ? '' : /^[A-Z]/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return `${groups.year ?? year ?? '-'}-${month}-${day}T${time}${offset}`;
}
