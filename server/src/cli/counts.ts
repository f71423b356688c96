import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { createFramer } from '../capture/framer';
import { counted, readEndMark } from '../capture/marks';
import { unreadable, WrongUse } from './wrongUse';

/** What a file holds beside what its recorder counted. */
export interface Counts {
  readonly file: string;
  /** All that the recorder counted is there, up to the end of the file, and no gap is marked. */
  readonly complete: boolean;
  /** Messages that a blank line ends, and bytes, before the end mark; of the whole file where there is none. */
  readonly messages: number;
  readonly bytes: number;
  /** What the end mark says; `null` where there is none. */
  readonly counted: { readonly messages: number; readonly bytes: number } | null;
  /** Bytes behind the end mark. */
  readonly behind: number;
  readonly gaps: number;
}

/** How an end mark begins, and how long it may be. Bytes. */
const END = '\n;# end ';
const LONGEST_END = 200;

/**
 * Counts recordings again and holds them against the end marks of the recorder. Prints a line a file, or JSON: an array of {@link Counts}. Gives 0 where all
 * are complete, 1 where one is not, 2 where one cannot be read. Streams.
 */
export async function checkCounts(files: readonly string[], format: string): Promise<number> {
  if (format === 'sarif') throw new WrongUse('--counts is printed as text or json.');
  const all: Counts[] = [];
  let unread = false;
  for (const file of files) {
    try {
      const counts = await countsOf(file);
      all.push(counts);
      if (format === 'text') process.stdout.write(`${file}: ${wordsOf(counts)}\n`);
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code) throw error;
      unread = true;
      process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
    }
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  if (unread) return 2;
  return all.every(({ complete }) => complete) ? 0 : 1;
}

/** Rejects with the system's error where the file cannot be read. */
export async function countsOf(file: string): Promise<Counts> {
  const framer = createFramer();
  let held: Buffer = Buffer.alloc(0);
  let at = 0;
  let gaps = 0;
  let end: { messages: number; bytes: number; behind: number; counted: { messages: number; bytes: number } } | undefined;
  /** Counts the held bytes up to `to`; an end mark may begin behind that. */
  const count = (to: number): void => {
    framer.push(held.subarray(0, to));
    at += to;
    held = held.subarray(to);
  };
  const scan = (last: boolean): void => {
    for (let from = 0; ; ) {
      const found = held.indexOf(END, from, 'latin1');
      const close = found < 0 ? -1 : held.indexOf('\n', found + 1, 'latin1');
      if (found < 0 || (close < 0 && !last && held.length - found < LONGEST_END)) {
        const to = found >= 0 ? found : last ? held.length : Math.max(0, held.length - END.length);
        count(to);
        return;
      }
      const line = held.toString('latin1', found + 1, close < 0 ? held.length : close + 1);
      const counted = readEndMark(line);
      if (counted && close >= 0) {
        count(found + 1);
        end = { messages: framer.messages, bytes: at, behind: 0, counted };
        from = 0;
        // The mark itself is counted as what stands behind nothing.
        count(line.length);
        end.behind = -at;
        continue;
      }
      from = found + 1;
    }
  };
  let line = '';
  for await (const chunk of inputOf(file)) {
    // Marks are counted with the last characters of the piece before.
    const text = line + chunk.toString('latin1');
    gaps += text.match(/\n;! /g)?.length ?? 0;
    line = text.slice(-3);
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    scan(false);
  }
  scan(true);
  const behind = end ? at + end.behind : 0;
  const { messages, bytes } = end ?? { messages: framer.messages, bytes: at };
  const counted = end?.counted ?? null;
  const complete = counted !== null && behind === 0 && gaps === 0 && counted.messages === messages && counted.bytes === bytes;
  return { file, complete, messages, bytes, counted, behind, gaps };
}

function wordsOf({ complete, messages, bytes, counted: mark, behind, gaps }: Counts): string {
  const here = `${counted(messages, 'message')}, ${counted(bytes, 'byte')}`;
  if (complete) return `complete: ${here}, as the recorder counted`;
  const problems: string[] = [];
  if (!mark) problems.push(`${here}, and no end mark: the recording still runs, was killed, or ended inside a message`);
  else if (mark.messages !== messages || mark.bytes !== bytes)
    problems.push(`${here}, but the recorder counted ${counted(mark.messages, 'message')}, ${counted(mark.bytes, 'byte')}: the file was changed or damaged`);
  else problems.push(`${here}, as the recorder counted`);
  if (behind > 0) problems.push(`${counted(behind, 'byte')} behind the end mark`);
  if (gaps > 0) problems.push(`${counted(gaps, 'gap mark')}: what came then is not in it`);
  return `not complete: ${problems.join('; ')}`;
}

function inputOf(file: string): AsyncIterable<Buffer> {
  if (file === '-') return process.stdin;
  const input = createReadStream(file, { highWaterMark: 1 << 18 });
  if (!file.endsWith('.gz')) return input;
  const unpacked = createGunzip();
  input.on('error', (error) => unpacked.destroy(error));
  return input.pipe(unpacked);
}
