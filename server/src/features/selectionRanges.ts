import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { type LogDocument, offsetOf, rangeOf } from '../document';
import type { Call } from '../protocol';
import { headersOf } from '../syntax/headers';
import { contentEnd, nextLine, trimmed } from '../syntax/lines';
import { messageAt, messageSpan } from '../syntax/messages';
import type { Span } from '../syntax/span';
import { callAround } from './callRuns';
import { lastContent } from './documentSymbols';

/**
 * For each position what growing selections take in: the name or value, its line, the message, the messages around of the same call, everything.
 *
 * `calls` may be empty where they are not known.
 */
export function selectionRanges(document: LogDocument, positions: readonly Position[], calls: readonly Call[]): SelectionRange[] {
  return positions.map((position) => {
    let range: SelectionRange | undefined;
    for (const span of spansAround(document, offsetOf(document, position), calls).reverse())
      range = { range: rangeOf(document, span), ...(range ? { parent: range } : {}) };
    return range ?? { range: { start: position, end: position } };
  });
}

/** From the inside out, each larger than the one before. */
function spansAround(document: LogDocument, offset: number, calls: readonly Call[]): Span[] {
  const { text, index } = document;
  const spans: Span[] = [];
  const add = (span: Span): void => {
    const last = spans.at(-1);
    const grows = !last || (span.start <= last.start && span.end >= last.end && span.end - span.start > last.end - last.start);
    if (grows && span.end > span.start && offset >= span.start && offset <= span.end) spans.push(span);
  };
  const message = messageAt(index, offset);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const next = nextLine(text, offset);
  const line = { start: lineStart, end: contentEnd(text, lineStart, next < 0 ? text.length : next) };
  if (message !== undefined) {
    const header = headersOf(text, index, message).find(({ column, name, value }) => column.form === 'header' && offset >= name.start && offset <= value.end);
    if (header) {
      add(header.name);
      add(trimmed(text, header.value));
    }
  }
  add(line);
  if (message !== undefined) {
    const { start, end } = messageSpan(index, message);
    add({ start, end: lastContent(text, start, end) });
    add({ start, end });
    const run = callAround(calls, message);
    if (run) add({ start: messageSpan(index, run.first).start, end: messageSpan(index, run.last).end });
  }
  add({ start: 0, end: text.length });
  return spans;
}
