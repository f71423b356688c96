import { createShapeTable, type Shape, type ShapeTable } from '../syntax/shapes';
import { Numbers } from './numbers';

/**
 * All messages of a file, in order, like `MessageIndex` of a text: 24 bytes a message. Offsets are bytes and may lie beyond 4 GB.
 */
export class DiskIndex {
  readonly table: ShapeTable = createShapeTable();
  private readonly starts = new Numbers(Float64Array);
  private readonly lengths = new Numbers(Uint32Array);
  private readonly shapes = new Numbers(Uint32Array);
  private readonly lines = new Numbers(Uint32Array);
  private readonly seconds = new Numbers(Uint32Array);
  private readonly markMessages = new Numbers(Uint32Array);
  private readonly markStarts = new Numbers(Float64Array);

  get count(): number {
    return this.starts.length;
  }

  /** Bytes of memory that the rows take. */
  get bytes(): number {
    return [this.starts, this.lengths, this.shapes, this.lines, this.seconds, this.markMessages, this.markStarts].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Adds a message: byte offset, length in bytes, shape id, line from 0, second since the epoch or 0. */
  add(start: number, length: number, shape: number, line: number, second: number): void {
    this.starts.push(start);
    this.lengths.push(length);
    this.shapes.push(shape);
    this.lines.push(line);
    this.seconds.push(second);
  }

  /** Notes that a time mark at this byte offset stands before the message that is added next. */
  addMark(start: number): void {
    this.markMessages.push(this.count);
    this.markStarts.push(start);
  }

  /** Drops the messages from `count` on. */
  cut(count: number): void {
    for (const rows of [this.starts, this.lengths, this.shapes, this.lines, this.seconds]) rows.cut(count);
    const marks = this.markMessages.lastAtMost(count - 1) + 1;
    this.markMessages.cut(marks);
    this.markStarts.cut(marks);
  }

  startOf(i: number): number {
    return this.starts.at(i);
  }

  endOf(i: number): number {
    return this.starts.at(i) + this.lengths.at(i);
  }

  lineOf(i: number): number {
    return this.lines.at(i);
  }

  secondOf(i: number): number {
    return this.seconds.at(i);
  }

  /** The byte offset of the last time mark before message `i`; -1 where there is none. */
  markBefore(i: number): number {
    const mark = this.markMessages.lastAtMost(i);
    return mark < 0 ? -1 : this.markStarts.at(mark);
  }

  /** Throws where there is no message `i`. */
  shapeOf(i: number): Shape {
    const shape = i >= 0 && i < this.count ? this.table.shapes[this.shapes.at(i)] : undefined;
    if (!shape) throw new RangeError(`message ${i} of ${this.count}`);
    return shape;
  }

  /** The last message that starts at or before a byte offset, or -1. */
  lastStartingAtOrBefore(offset: number): number {
    return this.starts.lastAtMost(offset);
  }
}
