import type { CallBook } from '../calls/calls';
import type { Call } from '../calls/types';
import { callFilter, callRow, type CallRow } from '../features/callFilter';
import { queuesOf } from '../features/callMeetings';
import type { CallGroup, CallGrouping, CallListParams } from '../protocol';
import type { Steps } from '../syntax/steps';
import type { Source } from './source';
import { decoded, storyOf } from './stories';

/** The calls that a list shows, in its order. */
export interface CallSelection {
  readonly list: { readonly count: number; at(place: number): number };
  readonly groups?: CallGroup[];
  readonly found?: { at: number; group?: string };
}

/** The row of each call as it is now: a call of which more is learnt becomes another object. */
const rows = new WeakMap<Call, CallRow>();

/** Which calls fit filter and group, in the order asked for. Without filter and groups it costs nothing, whatever the number of calls. */
export function* selectCalls(source: Source, book: CallBook, params: CallListParams): Steps<CallSelection> {
  const { filter = '', order = 'oldest', grouping = 'none', group, find } = params;
  const newest = order === 'newest';
  const wanted = find === undefined ? -1 : book.withKey(find);
  if (filter.trim() === '' && grouping === 'none') {
    const last = book.count - 1;
    return {
      list: { count: book.count, at: (place) => (newest ? last - place : place) },
      ...(wanted < 0 ? {} : { found: { at: newest ? last - wanted : wanted } }),
    };
  }
  const fits = callFilter(filter);
  const fitting: number[] = [];
  const counts = new Map<string, number>();
  const own = wanted < 0 ? undefined : groupOf(rowOf(source, book, wanted), grouping);
  const shown = grouping === 'none' ? undefined : (group ?? own);
  let at = -1;
  for (let place = 0; place < book.count; place++) {
    if (place % 32 === 31) yield;
    const i = newest ? book.count - 1 - place : place;
    const row = rowOf(source, book, i);
    if (!fits(row)) continue;
    const id = groupOf(row, grouping);
    counts.set(id, (counts.get(id) ?? 0) + 1);
    if (shown !== undefined && id !== shown) continue;
    if (i === wanted) at = fitting.length;
    fitting.push(i);
  }
  const groups = [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count || a.id.localeCompare(b.id, 'en', { numeric: true }));
  return {
    list: { count: fitting.length, at: (place) => fitting[place] ?? -1 },
    ...(grouping === 'none' ? {} : { groups }),
    ...(at < 0 ? {} : { found: { at, ...(grouping === 'none' ? {} : { group: shown }) } }),
  };
}

function rowOf(source: Source, book: CallBook, i: number): CallRow {
  const call = book.call(i);
  let row = rows.get(call);
  if (!row) {
    const { messages: _, ...told } = call;
    const story = storyOf(source, i);
    const server = source.correlation.channels[book.key(i)]?.server ?? '';
    row = callRow(decoded(source, told), story.line, queuesOf(story), source.decode(server));
    rows.set(call, row);
  }
  return row;
}

function groupOf(row: CallRow, grouping: CallGrouping): string {
  switch (grouping) {
    case 'none':
      return '';
    case 'outcome':
      return row.outcome ?? '';
    case 'queue':
      return row.queues[0] ?? '';
    case 'system':
      return row.system ?? '';
  }
}
