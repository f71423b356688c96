/** Follows a stream of bytes and knows where messages end in it. Touches no byte. */
export interface Framer {
  /** Bytes so far. */
  readonly bytes: number;
  /** Messages that a blank line has ended. */
  readonly messages: number;
  /** No message is begun and not ended. */
  readonly atEnd: boolean;
  /** Nothing is begun, not even a line. */
  readonly atLineStart: boolean;
  /** The last place where no message was begun, in bytes from the start. */
  readonly boundary: number;
  /** Takes bytes that follow; gives the places in them (behind a blank line) where messages end, ascending. */
  push(bytes: Buffer): number[];
  /** Takes lines of ours that stand between messages: what was no message's middle before is none after them. */
  pushMark(bytes: Buffer): void;
}

/** What ends a message on the wire: a blank line, CRLF as Asterisk writes it. */
export const BLANK = '\r\n\r\n';
/** The same of a server whose lines end in LF, as small ones in tests do. */
const BLANK_LF = '\n\n';

/** What ends the messages of a stream that begins with these bytes: the end of its first line tells. CRLF CRLF as long as that line has no end. */
export function blankOf(start: Buffer): string {
  const end = start.indexOf(0x0a);
  return end < 0 || start[end - 1] === 0x0d ? BLANK : BLANK_LF;
}

/**
 * A framer at the start of a stream.
 *
 * A message ends with CRLF CRLF wherever that stands: on the wire nothing else tells where a message with line ends in its values is over. Only where the first line
 * of the stream ends in LF alone, LF LF does the same. Blank lines that follow are no messages. Marks count as part of the block before whose blank line they stand, so
 * that a file can be counted again without knowing what of it is a mark.
 * Source: Asterisk main/manager.c, astman_append().
 */
export function createFramer(): Framer {
  let bytes = 0;
  let messages = 0;
  /** Where the last blank line ended. */
  let ended = 0;
  let boundary = 0;
  let tail = '';
  let blank = BLANK;
  let firstLine = true;

  const count = (data: Buffer): number[] => {
    const ends: number[] = [];
    if (firstLine && data.includes(0x0a)) {
      firstLine = false;
      blank = blankOf(Buffer.concat([Buffer.from(tail, 'latin1'), data]));
    }
    const found = (end: number): void => {
      const at = bytes + end;
      // Blank lines and nothing before them.
      if (at - ended > blank.length) {
        messages++;
        ends.push(end);
      }
      ended = at;
    };
    // A blank line may begin in the bytes before; all but its last byte may be there, and none that ended something.
    const most = blank.length - 1;
    const kept = Math.min(most, bytes - ended);
    const before = kept === 0 ? '' : tail.slice(-kept);
    let from = 0;
    if (kept > 0) {
      const joint = before + data.subarray(0, most).toString('latin1');
      const at = joint.indexOf(blank);
      if (at >= 0) {
        from = at + blank.length - before.length;
        found(from);
      }
    }
    for (let at = data.indexOf(blank, from, 'latin1'); at >= 0; at = data.indexOf(blank, from, 'latin1')) {
      from = at + blank.length;
      found(from);
    }
    bytes += data.length;
    tail = (tail + data.subarray(-4).toString('latin1')).slice(-4);
    return ends;
  };
  let marked = true;
  return {
    get bytes() {
      return bytes;
    },
    get messages() {
      return messages;
    },
    get atEnd() {
      return marked || tail.endsWith(blank);
    },
    get atLineStart() {
      return marked || tail.endsWith('\n');
    },
    get boundary() {
      return boundary;
    },
    push(data) {
      if (data.length === 0) return [];
      const start = bytes;
      const ends = count(data);
      const last = ends.at(-1);
      marked = false;
      if (tail.endsWith(blank)) boundary = bytes;
      else if (last !== undefined) boundary = start + last;
      return ends;
    },
    pushMark(data) {
      count(data);
      marked = true;
      boundary = bytes;
    },
  };
}
