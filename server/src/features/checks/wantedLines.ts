import { visitHeaders } from '../../syntax/headers';
import { contentEnd, nextLine } from '../../syntax/lines';
import type { Shape } from '../../syntax/shapes';

/** The lines of a message that somebody asked for, in order; lines of a header that repeats one by one. Valid until the next message is read. */
export interface WantedLines {
  count: number;
  /** Index of the column in the shape. */
  column: Int32Array;
  /** Offset where the value begins, behind the colon and one blank. */
  from: Int32Array;
  /** Offset where the value ends, before the line end. */
  to: Int32Array;
}

/** Room for the lines of a message; grows when it must. */
export function createWantedLines(): WantedLines {
  return { count: 0, column: new Int32Array(64), from: new Int32Array(64), to: new Int32Array(64) };
}

/** Whether each column is one line `Name: value`, so that lines can be counted instead of read. */
export function isPlain(shape: Shape): boolean {
  return shape.columns.every((column) => column.form === 'header' && !column.repeats);
}

const SPACE = 32;

/**
 * Reads the lines of the columns `wanted` of the message of `shape` at `start` to `end`.
 *
 * `last` is the last wanted column; what stands behind it is not looked at. A `plain` shape is read without making objects: this runs for every message.
 */
export function readWanted(
  lines: WantedLines,
  text: string,
  start: number,
  end: number,
  shape: Shape,
  plan: { readonly wanted: readonly boolean[]; readonly last: number; readonly plain: boolean },
): void {
  lines.count = 0;
  if (plan.last < 0) return;
  if (!plan.plain) {
    let at = -1;
    let current: unknown;
    visitHeaders(text, start, end, shape, ({ column, value }) => {
      if (column !== current) {
        current = column;
        at++;
      }
      if (at > plan.last) return false;
      if (plan.wanted[at]) push(lines, at, value.start, value.end);
      return true;
    });
    return;
  }
  let at = start;
  for (let i = 0; i <= plan.last; i++) {
    const next = nextLine(text, at);
    const lineEnd = next < 0 || next > end ? end : next;
    if (plan.wanted[i]) {
      const colon = text.indexOf(':', at + (shape.columns[i]?.name.length ?? 0));
      const content = contentEnd(text, at, lineEnd);
      push(lines, i, Math.min(content, text.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1), content);
    }
    at = lineEnd;
  }
}

function push(lines: WantedLines, column: number, from: number, to: number): void {
  if (lines.count === lines.column.length) {
    lines.column = grown(lines.column);
    lines.from = grown(lines.from);
    lines.to = grown(lines.to);
  }
  lines.column[lines.count] = column;
  lines.from[lines.count] = from;
  lines.to[lines.count] = to;
  lines.count++;
}

function grown(before: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(before.length * 2);
  larger.set(before);
  return larger;
}
