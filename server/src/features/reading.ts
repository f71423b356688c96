import type { Range } from 'vscode-languageserver-types';
import { headersIn, type LogDocument, rangeOf } from '../document';
import { contentEnd, nextLine, trimmed } from '../syntax/lines';
import { messageSpan, shapeOf } from '../syntax/messages';
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

/** Message `i` without the blank lines behind it. */
export function messageRange(document: LogDocument, i: number): Range {
  const { start, end } = messageSpan(document.index, i);
  return rangeOf(document, { start, end: start + lastContent(document.read(start, end), 0, end - start) });
}

/** The first line of message `i`. */
export function firstLineRange(document: LogDocument, i: number): Range {
  const { start, end } = messageSpan(document.index, i);
  const text = document.read(start, end);
  const next = nextLine(text, 0);
  return rangeOf(document, { start, end: start + contentEnd(text, 0, next < 0 ? text.length : next) });
}

/** The end of the last line between `start` and `end` that is not blank. */
export function lastContent(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 10 || text.charCodeAt(at - 1) === 13)) at--;
  return at;
}
