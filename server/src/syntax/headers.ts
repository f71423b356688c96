import { colonOf, contentEnd, endsFreeText, isBlank, nextLine } from './lines';
import { type MessageIndex, shapeOf } from './messages';
import type { Column, Shape } from './shapes';
import type { Span } from './span';

/** One line of a message (for a `raw` column: all lines of it), read from the text on demand. */
export interface Header {
  readonly column: Column;
  /** The name without its colon; empty where the line has none. */
  readonly name: Span;
  /** The value without the one blank that separates it from the colon and without the line end; for a line without colon the whole line. */
  readonly value: Span;
}

/** The lines of message `i`, in order, repeats one by one. */
export function headersOf(text: string, index: MessageIndex, i: number): Header[] {
  const headers: Header[] = [];
  visitHeaders(text, index.starts[i] ?? 0, index.ends[i] ?? 0, shapeOf(index, i), (header) => {
    headers.push(header);
    return true;
  });
  return headers;
}

/** The first header of message `i` that has one of the lower-case names `keys`. */
export function headerOf(text: string, index: MessageIndex, i: number, ...keys: string[]): Header | undefined {
  const shape = shapeOf(index, i);
  if (!shape.columns.some((column) => keys.includes(column.key))) return undefined;
  let found: Header | undefined;
  visitHeaders(text, index.starts[i] ?? 0, index.ends[i] ?? 0, shape, (header) => {
    if (header.column.form !== 'header' || !keys.includes(header.column.key)) return true;
    found = header;
    return false;
  });
  return found;
}

/** The value of that header, without blanks around it; `undefined` where the message has no such header. */
export function headerValue(text: string, index: MessageIndex, i: number, ...keys: string[]): string | undefined {
  const header = headerOf(text, index, i, ...keys);
  return header && text.slice(header.value.start, header.value.end).trim();
}

/**
 * Calls `visit` for each line of the message of `shape` that stands at `start` to `end`, until it answers false.
 *
 * For readers that have no {@link MessageIndex}, such as those of a stream.
 */
export function visitHeaders(text: string, start: number, end: number, shape: Shape, visit: (header: Header) => boolean): void {
  let at = start;
  for (const column of shape.columns) {
    if (column.form === 'raw') {
      const bodyEnd = rawBodyEnd(text, at, end);
      if (!visit({ column, name: { start: at, end: at }, value: { start: at, end: contentEnd(text, at, bodyEnd) } })) return;
      at = bodyEnd;
      continue;
    }
    for (let first = true; at < end; first = false) {
      if (!first && !continues(text, at, end, column)) break;
      const next = nextLine(text, at);
      const lineEnd = next < 0 || next > end ? end : next;
      if (!visit(headerAt(text, at, contentEnd(text, at, lineEnd), column))) return;
      at = lineEnd;
    }
  }
}

const SPACE = 32;

function headerAt(text: string, start: number, end: number, column: Column): Header {
  if (column.form === 'noColon') return { column, name: { start, end: start }, value: { start, end } };
  const colon = text.indexOf(':', start);
  const written = text.slice(start, colon);
  const nameStart = start + (written.length - written.trimStart().length);
  const valueStart = text.charCodeAt(colon + 1) === SPACE && colon + 1 < end ? colon + 2 : colon + 1;
  return { column, name: { start: nameStart, end: nameStart + column.name.length }, value: { start: valueStart, end } };
}

/** Whether the line at `at` is one more of `column`, which repeats. */
function continues(text: string, at: number, end: number, column: Column): boolean {
  if (column.form === 'header' && !column.repeats) return false;
  const next = nextLine(text, at);
  const lineEnd = contentEnd(text, at, next < 0 || next > end ? end : next);
  const colon = colonOf(text, at, lineEnd);
  if (column.form === 'noColon') return colon < 0 && !isBlank(text, at, lineEnd);
  return colon >= 0 && text.slice(at, colon).trim() === column.name;
}

/** The end of a free text: after its `--END …--` line, else the end of the message. */
function rawBodyEnd(text: string, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const next = nextLine(text, at);
    const lineEnd = next < 0 || next > end ? end : next;
    if (endsFreeText(text, at)) return lineEnd;
    at = lineEnd;
  }
  return end;
}
