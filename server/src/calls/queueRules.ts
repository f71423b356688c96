import { channelIn, pick, place } from './ruleValues';
import { assign, type Correlation, type Fact, join, named, note, touch, valueIn } from './state';
import type { MomentKind } from './types';

/** What happens to a caller in a queue. */
export function queue(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'queue');
  const life = channelIn(correlation, fact);
  note(correlation, fact, kind, life, {
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
    more: pick(correlation, fact, ['position', 'holdtime', 'originalposition']),
  });
}

/** A queue rings a member. */
export function agentCalled(correlation: Correlation, fact: Fact): void {
  const name = valueIn(fact, 'queue');
  const caller = fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, 'channelcalling'));
  const callee = fact.seen.get('dest') ?? named(correlation, fact.server, valueIn(fact, 'destinationchannel'));
  join(correlation, caller, callee, 'dialled', fact.index);
  if (callee && caller && callee !== caller) {
    assign(correlation, callee, 'dialled', true);
    if (!callee.dialledBy) assign(correlation, callee, 'dialledBy', caller);
  }
  note(correlation, fact, 'queue-ring', caller, {
    other: callee,
    detail: valueIn(fact, 'membername') ?? valueIn(fact, 'agentname'),
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
  });
}

/** What became of a member. Until 11 `Channel` is the member's and `Uniqueid` the caller's. */
export function member(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'queue');
  const caller = fact.seen.get('');
  const own11 = named(correlation, fact.server, valueIn(fact, 'channel'));
  const callee = fact.seen.get('dest') ?? (own11 === caller ? undefined : own11);
  join(correlation, caller, callee, 'dialled', fact.index);
  if (callee) touch(callee, fact.index);
  note(correlation, fact, kind, caller, {
    other: callee,
    detail: valueIn(fact, 'membername'),
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
    more: pick(correlation, fact, ['holdtime', 'talktime', 'ringtime', 'reason']),
  });
}
