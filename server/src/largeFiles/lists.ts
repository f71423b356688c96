import type { CallBook } from '../calls/calls';
import { callWith, messagesOfChannel } from '../calls/lookup';
import type { Call, CallStory } from '../calls/types';
import { createDocument } from '../document';
import { messageDetail, messageLabel } from '../features/messageLabels';
import type {
  CallListParams,
  CallListResult,
  CallMessagesResult,
  CallPage,
  CallStoryParams,
  CallStoryResult,
  CallSummary,
  Located,
  MessageSummary,
} from '../protocol';
import { turn } from './search';
import type { Source } from './source';

/** More of one list nobody reads. */
const MOST_CALLS = 10_000;
const MOST_MESSAGES = 5_000;

/** A range of the calls of a capture, without the lists of their messages. */
export function callList(source: Source, { from = 0, count = MOST_CALLS, page }: CallListParams): CallListResult {
  const book = source.book();
  const first = Math.max(0, Math.trunc(from));
  const end = Math.min(book.count, first + Math.min(MOST_CALLS, Math.max(0, count)));
  const calls: CallSummary[] = [];
  for (let i = first; i < end; i++) calls.push(summaryOf(source, book, i));
  return { total: book.count, messages: source.count, reading: source.reading, calls, ...(page ? { pages: pagesOf(book, page) } : {}) };
}

/** A call with all its messages, decoded. */
export function callOf(source: Source, i: number): Call {
  return decoded(source, source.book().call(i));
}

/** The messages of a call, or of one channel of it, as lines of a list; `undefined` where there is no such call. */
export async function callMessages(
  source: Source,
  { call, uniqueid, from = 0, count = MOST_MESSAGES }: { call: number; uniqueid?: string; from?: number; count?: number },
): Promise<CallMessagesResult | undefined> {
  const book = source.book();
  const i = book.withKey(call);
  if (i < 0) return undefined;
  const all = uniqueid === undefined ? book.call(i).messages : messagesOfChannel(source.correlation, book, i, uniqueid);
  const wanted = all.slice(from, from + Math.min(count, MOST_MESSAGES));
  return { total: all.length, messages: await summariesOf(source, wanted, uniqueid) };
}

/** What happened to a call; `undefined` where there is no such call. */
export function callStory(source: Source, { call }: Pick<CallStoryParams, 'call'>): CallStoryResult | undefined {
  const book = source.book();
  const i = book.withKey(call);
  return i < 0 ? undefined : { ...decoded(source, book.story(i)), call: summaryOf(source, book, i) };
}

/** What to show of messages in a list; those that the capture does not have are left out. Lines are those of the file. */
export async function summariesOf(source: Source, messages: readonly number[], uniqueid?: string): Promise<MessageSummary[]> {
  const summaries: MessageSummary[] = [];
  for (const i of messages) {
    if (!Number.isInteger(i) || i < 0 || i >= source.count) continue;
    const text = source.decode(await source.read(source.startOf(i), source.endOf(i)));
    const document = createDocument('', 'ami', 0, text);
    const line = source.lineOf(i);
    const content = document.lines.positionAt(text.trimEnd().length);
    summaries.push({
      index: i,
      label: messageLabel(source.shapeOf(i)),
      detail: document.index.count > 0 ? messageDetail(document, 0, uniqueid) : '',
      range: { start: { line, character: 0 }, end: { line: line + content.line, character: content.character } },
    });
    if (summaries.length % 200 === 0) await turn();
  }
  return summaries;
}

/** Where a message is in the list of calls. */
export function placeOf(source: Source, message: number, uniqueids: string[]): Located {
  const book = source.book();
  const i = callWith(source.correlation, book, message);
  return { message, uniqueids, ...(i < 0 ? {} : { call: { index: i, key: book.key(i) } }) };
}

function summaryOf(source: Source, book: CallBook, i: number): CallSummary {
  const { messages, ...call } = book.call(i);
  return { ...decoded(source, { ...call, line: book.story(i).line }), key: book.key(i), index: i, messageCount: messages.length };
}

function decoded<T extends Partial<Call> | CallStory>(source: Source, told: T): T {
  const json = JSON.stringify(told);
  const read = source.decode(json);
  return read === json ? told : (JSON.parse(read) as T);
}

function pagesOf(book: CallBook, size: number): CallPage[] {
  const pages: CallPage[] = [];
  const step = Math.max(10, Math.trunc(size));
  for (let from = 0; from < book.count; from += step) {
    const count = Math.min(step, book.count - from);
    const { startedAt } = book.call(from);
    const { startedAt: lastStart } = book.call(from + count - 1);
    pages.push({ from, count, ...(startedAt === undefined ? {} : { startedAt }), ...(lastStart === undefined ? {} : { lastStartedAt: lastStart }) });
  }
  return pages;
}
