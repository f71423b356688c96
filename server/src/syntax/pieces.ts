import { nextMessage, scanExpected, scanMessage } from './scan';
import type { Shape, ShapeTable } from './shapes';

/** A message met in text that comes in pieces. Offsets are of {@link PieceScanner.text}; the object is used again for the next message. */
export interface PieceMessage {
  start: number;
  end: number;
  /** Where the text between the message before and this one begins: banner, marks, blank lines, free text. */
  gap: number;
  shape: Shape;
  /** Line of the message's first line, from 0. */
  line: number;
}

/** What a scanner begins with where it does not begin at the start of the text. */
export interface PieceStart {
  readonly base: number;
  readonly line: number;
}

/**
 * A message of more characters than this is cut there, so that memory stays bounded whatever the text is. A line that long is no header and is passed
 * over. The longest message of a recording has 33,000.
 */
const LONGEST = 1 << 25;

/** Free text without a message in it is kept for the message that may follow, but no more than this. Characters. */
const LONGEST_GAP = 1 << 20;

/**
 * Finds the messages of text that comes in pieces, the same ones as `indexMessages` finds in the whole. Holds one piece and the message that is not
 * complete yet.
 */
export class PieceScanner {
  /** What is held: offsets of messages are offsets in it. */
  text = '';
  /** Where `text` begins in the whole; a float, so that it holds beyond 4 GB. */
  base: number;
  private at = 0;
  private gap = 0;
  private line: number;
  private final = false;
  /** Less text than this is not worth another look: a long message would be read again for each piece. */
  private worth = 0;
  /** Within a line that is passed over. */
  private passing = false;
  private readonly message: PieceMessage;

  constructor(
    private readonly table: ShapeTable,
    start: PieceStart = { base: 0, line: 0 },
  ) {
    this.base = start.base;
    this.line = start.line;
    this.message = { start: 0, end: 0, gap: 0, shape: undefined as unknown as Shape, line: 0 };
  }

  /** A scanner of what is held, as if nothing followed; this one stays as it is. */
  tail(): PieceScanner {
    const tail = new PieceScanner(this.table, { base: this.base, line: this.line });
    tail.text = this.text;
    tail.at = this.at;
    tail.gap = this.gap;
    tail.passing = this.passing;
    tail.final = true;
    return tail;
  }

  /** What stands behind the last message that was given out: where it begins in {@link text}, and its line from 0. */
  get rest(): { readonly from: number; readonly line: number } {
    return { from: this.gap, line: this.line - linesIn(this.text, this.gap, this.at) };
  }

  /** Takes the next piece; `final` says that it is the last one. All of {@link next} must have been asked for before. */
  add(piece: string, final = false): void {
    const kept = Math.min(this.gap, this.at);
    this.text = this.text.slice(kept) + piece;
    this.base += kept;
    this.at -= kept;
    this.gap -= kept;
    this.final = final;
  }

  /** The next complete message; `undefined` where more text is needed, or none is left. */
  next(): PieceMessage | undefined {
    const { text, table, final } = this;
    if (this.passing && !this.passLine()) return undefined;
    if (text.length - this.at < this.worth && !final) return undefined;
    const expected = scanExpected(text, this.at, table);
    let { at } = this;
    if (!expected) {
      const found = nextMessage(text, at, final);
      at = found.start < 0 ? found.from : found.start;
      this.line += linesIn(text, this.at, at);
      this.at = at;
      if (found.start < 0) return this.later();
    }
    const scanned = expected ?? scanExpected(text, at, table) ?? scanMessage(text, at, table, final);
    const shape = scanned && table.shapes[scanned.shape];
    if (!scanned || !shape) return this.later();
    this.worth = 0;
    const { message } = this;
    message.start = at;
    message.end = scanned.end;
    message.gap = this.gap;
    message.shape = shape;
    message.line = this.line;
    this.line += linesOf(shape) ?? linesIn(text, at, scanned.end);
    this.at = scanned.end;
    this.gap = scanned.end;
    return message;
  }

  /** Nothing more in this text. */
  private later(): PieceMessage | undefined {
    const held = this.text.length - this.at;
    if (this.at - this.gap > LONGEST_GAP) this.gap = this.at;
    if (held > LONGEST && !this.final) return this.cut();
    this.worth = held > 4096 ? Math.min(held * 2, LONGEST + 1) : 0;
    return undefined;
  }

  /** Takes what is held for a message as long as messages get; where it is one endless line, passes it over. */
  private cut(): PieceMessage | undefined {
    this.worth = 0;
    if (this.text.indexOf('\n', this.at) < 0) {
      this.at = this.text.length;
      this.gap = this.at;
      this.passing = true;
      return undefined;
    }
    this.final = true;
    return this.next();
  }

  private passLine(): boolean {
    const lf = this.text.indexOf('\n', this.at);
    this.at = lf < 0 ? this.text.length : lf + 1;
    this.gap = this.at;
    this.passing = lf < 0;
    if (lf >= 0) this.line++;
    return lf >= 0;
  }
}

const lines = new WeakMap<Shape, number>();

/** How many lines every message of a shape has, its blank line included; `undefined` where they differ. */
function linesOf(shape: Shape): number | undefined {
  let count = lines.get(shape);
  if (count === undefined) {
    const sure = shape.ending !== 'end' && shape.columns.every(({ form, repeats }) => form === 'header' && !repeats);
    count = sure ? shape.columns.length + (shape.ending === 'blank' ? 1 : 0) : -1;
    lines.set(shape, count);
  }
  return count < 0 ? undefined : count;
}

function linesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let lf = text.indexOf('\n', from); lf >= 0 && lf < to; lf = text.indexOf('\n', lf + 1)) count++;
  return count;
}
