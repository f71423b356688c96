import { turn } from '../turn';
import { Cancelled } from './cancelled';
import type { Source } from './source';
import { nameOf } from './source';
import { shortLine } from '../features/oneLine';
import { t } from '../texts';

/** A part of a capture as a text of its own, an ordinary `.ami` document. */
export interface Slice {
  readonly text: string;
  /** The messages of the capture that are in it, ascending. */
  readonly messages: readonly number[];
  /** The line of the text, from 0, where each of them begins. */
  readonly lines: Uint32Array;
  /** Not all messages that were wanted are in it: it would have become too long. */
  readonly cut: boolean;
}

/**
 * Above 20 MB or 300,000 lines an editor stops colouring, and above 50 MB it hands out no text. Characters, and lines with room for a last message. Source: VS Code
 * src/vs/editor/common/model/textModel.ts.
 */
const LONGEST_SLICE = 16_000_000;
const MOST_LINES = 290_000;

/** What is read together although a part of it is not wanted. Characters. */
const READ_THROUGH = 1 << 15;
const LONGEST_READ = 1 << 19;

/** How much of a capture's beginning is searched for its banner, which may follow the client's first actions. */
const BANNER_WITHIN = 65_536;

/**
 * The slice of `wanted` messages (ascending), with the capture's banner, so that it is read as the same version, and the time marks that hold for them.
 * `what` goes into its first line. Lets others have their turn; throws {@link Cancelled} where `goOn` says no.
 */
export async function makeSlice(source: Source, wanted: readonly number[], what: string, goOn: () => boolean = () => true): Promise<Slice> {
  const parts: string[] = [];
  const messages: number[] = [];
  const lines: number[] = [];
  let line = 0;
  let length = 0;
  const write = (text: string): void => {
    parts.push(text);
    length += text.length;
    for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) line++;
  };
  const banner = /^(?:\u00ef\u00bb\u00bf|\ufeff)?[ \t]*(Asterisk Call Manager\/[\d.]+)/m.exec(await source.read(0, Math.min(BANNER_WITHIN, source.size)))?.[1];
  if (banner) write(`${banner}\r\n`);
  const head = parts.length;
  write(`;# ${t('Slice of {0}: {1}', shortLine(nameOf(source), 200), shortLine(what, 200))}\r\n`);
  let marked = -1;
  let cut = false;
  for (const run of runsOf(source, wanted)) {
    const first = run[0] ?? 0;
    const from = source.startOf(first);
    const text = await source.read(from, source.endOf(run[run.length - 1] ?? first));
    for (const i of run) {
      const raw = text.slice(source.startOf(i) - from, source.endOf(i) - from);
      if (length + raw.length > LONGEST_SLICE || line > MOST_LINES) {
        cut = true;
        break;
      }
      const mark = source.markBefore(i);
      if (mark >= 0 && mark !== marked) {
        marked = mark;
        const words = /^;@ [^\r\n]*/.exec(await source.read(mark, mark + 80))?.[0];
        if (words) write(`${source.decode(words)}\r\n`);
      }
      messages.push(i);
      lines.push(line);
      write(source.decode(raw));
      if (!raw.endsWith('\n')) write('\r\n');
      // A message without its blank line would run into the next one; before a mark it is as cut as it was.
      if (source.shapeOf(i).ending !== 'blank') write(`;# (${t('the message before this line is cut off in the capture')})\r\n`);
    }
    if (cut) break;
    await turn();
    if (!goOn()) throw new Cancelled();
  }
  const count = cut
    ? t('the first {0} of {1} messages that fit; narrow the filter to see the others', messages.length, wanted.length)
    : t('{0} messages', messages.length);
  parts[head] = `;# ${t('Slice of {0}: {1}: {2}', shortLine(nameOf(source), 200), shortLine(what, 200), count)}\r\n`;
  return { text: parts.join(''), messages, lines: Uint32Array.from(lines), cut };
}

/** The message of the capture at a line of its slice, and how many lines into it; `undefined` before the first one. */
export function originOf(slice: Slice, line: number): { message: number; line: number } | undefined {
  let low = 0;
  let high = slice.lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slice.lines[middle] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const message = slice.messages[low - 1];
  return message === undefined ? undefined : { message, line: line - (slice.lines[low - 1] ?? 0) };
}

/** Messages that are read together. */
function* runsOf(source: Source, wanted: readonly number[]): Generator<number[]> {
  let run: number[] = [];
  for (const i of wanted) {
    const last = run[run.length - 1];
    if (last !== undefined && (source.startOf(i) - source.endOf(last) > READ_THROUGH || source.endOf(i) - source.startOf(run[0] ?? i) > LONGEST_READ)) {
      yield run;
      run = [];
    }
    run.push(i);
  }
  if (run.length > 0) yield run;
}
