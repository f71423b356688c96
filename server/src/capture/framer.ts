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

const BLANK = '\r\n\r\n';

/**
 * A framer at the start of a stream.
 *
 * A message ends with CRLF CRLF wherever that stands: on the wire nothing else tells where a message with line ends in its values is over. Blank lines that
 * follow are no messages. Marks count as part of the block before whose blank line they stand, so that a file can be counted again without knowing what of it is a mark.
 * Source: Asterisk main/manager.c, astman_append().
 */
export function createFramer(): Framer {
  let bytes = 0;
  let messages = 0;
  /** Where the last blank line ended. */
  let ended = 0;
  let boundary = 0;
  let tail = '';

  const count = (data: Buffer): number[] => {
    const ends: number[] = [];
    const found = (end: number): void => {
      const at = bytes + end;
      // Blank lines and nothing before them.
      if (at - ended > BLANK.length) {
        messages++;
        ends.push(end);
      }
      ended = at;
    };
    // A blank line may begin in the bytes before; at most three of its four are there, and none that ended something.
    const kept = Math.min(3, bytes - ended);
    const before = kept === 0 ? '' : tail.slice(-kept);
    let from = 0;
    if (kept > 0) {
      const joint = before + data.subarray(0, 3).toString('latin1');
      const at = joint.indexOf(BLANK);
      if (at >= 0) {
        from = at + BLANK.length - before.length;
        found(from);
      }
    }
    for (let at = data.indexOf(BLANK, from, 'latin1'); at >= 0; at = data.indexOf(BLANK, from, 'latin1')) {
      from = at + BLANK.length;
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
      return marked || tail === BLANK;
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
      if (tail === BLANK) boundary = bytes;
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
