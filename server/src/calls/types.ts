/** Who took part: a channel with the number and name it was known by. */
export interface Party {
  number?: string;
  name?: string;
  channel?: string;
  uniqueid?: string;
}

/** Why a channel belongs to a call. */
export type JoinReason =
  | 'first'
  | 'same-linkedid'
  | 'linkedid-moved'
  | 'dialled'
  | 'local-pair'
  | 'transfer'
  | 'parked'
  | 'picked-up'
  | 'forwarded'
  | 'bridge'
  | 'guess';

/** A channel of a call, why it belongs there, and the message (index in the document) that shows it. */
export interface Leg {
  uniqueid: string;
  channel: string;
  joinedBy: JoinReason;
  evidence: number;
}

/** A transfer, pick-up or parking that happened. `message` is the index of the event that says so. */
export interface Transfer {
  kind: 'blind' | 'attended' | 'blonde' | 'pickup' | 'park';
  transferer?: string;
  target?: string;
  completed: boolean;
  message: number;
}

/** Whether anybody was ever put through to the caller, and if not, why. */
export type Outcome = 'answered' | 'busy' | 'no-answer' | 'cancelled' | 'rejected' | 'congestion' | 'unavailable' | 'failed' | 'in-progress' | 'unknown';

/** One call: the channels that belong together and what became of them. Times are milliseconds since the Unix epoch, absent where the capture cannot tell. */
export interface Call {
  /** The Linkedid that the call ended with. */
  id: string;
  linkedids: string[];
  /** Its channels, in order of birth. */
  uniqueids: string[];
  caller?: Party;
  dialled?: string;
  answeredBy?: Party;
  outcome: Outcome;
  cause?: { code: number; text: string };
  startedAt?: number;
  answeredAt?: number;
  endedAt?: number;
  transfers: Transfer[];
  legs: Leg[];
  /** Indexes of its messages in the document, ascending. */
  messages: number[];
  /** A link between its channels is a guess. */
  probable: boolean;
}

/** All calls of a log, in the order in which they began, and how many messages the log has. */
export interface CallsResult {
  calls: Call[];
  messages: number;
}

/** What can happen in a call, as one message tells it. */
export type MomentKind =
  // channels
  | 'channel'
  | 'answer'
  | 'hangup-request'
  | 'hangup'
  | 'gone'
  | 'rename'
  // dialling
  | 'originate'
  | 'dial'
  | 'ringing'
  | 'progress'
  | 'forward'
  | 'dial-end'
  // meeting: bridges and rooms (`place`)
  | 'enter'
  | 'leave'
  | 'conference-enter'
  | 'conference-leave'
  // plumbing
  | 'local-pair'
  | 'local-optimized'
  // queues
  | 'queue-enter'
  | 'queue-ring'
  | 'queue-no-answer'
  | 'queue-connect'
  | 'queue-abandon'
  | 'queue-complete'
  | 'queue-leave'
  // transfers, pick-up, parking
  | 'blind-transfer'
  | 'attended-transfer'
  | 'blonde-transfer'
  | 'pickup'
  | 'park'
  | 'unpark'
  | 'park-timeout'
  | 'park-give-up'
  // what a party hears or presses
  | 'hold'
  | 'unhold'
  | 'music-start'
  | 'music-stop'
  | 'dtmf'
  | 'application'
  // the capture itself
  | 'gap'
  | 'other';

/** Where channels meet or wait. */
export interface Place {
  kind: 'bridge' | 'conference' | 'queue' | 'parking' | 'application';
  /** Unique in the call: a BridgeUniqueid, a queue's name, a lot and space, a conference. */
  id: string;
  /** For people: `sales_1`, `701`, `MusicOnHold`. */
  name: string;
}

/** One thing that happened in a call. `channel` and `other` are Uniqueids of legs of the call. */
export interface Moment {
  kind: MomentKind;
  /** The message that shows it, an index in the document. */
  message: number;
  /** Milliseconds since the Unix epoch; absent where the capture cannot tell. */
  at?: number;
  /** Who did it, or whom it happened to. */
  channel?: string;
  /** The other one: who was dialled, picked up, transferred to. */
  other?: string;
  place?: Place;
  /** What the message adds, as it is on the wire: a DialStatus, a cause with its text, an extension, a digit. */
  detail?: string;
  /** It is inferred, not said. */
  guess?: boolean;
}

/** A moment told in a sentence of plain text, in English: `agent-03 answers`. */
export interface StoryStep extends Moment {
  text: string;
}

/** How long things took, in milliseconds; absent where the capture cannot tell. */
export interface CallDurations {
  /** From the beginning to the answer, or to the end where nobody answered. */
  ringing?: number;
  /** From the answer to the end. */
  talking?: number;
  onHold?: number;
  inQueue?: number;
}

/** What the line of a call says, part by part. */
export interface CallWords {
  /** Who called whom: `300 → queue sales_1 → agent-03`. */
  way: string;
  /** The Originate action began the call, which the line says before all else. */
  originated?: true;
  /** How long until somebody answered or it was over: `3 s`; absent where the capture cannot tell. */
  waited?: string;
  /** What there is to say besides the outcome, in order: `7 s talk`, `caller hung up (16 normal clearing)`. */
  more: { about: 'answer' | 'transfer' | 'talk' | 'end'; text: string }[];
}

/** What happened to a call and why. All texts are plain text that may hold text of the capture: whoever shows it escapes it. */
export interface CallStory {
  /** The whole call in one line: `300 → queue sales_1 → agent-03, answered after 3 s, 7 s talk, caller hung up (16 normal clearing)`. */
  line: string;
  /** The parts of that line, for those who show them apart. */
  words: CallWords;
  /** In the order of the log. */
  steps: StoryStep[];
  /** Why it ended: who hung up first, the cause and what that usually means, the last dial status. Empty while the call goes on. */
  ending: { text: string; message: number; guess?: boolean }[];
  durations: CallDurations;
}
