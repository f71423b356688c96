import { headersIn, type LogDocument } from '../../document';
import type { Header } from '../../syntax/headers';
import { colonOf, frameLine, pastBlanks } from '../../syntax/lines';
import { lastStartingAtOrBefore, messageSpan, shapeOf } from '../../syntax/messages';
import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import { lineAt } from '../reading';

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
  const line = lineAt(document, offset);
  const { start, end } = line;
  const text = document.read(start, end);
  if (offset > end || frameLine(text, 0)) return undefined;
  const written = writtenAt(document, start);
  const colon = colonOf(text, 0, text.length);
  if (colon >= 0 && offset > start + colon) {
    const from = start + Math.min(pastBlanks(text, colon + 1), Math.max(offset - start, colon + 1));
    return { on: 'value', span: { start: from, end: Math.max(from, end) }, name: text.slice(0, colon).trim(), written };
  }
  const nameStart = Math.min(start + pastBlanks(text, 0), offset);
  const span = { start: nameStart, end: colon >= 0 ? start + colon : offset };
  // A name is one word: what follows a blank is free text.
  if (/\s/.test(document.read(nameStart, offset))) return undefined;
  if (written && messageSpan(document.index, written.message).start < start) {
    const raw = written.headers.some(({ column, value }) => column.form === 'raw' && start >= value.start && start <= value.end);
    return raw ? undefined : { on: 'name', span, colon: colon >= 0, written };
  }
  return { on: 'start', span, first: start < BANNER_WITHIN && document.read(0, start).trim() === '', colon: colon >= 0 };
}

/** Nobody writes so many blanks before a banner. Characters. */
const BANNER_WITHIN = 1000;

/** The message that the line at `start` is part of, or goes on with where it is blank. */
function writtenAt(document: LogDocument, start: number): Written | undefined {
  const { index } = document;
  const message = lastStartingAtOrBefore(index, start);
  if (message < 0) return undefined;
  const { end } = messageSpan(index, message);
  const shape = shapeOf(index, message);
  const within = start < end || (start === end && shape.ending === 'end' && document.read(end - 1, end) === '\n');
  return within ? { message, shape, headers: headersIn(document, message) } : undefined;
}
