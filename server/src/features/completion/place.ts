import type { LogDocument } from '../../document';
import { type Header, headersOf } from '../../syntax/headers';
import { colonOf, contentEnd, frameLine, isBlank, nextLine, pastBlanks } from '../../syntax/lines';
import { lastStartingAtOrBefore, messageSpan, shapeOf } from '../../syntax/messages';
import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';

/** A message that is being written, as far as it is there. */
export interface Written {
  readonly message: number;
  readonly shape: Shape;
  readonly headers: readonly Header[];
}

/**
 * What is being typed at an offset: the first line of a message, the name of a further header, or a value. `span` is what an item replaces.
 */
export type CompletionPlace =
  | { readonly on: 'start'; readonly span: Span; readonly first: boolean; readonly colon: boolean }
  | { readonly on: 'name'; readonly span: Span; readonly colon: boolean; readonly written: Written }
  | { readonly on: 'value'; readonly span: Span; readonly name: string; readonly written: Written | undefined };

/** The place at `offset`; `undefined` where nothing can be completed: in marks, in command output, before the end of a word. */
export function completionPlace(document: LogDocument, offset: number): CompletionPlace | undefined {
  const { text } = document;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = nextLine(text, start);
  const end = contentEnd(text, start, next < 0 ? text.length : next);
  if (offset > end || frameLine(text, start)) return undefined;
  const written = writtenAt(document, start);
  const colon = colonOf(text, start, end);
  if (colon >= 0 && offset > colon) {
    const from = Math.min(pastBlanks(text, colon + 1), Math.max(offset, colon + 1));
    return { on: 'value', span: { start: from, end: Math.max(from, end) }, name: text.slice(start, colon).trim(), written };
  }
  const nameStart = Math.min(pastBlanks(text, start), offset);
  const span = { start: nameStart, end: colon >= 0 ? colon : offset };
  // A name is one word: what follows a blank is free text.
  if (/\s/.test(text.slice(nameStart, offset))) return undefined;
  if (written && messageSpan(document.index, written.message).start < start) {
    const raw = written.headers.some(({ column, value }) => column.form === 'raw' && start >= value.start && start <= value.end);
    return raw ? undefined : { on: 'name', span, colon: colon >= 0, written };
  }
  return { on: 'start', span, first: isBlank(text, 0, start), colon: colon >= 0 };
}

/** The message that the line at `start` is part of, or goes on with where it is blank. */
function writtenAt(document: LogDocument, start: number): Written | undefined {
  const { text, index } = document;
  const message = lastStartingAtOrBefore(index, start);
  if (message < 0) return undefined;
  const { end } = messageSpan(index, message);
  const shape = shapeOf(index, message);
  const within = start < end || (start === end && shape.ending === 'end' && text[end - 1] === '\n');
  return within ? { message, shape, headers: headersOf(text, index, message) } : undefined;
}
