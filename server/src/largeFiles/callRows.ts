import type { CallBook } from '../calls/calls';
import type { Correlation } from '../calls/correlate';
import type { Call } from '../calls/types';
import { type CallRow, callRow } from '../features/callRow';

/** The row of each call as it is now: a call of which more is learnt becomes another object. */
const rows = new WeakMap<Call, CallRow>();

/** The row of call `i` of a book, made once for what is known of the call; `channels` are those that the book's calls are made of. Throws where there is none. */
export function callRowOf(book: CallBook, channels: Correlation['channels'], i: number): CallRow {
  const call = book.call(i);
  let row = rows.get(call);
  if (!row) {
    row = callRow(call, book.story(i), channels[book.key(i)]?.server ?? '');
    rows.set(call, row);
  }
  return row;
}
