import { callBook } from '../calls/calls';
import { addMessage, createCorrelation } from '../calls/correlate';
import type { Call, CallStory } from '../calls/types';
import { counted } from '../capture/marks';
import { callRowOf } from '../largeFiles/callRows';
import { isDamage, messagesOf, utf8 } from '../stream';
import { callLine, callText } from './callText';
import { type LadderPrint, ladders } from './ladders';
import { callSieve } from './streamMatcher';
import { unreadable, WrongUse } from './wrongUse';

/** What `ami-logs calls` was told. */
export interface CallsOptions {
  readonly format: 'text' | 'json' | LadderPrint;
  /** Only the call of this id, a Linkedid or Uniqueid of it, and all of its story. */
  readonly call?: string;
  /** Only the calls that fit this expression; not for ladders. */
  readonly filter?: string;
}

/** Prints the calls of a capture. Streams; memory grows with the calls. Gives 2 where a gzipped capture is damaged, after the calls before the damage. */
export async function calls(file: string, options: CallsOptions): Promise<number> {
  if (options.filter !== undefined && (options.format === 'mermaid' || options.format === 'ladder'))
    throw new WrongUse('--filter goes with --format text and json. For one ladder name its call: --call ID.');
  const correlation = createCorrelation();
  const sieve = options.filter === undefined ? undefined : callSieve(options.filter);
  let damaged = false;
  try {
    for await (const message of messagesOf(file)) {
      const { text, start, end, shape, gap } = message;
      addMessage(correlation, text, start, end, shape, gap);
      sieve?.add(message);
    }
  } catch (error) {
    if (!isDamage(error)) throw (error as NodeJS.ErrnoException).code ? unreadable(file, error) : error;
    damaged = true;
    process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
  }
  const book = callBook(correlation);
  if (options.format === 'mermaid' || options.format === 'ladder') {
    process.stdout.write([...ladders(book, options.format, options.call)].join('\n'));
    return damaged ? 2 : 0;
  }
  const all = Array.from({ length: book.count }, (_, i) => i);
  const fitting = sieve ? all.filter((i) => sieve.fits(book.call(i), () => callRowOf(book, correlation.channels, i).texts)) : all;
  const told = (i: number): { call: Call; story: CallStory } => ({ call: book.call(i), story: book.story(i) });
  const meant = <T>(value: T): T => JSON.parse(utf8(JSON.stringify(value))) as T;
  if (options.call !== undefined) {
    const chosen = fitting.filter((i) => has(meant(book.call(i)), options.call ?? ''));
    if (chosen.length === 0) throw new WrongUse(`no call has the id ${options.call}; \`calls --format json\` lists each with its ids`);
    const stories = chosen.map((i) => meant(told(i)));
    if (options.format === 'json')
      process.stdout.write(`${JSON.stringify({ calls: stories.map(({ call, story }) => ({ ...call, story })), messages: book.messages }, undefined, 2)}\n`);
    else for (const { call, story } of stories) process.stdout.write(callText(call, story));
  } else if (options.format === 'json') {
    process.stdout.write(`${utf8(JSON.stringify({ calls: fitting.map((i) => book.call(i)), messages: book.messages }, undefined, 2))}\n`);
  } else {
    for (const i of fitting) {
      const { call, story } = told(i);
      process.stdout.write(`${utf8(callLine(call, story))}\n`);
    }
    process.stdout.write(`${sieve ? `${fitting.length} of ${book.count} calls` : counted(book.count, 'call')} in ${counted(book.messages, 'message')}\n`);
  }
  return damaged ? 2 : 0;
}

function has({ id, linkedids, uniqueids }: Call, wanted: string): boolean {
  return [id, ...linkedids, ...uniqueids].includes(wanted);
}
