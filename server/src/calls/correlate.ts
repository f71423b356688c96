import type { Shape } from '../syntax/shapes';
import { noticeState } from './channelRules';
import { addGroup } from './groups';
import { type Life, type Link, NO_NUMBER } from './lives';
import { isInConference } from './listRules';
import { connectionLost, returned } from './losses';
import { type ChannelPlace, planOf, readValues } from './reading';
import { RULES } from './rules';
import {
  assign,
  assignEntry,
  type Correlation,
  createCorrelation,
  emptyFact,
  type Fact,
  join,
  named,
  own,
  remember,
  rename,
  touch,
  unreadValue,
  valueIn,
} from './state';
import { BANNER, hasGapMark, markTime, timestampTime } from './times';

export { type Correlation, createCorrelation };

/** Takes the next message of the log, which stands at `start` to `end` of `text`; `gap` is where the message before it ended. */
export function addMessage(correlation: Correlation, text: string, start: number, end: number, shape: Shape, gap: number = start): void {
  const index = correlation.messages++;
  if (correlation.journal && index % CHECKPOINT === 0) correlation.journal.times.push(correlation.now);
  if (gap < start) readBetween(correlation, text, gap, start, index);
  let known = correlation.plans[shape.id];
  if (known?.shape !== shape) {
    const rule = RULES.get(shape.name);
    const found = planOf(shape, rule);
    known = { shape, plan: found && { ...found, rule } };
    correlation.plans[shape.id] = known;
  }
  const { plan } = known;
  if (!plan) return;
  const { fact } = correlation;
  const { values } = fact;
  readValues(text, start, end, shape, plan, values, correlation.latest);
  fact.index = index;
  fact.plan = plan;
  fact.rule = plan.rule;
  fact.text = text;
  fact.start = start;
  fact.end = end;
  fact.shape = shape;
  const { rule, isPlain, name } = plan;
  fact.main = undefined;
  if (!isPlain) fact.seen.clear();
  const stamp = plan.timestamp < 0 ? '' : values[plan.timestamp];
  if (stamp) correlation.now = timestampTime(stamp) ?? correlation.now;
  fact.at = correlation.now;
  fact.server = plan.systemname < 0 ? '' : (values[plan.systemname] ?? '');
  if (fact.server !== correlation.world.server) learnServer(correlation, fact);
  rule?.before?.(correlation, fact);
  for (const place of plan.places) {
    const uniqueid = values[place.uniqueid];
    // A global variable is set on no channel, which is called `none`.
    if (!uniqueid || uniqueid === 'none') continue;
    const life = lifeOf(correlation, fact, uniqueid, place, name === 'Newchannel' && place.prefix === '');
    if (isPlain && life.firstMessage === index) describeFirst(correlation, life, place.prefix, (key) => unreadValue(fact, key));
    if (place.prefix === '') fact.main = life;
    if (!isPlain) fact.seen.set(place.prefix, life);
    if (place.linkedid >= 0) {
      const linkedid = values[place.linkedid];
      if (linkedid && linkedid !== life.seenLinkedid) learnLinkedid(correlation, life, linkedid, fact, name);
    }
  }
  if (!rule) return;
  if (!isPlain) {
    const channel = fact.seen.get('');
    if (channel && (!rule.list || channel.doubt)) describe(correlation, channel, fact, '');
    const dest = fact.seen.get('dest');
    if (dest) describe(correlation, dest, fact, 'dest');
    if (!rule.list) noticeState(correlation, fact);
  }
  rule.learn(correlation, fact);
}

/** Every so many messages the time is kept that was known then. */
const CHECKPOINT = 512;

/**
 * Takes back what the messages from `from` on taught, and some before it: the correlation is then as it was before message `messages`, and goes on from there.
 * It must have been made undoable.
 */
export function takeBack(correlation: Correlation, from: number): void {
  const { journal, channels, groups, bridges } = correlation;
  if (!journal) throw new Error('a correlation that cannot be taken back');
  if (from >= correlation.messages) return;
  const checkpoint = Math.floor(from / CHECKPOINT);
  const start = checkpoint * CHECKPOINT;
  for (let i = journal.at.length - 1; i >= 0 && (journal.at[i] ?? 0) >= start; i--) {
    journal.undo.pop()?.();
    journal.at.pop();
  }
  correlation.now = journal.times[checkpoint];
  journal.times.length = checkpoint;
  while ((channels[channels.length - 1]?.firstMessage ?? -1) >= start) channels.pop();
  while ((groups.list[groups.list.length - 1]?.members[0]?.firstMessage ?? -1) >= start) groups.list.pop();
  for (const life of channels) forget(life, start);
  for (const { messages } of bridges.values()) while ((messages[messages.length - 1] ?? -1) >= start) messages.pop();
  correlation.latest = undefined;
  correlation.messages = start;
}

/** Drops what messages from `start` on said of a channel. */
function forget({ messages, notes, identities, extens, group }: Life, start: number): void {
  const before = messages.length + notes.length;
  while ((messages[messages.length - 1] ?? -1) >= start) messages.pop();
  for (const list of [notes, identities, extens]) while ((list[list.length - 1]?.message ?? -1) >= start) list.pop();
  if (messages.length + notes.length < before) group.version++;
}

function lifeOf(correlation: Correlation, fact: Fact, uniqueid: string, place: ChannelPlace, birth: boolean): Life {
  const { latest } = correlation;
  if (latest && latest.uniqueid === uniqueid && latest.server === fact.server && !birth && latest.name !== '' && !latest.doubt) {
    touch(latest, fact.index);
    return latest;
  }
  const life = lifeIn(correlation, fact, uniqueid, place, birth);
  correlation.latest = life;
  return life;
}

/** The name of the channel at a place of the message; empty where it has none. */
function nameAt(fact: Fact, { channel, channelKey }: ChannelPlace): string {
  const name = channel >= 0 ? fact.values[channel] : unreadValue(fact, channelKey);
  return name?.startsWith('<') ? '' : (name ?? '');
}

function lifeIn(correlation: Correlation, fact: Fact, uniqueid: string, place: ChannelPlace, birth: boolean): Life {
  const key = fact.server === '' ? uniqueid : `${fact.server}\n${uniqueid}`;
  const known = correlation.byId.get(key);
  if (known && !(known.hungUp && birth)) {
    touch(known, fact.index);
    if (known.doubt) heard(correlation, known, fact);
    if (known.name === '') {
      const name = nameAt(fact, place);
      if (name) rename(correlation, known, name);
    }
    return known;
  }
  const id = own(correlation, uniqueid);
  const life: Life = {
    ordinal: correlation.channels.length,
    uniqueid: id,
    server: own(correlation, fact.server),
    name: '',
    linkedid: '',
    linkedids: [],
    seenLinkedid: '',
    link: undefined,
    firstMessage: fact.index,
    birth: fact.index,
    messages: [fact.index],
    notes: [],
    identities: [],
    extens: [],
    born: false,
    state: '',
    dialled: false,
    dialledBy: undefined,
    originated: false,
    forward: undefined,
    pair: undefined,
    bridge: undefined,
    hungUp: false,
    gone: false,
    doubt: fact.rule?.list === true,
    listed: fact.rule?.list === true,
    group: undefined as never,
    joinedBy: 'first',
    evidence: fact.index,
  };
  life.group = addGroup(correlation.groups, life);
  // A Linkedid is the Uniqueid of the channel that began it: with another life of that, it begins anew.
  if (known) assignEntry(correlation, correlation.links, key, undefined);
  assignEntry(correlation, correlation.byId, own(correlation, key), life);
  correlation.channels.push(life);
  const name = nameAt(fact, place);
  if (name) {
    rename(correlation, life, name);
    pairUp(correlation, life, fact.index);
  }
  return life;
}

/** The halves of a Local channel have one name but for its end. */
function pairUp(correlation: Correlation, life: Life, message: number): void {
  const { name } = life;
  if (!name.startsWith('Local/')) return;
  const end = name.slice(-2);
  if (end !== ';1' && end !== ';2') return;
  const other = named(correlation, life.server, name.slice(0, -1) + (end === ';1' ? '2' : '1'));
  if (!other || other.hungUp || other.pair) return;
  assign(correlation, life, 'pair', other);
  assign(correlation, other, 'pair', life);
  join(correlation, other, life, 'local-pair', message);
}

/** Two Linkedids are one call when one channel moves from one to the other, unless it only met the other call in a room or by the Bridge action. */
function learnLinkedid(correlation: Correlation, life: Life, linkedid: string, fact: Fact, event: string): void {
  const { index } = fact;
  const first = life.seenLinkedid === '';
  // CEL tells of what was a while ago.
  if (!first && (life.hungUp || event === 'CEL')) return;
  assign(correlation, life, 'seenLinkedid', own(correlation, linkedid));
  const key = life.server === '' ? linkedid : `${life.server}\n${linkedid}`;
  let link = correlation.links.get(key);
  if (!link) {
    link = { life, others: [] };
    assignEntry(correlation, correlation.links, own(correlation, key), link);
    // The channel that a Linkedid is named for may be known though it has told none.
    const named = linkedid === life.uniqueid ? undefined : correlation.byId.get(key);
    if (named && named.seenLinkedid === '' && !named.hungUp) join(correlation, named, life, 'same-linkedid', index);
  }
  assign(correlation, life, 'link', link);
  if (link.life.group !== life.group) {
    const { others } = link;
    // A channel that is born with a Linkedid that two calls have is of one of them; who dials it will tell.
    const apart = first ? (event === 'Newchannel' && isShared(link)) || mayBeLent(fact, event) : meetsOnly(life, link.life);
    if (apart) {
      if (first) return;
      others.push(life);
      remember(correlation, () => others.pop());
      return;
    }
    join(correlation, link.life, life, first ? 'same-linkedid' : 'linkedid-moved', index);
  }
  assign(correlation, life, 'linkedid', life.seenLinkedid);
  if (life.linkedids.includes(life.linkedid)) return;
  life.linkedids.push(life.linkedid);
  remember(correlation, () => life.linkedids.pop());
}

/** Whether a list gives a channel a Linkedid that a room lent it, or may have: who was in a bridge is known at the end of that list. */
function mayBeLent(fact: Fact, event: string): boolean {
  return fact.rule?.list === true && (event === 'BridgeInfoChannel' || isInConference(fact));
}

function isShared({ life, others }: Link): boolean {
  return others.some(({ group }) => group !== life.group);
}

/** A bridge that more channels were in is no conversation. */
const CROWD = 100;

/** Whether a channel is where another call is, with nothing but that in common. */
function meetsOnly({ bridge }: Life, other: Life): boolean {
  if (!bridge) return false;
  if (bridge.room || bridge.all.size > CROWD) return true;
  for (const member of bridge.all) if (member.group === other.group) return true;
  return false;
}

function describe(correlation: Correlation, life: Life, fact: Fact, prefix: string): void {
  const number = valueIn(fact, `${prefix}calleridnum`);
  const name = valueIn(fact, `${prefix}calleridname`);
  identify(correlation, life, fact.index, number, name);
  const exten = valueIn(fact, `${prefix}exten`);
  if (exten) extend(correlation, life, fact.index, exten);
}

function describeFirst(correlation: Correlation, life: Life, prefix: string, value: (key: string) => string | undefined): void {
  const plain = (key: string): string | undefined => {
    const text = value(`${prefix}${key}`);
    return text && !text.startsWith('<') ? text : undefined;
  };
  identify(correlation, life, life.firstMessage, plain('calleridnum'), plain('calleridname'));
  const exten = plain('exten');
  if (exten) extend(correlation, life, life.firstMessage, exten);
  const state = plain('channelstatedesc');
  if (state) assign(correlation, life, 'state', own(correlation, state));
}

function identify(correlation: Correlation, life: Life, message: number, number: string | undefined, name: string | undefined): void {
  const last = life.identities[life.identities.length - 1];
  if (!number && !name) return;
  if (last && (number ?? last.number) === last.number && (name ?? last.name) === last.name) return;
  life.identities.push({
    message,
    number: number === undefined ? last?.number : own(correlation, number),
    name: name === undefined ? last?.name : own(correlation, name),
  });
}

function extend(correlation: Correlation, life: Life, message: number, exten: string): void {
  if (NO_NUMBER.has(exten) || life.extens[life.extens.length - 1]?.exten === exten || life.extens.length >= MOST_EXTENS) return;
  life.extens.push({ message, exten: own(correlation, exten) });
}

/** A channel that wanders on and on through a dialplan is not described for ever. */
const MOST_EXTENS = 50;

/** Lists leave the name of the server out: it is the one that events give, where all give the same. */
function learnServer(correlation: Correlation, fact: Fact): void {
  const { world } = correlation;
  if (fact.server === '') {
    if (fact.rule?.list && !world.several) fact.server = world.server;
  } else if (world.server === '') assign(correlation, world, 'server', own(correlation, fact.server));
  else assign(correlation, world, 'several', true);
}

/** Somebody has told of a channel again that nothing was heard of since the connection was lost. */
function heard(correlation: Correlation, life: Life, { rule, plan }: Fact): void {
  // Events without a rule, such as Cdr, tell of what was a while ago.
  if (!rule) return;
  if (life.gone && LIVING.has(plan?.name ?? '')) returned(correlation, life);
  if (rule.list) assign(correlation, life, 'listed', true);
  else assign(correlation, life, 'doubt', false);
}

/** What happens to channels that are there; other events may come behind the Hangup. */
const LIVING: ReadonlySet<string> = new Set(['Newstate', 'Newexten', 'DialBegin', 'BridgeEnter']);

/** Reads what stands between two messages: times, gaps, and the banner of another connection. */
function readBetween(correlation: Correlation, text: string, from: number, to: number, index: number): void {
  const between = text.slice(from, to);
  const isGap = between.includes(';') && hasGapMark(text, from, to);
  if (between.includes(';')) correlation.now = markTime(text, from, to) ?? correlation.now;
  // The segments of a recording end with counts and begin with the banner, and nothing is missing between them.
  if (!isGap && (!between.includes(BANNER) || between.includes(';# end '))) return;
  connectionLost(correlation, isGap);
  if (!isGap) return;
  const fact: Fact = { ...emptyFact(), index, at: correlation.now };
  for (const life of new Set(correlation.byName.values())) if (!life.hungUp) noteGap(life, fact);
}

/** A gap is known by the first message behind it, which is not of the call. */
function noteGap(life: Life, { index, at }: Fact): void {
  life.notes.push({
    kind: 'gap',
    message: index,
    at,
    channel: life,
    other: undefined,
    bridge: undefined,
    place: undefined,
    detail: undefined,
    guess: false,
    late: false,
    more: undefined,
  });
  life.group.version++;
}
