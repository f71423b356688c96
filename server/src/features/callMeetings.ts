import type { CallStory, Moment, StoryStep } from '../calls/types';
import type { Meeting } from '../protocol';

/** Where the channels of a call met, in the order of the log: its bridges and conferences. */
export function meetingsOf(story: CallStory): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const { kind, place, channel, other, message } of story.steps) {
    if (!place || !channel || (kind !== 'enter' && kind !== 'conference-enter')) continue;
    const key = `${place.kind} ${place.id}`;
    const meeting = meetings.get(key) ?? { place, channels: [], message };
    meetings.set(key, meeting);
    // The other one is who was there: not each entry is a step of its own.
    for (const one of [other, channel]) if (one && !meeting.channels.includes(one)) meeting.channels.push(one);
  }
  return [...meetings.values()];
}

/** How one channel of a call came to another, and the message that shows it. */
export interface CallLink {
  readonly from: string;
  readonly to: string;
  readonly how: 'dialled' | 'picked-up' | 'local-pair' | 'met';
  readonly message: number;
  readonly guess: boolean;
}

/**
 * Who reached whom in a call, in the order of the log, each pair once for each way. `dialled`, `picked-up` and `local-pair` lead from the one that acts to the
 * other; `met` leads from whoever was in the bridge to whoever came in.
 */
export function callLinks(story: CallStory): CallLink[] {
  const links = new Map<string, CallLink>();
  const inside = new Map<string, Set<string>>();
  const link = (from: string, to: string, how: CallLink['how'], { message, guess }: Moment): void => {
    const key = `${from} ${to} ${how}`;
    const known = links.has(key) || (how === 'met' && links.has(`${to} ${from} met`));
    if (from !== to && !known) links.set(key, { from, to, how, message, guess: guess === true });
  };
  for (const step of story.steps) {
    const { kind, channel, other, place } = step;
    const how = WAYS[kind];
    if (how && channel && other) link(channel, other, how, step);
    if (!place || !channel) continue;
    const members = inside.get(place.id) ?? new Set<string>();
    inside.set(place.id, members);
    if (kind === 'enter' || kind === 'conference-enter') {
      if (other) members.add(other);
      for (const member of members) link(member, channel, 'met', step);
      members.add(channel);
    } else if (kind === 'leave' || kind === 'conference-leave') members.delete(channel);
  }
  return [...links.values()];
}

const WAYS: Readonly<Partial<Record<StoryStep['kind'], CallLink['how']>>> = { dial: 'dialled', pickup: 'picked-up', 'local-pair': 'local-pair' };

/** The queues that a call entered, in order, each once. */
export function queuesOf(story: CallStory): string[] {
  const queues = story.steps.filter(({ kind, place }) => kind === 'queue-enter' && place?.kind === 'queue').map(({ place }) => place?.name ?? '');
  return [...new Set(queues)].filter((name) => name !== '');
}
