import { nextMessage, scanMessage } from '../syntax/scan';
import { createShapeTable, type ShapeTable } from '../syntax/shapes';
import type { Origin, Piece, Place } from './form';
import { withYear } from './times';

/** Settings of a {@link CaptureWriter}. */
export interface WriterOptions {
  readonly unit: Origin['unit'];
  /** Gets each piece, in order. */
  readonly out: (piece: Piece) => void;
  /** Line ends come as they were on the wire, so blank lines between messages are content. */
  readonly exact?: boolean;
}

/**
 * The name of a stream: the words before its tab are said in a note where messages of another connection came before; what follows tells the
 * directions of a connection apart.
 */
export type StreamName = string;

/** The name of what flows from one end of a connection to the other; ends are `address:port`. The server, of port 5038 or else of the lower port, is named last. */
export function streamName(from: string, to: string, times = 1): StreamName {
  const port = (end: string): number => {
    const number = Number(end.slice(end.lastIndexOf(':') + 1));
    return number === 5038 ? -1 : number;
  };
  const [client, server] = port(from) > port(to) || (port(from) === port(to) && from < to) ? [from, to] : [to, from];
  return `connection ${client} - ${server}${times > 1 ? ` (${times})` : ''}\t${from}`;
}

/**
 * Writes a capture: takes what was on the wire, cuts it into messages as the product reads them, and puts times and notes between
 * messages only. Several streams of bytes (connections, directions) are cut apart from each other; messages come out as they complete.
 */
export class CaptureWriter {
  /** How times without a year get one. */
  yearOf: ((month: number, day: number) => number) | undefined;
  private readonly streams = new Map<string, Stream>();
  private lastTime: string | undefined;
  private lastConnection = '';
  private table: ShapeTable = createShapeTable();

  constructor(private readonly options: WriterOptions) {}

  /** A line of the wire without its line end. */
  line(content: string, place: Place, name: StreamName = ''): void {
    const stream = this.stream(name);
    stream.add(`${content}\r\n`, place);
    if (content === '' || content.startsWith('--END ') || content.startsWith('Asterisk Call Manager/') || stream.unread() > 4096) this.scan(stream, false);
  }

  /** Bytes of the wire, cut anywhere. */
  bytes(text: string, place: Place, name: StreamName = ''): void {
    const stream = this.stream(name);
    stream.add(text, place);
    this.scan(stream, false);
  }

  /** What was written ends a message, whether its blank line came or not. */
  end(name: StreamName = ''): void {
    const stream = this.streams.get(name);
    if (stream && stream.text !== '') this.scan(stream, true, true);
  }

  /** The stream ends, or is torn, and will not go on as it was. */
  flush(name: StreamName = ''): void {
    const stream = this.streams.get(name);
    if (!stream) return;
    this.scan(stream, true);
    this.streams.delete(name);
  }

  /** One message, whose bounds the input tells. Lines without line ends; must not be empty. */
  message(lines: readonly string[], place: Place, name: StreamName = ''): void {
    this.end(name);
    this.put('message', `${lines.join('\r\n')}\r\n\r\n`, place, name);
  }

  /** A remark. */
  note(words: string, place: Place): void {
    this.emit('note', `;# ${words.replace(/[^ -\uffff]+/g, ' ').trim()}\r\n`, place);
  }

  /** Something is missing here. */
  gap(words: string, place: Place, name: StreamName = ''): void {
    this.flush(name);
    this.connection(name, place);
    this.emit('mark', `;! gap ${place.time ?? ''} ${words}\r\n`.replace('  ', ' '), place);
  }

  /** The input is at its end. */
  close(): void {
    for (const name of [...this.streams.keys()]) this.flush(name);
  }

  private stream(name: string): Stream {
    let stream = this.streams.get(name);
    if (!stream) {
      stream = new Stream(name);
      this.streams.set(name, stream);
    }
    return stream;
  }

  private scan(stream: Stream, final: boolean, ended = false): void {
    if (!final && stream.text.length < stream.retryAt) return;
    if (this.table.shapes.length > 20_000) this.table = createShapeTable();
    const { text } = stream;
    let at = 0;
    stream.retryAt = 0;
    for (;;) {
      const next = nextMessage(text, at, final);
      const start = next.start < 0 ? (final ? text.length : next.from) : next.start;
      this.between(stream, at, start);
      at = start;
      if (next.start < 0) break;
      const message = scanMessage(text, start, this.table, final);
      if (!message) {
        // A long answer is not read again for each of its lines.
        if (text.length - start > 65_536) stream.retryAt = text.length - start + ((text.length - start) >> 3);
        break;
      }
      let found = text.slice(start, message.end);
      if (!found.endsWith('\n')) found += '\r\n';
      if (ended && message.end === text.length && this.table.shapes[message.shape]?.ending === 'end') found += '\r\n';
      this.put('message', found, stream.placeAt(start), stream.name);
      at = message.end;
    }
    stream.drop(at);
  }

  private between(stream: Stream, from: number, to: number): void {
    if (from >= to) return;
    let text = stream.text.slice(from, to);
    let start = from;
    if (!this.options.exact) {
      const blank = /^[\s]*\n/.exec(text)?.[0].length ?? 0;
      start += blank;
      text = text.slice(blank).replace(/(\r\n)(?:[ \t]*\r\n)+$/, '$1');
      if (text.trim() === '') return;
    }
    if (!text.endsWith('\n')) text += '\r\n';
    this.put(text.startsWith('Asterisk Call Manager/') ? 'banner' : 'text', text, stream.placeAt(start), stream.name);
  }

  private put(kind: Piece['kind'], text: string, place: Place, name: string): void {
    this.connection(name, place);
    const time = place.time && withYear(place.time, this.yearOf);
    if (time && time !== this.lastTime) {
      this.lastTime = time;
      this.emit('mark', `;@ ${time}\r\n`, place);
    }
    this.emit(kind, text, place);
  }

  private connection(name: string, place: Place): void {
    const tab = name.indexOf('\t');
    const connection = tab < 0 ? name : name.slice(0, tab);
    if (connection === this.lastConnection) return;
    this.lastConnection = connection;
    if (connection !== '') this.note(connection, place);
  }

  private emit(kind: Piece['kind'], text: string, { number, column }: Place): void {
    this.options.out({ kind, text, origin: { unit: this.options.unit, number, ...(column === undefined ? {} : { column }) } });
  }
}

/** What of one stream has not been written yet, with the places of its lines. */
class Stream {
  text = '';
  /** There is nothing to find before the text is so long. */
  retryAt = 0;
  private starts: number[] = [];
  private places: Place[] = [];
  private lastScan = 0;

  constructor(readonly name: string) {}

  add(text: string, place: Place): void {
    this.starts.push(this.text.length);
    this.places.push(place);
    this.text += text;
  }

  unread(): number {
    return this.text.length - this.lastScan;
  }

  placeAt(offset: number): Place {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.places[Math.max(0, low - 1)] ?? { number: 1 };
  }

  /** Forgets the text before `to`. */
  drop(to: number): void {
    let kept = 0;
    while (kept < this.starts.length - 1 && (this.starts[kept + 1] ?? 0) <= to) kept++;
    this.places = to >= this.text.length ? [] : this.places.slice(kept);
    this.starts = to >= this.text.length ? [] : this.starts.slice(kept).map((start) => Math.max(0, start - to));
    this.text = this.text.slice(to);
    this.lastScan = this.text.length;
  }
}
