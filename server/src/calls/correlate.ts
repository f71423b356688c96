import type { Shape } from '../syntax/shapes';
import { addGroup } from './groups';
import type { Life } from './lives';
import { planOf, readValues, headerText } from './reading';
import { RULES } from './rules';
import { type Correlation, createCorrelation, type Fact, join, named, own, rename, touch, valueIn } from './state';
import { hasGapMark, markTime, timestampTime } from './times';

export { type Correlation, createCorrelation };

/** Takes the next message of the log, which stands at `start` to `end` of `text`; `gap` is where the message before it ended. */
export function addMessage(correlation: Correlation, text: string, start: number, end: number, shape: Shape, gap: number = start): void {
  const index = correlation.messages++;
  if (gap < start && text.indexOf(';', gap) < start) readMarks(correlation, text, gap, start, index);
  let plan = correlation.plans.get(shape);
  if (plan === undefined) {
    if (correlation.plans.has(shape)) return;
    const found = planOf(shape, RULE_KEYS);
    plan = found && { ...found, rule: RULES.get(shape.name) };
    correlation.plans.set(shape, plan);
    if (!plan) return;
  }
  const { fact } = correlation;
  const { values } = fact;
  readValues(text, start, end, shape, plan, values);
  fact.index = index;
  fact.plan = plan;
  fact.seen.clear();
  const stamp = valueIn(fact, 'timestamp');
  fact.at = (stamp === undefined ? undefined : timestampTime(stamp)) ?? correlation.now;
  if (stamp !== undefined) correlation.now = fact.at;
  fact.server = valueIn(fact, 'systemname') ?? '';
  plan.rule?.before?.(correlation, fact);
  for (const place of plan.places) {
    const uniqueid = values[place.uniqueid];
    // A global variable is set on no channel, which is called `none`.
    if (!uniqueid || uniqueid === 'none') continue;
    const life = lifeOf(correlation, fact, uniqueid, place.channel < 0 ? '' : (values[place.channel] ?? ''), plan.name === 'Newchannel' && place.prefix === '');
    if (life.messages.length === 1 && life.identities.length === 0 && !plan.rule)
      describeFirst(correlation, life, place.prefix, (key) => headerText(text, start, end, shape, key));
    fact.seen.set(place.prefix, life);
    if (place.linkedid >= 0) {
      const linkedid = values[place.linkedid];
      if (linkedid && linkedid !== life.seenLinkedid) learnLinkedid(correlation, life, linkedid, index, plan.name);
    }
  }
  if (plan.rule) {
    const channel = fact.seen.get('');
    if (channel) describe(correlation, channel, fact, '');
    const dest = fact.seen.get('dest');
    if (dest) describe(correlation, dest, fact, 'dest');
    plan.rule.learn(correlation, fact);
  }
}

const RULE_KEYS: ReadonlyMap<string, readonly string[]> = new Map([...RULES].map(([name, { keys }]) => [name, keys]));

function lifeOf(correlation: Correlation, fact: Fact, uniqueid: string, name: string, birth: boolean): Life {
  const key = fact.server === '' ? uniqueid : `${fact.server}\n${uniqueid}`;
  const known = correlation.byId.get(key);
  if (known && !(known.hungUp && birth)) {
    touch(known, fact.index);
    if (known.name === '' && name) rename(correlation, known, name);
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
    pair: undefined,
    bridge: undefined,
    hungUp: false,
    group: undefined as never,
    joinedBy: 'first',
    evidence: fact.index,
  };
  life.group = addGroup(correlation.groups, life);
  // A Linkedid is the Uniqueid of the channel that began it: with another life of that, it begins anew.
  if (known) correlation.links.delete(key);
  correlation.byId.set(own(correlation, key), life);
  correlation.channels.push(life);
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
  life.pair = other;
  other.pair = life;
  join(correlation, other, life, 'local-pair', message);
}

/** Two Linkedids are one call when one channel moves from one to the other, unless it only met the other call in a room or by the Bridge action. */
function learnLinkedid(correlation: Correlation, life: Life, linkedid: string, index: number, event: string): void {
  const first = life.seenLinkedid === '';
  // CEL tells of what was a while ago.
  if (!first && (life.hungUp || event === 'CEL')) return;
  life.seenLinkedid = own(correlation, linkedid);
  const key = life.server === '' ? linkedid : `${life.server}\n${linkedid}`;
  const link = correlation.links.get(key);
  if (!link) {
    correlation.links.set(own(correlation, key), { life, shared: false });
    // The channel that a Linkedid is named for may be known though it has told none.
    const named = linkedid === life.uniqueid ? undefined : correlation.byId.get(key);
    if (named && named.seenLinkedid === '' && !named.hungUp) join(correlation, named, life, 'same-linkedid', index);
  } else if (link.life.group !== life.group) {
    if (first ? link.shared && life.born : meetsOnly(life, link.life)) {
      link.shared = true;
      return;
    }
    join(correlation, link.life, life, first ? 'same-linkedid' : 'linkedid-moved', index);
  }
  life.linkedid = life.seenLinkedid;
  if (!life.linkedids.includes(life.linkedid)) life.linkedids.push(life.linkedid);
}

/** Whether a channel is where another call is, with nothing but that in common. */
function meetsOnly({ bridge }: Life, other: Life): boolean {
  if (!bridge) return false;
  if (bridge.room) return true;
  for (const member of bridge.all) if (member.group === other.group) return true;
  return false;
}

/** Extensions that say nothing about who was called. */
const NO_NUMBER = new Set(['s', 'h', 'i', 't', 'onhangup', 'failed']);

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
  if (state) life.state = own(correlation, state);
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

function readMarks(correlation: Correlation, text: string, from: number, to: number, index: number): void {
  correlation.now = markTime(text, from, to) ?? correlation.now;
  if (!hasGapMark(text, from, to)) return;
  const fact: Fact = { index, at: correlation.now, server: '', plan: undefined, values: [], seen: new Map() };
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
    more: undefined,
  });
  life.group.version++;
}
