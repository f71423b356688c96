import type { CallBook } from '../calls/calls';
import type { CallGroup, CallGrouping, CallListParams } from '../protocol';
import type { Steps } from '../syntax/steps';
import { callRowOf } from './callRows';
import type { Source } from './source';

/** The calls that a list shows, in its order. */
export interface CallSelection {
  readonly list: { readonly count: number; at(place: number): number };
  readonly groups?: CallGroup[];
  readonly found?: { at: number; group?: string };
}

/**
 * Which of the fitting calls stand in the list, in the order asked for. `fitting` are their keys, `undefined` where all fit. Without filter and groups it costs
 * nothing, whatever the number of calls.
 */
export function* selectCalls(source: Source, book: CallBook, params: CallListParams, fitting: ReadonlySet<number> | undefined): Steps<CallSelection> {
  const { order = 'oldest', grouping = 'none', group, find } = params;
  const newest = order === 'newest';
  const wanted = find === undefined ? -1 : book.withKey(find);
  if (!fitting && grouping === 'none') {
    const last = book.count - 1;
    return {
      list: { count: book.count, at: (place) => (newest ? last - place : place) },
      ...(wanted < 0 ? {} : { found: { at: newest ? last - wanted : wanted } }),
    };
  }
  const shown: number[] = [];
  const counts = new Map<string, number>();
  const own = wanted < 0 ? undefined : groupOf(source, book, wanted, grouping);
  const chosen = grouping === 'none' ? undefined : (group ?? own);
  let at = -1;
  for (let place = 0; place < book.count; place++) {
    if (place % 32 === 31) yield;
    const i = newest ? book.count - 1 - place : place;
    if (fitting && !fitting.has(book.key(i))) continue;
    const id = groupOf(source, book, i, grouping);
    counts.set(id, (counts.get(id) ?? 0) + 1);
    if (chosen !== undefined && id !== chosen) continue;
    if (i === wanted) at = shown.length;
    shown.push(i);
  }
  const groups = [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count || a.id.localeCompare(b.id, 'en', { numeric: true }));
  return {
    list: { count: shown.length, at: (place) => shown[place] ?? -1 },
    ...(grouping === 'none' ? {} : { groups }),
    ...(at < 0 ? {} : { found: { at, ...(grouping === 'none' ? {} : { group: chosen }) } }),
  };
}

function groupOf(source: Source, book: CallBook, i: number, grouping: CallGrouping): string {
  switch (grouping) {
    case 'none':
      return '';
    case 'outcome':
      return book.call(i).outcome;
    case 'queue':
      return source.decode(callRowOf(book, source.correlation.channels, i).queues[0] ?? '');
    case 'system':
      return source.decode(callRowOf(book, source.correlation.channels, i).system);
  }
}
