import type { Environment } from './environment';
import { createFramer } from './framer';
import { counted, gapMark, iso, noteMark, timeMark } from './marks';
import type { Writer } from './writer';

/** How large the recording and its files may become. */
export interface Limits {
  /** Bytes of a file. */
  readonly segmentBytes?: number;
  /** Milliseconds of a file. */
  readonly segmentTime?: number;
  /** Bytes of all files. */
  readonly totalBytes?: number;
  /** Deletes the oldest files at `totalBytes`, instead of ending. */
  readonly deleteOldest: boolean;
  /** Bytes that may wait for the disk. */
  readonly waiting: number;
}

/** The bytes of a recording with its marks, in the order in which they stand in its files. */
export interface Tape {
  /** Complete messages received. */
  readonly messages: number;
  /** Bytes received. */
  readonly received: number;
  /** Received and not kept, since the disk took nothing. */
  readonly lostBytes: number;
  /** No message is begun. */
  readonly atEnd: boolean;
  /** The recording is as large as it may be: nothing more is kept. */
  readonly full: boolean;
  /** Bytes of the message that is begun. */
  readonly begun: number;
  /** So much waits for the disk that soon something must be forgotten. */
  readonly crowded: boolean;
  /** Bytes that the disk has taken. */
  readonly written: number;
  /** What a login left: the banner and the response. */
  head(bytes: Buffer): void;
  /** What came. With `last`, no more than the rest of the message that is begun. */
  receive(chunk: Buffer, last?: boolean): void;
  /** The connection was lost. */
  gap(words: string): void;
  /** A note, between this message and the next. */
  note(words: string): void;
  /** Writes down what was lost, before the end. */
  finish(): void;
}

/** At most one time mark in this time, and only where bytes came. Milliseconds. */
const MARK_EVERY = 1_000;
/** By how much the clock may go another way than time does before that is noted. Milliseconds. */
const CLOCK_JUMP = 2_000;
/** Less than this that waits for the disk is no crowd. Bytes. */
const CROWD = 1_000_000;
/** Notes that wait for the end of a message. */
const MOST_NOTES = 100;
/** Room for the end mark and the message that crosses the limit. Bytes. */
const RESERVE = 4_096;

/** What a tape tells. */
export interface TapeEvents {
  /** The recording is as large as it may be. */
  full(): void;
  /** More waits for the disk than may; what comes is not kept until `kept`. */
  losing(): void;
  kept(): void;
}

/** How much larger than its limit the recording may become by one message. Bytes. */
const ENDLESS = 1_000_000;

/** A tape on a writer. */
export function createTape(writer: Writer, environment: Environment, limits: Limits, tell: TapeEvents): Tape {
  const stream = createFramer();
  let received = 0;
  let ended = 0;
  let lostBytes = 0;
  /** What the disk could not take, until it can again. */
  let lost: { since: number; bytes: number; messages: number } | undefined;
  /** The last byte that was handed on does not end a line. */
  let openLine = false;
  let marked = Number.NEGATIVE_INFINITY;
  let clock = environment.now() - environment.elapsed();
  const notes: string[] = [];
  let banner: Buffer = Buffer.alloc(0);
  let full = false;
  let segment = { bytes: 0, since: environment.elapsed() };
  /** Bytes of the files before, the oldest first. */
  const finished: number[] = [];

  const put = (data: Buffer): void => {
    if (data.length === 0) return;
    writer.push(data, false);
    segment.bytes += data.length;
    openLine = data[data.length - 1] !== 0x0a;
  };
  const mark = (line: string): void => {
    const data = Buffer.from(`${line}\r\n`);
    writer.push(data, true);
    segment.bytes += data.length;
    openLine = false;
  };

  /** What waits for a place between two messages. */
  const between = (more: boolean): void => {
    for (const note of notes.splice(0)) mark(noteMark(note));
    const now = environment.now();
    const elapsed = environment.elapsed();
    if (Math.abs(now - elapsed - clock) > CLOCK_JUMP) {
      mark(noteMark(`the clock of this computer went from ${iso(clock + elapsed)} to ${iso(now)}`));
      clock = now - elapsed;
      marked = Number.NEGATIVE_INFINITY;
    }
    if (more && elapsed - marked >= MARK_EVERY) {
      marked = elapsed;
      mark(timeMark(now));
    }
  };
  const due = (): boolean => notes.length > 0 || environment.elapsed() - marked >= MARK_EVERY;

  const total = (): number => finished.reduce((sum, bytes) => sum + bytes, segment.bytes);
  const segmentLimit = (): number =>
    limits.segmentBytes === undefined ? Number.POSITIVE_INFINITY : limits.segmentBytes - Math.min(RESERVE, limits.segmentBytes / 10);

  const turn = (): void => {
    finished.push(segment.bytes);
    writer.turn();
    segment = { bytes: banner.length + 100, since: environment.elapsed() };
    marked = Number.NEGATIVE_INFINITY;
  };

  /** Whether there is no more room for `more` bytes in the recording. */
  const isFull = (more: number): boolean => {
    if (limits.totalBytes === undefined) return false;
    while (limits.deleteOldest && finished.length > 0 && total() + more > limits.totalBytes) {
      finished.shift();
      writer.removeOldest();
    }
    return !limits.deleteOldest && total() + more > limits.totalBytes;
  };

  /** Hands `chunk` on, from `from`; `ends` are the ends of messages in it. */
  const hand = (chunk: Buffer, start: number, ends: readonly number[], atEnd: boolean): void => {
    let from = start;
    let places = [...(atEnd ? [start] : []), ...ends.filter((end) => end > start)];
    while (from < chunk.length) {
      const rest = chunk.length - from;
      const tooLong = segment.bytes + rest > segmentLimit();
      const tooOld = limits.segmentTime !== undefined && environment.elapsed() - segment.since >= limits.segmentTime;
      const [first] = places;
      if (first !== undefined && isFull(rest)) {
        const last = places.filter((place) => !(limits.totalBytes !== undefined && total() + place - from > limits.totalBytes)).at(-1) ?? first;
        put(chunk.subarray(from, last));
        full = true;
        tell.full();
        return;
      }
      // A message without end must not grow beyond the limit without end.
      if (first === undefined && limits.totalBytes !== undefined && total() + rest > limits.totalBytes + ENDLESS) {
        full = true;
        tell.full();
        return;
      }
      if (first === undefined || !(tooLong || tooOld || due())) {
        put(chunk.subarray(from));
        return;
      }
      const fitting = tooLong ? places.filter((place) => segment.bytes + place - from <= segmentLimit()).at(-1) : undefined;
      const cut = fitting ?? first;
      put(chunk.subarray(from, cut));
      from = cut;
      places = places.filter((place) => place > cut);
      if (tooLong || tooOld) {
        // A file that holds nothing yet is not too long: the message is.
        if (segment.bytes > banner.length + 100) turn();
        else if (tooLong && places[0] !== undefined) {
          put(chunk.subarray(from, places[0]));
          from = places[0];
          places = places.slice(1);
          turn();
        } else {
          between(from < chunk.length);
          put(chunk.subarray(from));
          return;
        }
      }
      between(from < chunk.length);
    }
  };

  const tellLost = (): void => {
    if (!lost) return;
    if (openLine) put(Buffer.from('\r\n'));
    const { since, bytes, messages } = lost;
    mark(
      gapMark(
        environment.now(),
        `the disk took nothing since ${iso(since)}: ${counted(bytes, 'byte')} and ${counted(messages, 'message')} were received and not kept`,
      ),
    );
    lost = undefined;
    marked = Number.NEGATIVE_INFINITY;
    tell.kept();
  };

  const lose = (bytes: number, messages: number): void => {
    const begins = lost === undefined;
    lost ??= { since: environment.now(), bytes: 0, messages: 0 };
    lost.bytes += bytes;
    lost.messages += messages;
    lostBytes += bytes;
    if (begins) tell.losing();
  };

  return {
    get messages() {
      return stream.messages;
    },
    get received() {
      return received;
    },
    get lostBytes() {
      return lostBytes;
    },
    get atEnd() {
      return stream.atEnd;
    },
    get full() {
      return full;
    },
    get begun() {
      return received - ended;
    },
    get crowded() {
      return lost === undefined && !full && writer.queued > Math.max(limits.waiting / 2, CROWD);
    },
    get written() {
      return writer.bytes;
    },
    head(bytes) {
      const line = bytes.indexOf('\n');
      banner = line < 0 ? Buffer.alloc(0) : bytes.subarray(0, line + 1);
      writer.banner(banner);
      stream.push(bytes);
      received += bytes.length;
      ended = received;
      if (full) return;
      if (lost) tellLost();
      put(bytes);
      marked = Number.NEGATIVE_INFINITY;
      between(true);
    },
    receive(chunk, last = false) {
      const { atEnd } = stream;
      const ends = stream.push(chunk);
      received += chunk.length;
      const end = ends.at(-1);
      if (end !== undefined || stream.atEnd) ended = stream.atEnd ? received : received - chunk.length + (end ?? 0);
      if (full) return;
      if (last) {
        if (!lost) put(atEnd ? Buffer.alloc(0) : chunk.subarray(0, ends[0] ?? chunk.length));
        return;
      }
      if (lost) {
        const resume = atEnd ? 0 : ends[0];
        if (writer.queued > limits.waiting / 2 || resume === undefined) {
          lose(chunk.length, ends.length);
          return;
        }
        lose(resume, resume > 0 ? 1 : 0);
        tellLost();
        hand(chunk, resume, ends, true);
      } else if (writer.queued + chunk.length > limits.waiting) {
        const end = atEnd ? 0 : ends[0];
        // The message that is begun is kept whole, unless it has no end.
        if (end === undefined && writer.queued < 2 * limits.waiting) put(chunk);
        else {
          const kept = end ?? 0;
          put(chunk.subarray(0, kept));
          lose(chunk.length - kept, ends.length - (kept > 0 ? 1 : 0));
        }
      } else hand(chunk, 0, ends, atEnd);
    },
    gap(words) {
      if (full) return;
      if (lost) tellLost();
      if (openLine) put(Buffer.from('\r\n'));
      mark(gapMark(environment.now(), words));
      stream.pushMark(Buffer.alloc(0));
      ended = received;
      marked = Number.NEGATIVE_INFINITY;
    },
    note(words) {
      if (full || notes.length >= MOST_NOTES) return;
      notes.push(words);
      if (stream.atEnd && !lost) between(false);
    },
    finish() {
      if (full) return;
      tellLost();
      if (stream.atEnd) between(false);
    },
  };
}
