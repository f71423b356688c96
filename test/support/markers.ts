import type { Position } from 'vscode-languageserver-types';
import { createDocument, type LogDocument } from '../../server/src/document';
import type { Span } from '../../server/src/syntax/span';

/** Log text with a marked place, `$0` for a cursor and `$0…$0` for a range; the marks are not in `text`. */
export interface Marked {
  readonly text: string;
  readonly document: LogDocument;
  /** The cursor; the start of a range. */
  readonly offset: number;
  readonly position: Position;
  /** Empty for a cursor. */
  readonly span: Span;
}

/** Reads a fixture with one or two `$0`. */
export function marked(fixture: string): Marked {
  const parts = fixture.split('$0');
  if (parts.length < 2 || parts.length > 3) throw new Error(`a fixture has one $0 or two, not ${parts.length - 1}`);
  const [before = '', inside = ''] = parts;
  const text = parts.join('');
  const document = documentOf(text);
  const offset = before.length;
  return {
    text,
    document,
    offset,
    position: document.lines.positionAt(offset),
    span: { start: offset, end: parts.length === 3 ? offset + inside.length : offset },
  };
}

/** A document of `text`. */
export function documentOf(text: string): LogDocument {
  return createDocument('file:///test.ami', 'ami', 1, text);
}
