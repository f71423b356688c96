import type { CallBook } from '../calls/calls';
import { callWith, messagesOfChannel } from '../calls/lookup';
import type { Call } from '../calls/types';
import { createDocument } from '../document';
import { meetingsOf } from '../features/callMeetings';
import { messageDetail, messageLabel } from '../features/messageLabels';
import type { IsNoise } from '../features/noise';
import type { FilterError } from '../features/filterTypes';
import type {
  CallListParams,
  CallListResult,
  CallMessagesParams,
  CallMessagesResult,
  CallPage,
  CallPartsParams,
  CallParts,
  CallStoryParams,
  CallStoryResult,
  CallSummary,
  Located,
  MessageSummary,
} from '../protocol';
import type { Shape } from '../syntax/shapes';
import { finished, type Steps } from '../syntax/steps';
import { turn } from '../turn';
import { type CallSelection, selectCalls } from './callSelection';
import { type FittingCalls, fittingCalls } from './fittingCalls';
import type { Source } from './source';
import { decoded, momentsOf, storyOf } from './stories';

/** More of one list nobody reads. */
const MOST_CALLS = 10_000;
const MOST_MESSAGES = 5_000;

/** A range of the calls of a capture, without the lists of their messages. */
export async function callList(source: Source, params: CallListParams, isNoise?: IsNoise): Promise<CallListResult> {
  return finished(callListSteps(source, params, await fittingCalls(source, params.filter ?? '', { isNoise })));
}

/** The same, in steps, of the calls that fit: groups look at every call. */
export function* callListSteps(source: Source, params: CallListParams, fitting: FittingCalls | FilterError | undefined): Steps<CallListResult> {
  const { from = 0, count = MOST_CALLS, page } = params;
  const book = source.book();
  const wrong = fitting && 'error' in fitting ? fitting : undefined;
  const { list, groups, found } = yield* selectCalls(source, book, params, fitting && 'error' in fitting ? NONE : fitting);
  const first = Math.max(0, Math.trunc(from));
  const end = Math.min(list.count, first + Math.min(MOST_CALLS, Math.max(0, count)));
  const calls: CallSummary[] = [];
  for (let at = first; at < end; at++) {
    calls.push(summaryOf(source, book, list.at(at)));
    if (at % 32 === 31) yield;
  }
  return {
    total: book.count,
    messages: source.count,
    reading: source.reading,
    calls,
    fitting: list.count,
    ...(page ? { pages: pagesOf(book, list, page) } : {}),
    ...(groups ? { groups } : {}),
    ...(found ? { found } : {}),
    ...(wrong ? { filterError: wrong.error } : {}),
  };
}

const NONE: FittingCalls = new Set();

/** A call with all its messages, decoded. */
export function callOf(source: Source, i: number): Call {
  return decoded(source, source.book().call(i));
}

/** The messages of a call, or of one channel of it, as lines of a list; `undefined` where there is no such call. */
export async function callMessages(
  source: Source,
  { call, uniqueid, from = 0, count = MOST_MESSAGES, only }: Omit<CallMessagesParams, 'textDocument'>,
  isNoise: IsNoise = () => false,
): Promise<CallMessagesResult | undefined> {
  const messages = messagesOf(source, call, uniqueid);
  if (!messages) return undefined;
  const all = only === undefined ? messages : messages.filter((i) => isWanted(source.shapeOf(i), only, isNoise));
  const wanted = all.slice(from, from + Math.min(count, MOST_MESSAGES));
  return { total: all.length, messages: await summariesOf(source, wanted, uniqueid) };
}

/** What happened to a call; `undefined` where there is no such call. */
export function callStory(source: Source, { call }: Pick<CallStoryParams, 'call'>): CallStoryResult | undefined {
  const book = source.book();
  const i = book.withKey(call);
  return i < 0 ? undefined : { ...storyOf(source, i), call: summaryOf(source, book, i) };
}

/** What a call, or one channel of it, consists of; `undefined` where there is no such call. */
export function callParts(source: Source, { call, uniqueid }: Omit<CallPartsParams, 'textDocument'>, isNoise: IsNoise): CallParts | undefined {
  const messages = messagesOf(source, call, uniqueid);
  if (!messages) return undefined;
  const counts = new Map<string, number>();
  let telling = 0;
  for (const i of messages) {
    const shape = source.shapeOf(i);
    if (isNoise(shape)) counts.set(shape.name, (counts.get(shape.name) ?? 0) + 1);
    else telling++;
  }
  const noise = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'));
  return { telling, noise, meetings: uniqueid === undefined ? decoded(source, meetingsOf(momentsOf(source, source.book().withKey(call)))) : [] };
}

function messagesOf(source: Source, key: number, uniqueid: string | undefined): readonly number[] | undefined {
  const book = source.book();
  const i = book.withKey(key);
  if (i < 0) return undefined;
  return uniqueid === undefined ? book.call(i).messages : messagesOfChannel(source.correlation, book, i, uniqueid);
}

function isWanted(shape: Shape, only: NonNullable<CallMessagesParams['only']>, isNoise: IsNoise): boolean {
  const noise = isNoise(shape);
  return only === 'telling' ? !noise : noise && shape.name === only.noise;
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
  const { line, words } = book.story(i);
  return { ...decoded(source, { ...call, line, words }), key: book.key(i), index: i, messageCount: messages.length };
}

function pagesOf(book: CallBook, list: CallSelection['list'], size: number): CallPage[] {
  const pages: CallPage[] = [];
  const step = Math.max(10, Math.trunc(size));
  for (let from = 0; from < list.count; from += step) {
    const count = Math.min(step, list.count - from);
    const { startedAt } = book.call(list.at(from));
    const { startedAt: lastStart } = book.call(list.at(from + count - 1));
    pages.push({ from, count, ...(startedAt === undefined ? {} : { startedAt }), ...(lastStart === undefined ? {} : { lastStartedAt: lastStart }) });
  }
  return pages;
}
