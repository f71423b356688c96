/** What is said of calls: their list, what is below one, stories and ladders, and the commands on them. */
import type { Call, CallStory, CallWords, Place } from '../calls/types';
import type { Ladder, LocalChannels } from '../ladderModel';
import type { DocumentParams, MessageSummary } from './documents';

/** Request: the calls of a capture, a range of them, without the lists of their messages. Params {@link CallListParams}, result {@link CallListResult} or null. */
export const CALL_LIST_REQUEST = 'ami/callList';

export interface CallListParams extends DocumentParams {
  /** The first call of the range; 0 where it is left out. */
  from?: number;
  /** How many; at most 10,000. */
  count?: number;
  /** Also tell of the pages of this many calls each. */
  page?: number;
  /** Only the calls that fit, such as `300 outcome:busy queue:sales time:10:00-10:05`; all where it is empty. The expression of {@link FILTER_HELP_REQUEST}. */
  filter?: string;
  /** By when they began; `oldest` first where it is left out. */
  order?: CallOrder;
  /** Also tell of the groups. */
  grouping?: CallGrouping;
  /** Only the calls of this group, {@link CallGroup.id}. */
  group?: string;
  /** Also tell where the call of this key stands in the list. */
  find?: number;
}

/** Which calls come first. */
export type CallOrder = 'oldest' | 'newest';

/** What calls are sorted into groups by: what became of them, the first queue that they entered, the PBX (SystemName) of their first channel. */
export type CallGrouping = 'none' | 'outcome' | 'queue' | 'system';

/** Calls that have something in common. */
export interface CallGroup {
  /** An outcome, a queue's name, a SystemName; empty for the calls that have none. */
  id: string;
  count: number;
}

/** A call without its messages. */
export interface CallSummary extends Omit<Call, 'messages'> {
  /** Names the call for as long as the capture only grows. */
  key: number;
  /** Its place in the order of beginning, from 0. */
  index: number;
  messageCount: number;
  /** The whole call in one line of plain text, and the parts of that line. */
  line?: string;
  words?: CallWords;
}

/** A stretch of the list of calls; times in ms since the Unix epoch. */
export interface CallPage {
  from: number;
  count: number;
  startedAt?: number;
  lastStartedAt?: number;
}

export interface CallListResult {
  /** How many calls the capture has. */
  total: number;
  messages: number;
  /** The capture is still being read: there will be more. */
  reading: boolean;
  calls: CallSummary[];
  /** How many calls fit filter and group: the list that `from`, `count` and pages are of. */
  fitting: number;
  pages?: CallPage[];
  /** Of the calls that fit the filter, the largest first. */
  groups?: CallGroup[];
  /** Where the call stands that was asked for, if it fits the filter: in its group, where there are groups. */
  found?: { at: number; group?: string };
  /** What is wrong with the filter, in a sentence; no call fits then. */
  filterError?: string;
}

/** Request: the messages of a call, or of one channel of it. Params {@link CallMessagesParams}, result {@link CallMessagesResult} or null. */
export const CALL_MESSAGES_REQUEST = 'ami/callMessages';

export interface CallMessagesParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
  uniqueid?: string;
  from?: number;
  /** At most 5,000. */
  count?: number;
  /** Only messages that are no noise, or only noise of this name. */
  only?: 'telling' | { noise: string };
}

export interface CallMessagesResult {
  total: number;
  messages: MessageSummary[];
}

/** Request: what a call consists of. Params {@link CallPartsParams}, result {@link CallParts} or null where there is no such call. */
export const CALL_PARTS_REQUEST = 'ami/callParts';

export interface CallPartsParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
  /** Of this channel alone. */
  uniqueid?: string;
}

/** What a view shows below a call. */
export interface CallParts {
  /** Messages that tell something. */
  telling: number;
  /** The others by name, the most frequent first. */
  noise: NoiseCount[];
  /** Where its channels met, in the order of the log. Not of a single channel. */
  meetings: Meeting[];
}

/** How many messages of one name: `VarSet`, 173. */
export interface NoiseCount {
  name: string;
  count: number;
}

/** A bridge or conference of a call. */
export interface Meeting {
  place: Place;
  /** Uniqueids, in the order in which they entered. */
  channels: string[];
  /** The message that first tells of it. */
  message: number;
}

/** Request: what happened to a call. Params {@link CallStoryParams}, result {@link CallStoryResult} or null where there is no such call. */
export const CALL_STORY_REQUEST = 'ami/callStory';

export interface CallStoryParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
}

export interface CallStoryResult extends CallStory {
  call: CallSummary;
}

/** Request: the story of a call as Markdown, to be pasted elsewhere. Params {@link CallStoryParams}, result a text or null. */
export const STORY_TEXT_REQUEST = 'ami/storyText';

/** Request: a call as a ladder. Params {@link LadderParams}, result {@link LadderResult} or null where there is no such call. */
export const LADDER_REQUEST = 'ami/ladder';

export interface LadderParams extends CallStoryParams {
  /** Both halves of a Local channel as one line, where it is left out. */
  local?: LocalChannels;
  /** Also write the ladder in this form. */
  format?: LadderFormat;
}

/** Mermaid's `sequenceDiagram`, or a drawing of letters. */
export type LadderFormat = 'mermaid' | 'text' | 'ascii';

export interface LadderResult {
  call: CallSummary;
  ladder: Ladder;
  /** The ladder in the form that was asked for. */
  written?: string;
}

/**
 * Request: the call at a position, with the places of all its messages. Params {@link LocateParams}, result {@link CallAt} or null where no call has the
 * message.
 */
export const CALL_AT_REQUEST = 'ami/callAt';

export interface CallAt {
  key: number;
  /** The whole call in one line of plain text. */
  line: string;
  /** First and last line of each of its messages, one pair after the other, ascending. Lines from 0. */
  lines: number[];
}

/** The commands of our client that code lenses run; their argument is a {@link CallItem}. */
export const CALL_COMMANDS = { story: 'ami.showCallStory', ladder: 'ami.showLadder', document: 'ami.openCallAsDocument' } as const;

/** A call as the commands take it from the tree and from code lenses. */
export interface CallItem {
  readonly type: 'call';
  /** The capture. */
  readonly uri: string;
  readonly call: CallSummary;
}

/** A call for a command: of which capture, and its key. */
export interface CallTarget {
  uri: string;
  call: number;
}
