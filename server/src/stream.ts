import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { createDecoder } from './forms/bytes';
import { PieceScanner } from './syntax/pieces';
import { type Quoting, quotingOf, withoutQuoting } from './syntax/quoting';
import { createShapeTable, type Shape } from './syntax/shapes';

/** A message met in a stream of bytes. Text is decoded latin1, one character a byte; {@link utf8} gives a value as it was meant. */
export interface StreamedMessage {
  /** The text that holds it; valid until the next message is asked for. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the text between the message before and this one begins: banner, marks, blank lines, free text. */
  readonly gap: number;
  readonly shape: Shape;
  /** Line of the message's first line, from 0. */
  readonly line: number;
}

/** What stands behind the last message of a stream. */
export interface StreamTail {
  readonly text: string;
  /** Where it begins in `text`. */
  readonly from: number;
  /** The line of that, from 0. */
  readonly line: number;
}

/** How a file is read. */
export interface ReadOptions {
  /** Quoting stays: for who passes the bytes on. */
  readonly asIs?: boolean;
}

/** How much is gathered before the first message is given out, so that a banner behind the client's first actions is seen. Bytes. */
const FIRST_WINDOW = 65_536;
const CHUNK = 1 << 20;

/**
 * The messages of a file (`-` is standard input), one by one. Memory holds one chunk and the longest message, not the file. A gzipped file is read as
 * what it holds, UTF-16 (which has a byte order mark) as UTF-8, and blanks stand for the marks of quoting before each line, as in the editor.
 *
 * Rejects with the system's error where the file cannot be read, with zlib's where it is damaged, after the messages before the damage.
 */
export async function* messagesOf(file: string, { asIs = false }: ReadOptions = {}): AsyncGenerator<StreamedMessage, StreamTail> {
  const scanner = new PieceScanner(createShapeTable());
  const decoder = createDecoder();
  let first: string | undefined = '';
  let unquote: ((piece: string, last: boolean) => string) | undefined;
  const add = (text: string, last: boolean): void => {
    if (first !== undefined) {
      const quoting = asIs ? undefined : quotingOf(text);
      if (quoting) unquote = unquoting(quoting);
    }
    first = undefined;
    scanner.add(unquote ? unquote(text, last) : text, last);
  };
  const scan = function* (): Generator<StreamedMessage> {
    for (let message = scanner.next(); message; message = scanner.next()) yield { text: scanner.text, ...message };
  };
  let damage: unknown;
  try {
    for await (const chunk of inputOf(file)) {
      const piece = decoder.push(chunk);
      if (first !== undefined && first.length + piece.length < FIRST_WINDOW) {
        first += piece;
        continue;
      }
      add((first ?? '') + piece, false);
      yield* scan();
    }
  } catch (error) {
    damage = error;
    if (!isDamage(error)) throw error;
  }
  add((first ?? '') + decoder.end(), true);
  yield* scan();
  if (damage) throw damage;
  return { text: scanner.text, ...scanner.rest };
}

/** Takes quoting away from a text that comes in pieces, line by line: gives the lines that are whole, and in the end the rest. */
function unquoting(quoting: Quoting): (piece: string, last: boolean) => string {
  let held = '';
  return (piece, last) => {
    const whole = last ? piece.length : piece.lastIndexOf('\n') + 1;
    const lines = whole > 0 || last ? held + piece.slice(0, whole) : '';
    held = lines === '' ? held + piece : piece.slice(whole);
    return withoutQuoting(lines, quoting);
  };
}

/** Whether an error says that a gzipped file is damaged. */
export function isDamage(error: unknown): boolean {
  return /^Z_/.test(String((error as NodeJS.ErrnoException).code));
}

function inputOf(file: string): AsyncIterable<Buffer> {
  if (file === '-') return process.stdin;
  const input = createReadStream(file, { highWaterMark: file.endsWith('.gz') ? 1 << 16 : CHUNK });
  if (!file.endsWith('.gz')) return input;
  const unpacked = createGunzip({ chunkSize: 1 << 16 });
  input.on('error', (error) => unpacked.destroy(error));
  return input.pipe(unpacked);
}

/**
 * What latin1-decoded bytes say as UTF-8; runs of bytes that are none stay what they are in latin1, and so do characters that no byte becomes, which
 * are words of ours around a value.
 */
export function utf8(latin1: string): string {
  return latin1.replace(/[\x80-\xff]+/g, (run) => {
    const text = Buffer.from(run, 'latin1').toString('utf8');
    return text.includes('\ufffd') ? run : text;
  });
}
