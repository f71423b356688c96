import type { Bridge, Life } from './lives';
import { channelIn, place } from './ruleValues';
import { assign, assignMember, bridgeOf, type Correlation, type Fact, join, note, valueIn } from './state';
import type { MomentKind } from './types';

/** Two halves of a Local channel. */
export function localBridge(correlation: Correlation, fact: Fact): void {
  const one = fact.seen.get('localone') ?? fact.seen.get('1');
  const two = fact.seen.get('localtwo') ?? fact.seen.get('2');
  if (!one || !two) return;
  assign(correlation, one, 'pair', two);
  assign(correlation, two, 'pair', one);
  join(correlation, one, two, 'local-pair', fact.index);
  note(correlation, fact, 'local-pair', one, { other: two });
}

/** What kind of place a bridge is, by who made it. Source: the bridge classes of Asterisk 12 and later. */
export function roomOf(fact: Fact): Bridge['room'] {
  const type = valueIn(fact, 'bridgetype');
  const creator = valueIn(fact, 'bridgecreator');
  if (creator === 'ConfBridge' || valueIn(fact, 'conference')) return 'conference';
  if (creator === 'Parking' || type === 'parking') return 'parking';
  if (creator === 'AgentPool' || type === 'agent_hold') return 'agents';
  if (type === undefined || type === 'basic') return undefined;
  return 'other';
}

function bridgeIn(correlation: Correlation, fact: Fact): Bridge | undefined {
  const id = valueIn(fact, 'bridgeuniqueid');
  return id === undefined ? undefined : bridgeOf(correlation, fact.server, id, roomOf(fact));
}

/** What concerns a bridge and nobody in it. */
export function bridgeItself(correlation: Correlation, fact: Fact): void {
  const bridge = bridgeIn(correlation, fact);
  if (!bridge || fact.seen.size > 0) return;
  bridge.messages.push(fact.index);
  for (const life of bridge.all) life.group.version++;
}

/** Who enters takes the Linkedid of those who are there, in this very message: where it is has to be known first. */
export function bridgeEntering(correlation: Correlation, fact: Fact): void {
  const bridge = bridgeIn(correlation, fact);
  const id = valueIn(fact, 'uniqueid');
  const life = id === undefined ? undefined : correlation.byId.get(fact.server === '' ? id : `${fact.server}\n${id}`);
  if (bridge && life && !life.hungUp) assign(correlation, life, 'bridge', bridge);
}

/** Somebody enters a bridge. */
export function bridgeEnter(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  const bridge = bridgeIn(correlation, fact);
  if (!life || !bridge) return;
  putInto(correlation, fact, life, bridge);
  note(correlation, fact, 'enter', life, { bridge, other: fact.seen.get('swap') });
}

/** Notes that a channel is in a bridge, as an event or a list says. Without Linkedids, those who meet in a bridge that is no room are of one call. */
export function putInto(correlation: Correlation, fact: Fact, life: Life, bridge: Bridge): void {
  assign(correlation, life, 'bridge', bridge);
  if (!bridge.room && life.seenLinkedid === '')
    for (const other of bridge.members) if (other.seenLinkedid === '') join(correlation, other, life, 'bridge', fact.index);
  // Who is there already may be of another call, to which this one is put through.
  for (const other of bridge.members) if (other.group !== life.group) other.group.version++;
  assignMember(correlation, bridge.members, life, true);
  assignMember(correlation, bridge.all, life, true);
}

/** Somebody leaves a bridge. */
export function bridgeLeave(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  const bridge = bridgeIn(correlation, fact);
  if (!life || !bridge) return;
  assignMember(correlation, bridge.all, life, true);
  assignMember(correlation, bridge.members, life, false);
  if (life.bridge === bridge) assign(correlation, life, 'bridge', undefined);
  note(correlation, fact, 'leave', life, { bridge });
}

/** Two bridges become one. */
export function bridgeMerge(correlation: Correlation, fact: Fact): void {
  for (const key of ['tobridgeuniqueid', 'frombridgeuniqueid']) {
    const id = valueIn(fact, key);
    const bridge = id === undefined ? undefined : correlation.bridges.get(`${fact.server}\n${id}`);
    if (!bridge) continue;
    bridge.messages.push(fact.index);
    for (const life of bridge.all) life.group.version++;
  }
}

/** Two channels talk, or talk no more, as AMI until 11 says it. */
export function link(correlation: Correlation, fact: Fact, together: boolean): void {
  const one = fact.seen.get('1');
  const two = fact.seen.get('2');
  if (!one || !two) return;
  const forced = one.name.startsWith('Bridge/') || two.name.startsWith('Bridge/');
  if (together && !forced) join(correlation, one, two, 'bridge', fact.index);
  const [a, b] = one.ordinal < two.ordinal ? [one, two] : [two, one];
  const bridge = bridgeOf(correlation, fact.server, `${a.uniqueid} ${b.uniqueid}`, undefined);
  for (const life of [one, two]) {
    assignMember(correlation, bridge.all, life, true);
    assignMember(correlation, bridge.members, life, together);
    assign(correlation, life, 'bridge', together ? bridge : undefined);
    note(correlation, fact, together ? 'enter' : 'leave', life, { bridge });
  }
}

/** Somebody enters or leaves a conference. */
export function conference(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'conference') ?? valueIn(fact, 'meetme');
  const bridge = bridgeIn(correlation, fact);
  const life = channelIn(correlation, fact);
  if (bridge && life) assignMember(correlation, bridge.all, life, true);
  note(correlation, fact, kind, life, name === undefined ? {} : { place: place(correlation, 'conference', name, name) });
}
