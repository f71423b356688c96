/** First and last lines of messages, one pair after the other, ascending, as `ami/callAt` gives them. */
export type Lines = readonly number[];

/** Whether a line is in one of the messages. */
export function inCall(lines: Lines, line: number): boolean {
  const at = lastAtOrBefore(lines, line);
  return at >= 0 && line <= (lines[at * 2 + 1] ?? -1);
}

/** The first line of the next message behind a line, or of the one before the message at that line; `undefined` where there is none. */
export function nextStart(lines: Lines, line: number, by: 1 | -1): number | undefined {
  const at = lastAtOrBefore(lines, line);
  return by > 0 ? lines[(at + 1) * 2] : at < 1 ? undefined : lines[(at - 1) * 2];
}

/**
 * Stretches of lines that the messages cover between two lines, at most `most`: messages that follow each other are one, and if there are too many stretches,
 * near ones are put together.
 */
export function stretches(lines: Lines, from: number, to: number, most: number = Number.POSITIVE_INFINITY): [first: number, last: number][] {
  for (let gap = 1; ; gap *= 4) {
    const found = within(lines, from, to, gap);
    if (found.length <= most) return found;
  }
}

/** The share of a document that a call may have and still stand out in it. */
const MOST_SHARE = 0.75;

/** Whether the messages of a call stand out in a document of so many lines: where nearly all of it is one call, marking that says nothing. */
export function standsOut(lines: Lines, lineCount: number): boolean {
  let covered = 0;
  // The blank line behind a message is of it.
  for (let at = 0; at + 1 < lines.length; at += 2) covered += (lines[at + 1] ?? 0) - (lines[at] ?? 0) + 2;
  return covered < lineCount * MOST_SHARE;
}

function within(lines: Lines, from: number, to: number, gap: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = Math.max(0, lastAtOrBefore(lines, from)); at * 2 < lines.length; at++) {
    const [first = 0, last = 0] = lines.slice(at * 2, at * 2 + 2);
    if (first > to) break;
    if (last < from) continue;
    const before = found.at(-1);
    // One blank line stands between two messages.
    if (before && first - before[1] <= gap + 1) before[1] = last;
    else found.push([first, last]);
  }
  return found;
}

/** Which message begins last at or before a line; -1 where none does. */
function lastAtOrBefore(lines: Lines, line: number): number {
  let low = 0;
  let high = lines.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle * 2] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
