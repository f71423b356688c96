import { type CallHierarchyIncomingCall, type CallHierarchyItem, type CallHierarchyOutgoingCall, type Position, SymbolKind } from 'vscode-languageserver-types';
import type { Leg, Moment } from '../calls/types';
import { headersIn, type LogDocument, offsetOf } from '../document';
import { messageAt } from '../syntax/messages';
import type { CallAccess } from './callAccess';
import { type CallLink, callLinks } from './callMeetings';
import { placeAt } from './context';
import { joinReason } from './joinReasons';
import { firstLineRange, messageRange, valueAt } from './reading';
import { t } from '../texts';

/** What an item of the hierarchy is of. */
interface ItemData {
  readonly call: number;
  readonly uniqueid: string;
}

/** The channel at a position: of the name or Uniqueid there, else those that the message names. `undefined` where there is none. */
export function callHierarchyItems(document: LogDocument, position: Position, calls: CallAccess): CallHierarchyItem[] | undefined {
  const offset = offsetOf(document, position);
  const message = messageAt(document.index, offset);
  const i = message === undefined ? -1 : calls.with(message);
  if (message === undefined || i < 0) return undefined;
  const { legs } = calls.call(i);
  const place = placeAt(document, offset);
  const named = place && uniqueidAt(document, message, place.header.column.key);
  const wanted = named === undefined ? uniqueidsOf(document, message) : [named];
  const found = [...new Set(wanted)].map((uniqueid) => legs.find((leg) => leg.uniqueid === uniqueid)).filter((leg) => leg !== undefined);
  return found.length > 0 ? found.map((leg) => itemOf(document, calls, i, leg)) : undefined;
}

/** Whom a channel dialled, picked up or met: one entry a channel, each with the messages that show it. */
export function outgoingCalls(document: LogDocument, item: CallHierarchyItem, calls: CallAccess): CallHierarchyOutgoingCall[] | undefined {
  return related(document, item, calls, 'from')?.map(({ other, ranges }) => ({ to: other, fromRanges: ranges }));
}

/** Who dialled a channel, picked it up or was in the bridge that it entered. */
export function incomingCalls(document: LogDocument, item: CallHierarchyItem, calls: CallAccess): CallHierarchyIncomingCall[] | undefined {
  return related(document, item, calls, 'to')?.map(({ other, ranges }) => ({ from: other, fromRanges: ranges }));
}

function related(
  document: LogDocument,
  item: CallHierarchyItem,
  calls: CallAccess,
  end: 'from' | 'to',
): { other: CallHierarchyItem; ranges: CallHierarchyItem['range'][] }[] | undefined {
  const { call, uniqueid } = (item.data ?? {}) as Partial<ItemData>;
  const i = call === undefined ? -1 : calls.withKey(call);
  if (i < 0) return undefined;
  const { legs } = calls.call(i);
  const others = new Map<string, CallLink[]>();
  for (const link of orderedLinks(calls.moments(i))) {
    if (link[end] !== uniqueid) continue;
    const other = link[end === 'from' ? 'to' : 'from'];
    others.set(other, [...(others.get(other) ?? []), link]);
  }
  return [...others].flatMap(([other, links]) => {
    const leg = legs.find((one) => one.uniqueid === other);
    if (!leg) return [];
    const detail = [...new Set(links.map((link) => (link.guess ? `${WORDS[link.how][end]()} (${t('a guess')})` : WORDS[link.how][end]())))].join(', ');
    return [{ other: { ...itemOf(document, calls, i, leg), detail }, ranges: links.map(({ message }) => firstLineRange(document, message)) }];
  });
}

/** Each pair in one direction: who dialled is above whom it dialled, whatever they did later. */
function orderedLinks(moments: readonly Moment[]): CallLink[] {
  const above = new Map<string, string>();
  const links = callLinks(moments);
  const pairOf = ({ from, to }: CallLink): string => [from, to].sort().join(' ');
  for (const link of [...links.filter(({ how }) => how !== 'met'), ...links]) if (!above.has(pairOf(link))) above.set(pairOf(link), link.from);
  return links.map((link) => (above.get(pairOf(link)) === link.from ? link : { ...link, from: link.to, to: link.from }));
}

/** How the other one is told of, seen from the end that is looked at. */
const WORDS: Readonly<Record<CallLink['how'], Readonly<Record<'from' | 'to', () => string>>>> = {
  dialled: { from: () => t('dialled'), to: () => t('dialled it') },
  'picked-up': { from: () => t('picked up'), to: () => t('picked it up') },
  'local-pair': { from: () => t('other half'), to: () => t('other half') },
  met: { from: () => t('bridged'), to: () => t('bridged') },
};

function itemOf(document: LogDocument, calls: CallAccess, i: number, leg: Leg): CallHierarchyItem {
  const born = calls.firstOfChannel(i, leg.uniqueid);
  const data: ItemData = { call: calls.key(i), uniqueid: leg.uniqueid };
  return {
    name: leg.channel || leg.uniqueid,
    detail: joinReason(leg.joinedBy),
    kind: SymbolKind.Event,
    uri: document.uri,
    range: messageRange(document, born),
    selectionRange: firstLineRange(document, born),
    data,
  };
}

/** The Uniqueid that a header of this name stands for: its own value, or that of the header beside a channel's name. `undefined` for other headers. */
function uniqueidAt(document: LogDocument, message: number, key: string): string | undefined {
  if (!/(uniqueid|channel)[12]?$/.test(key) || key.endsWith('bridgeuniqueid')) return undefined;
  const wanted = key.replace(/channel([12]?)$/, 'uniqueid$1');
  const header = headersIn(document, message).find(({ column }) => column.key === wanted);
  return header && valueAt(document, header.value);
}

function uniqueidsOf(document: LogDocument, message: number): string[] {
  return headersIn(document, message)
    .filter(({ column: { key } }) => /uniqueid[12]?$/.test(key) && !key.endsWith('bridgeuniqueid'))
    .map(({ value }) => valueAt(document, value));
}
