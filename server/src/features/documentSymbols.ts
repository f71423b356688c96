import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode-languageserver-types';
import { type LogDocument, rangeOf } from '../document';
import { contentEnd, nextLine } from '../syntax/lines';
import { messageSpan, shapeOf } from '../syntax/messages';
import type { MessageKind } from '../syntax/shapes';
import { finished, type Steps } from '../syntax/steps';
import { messageDetail, messageLabel } from './messageLabels';
import { lastContent } from './reading';

const ICONS: Readonly<Record<MessageKind, SymbolKind>> = {
  event: SymbolKind.Event,
  action: SymbolKind.Function,
  response: SymbolKind.Interface,
  message: SymbolKind.Object,
};

/** One symbol a message, in order; its detail is the channel and what happened to it. The selection range is the message's first line. */
export function documentSymbols(document: LogDocument): DocumentSymbol[] {
  return finished(documentSymbolSteps(document));
}

/** The same, in steps. */
export function* documentSymbolSteps(document: LogDocument): Steps<DocumentSymbol[]> {
  const { index, text } = document;
  const symbols: DocumentSymbol[] = [];
  for (let i = 0; i < index.count; i++) {
    if (i % 256 === 255) yield;
    const shape = shapeOf(index, i);
    const { start, end } = messageSpan(index, i);
    const next = nextLine(text, start);
    symbols.push({
      name: messageLabel(shape),
      detail: messageDetail(document, i),
      kind: ICONS[shape.kind],
      range: rangeOf(document, { start, end: lastContent(text, start, end) }),
      selectionRange: rangeOf(document, { start, end: contentEnd(text, start, next < 0 || next > end ? end : next) }),
    });
  }
  return symbols;
}

/** The same for editors that show no details: what tells a message from its like stands in its name. */
export function fullyNamed(symbols: readonly DocumentSymbol[]): DocumentSymbol[] {
  return symbols.map(({ detail, ...symbol }) => (detail ? { ...symbol, name: `${symbol.name} · ${detail}` } : symbol));
}

/** The same as they were before symbols could have others within them. */
export function flatSymbols(uri: string, symbols: readonly DocumentSymbol[]): SymbolInformation[] {
  return symbols.map(({ name, kind, range }) => ({ name, kind, location: { uri, range } }));
}
