import type { Filter } from '../features/filter';
import { matcherOf } from '../features/filterMatch';
import { Cancelled } from './diskCapture';
import type { Source } from './source';

/** How much text is looked at once. One slice of work. Characters. */
const BLOCK = 1 << 19;

/** How many messages are looked at by name and time before others have their turn. */
const ROWS = 20_000;

/**
 * The messages that fit a filter, ascending; no more than `limit`. Reads only what names and times leave over, and lets others have their turn.
 *
 * `progress` is called with the share that is done, from 0 to 1, and answers whether to go on; else {@link Cancelled} is thrown.
 */
export async function search(source: Source, filter: Filter, limit: number, progress: (done: number) => boolean = () => true): Promise<number[]> {
  const latin1 = source.decode('\u00c3\u00a4') === '\u00e4';
  const matcher = matcherOf(filter, latin1 ? (text) => Buffer.from(text, 'utf8').toString('latin1') : undefined);
  const valued = matcher.needle !== undefined;
  const found: number[] = [];
  const { count } = source;
  let block: number[] = [];
  let blockStart = 0;
  let pause = ROWS;
  const look = async (): Promise<void> => {
    const [first] = block;
    if (first === undefined) return;
    const last = block[block.length - 1] ?? first;
    const text = await source.read(blockStart, source.endOf(last));
    const lower = text.toLowerCase();
    // Lower case of other scripts can be longer; then nothing is skipped.
    const needle = lower.length === text.length ? matcher.needle : undefined;
    let next = -1;
    for (const i of block) {
      const start = source.startOf(i) - blockStart;
      const end = source.endOf(i) - blockStart;
      if (needle !== undefined) {
        if (next < start) next = lower.indexOf(needle, start);
        if (next < 0) break;
        if (next >= end) continue;
      }
      if (found.length < limit && matcher.fits(text, start, end, source.shapeOf(i))) found.push(i);
    }
    block = [];
  };
  for (let i = 0; i < count && found.length < limit; i++) {
    if (--pause === 0) {
      pause = ROWS;
      await turn();
      if (!progress(i / count)) throw new Cancelled();
    }
    if (!matcher.fitsTime(source.secondOf(i)) || !matcher.mayFit(source.shapeOf(i))) continue;
    if (!valued) {
      found.push(i);
      continue;
    }
    if (block.length > 0 && source.endOf(i) - blockStart > BLOCK) {
      await look();
      await turn();
      if (!progress(i / count)) throw new Cancelled();
    }
    if (block.length === 0) blockStart = source.startOf(i);
    block.push(i);
  }
  await look();
  return found;
}

/** Lets whatever waits have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
