import { type CompletionItem, CompletionItemKind, CompletionItemTag } from 'vscode-languageserver-types';
import type { HeaderEntry, MessageEntry } from '../../catalog/catalog';
import { seriesWords } from '../../catalog/versions';
import type { LogDocument } from '../../document';
import { shapeOf } from '../../syntax/messages';
import { type Context, entryOf } from '../context';
import { valueIn } from '../reading';
import type { Written } from './place';
import { t } from '../../texts';

/** An item before it knows what it replaces. `rank` orders items: the smaller, the further up. */
export interface Draft extends CompletionItem {
  readonly rank: number;
}

/** What an item is, so that its documentation can be made when somebody looks at it. */
export type ItemData =
  | { readonly of: 'event' | 'action'; readonly name: string }
  | { readonly of: 'header'; readonly message: string; readonly kind: 'event' | 'action'; readonly name: string; readonly series: number }
  | { readonly of: 'value'; readonly enum: string; readonly value: string; readonly series: number };

/** Actions that are typed most often, most often first. */
const COMMON_ACTIONS = [
  'Login',
  'Originate',
  'Hangup',
  'Command',
  'Status',
  'CoreShowChannels',
  'Redirect',
  'Getvar',
  'Setvar',
  'QueueStatus',
  'QueueAdd',
  'QueuePause',
  'Ping',
  'Logoff',
  'Events',
  'PJSIPShowEndpoints',
  'Atxfer',
  'Park',
  'UserEvent',
];

/** Where an action stands in the order of usefulness. */
export function actionRank(name: string): number {
  const at = COMMON_ACTIONS.indexOf(name);
  return at < 0 ? 100 : at;
}

/** The events or actions that the capture's version has; those that the document has too come first. */
export function messageNames(document: LogDocument, kind: 'event' | 'action', context: Context): Draft[] {
  const { catalog, version } = context;
  const used = new Set(document.index.table.shapes.filter((shape) => shape.kind === kind).map(({ name }) => name));
  const drafts: Draft[] = [];
  for (const name of kind === 'event' ? catalog.eventNames : catalog.actionNames) {
    const entry = kind === 'event' ? catalog.event(name, version.series) : catalog.action(name);
    if (!entry || entry.name !== name || !hasIt(entry.sent | (kind === 'action' ? entry.documented : 0), version.series)) continue;
    const data: ItemData = { of: kind, name };
    const gone = kind === 'event' && entry.replacedBy.length > 0;
    drafts.push({
      label: name,
      kind: kind === 'event' ? CompletionItemKind.Event : CompletionItemKind.Function,
      detail: entry.privilege[0] ?? seriesWords(catalog.data, entry.sent),
      ...(gone ? { tags: [CompletionItemTag.Deprecated] } : {}),
      rank: (used.has(name) ? 0 : 200) + (kind === 'action' ? actionRank(name) : gone ? 150 : 0),
      data,
    });
  }
  if (kind === 'event')
    for (const { name } of context.knownEvents?.values() ?? [])
      drafts.push({ label: name, kind: CompletionItemKind.Event, detail: 'ami.knownEvents', rank: 100 });
  return drafts;
}

function hasIt(sent: number, series: number): boolean {
  return sent === 0 ? false : (sent & series) !== 0;
}

/**
 * The headers that the message may still have: those it always has or must be given first, in the order of the wire; then those it may have; then what any
 * message may carry. Headers that may repeat are offered again.
 */
export function headerNames(document: LogDocument, written: Written, context: Context): Draft[] {
  const { catalog, version } = context;
  const { shape } = written;
  const present = new Set(shape.columns.filter(({ form }) => form === 'header').map(({ key }) => key));
  const entry = entryOf(context, shape);
  const drafts: Draft[] = [];
  const taken = new Set<string>();
  const offer = (name: string, rank: number, detail: string, data?: ItemData): void => {
    if (taken.has(name.toLowerCase())) return;
    taken.add(name.toLowerCase());
    drafts.push({ label: name, kind: CompletionItemKind.Property, detail, rank, ...(data ? { data } : {}) });
  };
  const headers = entry?.headers ?? answered(document, written, context)?.response ?? [];
  headers.forEach((header, at) => {
    if (/#|\(\*\)/.test(header.name) || (present.has(header.name.toLowerCase()) && !header.repeats)) return;
    if (entry?.kind === 'event' ? !hasIt(header.sent, version.series) : !hasIt(header.sent | header.documented, version.series)) return;
    const needed = entry?.kind === 'action' ? header.required : isAlways(header, version.series);
    const data: ItemData | undefined = entry && { of: 'header', message: entry.name, kind: entry.kind, name: header.name, series: version.series };
    offer(header.name, (needed ? 100 : 300) + at, describe(context, header, entry, needed), data);
  });
  const known = shape.kind === 'event' ? context.knownEvents?.get(shape.name.toLowerCase()) : undefined;
  known?.headers.forEach((name, at) => {
    if (!present.has(name.toLowerCase())) offer(name, 100 + at, 'ami.knownEvents');
  });
  // What goes out to all has a class, what answers an action its id.
  const first = new Set(shape.kind !== 'event' ? ['ActionID'] : entry && entry.answers.length > 0 ? ['ActionID'] : ['Privilege']);
  for (const [at, name] of (COMMON[shape.kind] ?? []).entries())
    if (!present.has(name.toLowerCase())) offer(name, (first.has(name) ? 50 : 800) + at, catalog.common(name)?.kind ?? '');
  return drafts;
}

const COMMON: Readonly<Record<string, readonly string[]>> = {
  event: ['Privilege', 'Timestamp', 'SystemName', 'ActionID'],
  action: ['ActionID'],
  response: ['ActionID', 'Message', 'EventList'],
};

function isAlways(header: HeaderEntry, series: number): boolean {
  return !header.optional && !header.repeats && (series & ~(header.sent & ~header.sometimes & ~header.late)) === 0;
}

function describe(context: Context, header: HeaderEntry, entry: MessageEntry | undefined, needed: boolean): string {
  const words = [
    needed ? (entry?.kind === 'action' ? t('required') : t('always')) : t('optional'),
    header.kind ?? '',
    entry && header.sent !== entry.sent ? seriesWords(context.catalog.data, header.sent) : '',
  ];
  return words.filter(Boolean).join(' · ');
}

/** How many messages before a response its action is looked for. */
const ACTION_WITHIN = 500;

/** The action that a response answers. */
function answered(document: LogDocument, { message, shape }: Written, context: Context): MessageEntry | undefined {
  const { index } = document;
  const id = shape.kind === 'response' ? valueIn(document, message, 'actionid') : undefined;
  if (!id) return undefined;
  for (let i = message - 1; i >= 0 && i >= message - ACTION_WITHIN; i--) {
    const other = shapeOf(index, i);
    if (other.kind === 'action' && valueIn(document, i, 'actionid') === id) return context.catalog.action(other.name);
  }
  return undefined;
}
