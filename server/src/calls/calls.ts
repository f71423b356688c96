import { type MessageIndex, shapeOf } from '../syntax/messages';
import { addMessage, type Channel, type Correlation, createCorrelation, type DialResult, lifeKey, type TransferSeen } from './correlate';
import type { Call, CallsResult, Outcome, Party, Transfer } from './types';

/** The calls of an indexed text. Linear in the number of messages. */
export function callsOf(text: string, index: MessageIndex): CallsResult {
  const correlation = createCorrelation();
  for (let i = 0; i < index.count; i++) addMessage(correlation, text, index.starts[i] ?? 0, index.ends[i] ?? 0, shapeOf(index, i));
  return resultOf(correlation);
}

/** What a correlation amounts to: its calls, in the order in which they began. */
export function resultOf(correlation: Correlation): CallsResult {
  const book = callBook(correlation);
  return { calls: Array.from({ length: book.count }, (_, i) => book.call(i)), messages: book.messages };
}

/** The calls of a correlation as it is now, each made when it is asked for: a log of a million messages has ten thousand of them. */
export interface CallBook {
  readonly count: number;
  readonly messages: number;
  /** Call `i`, in the order in which they began. Throws where there is none. */
  call(i: number): Call;
  /** What names call `i` for as long as the log only grows: a number that its first channel keeps. */
  key(i: number): number;
  /** The call of that name, or the one that it has become part of; -1 where there is none. */
  withKey(key: number): number;
  /** The call of a channel; -1 where the correlation has no such channel. */
  of(channel: Channel): number;
}

/** Sorts the channels of a correlation into calls. */
export function callBook(correlation: Correlation): CallBook {
  const groups = new Map<string, Channel[]>();
  for (const channel of correlation.channels) {
    const root = correlation.groups.find(lifeKey(channel));
    const members = groups.get(root);
    if (members) members.push(channel);
    else groups.set(root, [channel]);
  }
  const callOf = new Map<Channel, number>();
  const bare = [...groups.values()];
  bare.forEach((members, i) => {
    for (const channel of members) callOf.set(channel, i);
  });
  const ordinals = new Map<Channel, number>();
  correlation.channels.forEach((channel, ordinal) => {
    ordinals.set(channel, ordinal);
  });
  const bridges = new Map<number, (readonly number[])[]>();
  for (const { messages, members } of correlation.bridges.values()) {
    for (const i of new Set([...members].map((channel) => callOf.get(channel) ?? -1))) {
      const lists = bridges.get(i);
      if (lists) lists.push(messages);
      else bridges.set(i, [messages]);
    }
  }
  const dials = by(correlation.dials, (dial) => callOf.get(dial.callee) ?? -1);
  const transfers = by(correlation.transfers, (transfer) => (transfer.channel ? (callOf.get(transfer.channel) ?? -1) : -1));
  const membersOf = (i: number): readonly Channel[] => {
    const members = bare[i];
    if (!members) throw new RangeError(`call ${i} of ${bare.length}`);
    return members;
  };
  return {
    count: bare.length,
    messages: correlation.messages,
    call: (i) => callFrom(membersOf(i), dials.get(i) ?? [], (transfers.get(i) ?? []).map(transferFrom), bridges.get(i)?.flat() ?? [], correlation.originated),
    key: (i) => ordinals.get(membersOf(i)[0] as Channel) ?? -1,
    withKey: (key) => callOf.get(correlation.channels[key] as Channel) ?? -1,
    of: (channel) => callOf.get(channel) ?? -1,
  };
}

function transferFrom(seen: TransferSeen): Transfer {
  return {
    kind: seen.kind,
    ...(seen.transferer ? { transferer: seen.transferer } : {}),
    ...(seen.target ? { target: seen.target } : {}),
    completed: true,
    message: seen.message,
  };
}

function by<T>(items: readonly T[], key: (item: T) => number): Map<number, T[]> {
  const map = new Map<number, T[]>();
  for (const item of items) {
    const list = map.get(key(item));
    if (list) list.push(item);
    else map.set(key(item), [item]);
  }
  return map;
}

function callFrom(
  members: readonly Channel[],
  dials: readonly DialResult[],
  transfers: Transfer[],
  bridgeMessages: readonly number[],
  originated: ReadonlySet<Channel>,
): Call {
  const [first] = members;
  if (!first) throw new RangeError('a call without channels');
  const caller = members.find((channel) => !isLocal(channel)) ?? first;
  const answer = dials.find((dial) => dial.status === 'ANSWER' && !isLocal(dial.callee));
  const answeredBy = answer && answer.callee !== caller ? answer.callee : undefined;
  const call: Call = {
    id: first.linkedid || first.uniqueid,
    linkedids: [...new Set(members.flatMap((channel) => [...channel.linkedids]))],
    uniqueids: members.map((channel) => channel.uniqueid),
    caller: partyOf(caller),
    outcome: outcomeOf(members, caller, dials, answeredBy, originated),
    transfers,
    legs: members.map((channel) => ({
      uniqueid: channel.uniqueid,
      channel: channel.name,
      joinedBy: channel === first ? 'first' : channel.joinedBy,
      evidence: channel.evidence,
    })),
    messages: [...new Set([...members.flatMap((channel) => channel.messages), ...bridgeMessages])].sort((a, b) => a - b),
    probable: false,
  };
  const dialled = caller.exten ?? members.find((channel) => channel.exten)?.exten;
  if (dialled) call.dialled = dialled;
  if (answeredBy) call.answeredBy = partyOf(answeredBy);
  if (caller.hangup) call.cause = { code: caller.hangup.code, text: caller.hangup.text };
  const started = epochOf(first.uniqueid);
  if (started !== undefined) call.startedAt = started;
  if (answer?.at !== undefined) call.answeredAt = answer.at;
  const ends = members.map((channel) => channel.hangup?.at);
  if (ends.every((at) => at !== undefined)) call.endedAt = Math.max(...ends.map((at) => at ?? 0));
  return call;
}

/** How a failed dial is called. Source: the DialStatus words of Asterisk apps/app_dial.c. */
const DIAL_OUTCOMES: Readonly<Record<string, Outcome>> = {
  BUSY: 'busy',
  NOANSWER: 'no-answer',
  CANCEL: 'cancelled',
  CHANUNAVAIL: 'unavailable',
  CONGESTION: 'congestion',
  DONTCALL: 'rejected',
  TORTURE: 'rejected',
  ABORT: 'cancelled',
};

function outcomeOf(
  members: readonly Channel[],
  caller: Channel,
  dials: readonly DialResult[],
  answeredBy: Channel | undefined,
  originated: ReadonlySet<Channel>,
): Outcome {
  if (answeredBy) return 'answered';
  const last = dials.at(-1);
  // Whoever answers before Queue() has reached nobody yet.
  const queued = members.find((channel) => channel.queue);
  if (queued?.queue === 'abandoned') return 'cancelled';
  if (queued?.queue === 'waiting') return queued.hangup ? 'unknown' : 'in-progress';
  if (!last && caller.answered) return 'answered';
  if (!caller.hangup && members.some((channel) => !channel.hangup)) return 'in-progress';
  if (last) return last.status === 'ANSWER' ? 'answered' : (DIAL_OUTCOMES[last.status] ?? 'failed');
  if (originated.has(caller)) return 'failed';
  return 'unknown';
}

function partyOf(channel: Channel): Party {
  return {
    ...(channel.callerNumber ? { number: channel.callerNumber } : {}),
    ...(channel.callerName ? { name: channel.callerName } : {}),
    ...(channel.name ? { channel: channel.name } : {}),
    uniqueid: channel.uniqueid,
  };
}

/** A half of a Local channel, which is plumbing and no person. */
function isLocal(channel: Channel): boolean {
  return channel.name.startsWith('Local/');
}

/** The second in which a channel was made, from its Uniqueid (`[systemname-]seconds.counter`), in milliseconds. An id that an originator chose says nothing. */
function epochOf(uniqueid: string): number | undefined {
  const seconds = /(?:^|-)(\d{9,10})\.\d+$/.exec(uniqueid)?.[1];
  return seconds ? Number(seconds) * 1000 : undefined;
}
