import type { Shape } from '../syntax/shapes';
import { createGroups, firstOf, type Groups, joinGroups } from './groups';
import type { Bridge, Life, Link, Note } from './lives';
import { headerText, type Plan } from './reading';
import type { JoinReason, MomentKind, Place } from './types';

/** What has been learnt of a log so far. Grows with channels and what happens to them, not with text. */
export interface Correlation {
  readonly channels: Life[];
  readonly groups: Groups;
  readonly bridges: Map<string, Bridge>;
  messages: number;
  /** @internal Lives by Uniqueid and, while they live, by name; each key begins with the server. */
  readonly byId: Map<string, Life>;
  readonly byName: Map<string, Life>;
  /** @internal What a Linkedid stands for. */
  readonly links: Map<string, Link>;
  /** @internal What is read, by the number of the shape. */
  readonly plans: (PlanOfShape | undefined)[];
  /** @internal Values that are kept, each a string of its own: a slice would keep the text around it in memory. */
  readonly words: Map<string, string>;
  /** @internal The time of the last mark or Timestamp, for messages that have none of their own. */
  now: number | undefined;
  /** @internal Calls that left by a trunk lately, by the number that was dialled. */
  readonly outbound: Map<string, Outbound>;
  /** @internal What is known of the connection and the server behind it. */
  readonly world: World;
  /** @internal The channel of the message before: many messages in a row name the same one. */
  latest: Life | undefined;
  /** @internal The message that is being taken. */
  readonly fact: Fact;
  /** @internal How to take back what was learnt; `undefined` where nothing ever will be. */
  readonly journal: Journal | undefined;
}

/** @internal Undoes what cannot be told from the numbers of messages, and the times that were known before every so many messages. */
export interface Journal {
  readonly undo: (() => void)[];
  /** The message of each. */
  readonly at: number[];
  readonly times: (number | undefined)[];
}

/** @internal The connection that a log was made over, and the server behind it. */
export interface World {
  /** A gap was read, and nothing has told since whether Asterisk was started again in it. */
  torn: boolean;
  /** `Uptime` of the last FullyBooted, in seconds, and when that came. */
  uptime: number | undefined;
  loginAt: number | undefined;
  /** The first SystemName that messages gave, and whether they gave others. */
  server: string;
  several: boolean;
  /** Lists that have begun and not ended: their latest items, by kind of list and ActionID. */
  readonly lists: Map<string, ListItem>;
}

/** @internal An item of a list, which of how many it is, and the one before it. */
export interface ListItem {
  readonly count: number;
  /** What it names: a channel, or a bridge. */
  readonly named: Life | Bridge | undefined;
  readonly before: ListItem | undefined;
}

/** @internal A channel that was dialled, and who called whom when. */
export interface Outbound {
  readonly life: Life;
  readonly caller: string;
  readonly second: number;
}

/** What an event of one name teaches. */
export interface Rule {
  /** The headers that it reads beside ids, names and snapshots, in lower case. */
  readonly keys: readonly string[];
  /** What has to be known before the Linkedids of the message are read. */
  readonly before?: (correlation: Correlation, fact: Fact) => void;
  readonly learn: (correlation: Correlation, fact: Fact) => void;
  /** Of frequent events the snapshot is left unread: it says nothing that others do not say. */
  readonly plain?: boolean;
  /** Items of lists say what is, not what happens, and may be older than the events before them. */
  readonly list?: boolean;
}

/** @internal A shape, and what is read of it; `undefined` where it says nothing of channels. */
export interface PlanOfShape {
  readonly shape: Shape;
  readonly plan: ShapePlan | undefined;
}

/** @internal */
export interface ShapePlan extends Plan {
  readonly rule: Rule | undefined;
}

/** @internal A message as rules see it. */
export interface Fact {
  index: number;
  at: number | undefined;
  server: string;
  plan: Plan | undefined;
  rule: Rule | undefined;
  /** Where it stands, for what is rarely read. */
  text: string;
  start: number;
  end: number;
  shape: Shape | undefined;
  readonly values: string[];
  /** The channel that it is about: the one without a prefix. */
  main: Life | undefined;
  /** The channels that it names by Uniqueid, by prefix; of plain events none. */
  readonly seen: Map<string, Life>;
}

/** An empty correlation. One that is `undoable` can be taken back to an earlier message; that costs memory. */
export function createCorrelation(undoable = false): Correlation {
  return {
    channels: [],
    groups: createGroups(),
    bridges: new Map(),
    messages: 0,
    byId: new Map(),
    byName: new Map(),
    links: new Map(),
    plans: [],
    words: new Map(),
    now: undefined,
    outbound: new Map(),
    world: { torn: false, uptime: undefined, loginAt: undefined, server: '', several: false, lists: new Map() },
    fact: emptyFact(),
    latest: undefined,
    journal: undoable ? { undo: [], at: [], times: [] } : undefined,
  };
}

/** @internal A fact about no message. */
export function emptyFact(): Fact {
  return {
    index: 0,
    at: undefined,
    server: '',
    plan: undefined,
    rule: undefined,
    text: '',
    start: 0,
    end: 0,
    shape: undefined,
    values: [],
    main: undefined,
    seen: new Map(),
  };
}

/** The value of a header that the plan does not read. */
export function unreadValue({ text, start, end, shape }: Fact, key: string): string | undefined {
  return shape && headerText(text, start, end, shape, key);
}

/** The value of a header that the plan reads; `undefined` where the message has none or a filler. */
export function valueIn(fact: Fact, key: string): string | undefined {
  const slot = fact.plan?.slots.get(key);
  return slot === undefined ? undefined : fact.values[slot] || undefined;
}

/** Remembers how to undo what the message that is being taken does. */
export function remember({ journal, messages }: Correlation, undo: () => void): void {
  if (!journal) return;
  journal.undo.push(undo);
  journal.at.push(messages - 1);
}

/** Sets a property so that it can be undone. */
export function assign<T, K extends keyof T>(correlation: Correlation, object: T, key: K, value: T[K]): void {
  const before = object[key];
  if (before === value) return;
  object[key] = value;
  if (!correlation.journal) return;
  remember(correlation, () => {
    object[key] = before;
  });
}

/** Sets an entry of a map, or deletes it where the value is `undefined`, so that it can be undone. */
export function assignEntry<V>(correlation: Correlation, map: Map<string, V>, key: string, value: V | undefined): void {
  const before = map.get(key);
  if (before === value) return;
  if (value === undefined) map.delete(key);
  else map.set(key, value);
  if (!correlation.journal) return;
  remember(correlation, () => {
    if (before === undefined) map.delete(key);
    else map.set(key, before);
  });
}

/** Puts a channel into a bridge, or takes it out, so that it can be undone. */
export function assignMember(correlation: Correlation, members: Set<Life>, life: Life, isIn: boolean): void {
  if (members.has(life) === isIn) return;
  if (isIn) {
    members.add(life);
    remember(correlation, () => members.delete(life));
    return;
  }
  // The order within counts, so that all of it is restored.
  const before = correlation.journal ? [...members] : [];
  members.delete(life);
  remember(correlation, () => {
    members.clear();
    for (const one of before) members.add(one);
  });
}

/** Notes that something happened to a channel. */
export function note(
  correlation: Correlation,
  fact: Fact,
  kind: MomentKind,
  channel: Life | undefined,
  options: {
    readonly other?: Life | undefined;
    readonly bridge?: Bridge | undefined;
    readonly place?: Place | undefined;
    readonly detail?: string | undefined;
    readonly guess?: boolean;
    readonly late?: boolean;
    readonly more?: Readonly<Record<string, string>>;
  } = {},
): void {
  if (!channel) return;
  const { other, bridge, place, detail, guess = false, late = false, more } = options;
  const made: Note = {
    kind,
    message: fact.index,
    at: fact.at,
    channel,
    other,
    bridge,
    place,
    detail: detail === undefined ? undefined : own(correlation, detail),
    guess,
    late,
    more,
  };
  channel.notes.push(made);
  touch(channel, fact.index);
  if (other && other.group !== channel.group) touch(other, fact.index);
}

/** Makes two channels one call, for a reason that `b` keeps if it had no better one. */
export function join(correlation: Correlation, a: Life | undefined, b: Life | undefined, reason: JoinReason, message: number): void {
  if (!a || !b || a === b) return;
  const root = (firstOf(a.group) < firstOf(b.group) ? b : a).group.members[0];
  const joined = joinGroups(correlation.groups, a.group, b.group, correlation.journal && ((undo) => remember(correlation, undo)));
  const later = a.ordinal < b.ordinal ? b : a;
  const told = reason === 'dialled' || reason === 'forwarded' ? b : later;
  // That a channel was dialled says more than the Linkedid it was born with.
  if (joined || told.joinedBy === 'same-linkedid') because(correlation, told, reason, message);
  // The first channel of a call that becomes part of another is there for the same reason.
  if (joined && root && root !== told && root.joinedBy === 'first') because(correlation, root, reason, message);
  touch(a, message);
  touch(b, message);
}

/** The bridge of that id, made where it is new. */
export function bridgeOf(correlation: Correlation, server: string, id: string, room: Bridge['room']): Bridge {
  const key = `${server}\n${id}`;
  let bridge = correlation.bridges.get(key);
  if (!bridge) {
    bridge = { id: own(correlation, id), room, messages: [], members: new Set(), all: new Set() };
    assignEntry(correlation, correlation.bridges, own(correlation, key), bridge);
  }
  return bridge;
}

/** The channel that lives under a name. */
export function named(correlation: Correlation, server: string, name: string | undefined): Life | undefined {
  return name === undefined ? undefined : correlation.byName.get(`${server}\n${name}`);
}

/** Gives a channel another name. */
export function rename(correlation: Correlation, life: Life, name: string): void {
  const before = `${life.server}\n${life.name}`;
  if (correlation.byName.get(before) === life) assignEntry(correlation, correlation.byName, before, undefined);
  assign(correlation, life, 'name', own(correlation, name));
  if (name) assignEntry(correlation, correlation.byName, own(correlation, `${life.server}\n${name}`), life);
}

/** `value` as a string of its own, the same one for equal values. */
export function own(correlation: Correlation, value: string): string {
  let word = correlation.words.get(value);
  if (word === undefined) {
    word = JSON.parse(JSON.stringify(value)) as string;
    correlation.words.set(word, word);
  }
  return word;
}

/** Notes that a message names the channel. */
export function touch(life: Life, index: number): void {
  const { messages, group } = life;
  const last = messages[messages.length - 1];
  if (last !== index) messages.push(index);
  group.version++;
}

function because(correlation: Correlation, life: Life, reason: JoinReason, index: number): void {
  if (life.joinedBy !== 'first' && life.joinedBy !== 'same-linkedid') return;
  assign(correlation, life, 'joinedBy', reason);
  assign(correlation, life, 'evidence', index);
}
