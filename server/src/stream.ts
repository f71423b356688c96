import { createReadStream } from 'node:fs';
import { nextMessage, scanExpected, scanMessage } from './syntax/scan';
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

/** How much is gathered before the first message is given out, so that a banner behind the client's first actions is seen. Bytes. */
const FIRST_WINDOW = 65_536;
const CHUNK = 1 << 20;

/**
 * The messages of a file (`-` is standard input), one by one. Memory holds one chunk and the longest message, not the file.
 *
 * Rejects with the system's error where the file cannot be read.
 */
export async function* messagesOf(file: string): AsyncGenerator<StreamedMessage> {
  const input: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  const table = createShapeTable();
  let text = '';
  let at = 0;
  let gap = 0;
  let line = 0;
  let started = false;
  const scan = function* (final: boolean): Generator<StreamedMessage> {
    for (;;) {
      const next = nextMessage(text, at, final);
      if (next.start < 0) {
        line += linesIn(text, at, next.from);
        at = next.from;
        return;
      }
      const message = scanExpected(text, next.start, table) ?? scanMessage(text, next.start, table, final);
      line += linesIn(text, at, next.start);
      at = next.start;
      const shape = message && table.shapes[message.shape];
      if (!message || !shape) return;
      yield { text, start: next.start, end: message.end, gap, shape, line };
      line += linesIn(text, next.start, message.end);
      at = message.end;
      gap = at;
    }
  };
  for await (const chunk of input) {
    const from = Math.min(gap, at);
    text = text.slice(from) + chunk.toString('latin1');
    at -= from;
    gap -= from;
    if (!started && text.length < FIRST_WINDOW) continue;
    started = true;
    yield* scan(false);
    // Free text without a message in it is not kept for the message that may follow.
    if (at - gap > CHUNK) gap = at;
  }
  yield* scan(true);
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

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let lf = text.indexOf('\n', from); lf >= 0 && lf < to; lf = text.indexOf('\n', lf + 1)) lines++;
  return lines;
}
