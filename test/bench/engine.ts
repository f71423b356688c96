/** What is measured of the product, in one place: the bench's other files know no module of the server. */
import type { Diagnostic, DocumentSymbol, FoldingRange, Hover, Position } from 'vscode-languageserver-types';
import { callsOf } from '../../server/src/calls/calls';
import { type Catalog, createCatalog } from '../../server/src/catalog/catalog';
import { createDocument, type LogDocument, updateDocument } from '../../server/src/document';
import { type Examination, examine } from '../../server/src/features/checks/examination';
import type { Context } from '../../server/src/features/context';
import { diagnosticsOf } from '../../server/src/features/diagnostics';
import { documentSymbols } from '../../server/src/features/documentSymbols';
import { foldingRanges } from '../../server/src/features/foldingRanges';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { hover } from '../../server/src/features/hover';
import { versionOf } from '../../server/src/features/version';
import { messagesOf } from '../../server/src/stream';
import { indexMessages, type MessageIndex, shapeOf } from '../../server/src/syntax/messages';

export type { LogDocument } from '../../server/src/document';
export type { MessageIndex } from '../../server/src/syntax/messages';

/** As many as the server shows of one document. */
const MAXIMUM = 1000;

let catalog: Catalog | undefined;

/** Messages of a text, by a table that has seen nothing. */
export function indexOf(text: string): MessageIndex {
  return indexMessages(text);
}

/** How many messages of an index are events. */
export function eventsIn(index: MessageIndex): number {
  let events = 0;
  for (let i = 0; i < index.count; i++) if (shapeOf(index, i).kind === 'event') events++;
  return events;
}

/** Reads a file as the command line and the reader of large files do; gives the number of messages. */
export async function streamMessages(file: string): Promise<number> {
  let count = 0;
  for await (const _ of messagesOf(file)) count++;
  return count;
}

/** A newly opened document. */
export function open(text: string): LogDocument {
  return createDocument('file:///bench.ami', 'ami', 1, text);
}

/** The document with `inserted` at `position`. */
export function insert(document: LogDocument, position: Position, inserted: string): LogDocument {
  return updateDocument(document, [{ range: { start: position, end: position }, text: inserted }], document.version + 1);
}

/** The position of an offset. */
export function positionAt(document: LogDocument, offset: number): Position {
  return document.lines.positionAt(offset);
}

/** The diagnostics of versions of one document, each from what is known of the version before. */
export class Diagnoser {
  private before: Examination | undefined;

  of(document: LogDocument): Diagnostic[] {
    this.before = examine(document, contextOf(document), false, this.before);
    return diagnosticsOf(this.before, { maximum: MAXIMUM });
  }
}

/** The diagnostics of a document of which nothing is known. */
export function allDiagnostics(document: LogDocument): Diagnostic[] {
  return new Diagnoser().of(document);
}

/** How many calls a document has; all of each is made. */
export function callCount(document: LogDocument): number {
  return callsOf(document.text, document.index).calls.length;
}

/** How many calls of a document the client would show first, worked out as the server does: going on from the version before. */
export function callsShown(document: LogDocument): number {
  const book = documentSource(document).book();
  const shown = Math.min(500, book.count);
  for (let i = book.count - shown; i < book.count; i++) book.call(i);
  return shown;
}

/** A hover with all that the server does for one. */
export function hoverAt(document: LogDocument, position: Position): Hover | undefined {
  return hover(document, position, contextOf(document));
}

/** The outline. */
export function symbolsOf(document: LogDocument): DocumentSymbol[] {
  return documentSymbols(document);
}

/** What folds. */
export function foldsOf(document: LogDocument): FoldingRange[] {
  return foldingRanges(document);
}

function contextOf(document: LogDocument): Context {
  catalog ??= createCatalog();
  return { catalog, version: versionOf(document, catalog, 'auto'), links: true };
}
