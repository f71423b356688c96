import { headersIn, type LogDocument } from '../document';
import { trimmed } from '../syntax/lines';
import { shapeOf } from '../syntax/messages';
import type { Span } from '../syntax/span';

/** `span` without the blanks at its ends. Reads that part of the text only, as everything here does. */
export function withoutBlanks(document: LogDocument, span: Span): Span {
  const inner = trimmed(document.read(span.start, span.end), { start: 0, end: span.end - span.start });
  return { start: span.start + inner.start, end: span.start + inner.end };
}

/** What stands in `span`, without blanks around it. */
export function valueAt(document: LogDocument, span: Span): string {
  return document.read(span.start, span.end).trim();
}

/** The value of the first header of message `i` that has one of the lower-case names `keys`; `undefined` where it has none. */
export function valueIn(document: LogDocument, i: number, ...keys: string[]): string | undefined {
  if (!shapeOf(document.index, i).columns.some(({ form, key }) => form === 'header' && keys.includes(key))) return undefined;
  const header = headersIn(document, i).find(({ column }) => column.form === 'header' && keys.includes(column.key));
  return header && valueAt(document, header.value);
}

/** The line that `offset` is in, without its end. */
export function lineAt(document: LogDocument, offset: number): Span {
  const { line } = document.lines.positionAt(offset);
  const start = document.lines.offsetAt({ line, character: 0 });
  return { start, end: Math.max(start, document.lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER })) };
}
