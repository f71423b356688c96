import { messagesOf, type StreamedMessage } from '../stream';
import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';

/** One event of the capture that is replayed. */
export interface ReplayedEvent {
  /** As they stand in the capture, the blank line included. */
  readonly bytes: Buffer;
  /** The classes of its `Privilege` header; empty where it has none. */
  readonly privilege: readonly string[];
  /** When it happened, in milliseconds on the capture's own clock; `undefined` where nothing tells. */
  readonly at: number | undefined;
}

/** The events of a capture, in order, read as they are asked for: memory does not grow with the file. */
export async function* eventsOf(file: string): AsyncGenerator<ReplayedEvent> {
  let clock: number | undefined;
  for await (const message of messagesOf(file, { asIs: true })) {
    clock = markTime(message) ?? clock;
    if (message.shape.kind !== 'event') continue;
    const values = timesOf(message);
    // Without a clock of its own an event happens with the one before it.
    clock = values.at ?? (values.local === undefined ? clock : inZone(values.local, clock));
    yield { bytes: Buffer.from(message.text.slice(message.start, message.end), 'latin1'), privilege: values.privilege, at: clock };
  }
}

/** An answer that the capture holds: the response and the list events that came with it, for an action with these headers. */
export interface RecordedAnswer {
  readonly text: string;
  readonly actionId: string | undefined;
}

/**
 * What the server answered to which action. The key is made by {@link actionKey}. A capture of the server's side alone still tells it of whole lists: their last event
 * is named for the action.
 *
 * Held in memory: answers are few beside events.
 */
export async function answersOf(file: string): Promise<Map<string, RecordedAnswer>> {
  const answers = new Map<string, RecordedAnswer>();
  const asked = new Map<string, string>();
  const lists = new Map<string, string>();
  /** Gathers a list that nobody in the capture asked for. */
  const guessed = (id: string, text: string, headers: readonly (readonly [string, string])[]): void => {
    const value = (key: string): string => headers.find(([name]) => name === key)?.[1] ?? '';
    const before = lists.get(id);
    const list = value('eventlist').toLowerCase();
    if (value('response') !== '' && list === 'start' && lists.size < MOST_LISTS) lists.set(id, text);
    if (before === undefined) return;
    lists.set(id, before + text);
    if (list !== 'complete') return;
    lists.delete(id);
    const key = actionKey([['action', value('event').replace(/Complete$/i, '')]]);
    if (!answers.has(key)) answers.set(key, { text: before + text, actionId: id });
  };
  for await (const { text, start, end, shape } of messagesOf(file, { asIs: true })) {
    const headers = headersIn(text, start, end, shape);
    const id = headers.find(([name]) => name === 'actionid')?.[1];
    if (shape.kind === 'action') {
      if (id) asked.set(id, actionKey(headers));
      continue;
    }
    const key = id && asked.get(id);
    if (!key) {
      if (id) guessed(id, text.slice(start, end), headers);
      continue;
    }
    const before = answers.get(key);
    if (shape.kind === 'response' && !before) answers.set(key, { text: text.slice(start, end), actionId: id });
    else if (before && before.actionId === id && headers.some(([name]) => name !== 'actionid'))
      answers.set(key, { text: before.text + text.slice(start, end), actionId: id });
  }
  return answers;
}

/** Lists that are gathered at a time. */
const MOST_LISTS = 100;

/** The sense of an action: its name and parameters without ActionID, in any order and case of names. */
export function actionKey(headers: readonly (readonly [string, string])[]): string {
  return headers
    .filter(([name]) => name !== 'actionid')
    .map(([name, value]) => (name === 'action' ? `!action:${value.toLowerCase()}` : `${name}:${value}`))
    .sort()
    .join('\n');
}

/** Lower-case names and values of a message's headers. */
export function headersIn(text: string, start: number, end: number, shape: Shape): [string, string][] {
  const headers: [string, string][] = [];
  visitHeaders(text, start, end, shape, (header) => {
    if (header.column.form === 'header') headers.push([header.column.key, text.slice(header.value.start, header.value.end).trim()]);
    return true;
  });
  return headers;
}

/** The last `;@` mark before a message. */
function markTime({ text, gap, start }: StreamedMessage): number | undefined {
  const between = text.slice(gap, start);
  const mark = between.lastIndexOf(';@ ');
  if (mark < 0) return undefined;
  const time = Date.parse(between.slice(mark + 3).split(/\s/, 1)[0] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

const QUARTER = 15 * 60_000;

/** A time of day without its zone, put into the zone that brings it nearest to `clock`: zones are whole quarters of an hour apart. */
function inZone(local: number, clock: number | undefined): number {
  return clock === undefined ? local : local - Math.round((local - clock) / QUARTER) * QUARTER;
}

/** Headers that date an event: seconds of the epoch, a date with its zone (`at`), or a date of an unknown zone (`local`). Sources: Asterisk main/manager.c, main/security_events.c, cel/cel_manager.c. */
function timesOf({ text, start, end, shape }: StreamedMessage): { at: number | undefined; local: number | undefined; privilege: string[] } {
  let at: number | undefined;
  let local: number | undefined;
  let privilege: string[] = [];
  visitHeaders(text, start, end, shape, ({ column, value }) => {
    const words = (): string => text.slice(value.start, value.end).trim();
    if (column.key === 'privilege') privilege = words().split(',');
    else if (column.key === 'timestamp') at = time(Number(words()) * 1000);
    else if (column.key === 'eventtv') at ??= time(Date.parse(words().replace(/([+-]\d\d)(\d\d)$/, '$1:$2')));
    else if (column.key === 'eventtime') local = time(Date.parse(`${words().replace(' ', 'T')}Z`));
    return true;
  });
  return { at, local, privilege };
}

function time(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
