import { addMessage, createCorrelation } from '../calls/correlate';
import { PieceScanner } from '../syntax/pieces';
import { type Clock, createClock } from './clock';
import { DiskIndex } from './diskIndex';

/**
 * What has been read of a file so far: its index and its calls. Takes the file piece by piece.
 *
 * The end of a file that may still grow is special: a last message that lacks its blank line is in the index but not in the calls, since half a line
 * would teach them wrong names; {@link settle} takes it for complete.
 */
export class Reading {
  readonly index = new DiskIndex();
  readonly correlation = createCorrelation();
  private readonly scanner: PieceScanner;
  private readonly clock: Clock = createClock();
  /** Messages that nothing appended can change. */
  private sure = 0;
  private settled = false;

  /** `base` is the offset of the first piece: 0, but for tests. */
  constructor(base = 0) {
    this.scanner = new PieceScanner(this.index.table, { base, line: 0 });
  }

  /** Takes the next piece, latin1: one character a byte. After {@link settle} with a torn end it must not be called any more. */
  take(piece: string): void {
    this.index.cut(this.sure);
    this.scanner.add(piece);
    this.takeMessages(this.scanner, true);
    this.sure = this.index.count;
  }

  /** Shows the torn end, if there is one, as the message that it is so far. */
  end(): void {
    if (this.settled) return;
    this.index.cut(this.sure);
    this.takeMessages(this.scanner.tail(), false);
  }

  /** Takes the torn end for complete: nothing more will be appended. */
  settle(): void {
    if (this.settled) return;
    this.index.cut(this.sure);
    this.takeMessages(this.scanner.tail(), true);
    this.settled = this.index.count > this.sure;
  }

  /** Whether what is appended cannot be taken any more, because the torn end has been taken for complete. */
  get closed(): boolean {
    return this.settled;
  }

  private takeMessages(scanner: PieceScanner, correlate: boolean): void {
    const { index, correlation, clock } = this;
    for (let message = scanner.next(); message; message = scanner.next()) {
      const { start, end, gap, shape, line } = message;
      const { text, base } = scanner;
      if (gap < start) {
        const mark = text.lastIndexOf(';@ ', start);
        if (mark >= gap) index.addMark(base + mark);
      }
      index.add(base + start, end - start, shape.id, line, clock.secondOf(text, message));
      if (correlate) addMessage(correlation, text, start, end, shape, gap);
    }
  }
}
