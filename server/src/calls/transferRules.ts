import { channelIn, pick, place } from './ruleValues';
import { assign, type Correlation, type Fact, join, named, note, own, valueIn } from './state';
import type { MomentKind } from './types';

/** What of an AttendedTransfer says who transferred whom where, in lower case; kept with it for when the call is played through. */
export const ATTENDED_DETAILS = [
  'origtransferercalleridnum',
  'secondtransferercalleridnum',
  'transfertargetcalleridnum',
  'transfertargetexten',
  'transfertargetchannel',
  'secondtransfererexten',
  'origbridgeuniqueid',
  'secondbridgeuniqueid',
] as const;

/** A transfer to somebody who was asked before, or who still rings. */
export function attendedTransfer(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'result') !== 'Success') return;
  const first = fact.seen.get('origtransferer');
  for (const life of fact.seen.values()) if (life !== first) join(correlation, first, life, 'transfer', fact.index);
  const app = valueIn(fact, 'desttype') === 'App' ? (valueIn(fact, 'destapp') ?? '') : '';
  note(correlation, fact, 'attended-transfer', first, {
    other: fact.seen.get('secondtransferer'),
    detail: app || undefined,
    more: pick(correlation, fact, ATTENDED_DETAILS),
  });
}

/** A transfer to an extension. */
export function blindTransfer(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'result') !== 'Success') return;
  const transferer = fact.seen.get('transferer');
  const transferee = fact.seen.get('transferee');
  join(correlation, transferer, transferee, 'transfer', fact.index);
  note(correlation, fact, 'blind-transfer', transferer, {
    other: transferee,
    detail: valueIn(fact, 'extension'),
    more: pick(correlation, fact, ['transferercalleridnum']),
  });
}

/** Source: Asterisk 11 channels/chan_sip.c, event Transfer. */
export function transferOfOld(correlation: Correlation, fact: Fact): void {
  const transferer = channelIn(correlation, fact);
  const target = fact.seen.get('target') ?? named(correlation, fact.server, valueIn(fact, 'targetchannel'));
  const attended = valueIn(fact, 'transfertype')?.toLowerCase() === 'attended';
  join(correlation, transferer, target, 'transfer', fact.index);
  if (attended) note(correlation, fact, 'attended-transfer', transferer, { other: target });
  else note(correlation, fact, 'blind-transfer', transferer, { other: target, detail: valueIn(fact, 'transferexten') });
}

/** Somebody takes a call that rings elsewhere. */
export function pickup(correlation: Correlation, fact: Fact): void {
  const picker = channelIn(correlation, fact);
  const target = fact.seen.get('target') ?? named(correlation, fact.server, valueIn(fact, 'targetchannel'));
  join(correlation, target, picker, 'picked-up', fact.index);
  if (picker) assign(correlation, picker, 'dialled', true);
  note(correlation, fact, 'pickup', picker, { other: target });
}

/** What happens to a channel in a parking lot. */
export function parking(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const parkee = fact.seen.get('parkee') ?? channelIn(correlation, fact);
  const space = valueIn(fact, 'parkingspace') ?? valueIn(fact, 'exten');
  const from = valueIn(fact, 'parkerdialstring') ?? valueIn(fact, 'from');
  const lot = valueIn(fact, 'parkinglot') ?? 'default';
  note(correlation, fact, kind, parkee, {
    other: fact.seen.get('parker'),
    detail: kind === 'other' ? 'ParkedCallSwap' : undefined,
    ...(space === undefined ? {} : { place: place(correlation, 'parking', `${lot} ${space}`, space) }),
    ...(from === undefined ? {} : { more: { from: own(correlation, from) } }),
  });
}

/** Somebody takes a channel from its parking space. */
export function unparked(correlation: Correlation, fact: Fact): void {
  const parkee = fact.seen.get('parkee') ?? channelIn(correlation, fact);
  const retriever = fact.seen.get('retriever') ?? named(correlation, fact.server, valueIn(fact, 'from'));
  const space = valueIn(fact, 'parkingspace') ?? valueIn(fact, 'exten');
  join(correlation, parkee, retriever, 'parked', fact.index);
  note(correlation, fact, 'unpark', parkee, {
    other: retriever,
    ...(space === undefined ? {} : { place: place(correlation, 'parking', `${valueIn(fact, 'parkinglot') ?? 'default'} ${space}`, space) }),
  });
}
