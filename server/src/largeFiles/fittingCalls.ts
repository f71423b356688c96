import { parseFilter } from '../features/filter';
import type { FilterError } from '../features/filterTypes';
import { type SearchOptions, searchCalls } from './search';
import type { Source } from './source';

/** The keys of the calls that fit a filter. */
export type FittingCalls = ReadonlySet<number>;

interface Searched {
  readonly expression: string;
  readonly count: number;
  readonly isNoise: SearchOptions['isNoise'];
  readonly keys: FittingCalls;
}

/** What was found last in each capture: a list is read page by page, and again for each call that is looked for in it. */
const last = new WeakMap<Source, Searched>();

/**
 * The calls that fit an expression, what is wrong with it, or `undefined` for all where it is empty. Keys, since calls may join while the search lets others have
 * their turn. Throws `Cancelled` where `progress` says so.
 */
export async function fittingCalls(source: Source, expression: string, options: SearchOptions = {}): Promise<FittingCalls | FilterError | undefined> {
  if (expression.trim() === '') return undefined;
  const { count } = source;
  const known = last.get(source);
  if (known && known.expression === expression && known.count === count && known.isNoise === options.isNoise && !source.reading) return known.keys;
  const filter = parseFilter(expression);
  if ('error' in filter) return filter;
  const keys = new Set(await searchCalls(source, filter, options));
  last.set(source, { expression, count, isNoise: options.isNoise, keys });
  return keys;
}
