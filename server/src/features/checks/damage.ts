import type { Catalog, MessageEntry } from '../../catalog/catalog';
import { contentEnd, frameLine, isBlank, nextLine } from '../../syntax/lines';
import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import { answersFreely } from './facts';
import type { SpanProblem } from './problem';
import { t } from '../../texts';

/** Lines that people and programs leave between messages: prompts of the console and of a shell, of telnet. */
const PROMPT = /^\s*([\w.-]*\*?CLI>|telnet>|[$#%>] |\[?[\w.-]+@[\w.-]+[: ].*[#$%]( |$)|\^\])/;

/** Lines of the answers of `Queues` and `IAXnetstats`. Source: Asterisk apps/app_queue.c, __queues_show; channels/chan_iax2.c, ast_cli_netstats. */
const FREE_ANSWER =
  /^(No queues\.|\S.* has \d+ calls? \(max (unlimited|\d+)\) in '\w+' strategy.*|\s+No (Members|Callers)\s*|\s+(Members|Callers):\s*|\s{6,}\S.*|\S+( +-?\d+){10,}.*|-* *-+ LOCAL -+ .*|Channel +RTT .*|\d+ active IAX channels?)$/;

/** Lines between messages, from `from` to `to`, that are nothing we know; lines that stand together are one problem. */
export function strayText(text: string, from: number, to: number, before: Shape | undefined): SpanProblem[] {
  if (from >= to || isBlank(text, from, to)) return [];
  if (answersFreely(before)) return [];
  const problems: SpanProblem[] = [];
  let run: Span | undefined;
  const close = (): void => {
    if (run) problems.push({ code: 'stray-text', at: run, message: t('This text between messages is no part of the protocol.') });
    run = undefined;
  };
  for (let at = from; at < to; ) {
    const next = nextLine(text, at);
    const lineEnd = next < 0 || next > to ? to : next;
    const end = contentEnd(text, at, lineEnd);
    if (isBlank(text, at, end) || isByteOrderMark(text, at, end)) close();
    else if (isKnownLine(text, at, end)) close();
    else run = { start: run?.start ?? at, end };
    at = lineEnd;
  }
  close();
  return problems;
}

function isKnownLine(text: string, start: number, end: number): boolean {
  const at = text.charCodeAt(start) === 0xfeff ? start + 1 : text.startsWith('\u00ef\u00bb\u00bf', start) ? start + 3 : start;
  if (frameLine(text, at)) return true;
  const line = text.slice(at, Math.min(end, at + 300));
  return frameLine(line.trimStart(), 0) !== undefined || PROMPT.test(line) || FREE_ANSWER.test(line);
}

function isByteOrderMark(text: string, start: number, end: number): boolean {
  const line = text.slice(start, end);
  return line === '\ufeff' || line === '\u00ef\u00bb\u00bf';
}

/** Whether the text between two messages says that what came before and what comes after are two sessions: a gap mark, or a new banner. */
export function isNewSession(text: string, from: number, to: number): boolean {
  if (to - from < 4) return false;
  return /^(;! |[ \t]*Asterisk Call Manager\/)/m.test(text.slice(from, to));
}

/** How a message is known to be no message, or to be cut. */
export type Damage = 'none' | 'cut' | 'forged' | 'stray' | 'freeText';

/** What is wrong with the frame of the message of `shape`; `before` is the shape of the message before, `joined` whether nothing stands between the two. */
export function damageOf(
  catalog: Catalog,
  shape: Shape,
  entry: MessageEntry | undefined,
  before: Shape | undefined,
  options: { readonly joined: boolean; readonly live: boolean; readonly lacking: boolean; readonly firstLine: string },
): Damage {
  if (shape.kind === 'message') {
    const first = shape.columns[0]?.key ?? '';
    if (answersFreely(before) || first === 'members' || first === 'callers') return 'freeText';
    if (before && isForger(before) && !shape.columns.every((column) => column.form !== 'header')) return 'forged';
    if (
      !shape.columns.some((column) => column.form === 'header' && isKnownName(catalog, column.name)) &&
      shape.columns.every((column) => column.form === 'header')
    )
      return PROMPT.test(options.firstLine) ? 'freeText' : 'stray';
  } else if (options.joined && before?.ending === 'cut' && holdsFreeText(before) && (!entry || options.lacking) && !hasHeader(shape, 'privilege'))
    return 'forged';
  if (shape.ending === 'cut') return 'cut';
  if (shape.ending !== 'end' || options.live) return 'none';
  // A server that stops never finishes the answer that it is giving.
  return shape.kind === 'response' && shape.name.toLowerCase() === 'follows' ? 'none' : 'cut';
}

/** An event of no Asterisk that nobody may read, as the one in a value that holds line ends looks. */
function isForger(shape: Shape): boolean {
  return (
    shape.kind === 'event' && shape.columns.length <= 2 && !hasHeader(shape, 'privilege') && !hasHeader(shape, 'actionid') && !hasHeader(shape, 'eventlist')
  );
}

/** Headers whose values Asterisk prints raw, so that a line end in them ends the line. Source: Asterisk main/manager.c. */
const RAW = new Set(['appdata', 'value', 'userfield', 'lastdata', 'applicationdata', 'message', 'body']);

function holdsFreeText(shape: Shape): boolean {
  const last = shape.columns.at(-1);
  return last !== undefined && (last.form === 'noColon' || RAW.has(last.key) || shape.name === 'UserEvent');
}

function hasHeader(shape: Shape, key: string): boolean {
  return shape.columns.some((column) => column.form === 'header' && column.key === key);
}

const names = new WeakMap<Catalog, ReadonlySet<string>>();

/** Whether any message has a header of this name. */
function isKnownName(catalog: Catalog, name: string): boolean {
  let known = names.get(catalog);
  if (!known) {
    const all = new Set<string>(['event', 'action', 'response']);
    for (const raw of [...catalog.eventNames.map((one) => catalog.event(one)), ...catalog.actionNames.map((one) => catalog.action(one))]) {
      for (const header of [...(raw?.headers ?? []), ...(raw?.response ?? [])]) all.add(header.name.toLowerCase());
    }
    known = all;
    names.set(catalog, known);
  }
  const key = name.toLowerCase();
  return known.has(key) || catalog.common(name) !== undefined || /[\d(]/.test(key);
}
