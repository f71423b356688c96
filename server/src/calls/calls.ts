import { type MessageIndex, shapeOf, type TextParts } from '../syntax/messages';
import { callFrom } from './call';
import { addMessage, type Correlation, createCorrelation } from './correlate';
import { firstOf, indexOfGroup } from './groups';
import type { Group, Life } from './lives';
import { momentsFrom } from './moments';
import { type Replay, replay } from './replay';
import { storyFrom } from './story';
import type { Call, CallStory, CallsResult, StoryStep } from './types';

/** The calls of an indexed text. Linear in the number of messages. */
export function callsOf(text: string, index: MessageIndex): CallsResult {
  const correlation = createCorrelation();
  for (let i = 0; i < index.count; i++) addMessageOf(correlation, text, index, i);
  return resultOf(correlation);
}

/** Takes message `i` of an indexed text. */
export function addMessageOf(correlation: Correlation, text: TextParts, index: MessageIndex, i: number): void {
  const from = i === 0 ? 0 : (index.ends[i - 1] ?? 0);
  const end = index.ends[i] ?? 0;
  addMessage(correlation, text.slice(from, end), (index.starts[i] ?? 0) - from, end - from, shapeOf(index, i), 0);
}

/** What a correlation amounts to: its calls, in the order in which they began. */
export function resultOf(correlation: Correlation): CallsResult {
  const book = callBook(correlation);
  return { calls: Array.from({ length: book.count }, (_, i) => book.call(i)), messages: book.messages };
}

/** The calls of a correlation, each made when it is asked for: a log of a million messages has ten thousand of them. It goes along as the correlation learns more. */
export interface CallBook {
  readonly count: number;
  readonly messages: number;
  /** Call `i`, in the order in which they began. Throws where there is none. */
  call(i: number): Call;
  /** What happened to call `i`. Throws where there is none. */
  story(i: number): CallStory;
  /** Everything that happened in call `i`, also what its story leaves out. Throws where there is none. */
  moments(i: number): StoryStep[];
  /** What names call `i` for as long as the log only grows: a number that its first channel keeps. */
  key(i: number): number;
  /** The call of that name, or the one that it has become part of; -1 where there is none. */
  withKey(key: number): number;
  /** The call of a channel; -1 where the correlation has no such channel. */
  of(channel: Life): number;
}

interface Worked {
  readonly played: Replay;
  readonly call: Call;
  story: CallStory | undefined;
}

/** The calls of a correlation. What was worked out of a call is kept until more is learnt of it. */
export function callBook(correlation: Correlation): CallBook {
  const { groups, channels } = correlation;
  const groupAt = (i: number): Group => {
    const group = groups.list[i];
    if (!group) throw new RangeError(`call ${i} of ${groups.list.length}`);
    return group;
  };
  return {
    get count() {
      return groups.list.length;
    },
    get messages() {
      return correlation.messages;
    },
    call: (i) => worked(groupAt(i)).call,
    story(i) {
      const work = worked(groupAt(i));
      work.story ??= storyFrom(work.call, work.played);
      return work.story;
    },
    moments: (i) => momentsFrom(worked(groupAt(i)).played),
    key: (i) => firstOf(groupAt(i)),
    withKey(key) {
      const life = channels[key];
      return life ? indexOfGroup(groups, life.group) : -1;
    },
    of: (life) => (channels[life.ordinal] === life ? indexOfGroup(groups, life.group) : -1),
  };
}

function worked(group: Group): Worked {
  if (group.workedAt === group.version) return group.worked as Worked;
  const played = replay(group);
  const work: Worked = { played, call: callFrom(group, played, bridgeMessages(group)), story: undefined };
  group.worked = work;
  group.workedAt = group.version;
  return work;
}

/** Messages about the bridges that channels of the call were in. */
function bridgeMessages({ members }: Group): number[] {
  const messages: number[] = [];
  const seen = new Set<unknown>();
  for (const life of members) {
    for (const { bridge } of life.notes) {
      if (!bridge || seen.has(bridge)) continue;
      seen.add(bridge);
      messages.push(...bridge.messages);
    }
  }
  return messages;
}
