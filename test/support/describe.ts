import { type Header, headersOf } from '../../server/src/syntax/headers';
import { type MessageIndex, messageSpan, shapeOf } from '../../server/src/syntax/messages';
import type { Column, Shape } from '../../server/src/syntax/shapes';

/** A shape in one line: `event VarSet: Event Privilege ChanVariable+ (no colon) (raw), blank`. `+` for a header that repeats. */
export function shapeWords(shape: Shape): string {
  let words = known.get(shape);
  if (words === undefined) {
    words = wordsOf(shape);
    known.set(shape, words);
  }
  return words;
}

const known = new WeakMap<Shape, string>();

function wordsOf(shape: Shape): string {
  return `${shape.kind} ${shape.name}: ${shape.columns.map(columnWords).join(' ')}, ${shape.ending}`;
}

function columnWords(column: Column): string {
  if (column.form === 'noColon') return '(no colon)';
  return column.form === 'raw' ? '(raw)' : `${column.name}${column.repeats ? '+' : ''}`;
}

/** Every message of an index in one line each. */
export function messageWords(index: MessageIndex): string[] {
  return Array.from({ length: index.count }, (_, i) => shapeWords(shapeOf(index, i)));
}

/** Every row with its place, to compare two indexes that do not share a table. */
export function rows(index: MessageIndex): string[] {
  return Array.from({ length: index.count }, (_, i) => {
    const { start, end } = messageSpan(index, i);
    return `${start}..${end} ${shapeWords(shapeOf(index, i))}`;
  });
}

/** The text of each message. */
export function messageTexts(text: string, index: MessageIndex): string[] {
  return Array.from({ length: index.count }, (_, i) => {
    const { start, end } = messageSpan(index, i);
    return text.slice(start, end);
  });
}

/** What lies before, between and behind the messages. */
export function gaps(text: string, index: MessageIndex): string[] {
  const found: string[] = [];
  let at = 0;
  for (let i = 0; i < index.count; i++) {
    const { start, end } = messageSpan(index, i);
    found.push(text.slice(at, start));
    at = end;
  }
  found.push(text.slice(at));
  return found;
}

/** The lines of message `i` as `name=value`. */
export function headerWords(text: string, index: MessageIndex, i: number): string[] {
  return headersOf(text, index, i).map((header) => `${nameOf(text, header)}=${text.slice(header.value.start, header.value.end)}`);
}

function nameOf(text: string, header: Header): string {
  if (header.column.form !== 'header') return `(${header.column.form})`;
  return text.slice(header.name.start, header.name.end);
}
