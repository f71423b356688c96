import { isService } from './applications';
import { putInto, roomOf } from './bridgeRules';
import { isKnownService, stateIn } from './channelRules';
import type { Bridge, Life } from './lives';
import { conclude, returned, unheardOf } from './losses';
import { place } from './ruleValues';
import { assign, assignEntry, assignMember, bridgeOf, type Correlation, type Fact, join, note, own, remember, rename, valueIn } from './state';

/**
 * What is learnt of lists that a server gives on request: CoreShowChannels, Status, BridgeList, BridgeInfo, QueueStatus.
 *
 * Events tell what happens and lists what is, and of the two events are exact: a list may be older than the events before it, and events that are older than a
 * list may come behind it. So a list teaches something of those channels only of which no event has told on this connection, and ends only these.
 *
 * Sources: Asterisk main/manager.c (CoreShowChannels, Status), main/manager_bridges.c, apps/app_queue.c.
 */
export const CHANNEL_ITEM = ['actionid', 'bridgeid', 'bridgedchannel', 'application', 'applicationdata', 'data', 'extension'];

/** Whether a list gives this channel away for one that is there. */
function isTaught(correlation: Correlation, life: Life): boolean {
  if (life.gone) returned(correlation, life);
  return life.doubt && !life.hungUp;
}

/** Who is in a bridge has its Linkedid, in this very item: where it is has to be known first. */
export function listedEntering(correlation: Correlation, fact: Fact): void {
  const id = valueIn(fact, 'uniqueid');
  const bridge = valueIn(fact, 'bridgeid');
  const life = id === undefined ? undefined : correlation.byId.get(fact.server === '' ? id : `${fact.server}\n${id}`);
  if (!bridge || !life?.doubt || life.hungUp) return;
  const there = bridgeOf(correlation, fact.server, bridge, roomIn(fact));
  if (life.bridge && life.bridge !== there) assignMember(correlation, life.bridge.members, life, false);
  assign(correlation, life, 'bridge', there);
}

/** A bridge of a conference, as far as a channel in it tells. */
function roomIn(fact: Fact): Bridge['room'] {
  return isInConference(fact) ? 'conference' : undefined;
}

/** Whether an item is of a channel that is in a conference. */
export function isInConference(fact: Fact): boolean {
  return /^confbridge$/i.test(valueIn(fact, 'application') ?? '');
}

/** An item of CoreShowChannels or Status: a channel that is there. */
export function listedChannel(correlation: Correlation, fact: Fact, list: string): void {
  const life = fact.seen.get('');
  addItem(correlation, fact, list, life);
  if (!life || !isTaught(correlation, life)) return;
  describeListed(correlation, fact, life);
  learnBridge(correlation, fact, life);
  if (valueIn(fact, 'applicationdata') === OUTGOING || valueIn(fact, 'data') === OUTGOING) assign(correlation, life, 'dialled', true);
  learnApplication(correlation, fact, life);
}

/** What a channel does that Asterisk made to ring somebody. Source: Asterisk apps/app_dial.c, apps/app_queue.c. */
const OUTGOING = '(Outgoing Line)';

function describeListed(correlation: Correlation, fact: Fact, life: Life): void {
  const name = valueIn(fact, 'channel');
  if (name && name !== life.name) rename(correlation, life, name);
  const state = stateIn(fact);
  if (!state || state === life.state) return;
  assign(correlation, life, 'state', state);
  // A channel whose birth was not seen may be up for long.
  if (state === 'Up' && life.born) note(correlation, fact, 'answer', life, { guess: true, late: true });
}

function learnBridge(correlation: Correlation, fact: Fact, life: Life): void {
  const id = valueIn(fact, 'bridgeid');
  const other = fact.seen.get('bridged');
  if (id) {
    isIn(correlation, fact, life, bridgeOf(correlation, fact.server, id, roomIn(fact)));
  } else if (other && other !== life) {
    join(correlation, life, other, 'bridge', fact.index);
    const [a, b] = life.ordinal < other.ordinal ? [life, other] : [other, life];
    isIn(correlation, fact, life, bridgeOf(correlation, fact.server, `${a.uniqueid} ${b.uniqueid}`, undefined));
  } else if (tellsOfBridges(fact) && life.bridge) {
    const { bridge } = life;
    assignMember(correlation, bridge.members, life, false);
    assign(correlation, life, 'bridge', undefined);
    note(correlation, fact, 'leave', life, { bridge, guess: true, late: true });
  }
}

/** Whether an item says so where a channel is in no bridge. Status of 11 leaves the header out then. */
function tellsOfBridges({ plan }: Fact): boolean {
  return plan?.slots.has('bridgeid') === true || plan?.slots.has('bridgeduniqueid') === true;
}

function isIn(correlation: Correlation, fact: Fact, life: Life, bridge: Bridge): void {
  if (bridge.members.has(life)) return;
  const before = life.bridge;
  if (before && before !== bridge) assignMember(correlation, before.members, life, false);
  putInto(correlation, fact, life, bridge);
  note(correlation, fact, 'enter', life, { bridge, guess: true, late: true });
}

/** What a channel is in: applications that take a caller. Queues and dials tell of themselves. */
function learnApplication(correlation: Correlation, fact: Fact, life: Life): void {
  const application = valueIn(fact, 'application');
  if (!application || !isService(application) || !isKnownService(application)) return;
  if (isInConference(fact)) {
    const conference = /^[^,|]+/.exec(valueIn(fact, 'applicationdata') ?? valueIn(fact, 'data') ?? '')?.[0];
    const last = life.notes.findLast(({ kind }) => kind === 'conference-enter' || kind === 'conference-leave');
    if (conference && last?.kind !== 'conference-enter')
      note(correlation, fact, 'conference-enter', life, { place: place(correlation, 'conference', conference, conference), guess: true, late: true });
    return;
  }
  const last = life.notes.findLast(({ kind }) => kind === 'application')?.place?.name;
  if (last?.toLowerCase() === application.toLowerCase()) return;
  note(correlation, fact, 'application', life, { place: place(correlation, 'application', application, application), guess: true, late: true });
}

/** The end of a list of channels: those of which nothing told since the connection was lost, and which are not in it, are gone. */
export function channelsListed(correlation: Correlation, fact: Fact, list: string): void {
  const items = endList(correlation, fact, list);
  if (!items || (list === 'status' && !isOfAll(fact, items.length))) return;
  conclude(correlation, fact, unheardOf(correlation, fact.server), 'not listed');
  assign(correlation, correlation.world, 'torn', false);
}

/** Whether an answer to Status has all channels. One item may be the one that was asked for, unless it was our recorder that asked. */
function isOfAll(fact: Fact, items: number): boolean {
  return items !== 1 || isOurs(fact, 'status');
}

/** Whether a list is one that our recorder asks for after a loss, and so of all that there is: see `capture/restate.ts`. */
function isOurs(fact: Fact, what: 'bridges' | 'queues' | 'status'): boolean {
  return valueIn(fact, 'actionid') === `ami-logs-restate-${what}`;
}

/** An item of BridgeList: what kind of bridge it is. */
export function listedBridge(correlation: Correlation, fact: Fact): void {
  const id = valueIn(fact, 'bridgeuniqueid');
  const bridge = id === undefined ? undefined : correlation.bridges.get(`${fact.server}\n${id}`);
  const room = roomOf(fact);
  addItem(correlation, fact, 'bridges', bridge);
  if (!bridge || bridge.room || !room) return;
  const changed = (): void => {
    for (const { group } of bridge.all) group.version++;
  };
  assign(correlation, bridge, 'room', room);
  remember(correlation, changed);
  changed();
}

/**
 * The end of BridgeList. An account may list bridges though it may not list channels; those whose bridge is not there any more have probably ended with it. Who has
 * not comes back with the next event. A list that somebody else asked for may be of one technology only.
 */
export function bridgesListed(correlation: Correlation, fact: Fact): void {
  const bridges = endList(correlation, fact, 'bridges');
  if (!bridges || !isOurs(fact, 'bridges')) return;
  const left = unheardOf(correlation, fact.server).filter(({ bridge }) => bridge && !bridges.includes(bridge));
  conclude(correlation, fact, left, 'no bridge');
}

/** An item of BridgeInfo: a channel that is in the bridge which the end of the list names. */
export function listedInBridge(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  addItem(correlation, fact, 'bridge', life);
  if (life && isTaught(correlation, life)) describeListed(correlation, fact, life);
}

/** The end of BridgeInfo. */
export function bridgeListed(correlation: Correlation, fact: Fact): void {
  const lives = endList(correlation, fact, 'bridge');
  const id = valueIn(fact, 'bridgeuniqueid');
  if (!lives || id === undefined) return;
  const bridge = bridgeOf(correlation, fact.server, id, roomOf(fact));
  for (const life of lives) {
    if (!life || !('uniqueid' in life) || !life.doubt || life.hungUp) continue;
    if (!bridge.room) settleLinkedid(correlation, life, fact.index);
    isIn(correlation, fact, life, bridge);
  }
}

/** The Linkedid that a channel was listed with is that of its call: the bridge that gave it is no room. */
function settleLinkedid(correlation: Correlation, life: Life, index: number): void {
  if (life.linkedid !== '' || !life.link) return;
  join(correlation, life.link.life, life, 'same-linkedid', index);
  assign(correlation, life, 'linkedid', life.seenLinkedid);
  life.linkedids.push(life.linkedid);
  remember(correlation, () => life.linkedids.pop());
}

/** An item of QueueStatus: a caller who waits. */
export function listedInQueue(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  const name = valueIn(fact, 'queue');
  addItem(correlation, fact, 'queue', life);
  if (!life || name === undefined || !isTaught(correlation, life) || queueOf(life) === name) return;
  const position = valueIn(fact, 'position');
  note(correlation, fact, 'queue-enter', life, {
    place: place(correlation, 'queue', name, name),
    guess: true,
    late: true,
    ...(position === undefined ? {} : { more: { position: own(correlation, position) } }),
  });
}

/** The end of QueueStatus: who is not in it waits no more. A list of one queue that somebody else asked for tells nothing of others. */
export function queuesListed(correlation: Correlation, fact: Fact): void {
  const waiting = endList(correlation, fact, 'queue');
  if (!waiting || !isOurs(fact, 'queues')) return;
  for (const life of new Set(correlation.byName.values())) {
    if (!life.doubt || life.hungUp || life.server !== fact.server || waiting.includes(life)) continue;
    const queue = queueOf(life);
    if (queue !== undefined) note(correlation, fact, 'queue-leave', life, { place: place(correlation, 'queue', queue, queue), guess: true, late: true });
  }
}

/** The queue that a channel waits in. */
function queueOf({ notes }: Life): string | undefined {
  const last = notes.findLast(({ kind }) => kind === 'queue-enter' || kind === 'queue-leave' || kind === 'queue-connect' || kind === 'queue-abandon');
  return last?.kind === 'queue-enter' ? last.place?.name : undefined;
}

/** How many lists may be open: a client asks for a few. */
const MOST_LISTS = 1_000;

function addItem(correlation: Correlation, fact: Fact, list: string, named: Life | Bridge | undefined): void {
  const key = keyOf(fact, list);
  const { lists } = correlation.world;
  const before = lists.get(key);
  // Of lists that never end no more are kept; those that are not teach nothing at their end.
  if (!before && lists.size >= MOST_LISTS) return;
  assignEntry(correlation, lists, before ? key : own(correlation, key), { count: (before?.count ?? 0) + 1, named, before });
}

/** What the items of a list named, where all of them were there; each list is ended once. */
function endList(correlation: Correlation, fact: Fact, list: string): readonly (Life | Bridge | undefined)[] | undefined {
  const key = keyOf(fact, list);
  const { lists } = correlation.world;
  const items: (Life | Bridge | undefined)[] = [];
  for (let item = lists.get(key); item; item = item.before) items.push(item.named);
  items.reverse();
  assignEntry(correlation, lists, key, undefined);
  const ended = valueIn(fact, 'eventlist');
  if (ended !== undefined && !/^complete$/i.test(ended)) return undefined;
  // Those of QueueStatus are also queues and members.
  if (list === 'queue') return items;
  const said = valueIn(fact, 'listitems') ?? valueIn(fact, 'items');
  return said !== undefined && Number(said) === items.length ? items : undefined;
}

function keyOf(fact: Fact, list: string): string {
  return `${list}\n${valueIn(fact, 'actionid') ?? ''}`;
}
