import { contentEnd, nextLine } from './lines';

/**
 * What stands before every line of a log that was quoted in a mail or ticket or that a logger wrote: `> `, `# `, `// `, a time, a level. As a pattern that is
 * tried at the start of each line.
 */
export interface Quoting {
  readonly pattern: RegExp;
}

/** Marks of quoting, each for itself and repeated; and what loggers write before a line. */
const PREFIXES: readonly RegExp[] = [
  /[ \t]*(?:>[ \t]?)+/y,
  /[ \t]*#[ \t]?/y,
  /[ \t]*\/\/[ \t]?/y,
  /[ \t]*--[ \t]/y,
  /[ \t]*\|[ \t]?/y,
  /\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]+(?:\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR)\]?:?[ \t]+)?/y,
  /\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]?[ \t]+/y,
];

/** How many lines tell whether a text is quoted, and how many of them must carry the prefix and be a naming line of AMI behind it. */
const LINES = 200;
const SHARE = 0.8;

/** The quoting of a text shows in its first so many characters. */
export const QUOTED_WITHIN = 65_536;

/**
 * How `text` is quoted, told from its first lines; `undefined` where it is not.
 *
 * Nothing that is AMI as it stands is quoted: a line that begins with `Event:`, `Action:`, `Response:` or the banner decides that at once.
 */
export function quotingOf(text: string): Quoting | undefined {
  const first = text.slice(0, QUOTED_WITHIN);
  if (/^(?:\ufeff)?[ \t]*(?:(?:Event|Action|Response)[ \t]*:|Asterisk Call Manager\/)/im.test(first)) return undefined;
  const lines = first
    .split('\n', LINES)
    .map((line) => line.replace(/\r+$/, ''))
    .filter((line) => line.trim() !== '');
  for (const prefix of PREFIXES) {
    let carried = 0;
    let naming = 0;
    for (const line of lines) {
      const end = prefixEnd(prefix, line, 0, line.length);
      if (end === 0) continue;
      carried++;
      if (/^[ \t]*(?:(?:Event|Action|Response)[ \t]*:[ \t]*\S|Asterisk Call Manager\/)/i.test(line.slice(end))) naming++;
    }
    if (naming > 0 && carried >= lines.length * SHARE) return { pattern: prefix };
  }
  return undefined;
}

/**
 * `text` with the prefix of each line replaced by blanks: as long as before, so that every offset means what it did, and read like any other log, since
 * blanks before a line do not matter.
 */
export function withoutQuoting(text: string, quoting: Quoting): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = nextLine(text, at);
    const lineEnd = next < 0 ? text.length : next;
    const content = prefixEnd(quoting.pattern, text, at, contentEnd(text, at, lineEnd));
    parts.push(' '.repeat(content - at), text.slice(content, lineEnd));
    at = lineEnd;
  }
  return parts.join('');
}

/** Where the prefix of the line at `start` ends; `start` where it has none. */
function prefixEnd(pattern: RegExp, text: string, start: number, end: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? Math.min(pattern.lastIndex, end) : start;
}
