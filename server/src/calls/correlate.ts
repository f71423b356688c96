import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';
import { type CallColumns, callColumns } from './columns';
import type { JoinReason } from './types';

/** One channel, from its first message to its last. A Uniqueid that is used again after a Hangup is another life. */
export interface Channel {
  readonly uniqueid: string;
  /** Its latest name. */
  name: string;
  linkedid: string;
  /** Every Linkedid that it has had, in order. */
  readonly linkedids: Set<string>;
  readonly firstMessage: number;
  lastMessage: number;
  /** Indexes of the messages that name it, ascending. */
  readonly messages: number[];
  callerNumber: string | undefined;
  callerName: string | undefined;
  /** The extension of its first message that had one. */
  exten: string | undefined;
  /** `Up` was seen. */
  answered: boolean;
  /** A DialBegin (or v1 Dial) rang it. */
  dialled: boolean;
  /** What became of it in a queue, as far as it has been in one. */
  queue: 'waiting' | 'abandoned' | 'connected' | undefined;
  hangup: { readonly code: number; readonly text: string; readonly message: number; readonly at: number | undefined } | undefined;
  /** Why it belongs to a call: what first tied it to another channel. */
  joinedBy: JoinReason;
  evidence: number;
}

/** The end of one attempt to reach a channel. */
export interface DialResult {
  readonly caller: Channel | undefined;
  readonly callee: Channel;
  readonly status: string;
  readonly message: number;
  readonly at: number | undefined;
}

/** A transfer or parking as its event says it. */
export interface TransferSeen {
  readonly kind: 'blind' | 'attended' | 'park' | 'pickup';
  readonly channel: Channel | undefined;
  readonly transferer: string | undefined;
  readonly target: string | undefined;
  readonly message: number;
}

/** What has been learnt of a log so far. Grows with channels, not with text. */
export interface Correlation {
  readonly channels: Channel[];
  readonly dials: DialResult[];
  readonly transfers: TransferSeen[];
  /** Two channels known to be of one call. */
  readonly groups: Groups;
  readonly bridges: Map<string, { readonly messages: number[]; readonly members: Set<Channel> }>;
  readonly originated: Set<Channel>;
  messages: number;
  /** @internal lives by Uniqueid and by channel name, columns by shape, the groups of Linkedids. */
  readonly live: Map<string, Channel>;
  readonly columns: WeakMap<Shape, CallColumns>;
  /** @internal Uniqueids that live again, with the message in which the latest life began. */
  readonly reused: Map<string, number>;
  /** @internal Values that channels keep, each a string of its own: a slice would keep the text around it in memory. */
  readonly words: Map<string, string>;
}

/** Sets of channels and Linkedids that belong together (union–find). */
export interface Groups {
  find(key: string): string;
  join(a: string, b: string): boolean;
}

/** An empty correlation. */
export function createCorrelation(): Correlation {
  return {
    channels: [],
    dials: [],
    transfers: [],
    groups: createGroups(),
    bridges: new Map(),
    originated: new Set(),
    messages: 0,
    live: new Map(),
    columns: new WeakMap(),
    reused: new Map(),
    words: new Map(),
  };
}

/** Takes the next message of the log, which stands at `start` to `end` of `text`. */
export function addMessage(correlation: Correlation, text: string, start: number, end: number, shape: Shape): void {
  const index = correlation.messages++;
  if (shape.kind !== 'event') return;
  let columns = correlation.columns.get(shape);
  if (!columns) {
    columns = callColumns(shape);
    correlation.columns.set(shape, columns);
  }
  if (columns.last < 0) return;
  const values = valuesUntil(text, start, end, shape, columns.last);
  const value = (key: string): string | undefined => own(correlation, known(values[columns.others.get(key) ?? -1]));
  const seen = new Map<string, Channel>();
  for (const place of columns.channels) {
    const uniqueid = known(values[place.uniqueid]);
    if (!uniqueid) continue;
    const channel = channelOf(correlation, uniqueid, known(values[place.channel]), index, shape.name);
    seen.set(place.prefix, channel);
    touch(channel, index);
    learnLinkedid(correlation, channel, known(values[place.linkedid]), index);
  }
  const bridge = known(values[columns.bridgeUniqueid]);
  if (bridge) noteBridge(correlation, bridge, index, seen.get(''), shape.name);
  learn(correlation, shape.name, index, seen, value);
}

/** What each kind of event teaches. Sources: Asterisk main/manager_channels.c, main/stasis_bridges.c, res/parking/parking_manager.c, 11's apps/app_dial.c. */
function learn(correlation: Correlation, name: string, index: number, seen: ReadonlyMap<string, Channel>, value: (key: string) => string | undefined): void {
  const channel = seen.get('');
  const join = (a: Channel | undefined, b: Channel | undefined, reason: JoinReason): void => {
    if (!a || !b || a === b) return;
    const joined = correlation.groups.join(lifeKey(a), lifeKey(b));
    // That a channel was dialled says more than the Linkedid it was born with.
    if (joined || b.joinedBy === 'same-linkedid') because(b, reason, index);
  };
  if (channel) describe(channel, value);
  switch (name) {
    case 'DialBegin':
    case 'DialEnd':
    case 'Dial': {
      const callee = seen.get('dest');
      if (!callee) break;
      callee.dialled = true;
      join(channel, callee, 'dialled');
      const status = value('dialstatus');
      if (status && name === 'DialEnd') correlation.dials.push({ caller: channel, callee, status, message: index, at: timeOf(value) });
      else if (status && name === 'Dial') correlation.dials.push({ caller: channel, callee, status, message: index, at: timeOf(value) });
      break;
    }
    case 'LocalBridge':
      join(seen.get('localone') ?? seen.get('1'), seen.get('localtwo') ?? seen.get('2'), 'local-pair');
      break;
    case 'Bridge':
    case 'Link':
      join(seen.get('1'), seen.get('2'), 'bridge');
      break;
    case 'AttendedTransfer': {
      if (value('result') !== 'Success') break;
      const first = seen.get('origtransferer');
      for (const prefix of ['secondtransferer', 'transferee', 'transfertarget', 'localone', 'localtwo']) join(first, seen.get(prefix), 'transfer');
      correlation.transfers.push({
        kind: 'attended',
        channel: first,
        message: index,
        transferer: value('origtransferercalleridnum') ?? first?.name,
        target: value('transfertargetcalleridnum') ?? value('transfertargetchannel'),
      });
      break;
    }
    case 'BlindTransfer': {
      if (value('result') !== 'Success') break;
      join(seen.get('transferer'), seen.get('transferee'), 'transfer');
      correlation.transfers.push({
        kind: 'blind',
        channel: seen.get('transferer'),
        message: index,
        transferer: value('transferercalleridnum') ?? seen.get('transferer')?.name,
        target: value('extension'),
      });
      break;
    }
    case 'Pickup':
      join(seen.get('target'), channel, 'picked-up');
      correlation.transfers.push({
        kind: 'pickup',
        channel,
        message: index,
        transferer: seen.get('target')?.name,
        target: value('calleridnum') ?? channel?.name,
      });
      break;
    case 'ParkedCall':
      correlation.transfers.push({ kind: 'park', channel: seen.get('parkee'), message: index, transferer: undefined, target: value('parkingspace') });
      break;
    case 'UnParkedCall':
      join(seen.get('parkee'), seen.get('retriever'), 'parked');
      break;
    case 'QueueCallerJoin':
    case 'Join':
      if (channel) channel.queue = 'waiting';
      break;
    case 'QueueCallerAbandon':
      if (channel) channel.queue = 'abandoned';
      break;
    case 'AgentConnect':
      if (channel) channel.queue = 'connected';
      break;
    case 'OriginateResponse':
      if (channel) correlation.originated.add(channel);
      break;
    case 'Hangup':
      if (channel) {
        const code = Number(value('cause') ?? Number.NaN);
        channel.hangup = { code: Number.isInteger(code) ? code : 0, text: value('cause-txt') ?? '', message: index, at: timeOf(value) };
      }
      break;
    case 'Rename':
      if (channel) channel.name = value('newname') ?? channel.name;
      break;
  }
}

/** The key of a channel's life in the groups, apart from the Linkedids there. */
export function lifeKey(channel: Channel): string {
  return `c${channel.uniqueid}#${channel.firstMessage}`;
}

/** The key of a Linkedid in the groups. */
function linkKey(correlation: Correlation, linkedid: string): string {
  return `l${linkedid}#${correlation.reused.get(linkedid) ?? ''}`;
}

/** Births of events that begin a new life for a Uniqueid that has hung up before. */
const BIRTH = new Set(['Newchannel']);

function channelOf(correlation: Correlation, uniqueid: string, name: string | undefined, index: number, event: string): Channel {
  const known = correlation.live.get(uniqueid);
  if (known && !(known.hangup && BIRTH.has(event))) {
    if (name && name !== known.name && !known.hangup) known.name = own(correlation, name);
    return known;
  }
  const id = own(correlation, uniqueid);
  const channel: Channel = {
    uniqueid: id,
    name: own(correlation, name) ?? '',
    linkedid: '',
    linkedids: new Set(),
    firstMessage: index,
    lastMessage: index,
    messages: [],
    callerNumber: undefined,
    callerName: undefined,
    exten: undefined,
    answered: false,
    dialled: false,
    queue: undefined,
    hangup: undefined,
    joinedBy: 'first',
    evidence: index,
  };
  // A Linkedid is the Uniqueid of the channel that began it: with another life of that, it begins anew.
  if (known) correlation.reused.set(id, index);
  correlation.live.set(id, channel);
  correlation.channels.push(channel);
  return channel;
}

function touch(channel: Channel, index: number): void {
  if (channel.messages[channel.messages.length - 1] !== index) channel.messages.push(index);
  channel.lastMessage = index;
}

/** Two Linkedids are one call when one channel moves from one to the other, which is what bridging does. */
function learnLinkedid(correlation: Correlation, channel: Channel, linkedid: string | undefined, index: number): void {
  if (!linkedid || linkedid === channel.linkedid) return;
  const moved = channel.linkedid !== '';
  channel.linkedid = own(correlation, linkedid);
  channel.linkedids.add(channel.linkedid);
  const joined = correlation.groups.join(lifeKey(channel), linkKey(correlation, channel.linkedid));
  if (joined && linkedid !== channel.uniqueid) because(channel, moved ? 'linkedid-moved' : 'same-linkedid', index);
}

function because(channel: Channel, reason: JoinReason, index: number): void {
  if (channel.joinedBy !== 'first' && channel.joinedBy !== 'same-linkedid') return;
  channel.joinedBy = reason;
  channel.evidence = index;
}

function noteBridge(correlation: Correlation, id: string, index: number, channel: Channel | undefined, event: string): void {
  let bridge = correlation.bridges.get(id);
  if (!bridge) {
    bridge = { messages: [], members: new Set() };
    correlation.bridges.set(own(correlation, id), bridge);
  }
  if (channel && event === 'BridgeEnter') bridge.members.add(channel);
  if (!channel) bridge.messages.push(index);
}

function describe(channel: Channel, value: (key: string) => string | undefined): void {
  channel.callerNumber ??= value('calleridnum');
  channel.callerName ??= value('calleridname');
  const exten = value('exten');
  if (exten && exten !== 's') channel.exten ??= exten;
  if (value('channelstatedesc') === 'Up') channel.answered = true;
}

/** `Timestamp` in milliseconds. Source: Asterisk main/manager.c, `"Timestamp: %ld.%06lu"`. */
function timeOf(value: (key: string) => string | undefined): number | undefined {
  const seconds = Number(value('timestamp') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

/** Values of the columns up to `last`, the first line of each. */
function valuesUntil(text: string, start: number, end: number, shape: Shape, last: number): string[] {
  const values: string[] = new Array<string>(last + 1).fill('');
  const set = new Uint8Array(last + 1);
  let at = 0;
  visitHeaders(text, start, end, shape, (header) => {
    while (shape.columns[at] !== header.column) at++;
    if (at > last) return false;
    if (!set[at]) {
      set[at] = 1;
      values[at] = text.slice(header.value.start, header.value.end);
    }
    return true;
  });
  return values;
}

/** A value that says something: not empty and none of the fillers. */
function known(value: string | undefined): string | undefined {
  const plain = value?.trim();
  return plain && plain !== '<unknown>' && plain !== '(null)' && plain !== '<null>' ? plain : undefined;
}

/** `value` as a string of its own, the same one for equal values. */
function own<T extends string | undefined>(correlation: Correlation, value: T): T {
  if (value === undefined) return value;
  let word = correlation.words.get(value);
  if (word === undefined) {
    word = JSON.parse(JSON.stringify(value)) as string;
    correlation.words.set(word, word);
  }
  return word as T;
}

function createGroups(): Groups {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) root = parent;
    for (let at = key; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  return {
    find,
    join(a, b) {
      const rootA = find(a);
      const rootB = find(b);
      parents.set(rootB, rootA);
      return rootA !== rootB;
    },
  };
}
