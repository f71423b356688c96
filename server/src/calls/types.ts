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
