import { type Position, type Range, TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { indexMessages, type MessageIndex, type TextChange, updateIndex } from './syntax/messages';
import { quotingOf, withoutQuoting } from './syntax/quoting';
import type { Span } from './syntax/span';

/**
 * One version of one log: its text and the index of its messages.
 *
 * A value: {@link updateDocument} gives the next version. Versions share the shape table, which only grows, and the line offsets of
 * `TextDocument`, which belong to the newest one; so positions are asked of the newest version only.
 */
export interface LogDocument {
  readonly uri: string;
  readonly version: number;
  /** What is read: the text of the editor, in which blanks stand for the marks of quoting before each line. As long as that, offset by offset. */
  readonly text: string;
  readonly index: MessageIndex;
  readonly lines: TextDocument;
}

/** The first version of a log. Total: any text makes one. */
export function createDocument(uri: string, languageId: string, version: number, written: string): LogDocument {
  return withLines(uri, version, TextDocument.create(uri, languageId, version, written));
}

/** The log after `changes`, applied in order; equal to one made from the new text. */
export function updateDocument(document: LogDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): LogDocument {
  let { text, index, lines } = document;
  for (const change of changes) {
    const before = lines.getText();
    const edit = 'range' in change ? editOf(lines, change.range, change.text) : undefined;
    lines = TextDocument.update(lines, [edit ? withinText(lines, edit, change.text) : change], version);
    const after = lines.getText();
    if (text === before && !quotingOf(after)) {
      text = after;
      index = updateIndex(index, text, edit ?? differenceOf(before, text));
    } else {
      // A quoted log is short, and one character can make or break the quoting: it is read anew.
      ({ text, index } = withLines(document.uri, version, lines));
    }
  }
  return { uri: document.uri, version, text, index, lines };
}

function withLines(uri: string, version: number, lines: TextDocument): LogDocument {
  const written = lines.getText();
  const quoting = quotingOf(written);
  const text = quoting ? withoutQuoting(written, quoting) : written;
  return { uri, version, text, index: indexMessages(text), lines };
}

/** The LSP range of `span`. */
export function rangeOf(document: LogDocument, span: Span): Range {
  return { start: document.lines.positionAt(span.start), end: document.lines.positionAt(span.end) };
}

/** The offset of an LSP position; one outside the text is moved to its nearest end. */
export function offsetOf(document: LogDocument, position: Position): number {
  return document.lines.offsetAt(position);
}

function editOf(lines: TextDocument, range: Range, text: string): TextChange {
  const a = lines.offsetAt(range.start);
  const b = lines.offsetAt(range.end);
  const start = Math.min(a, b);
  return { start, oldEnd: Math.max(a, b), newEnd: start + text.length };
}

/** The change with its positions in the text: of a range that lies behind the last line, `TextDocument` gets the lines wrong. */
function withinText(lines: TextDocument, edit: TextChange, text: string): TextDocumentContentChangeEvent {
  return { range: { start: lines.positionAt(edit.start), end: lines.positionAt(edit.oldEnd) }, text };
}

/** What changed between two texts, so that a log that is sent whole again costs what is new in it. */
function differenceOf(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}
