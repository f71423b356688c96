import type { Span } from './span';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** The offset after the line end of the line at `from`, or -1 where the text ends before it. */
export function nextLine(text: string, from: number): number {
  const lf = text.indexOf('\n', from);
  return lf < 0 ? -1 : lf + 1;
}

/** The offset where the content of a line ends: before LF or CRLF. `next` is the offset of the following line, or the text's length. */
export function contentEnd(text: string, start: number, next: number): number {
  let end = next;
  if (end > start && text.charCodeAt(end - 1) === LF) end--;
  while (end > start && text.charCodeAt(end - 1) === CR) end--;
  return end;
}

/** Whether the line from `start` to `end` has nothing but blanks. */
export function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== TAB && code !== CR && code !== LF) return false;
  }
  return true;
}

/**
 * The offset of the colon that ends the header name of the line from `start` to `end`, or -1 where the line has no colon or nothing but blanks
 * before it. Never looks past the line: a text without colons would be read again for each of its lines.
 */
export function colonOf(text: string, start: number, end: number): number {
  const colon = text.slice(start, end).indexOf(':');
  if (colon <= 0) return -1;
  const code = text.charCodeAt(start);
  const mayBeBlank = code <= SPACE || code > 0x7e;
  return mayBeBlank && text.slice(start, start + colon).trim() === '' ? -1 : start + colon;
}

/** `span` without the blanks at its ends. */
export function trimmed(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isBlank(text, start, start + 1)) start++;
  while (end > start && isBlank(text, end - 1, end)) end--;
  return { start, end };
}

/** The offset of the first character at or after `from` that is neither blank nor tab: a quoted or indented line is read like any other. */
export function pastBlanks(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === SPACE || code === TAB; code = text.charCodeAt(at)) at++;
  return at;
}

/** Whether the line at `lineStart` ends the free text of a `Response: Follows`. Source: Asterisk 13 main/manager.c, action_command(). */
export function endsFreeText(text: string, lineStart: number): boolean {
  return text.startsWith('--END ', pastBlanks(text, lineStart));
}

/**
 * What a line that stands between messages is, by its first words.
 *
 * `banner`: `Asterisk Call Manager/2.10.6`. `mark`: ours, `;@` time, `;!` gap, `;#` note. `transcript`: what telnet, ssh or the
 * Asterisk console print around a session. `undefined`: none of them.
 * Source: Asterisk main/manager.c (banner); telnet(1); marks: ARCHITECTURE.md.
 */
export type FrameLine = 'banner' | 'mark' | 'transcript';

const BANNER = 'Asterisk Call Manager/';
const TRANSCRIPT = ['Trying ', 'Connected to ', 'Escape character is ', 'Connection closed by ', 'Connection to ', '<-- Examining AMI ', '<--- Examining AMI '];

/** See {@link FrameLine}. Cheap for the lines of messages, which begin with none of these letters but by chance. */
export function frameLine(text: string, lineStart: number): FrameLine | undefined {
  const start = pastBlanks(text, lineStart);
  switch (text.charCodeAt(start)) {
    case 0x3b: // ;
      return text.startsWith('@ ', start + 1) || text.startsWith('! ', start + 1) || text.startsWith('# ', start + 1) ? 'mark' : undefined;
    case 0x41: // A
      return text.startsWith(BANNER, start) ? 'banner' : undefined;
    case 0x54: // T
    case 0x43: // C
    case 0x45: // E
    case 0x3c: // <
      return TRANSCRIPT.some((words) => text.startsWith(words, start)) ? 'transcript' : undefined;
    default:
      return undefined;
  }
}
