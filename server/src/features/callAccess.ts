import type { Call, Moment } from '../calls/types';

/** The calls of a document as features see them, each made when it is asked for. */
export interface CallAccess {
  readonly count: number;
  /** What names call `i` while the document only grows. */
  key(i: number): number;
  /** The call of that key; -1 where there is none. */
  withKey(key: number): number;
  /** The first message of call `i`, without making the call. */
  first(i: number): number;
  /** The first message that names a channel of call `i`. */
  firstOfChannel(i: number, uniqueid: string): number;
  /** The call that has a message; -1 where none has it. */
  with(message: number): number;
  call(i: number): Call;
  /** Everything that happened to the channels of call `i`, plumbing too, in the order of the log. */
  moments(i: number): Moment[];
  /** The call in one line of plain text. */
  line(i: number): string;
}
