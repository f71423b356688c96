import { nextLine } from './lines';
import { nextMessage, scanExpected, scanMessage } from './scan';
import { createShapeTable, type Shape, type ShapeTable } from './shapes';
import type { Span } from './span';

/**
 * All messages of a text, in order: row `i` of each array is message `i`. Rows do not overlap; what lies between them (banner, marks, blank
 * lines, free text) belongs to no message.
 */
export interface MessageIndex {
  readonly count: number;
  /** Offset of the first line of each message. */
  readonly starts: Uint32Array;
  /** Offset after each message, its blank line included. */
  readonly ends: Uint32Array;
  /** Shape id of each message, see {@link shapeOf}. */
  readonly shapes: Uint32Array;
  readonly table: ShapeTable;
}

/** A replaced stretch of text: `[start, oldEnd)` of the text before became `[start, newEnd)` of the text after. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The index of `text`. Total: every text has one. Linear in the length of `text`. */
export function indexMessages(text: string, table: ShapeTable = createShapeTable()): MessageIndex {
  const rows = new Rows(Math.max(16, text.length >> 8));
  scanRows(text, 0, table, rows);
  return rows.index(table);
}

/** A text that can be read in parts, such as a string. */
export interface TextParts {
  readonly length: number;
  slice(start: number, end: number): string;
}

/** How much of the text behind a change is read at first, in UTF-16 units. Mostly one message is enough. */
const WINDOW = 1 << 14;

/**
 * The index of `text`, which came from the text of `before` by `change`; equal to `indexMessages(text)`.
 *
 * Reads the text again from two messages before the change (a scan looks at most two lines past a message's end) to the first message
 * behind it that still begins where it did.
 */
export function updateIndex(before: MessageIndex, text: TextParts, change: TextChange): MessageIndex {
  const kept = Math.max(0, lastStartingAtOrBefore(before, change.start) - 2);
  const shift = change.newEnd - change.oldEnd;
  const resume = kept > 0 ? (before.starts[kept] ?? 0) : 0;
  for (let size = change.newEnd - resume + WINDOW; ; size *= 8) {
    const window = text.slice(resume, Math.min(text.length, resume + size));
    const whole = resume + window.length === text.length;
    const rows = new Rows(16);
    let old = kept;
    let met = -1;
    const meets = (at: number): boolean => {
      const start = at + resume;
      if (start < change.newEnd) return false;
      const was = start - shift;
      while (old < before.count && (before.starts[old] ?? 0) < was) old++;
      if (old >= before.count || before.starts[old] !== was || was < change.oldEnd) return false;
      met = at;
      return true;
    };
    scanRows(window, 0, before.table, rows, meets);
    // What was read before the old messages go on was not cut by the window's end, nor was what a scan looks at beyond.
    if (!whole && (met < 0 || !hasLines(window, met, LOOKED_AT))) continue;
    const all = new Rows(before.count + rows.count + 16);
    all.take(before, 0, kept, 0);
    all.take(rows, 0, rows.count, resume);
    if (met >= 0) all.take(before, old, before.count, shift);
    return all.index(before.table);
  }
}

/** A scan looks at most two lines past a message's end; one more, since the window may end in the middle of one. */
const LOOKED_AT = 3;

function hasLines(text: string, from: number, count: number): boolean {
  let at = from;
  for (let i = 0; i < count; i++) {
    at = nextLine(text, at);
    if (at < 0 || at >= text.length) return false;
  }
  return true;
}

/** The shape of message `i`. */
export function shapeOf(index: MessageIndex, i: number): Shape {
  const shape = index.table.shapes[index.shapes[i] ?? -1];
  if (!shape) throw new RangeError(`message ${i} of ${index.count}`);
  return shape;
}

/** The text range of message `i`, its blank line included. */
export function messageSpan(index: MessageIndex, i: number): Span {
  return { start: index.starts[i] ?? 0, end: index.ends[i] ?? 0 };
}

/** The message that holds `offset`, or `undefined` where `offset` lies between messages. */
export function messageAt(index: MessageIndex, offset: number): number | undefined {
  const i = lastStartingAtOrBefore(index, offset);
  return i >= 0 && offset < (index.ends[i] ?? 0) ? i : undefined;
}

/** The last message that starts at or before `offset`, or -1. */
export function lastStartingAtOrBefore(index: MessageIndex, offset: number): number {
  let low = 0;
  let high = index.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index.starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Adds a row for each message from `from` on. Ends early, and gives true, at the first message start that `meets` accepts. */
function scanRows(text: string, from: number, table: ShapeTable, rows: Rows, meets?: (start: number) => boolean): boolean {
  let at = from;
  for (;;) {
    let start = at;
    let message = scanExpected(text, at, table);
    if (!message) {
      start = nextMessage(text, at, true).start;
      if (start < 0) return false;
    }
    if (meets?.(start)) return true;
    message ??= (start === at ? undefined : scanExpected(text, start, table)) ?? scanMessage(text, start, table, true);
    if (!message) return false;
    rows.add(start, message.end, message.shape);
    at = message.end;
  }
}

/** Rows that grow. */
class Rows {
  count = 0;
  starts: Uint32Array;
  ends: Uint32Array;
  shapes: Uint32Array;

  constructor(capacity: number) {
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.shapes = new Uint32Array(capacity);
  }

  add(start: number, end: number, shape: number): void {
    if (this.count === this.starts.length) this.grow(this.count * 2);
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.shapes[this.count] = shape;
    this.count++;
  }

  /** Copies rows `from` to `to` of others, their offsets moved by `shift`. */
  take(index: Pick<MessageIndex, 'starts' | 'ends' | 'shapes'>, from: number, to: number, shift: number): void {
    const count = to - from;
    if (this.count + count > this.starts.length) this.grow(this.count + count + 16);
    this.starts.set(index.starts.subarray(from, to), this.count);
    this.ends.set(index.ends.subarray(from, to), this.count);
    this.shapes.set(index.shapes.subarray(from, to), this.count);
    if (shift !== 0) {
      for (let i = this.count; i < this.count + count; i++) {
        this.starts[i] = (this.starts[i] ?? 0) + shift;
        this.ends[i] = (this.ends[i] ?? 0) + shift;
      }
    }
    this.count += count;
  }

  index(table: ShapeTable): MessageIndex {
    const { count } = this;
    return { count, starts: this.starts.slice(0, count), ends: this.ends.slice(0, count), shapes: this.shapes.slice(0, count), table };
  }

  private grow(capacity: number): void {
    this.starts = grown(this.starts, capacity);
    this.ends = grown(this.ends, capacity);
    this.shapes = grown(this.shapes, capacity);
  }
}

function grown(rows: Uint32Array, capacity: number): Uint32Array {
  const larger = new Uint32Array(capacity);
  larger.set(rows);
  return larger;
}
