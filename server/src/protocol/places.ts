/** What is said of places in a document: noise, folds, where to go, what lies between. */
import type { Position, Range } from 'vscode-languageserver-types';
import type { DocumentParams } from './documents';

/** Request: what is noise in a document (setting `ami.noise`). Params {@link NoiseParams}, result {@link NoiseResult} or null. */
export const NOISE_REQUEST = 'ami/noise';

export interface NoiseParams extends DocumentParams {
  /** Only the runs that have a line of these; a run that begins before is told of from there on. All runs where it is left out. */
  range?: Range;
}

export interface NoiseResult {
  /** Ascending. */
  runs: NoiseRun[];
}

/** Lines of a document, from 0: the first and the last of a run of noise, and how many messages it has. */
export type NoiseRun = [start: number, end: number, messages: number];

/** Request: what folded lines hold, in a few words each. Params {@link FoldWordsParams}, result an array of a text or null for each. */
export const FOLD_WORDS_REQUEST = 'ami/foldWords';

export interface FoldWordsParams extends DocumentParams {
  folds: FoldedLines[];
}

/** Lines of a document, from 0: the first line of a fold, which is to be seen, and the last one that is hidden. */
export type FoldedLines = [start: number, end: number];

/** Request: a place in a document. Params {@link SeekParams}, result {@link SeekResult}. */
export const SEEK_REQUEST = 'ami/seek';

export interface SeekParams extends DocumentParams {
  /** The cursor. */
  position: Position;
  /**
   * A neighbour of the message at the cursor, or one of the same kind and name; the first message at or after a time, such as `10:23:45`, `+30s`, an ISO date or
   * seconds since the epoch; or a message by its number, from 1.
   */
  to: { step: 1 | -1; same: boolean } | { time: string } | { number: number };
}

export interface SeekResult {
  /** The first line of the message, from 0, without its line end; absent where there is none. */
  range?: Range;
  /** From 0. */
  message?: number;
  /** Why there is none, in a sentence. */
  problem?: string;
}

/** Request: how much time lies between two positions. Params {@link BetweenParams}, result {@link BetweenResult} or null where they are in one message. */
export const BETWEEN_REQUEST = 'ami/between';

export interface BetweenParams extends DocumentParams {
  positions: [Position, Position];
}

export interface BetweenResult {
  /** How many messages there are from the one to the other, both counted. */
  messages: number;
  /** Milliseconds from the first to the last; absent where the capture cannot tell. */
  milliseconds?: number;
  /** The times are known to the second only. */
  rough: boolean;
}
