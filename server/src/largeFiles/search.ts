import { type CallQuestion, callQuestion, callTermFits } from '../features/filterCalls';
import { matcherOf } from '../features/filterMatch';
import type { CallTerm, Filter } from '../features/filterTypes';
import type { Shape } from '../syntax/shapes';
import { turn } from '../turn';
import { callRowOf } from './callRows';
import { Cancelled } from './cancelled';
import type { Source } from './source';

/** How much text is looked at once. One slice of work. Characters. */
const BLOCK = 1 << 19;

/** How many messages are looked at by name and time before others have their turn. */
const ROWS = 20_000;

/** What a search may be told. */
export interface SearchOptions {
  /** No more messages than this. */
  readonly limit?: number | undefined;
  /** Which messages `noise` means; none where it is left out. */
  readonly isNoise?: ((shape: Shape) => boolean) | undefined;
  /** Called with the share that is done, from 0 to 1; answers whether to go on; else {@link Cancelled} is thrown. */
  readonly progress?: ((done: number) => boolean) | undefined;
}

/** The messages that fit a filter, ascending. Reads only what names, times and calls leave over, and lets others have their turn. */
export async function search(source: Source, filter: Pick<Filter, 'root'>, options: SearchOptions = {}): Promise<number[]> {
  const { limit = Number.POSITIVE_INFINITY, progress = () => true } = options;
  const latin1 = source.decode('\u00c3\u00a4') === '\u00e4';
  const matcher = matcherOf(filter, {
    isNoise: options.isNoise,
    inCall: (term) => messagesOfCalls(source, term),
    decode: latin1 ? source.decode : undefined,
  });
  const found: number[] = [];
  const { count } = source;
  const rowOf = (message: number) => ({ message, shape: source.shapeOf(message), second: source.secondOf(message) });
  /** Those that only their text can tell of, and between them those that fit already. */
  let block: { readonly message: number; readonly sure: boolean }[] = [];
  let blockStart = -1;
  let blockEnd = -1;
  let pause = ROWS;
  const look = async (): Promise<void> => {
    const text = blockStart < 0 ? '' : await source.read(blockStart, blockEnd);
    const lower = matcher.needle === undefined ? '' : text.toLowerCase();
    // Lower case of other scripts can be longer; then nothing is skipped.
    const needle = lower.length === text.length ? matcher.needle : undefined;
    let next = -1;
    for (const { message, sure } of block) {
      if (found.length >= limit) break;
      if (sure) {
        found.push(message);
        continue;
      }
      const start = source.startOf(message) - blockStart;
      const end = source.endOf(message) - blockStart;
      if (needle !== undefined) {
        if (next < start && next !== text.length) next = lower.indexOf(needle, start);
        if (next < 0) next = text.length;
        if (next >= end) continue;
      }
      if (matcher.fits(rowOf(message), text, start, end)) found.push(message);
    }
    block = [];
    blockStart = -1;
  };
  for (let i = 0; i < count && found.length < limit; i++) {
    if (--pause === 0) {
      pause = ROWS;
      await turn();
      if (!progress(i / count)) throw new Cancelled();
    }
    const sketched = matcher.sketch(rowOf(i));
    if (sketched === false) continue;
    if (sketched) {
      if (block.length === 0) found.push(i);
      else block.push({ message: i, sure: true });
      continue;
    }
    if (blockStart >= 0 && source.endOf(i) - blockStart > BLOCK) {
      await look();
      await turn();
      if (!progress(i / count)) throw new Cancelled();
    }
    if (blockStart < 0) blockStart = source.startOf(i);
    blockEnd = source.endOf(i);
    block.push({ message: i, sure: false });
  }
  await look();
  return found;
}

/** How many calls are looked at before others have their turn: each may have to be worked out. */
const CALLS = 50;

/** The keys of the calls that fit a filter, in the order in which they began: see {@link callQuestion} for what a filter asks of a call. */
export async function searchCalls(source: Source, filter: Pick<Filter, 'root'>, options: SearchOptions = {}): Promise<number[]> {
  const { groups, fits }: CallQuestion = callQuestion(filter, source.decode);
  const marks: Uint8Array[] = [];
  for (const root of groups) {
    const mark = new Uint8Array(source.count);
    for (const message of await search(source, { root }, { ...options, limit: undefined })) mark[message] = 1;
    marks.push(mark);
  }
  const book = source.book();
  const found: number[] = [];
  for (let i = 0; i < book.count; i++) {
    if (i % CALLS === CALLS - 1) {
      await turn();
      if (!(options.progress ?? (() => true))(1)) throw new Cancelled();
    }
    if (i >= book.count) break;
    const call = book.call(i);
    const has = (group: number): boolean => call.messages.some((message) => marks[group]?.[message] === 1);
    if (fits(call, has, () => callRowOf(book, source.correlation.channels, i).texts)) found.push(book.key(i));
  }
  return found;
}

/** Which messages belong to the calls that fit a term. */
function messagesOfCalls(source: Source, term: CallTerm): (message: number) => boolean {
  const book = source.book();
  const callFits = callTermFits(term, source.decode);
  const marks = new Uint8Array(source.count);
  for (let i = 0; i < book.count; i++) {
    const call = book.call(i);
    if (callFits(call)) for (const message of call.messages) marks[message] = 1;
  }
  return (message) => marks[message] === 1;
}
