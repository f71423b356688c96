import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { commonLines, createLines, type Lines, updateLines } from './lines';
import { type Common, commonText } from './syntax/difference';
import { type Header, visitHeaders } from './syntax/headers';
import { indexMessages, type MessageIndex, shapeOf, type TextChange, type TextParts, updateIndex } from './syntax/messages';
import { QUOTED_WITHIN, quotingOf, withoutQuoting } from './syntax/quoting';
import type { Span } from './syntax/span';

/**
 * One version of one log: its text and the index of its messages.
 *
 * A value: {@link updateDocument} gives the next version. Versions share the shape table, which only grows.
 */
export interface LogDocument {
  readonly uri: string;
  readonly version: number;
  /**
   * What is read: the text of the editor, in which blanks stand for the marks of quoting before each line. As long as that, offset by offset. Made when it
   * is asked for first, which takes long for a large document: whoever looks at a message asks for that with {@link headersIn} or `read`.
   */
  readonly text: string;
  /** The same between two offsets. */
  read(start: number, end: number): string;
  readonly index: MessageIndex;
  /** The text of the editor and its lines. */
  readonly lines: Lines;
  /** The text where it is not that of the editor: without its quoting. */
  readonly unquoted: string | undefined;
}

/** The first version of a log. Total: any text makes one. `languageId` is what the editor calls it, and means nothing here. */
export function createDocument(uri: string, _languageId: string, version: number, written: string): LogDocument {
  return readAnew(uri, version, createLines(written));
}

/** The log after `changes`, applied in order; equal to one made from the new text. */
export function updateDocument(document: LogDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): LogDocument {
  const { uri } = document;
  let next = document;
  for (const change of changes) {
    const { lines, index, unquoted } = next;
    const edit = 'range' in change ? editOf(lines, change.range, change.text) : differenceOf(lines.text, change.text);
    const after = updateLines(lines, edit, 'range' in change ? change.text : change.text.slice(edit.start, edit.newEnd));
    // A quoted log is short, and one character can make or break the quoting: it is read anew.
    next =
      unquoted === undefined && !quotingOf(after.slice(0, QUOTED_WITHIN))
        ? documentOf(uri, version, after, updateIndex(index, after, edit))
        : readAnew(uri, version, after);
  }
  return next.version === version ? next : documentOf(uri, version, next.lines, next.index, next.unquoted);
}

/** The headers of message `i`, in order, repeats one by one. Reads that message only. */
export function headersIn(document: LogDocument, i: number): Header[] {
  const { index } = document;
  const start = index.starts[i] ?? 0;
  const end = index.ends[i] ?? 0;
  const headers: Header[] = [];
  const moved = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  visitHeaders(document.read(start, end), 0, end - start, shapeOf(index, i), (header) => {
    headers.push({ column: header.column, name: moved(header.name), value: moved(header.value) });
    return true;
  });
  return headers;
}

/** The text of a document, to be read in parts. */
export function partsOf(document: LogDocument): TextParts {
  return document.unquoted ?? document.lines;
}

/** What the texts of two documents have in common, given by {@link partsOf}. */
export function commonParts(a: TextParts, b: TextParts): Common {
  if (isLines(a) && isLines(b)) return commonLines(a, b);
  return commonText(a.slice(0, a.length), b.slice(0, b.length));
}

function isLines(parts: TextParts): parts is Lines {
  return typeof parts === 'object';
}

function readAnew(uri: string, version: number, lines: Lines): LogDocument {
  const quoting = quotingOf(lines.slice(0, QUOTED_WITHIN));
  const unquoted = quoting && withoutQuoting(lines.text, quoting);
  return documentOf(uri, version, lines, indexMessages(unquoted ?? lines.text), unquoted);
}

function documentOf(uri: string, version: number, lines: Lines, index: MessageIndex, unquoted?: string): LogDocument {
  return {
    uri,
    version,
    get text() {
      return unquoted ?? lines.text;
    },
    read: (start, end) => (unquoted ?? lines).slice(start, end),
    index,
    lines,
    unquoted,
  };
}

/** The LSP range of `span`. */
export function rangeOf(document: LogDocument, span: Span): Range {
  return { start: document.lines.positionAt(span.start), end: document.lines.positionAt(span.end) };
}

/** The offset of an LSP position; one outside the text is moved to its nearest end. */
export function offsetOf(document: LogDocument, position: Position): number {
  return document.lines.offsetAt(position);
}

function editOf(lines: Lines, range: Range, text: string): TextChange {
  const a = lines.offsetAt(range.start);
  const b = lines.offsetAt(range.end);
  const start = Math.min(a, b);
  return { start, oldEnd: Math.max(a, b), newEnd: start + text.length };
}

/** What changed between two texts, so that a log that is sent whole again costs what is new in it. */
function differenceOf(before: string, after: string): TextChange {
  const { start, tail } = commonText(before, after);
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}
