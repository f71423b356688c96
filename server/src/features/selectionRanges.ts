import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { headersIn, type LogDocument, offsetOf, rangeOf } from '../document';
import type { Call } from '../protocol';
import { messageAt, messageSpan } from '../syntax/messages';
import type { Span } from '../syntax/span';
import { callAround } from './callRuns';
import { lastContent, lineAt, withoutBlanks } from './reading';

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
  const { index } = document;
  const spans: Span[] = [];
  const add = (span: Span): void => {
    const last = spans.at(-1);
    const grows = !last || (span.start <= last.start && span.end >= last.end && span.end - span.start > last.end - last.start);
    if (grows && span.end > span.start && offset >= span.start && offset <= span.end) spans.push(span);
  };
  const message = messageAt(index, offset);
  if (message !== undefined) {
    const header = headersIn(document, message).find(({ column, name, value }) => column.form === 'header' && offset >= name.start && offset <= value.end);
    if (header) {
      add(header.name);
      add(withoutBlanks(document, header.value));
    }
  }
  add(lineAt(document, offset));
  if (message !== undefined) {
    const { start, end } = messageSpan(index, message);
    add({ start, end: start + lastContent(document.read(start, end), 0, end - start) });
    add({ start, end });
    const run = callAround(calls, message);
    if (run) add({ start: messageSpan(index, run.first).start, end: messageSpan(index, run.last).end });
  }
  add({ start: 0, end: document.lines.length });
  return spans;
}
