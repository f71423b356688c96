import type { MomentKind, Place } from './calls/types';

/** How Local channels are drawn: both halves as one line, or each as a line of its own. */
export type LocalChannels = 'together' | 'apart';

/** What a line of a ladder stands for: a channel, one or both halves of a Local channel, or a place where channels wait. */
export type LifelineKind = 'channel' | 'local' | 'local-half' | Exclude<Place['kind'], 'bridge'>;

/** A vertical line of a ladder. All texts are plain text that may hold text of the capture. */
export interface Lifeline {
  kind: LifelineKind;
  /** What people call it: a number, a device, a queue's name. */
  name: string;
  /** The rest, for a second line: the channel's name, what kind of place it is. */
  about: string;
  /** The channels that it stands for; none for a place. */
  uniqueids: string[];
  /** What it is in the call. */
  role?: 'caller' | 'answered';
  /** The rows where it begins and ends; without an end it goes on. */
  from: number;
  to?: number;
}

/** How a row is drawn: from one line to another, back from where one came, on one line, where a line begins or ends, or across all lines. */
export type RowStyle = 'arrow' | 'reply' | 'mark' | 'begin' | 'end' | 'note';

/** What a row means for those who wait, which its colour tells. */
export type Tone = 'plain' | 'dial' | 'good' | 'bad' | 'wait' | 'move' | 'hold' | 'quiet';

/** One step of a ladder. */
export interface LadderRow {
  kind: MomentKind;
  style: RowStyle;
  tone: Tone;
  /** The message that shows it, an index in the capture. */
  message: number;
  /** Milliseconds since the Unix epoch. */
  at?: number;
  /** Milliseconds since the ladder's first time. */
  since?: number;
  /** The same for people: `+12.345`. */
  sinceText?: string;
  /** Milliseconds that passed before it, where they are worth a mark. */
  pause?: number;
  /** The same for people: `2 min 5 s`. */
  pauseText?: string;
  /** A few words for the drawing. */
  label: string;
  /** A sentence. */
  text: string;
  /** The sentence says no more than the drawing. */
  plain?: boolean;
  /** Indexes of lifelines: where an arrow starts, or the line of a mark; absent for a note across all lines. */
  from?: number;
  /** Where an arrow ends. */
  to?: number;
  /** It is inferred, not said. */
  guess?: boolean;
  /** So many moments of the same kind one after the other; `message` is that of the first. */
  count?: number;
}

/** Who is together from one row to another; the lines are ascending. */
export interface BoxPart {
  from: number;
  to: number;
  lines: number[];
}

/** A bridge or conference: who was in it, part after part without a hole. */
export interface LadderBox {
  kind: Place['kind'];
  name: string;
  parts: BoxPart[];
  /** It goes on where the ladder ends. */
  open?: boolean;
  /** Boxes that overlap have different ones, from 0. */
  level: number;
}

/** What a channel does between two rows, which its line shows. */
export type LineState = 'new' | 'up' | 'wait' | 'hold';

/** A stretch of a lifeline. */
export interface LineStretch {
  line: number;
  from: number;
  to: number;
  state: LineState;
}

/** A call as a ladder: lines from left to right, steps from top to bottom. */
export interface Ladder {
  /** The whole call in one line. */
  title: string;
  startedAt?: number;
  lifelines: Lifeline[];
  rows: LadderRow[];
  boxes: LadderBox[];
  stretches: LineStretch[];
  /** Steps between halves of Local channels that are left out. */
  folded: number;
}
