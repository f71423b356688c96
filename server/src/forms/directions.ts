import { utf8Bytes } from './bytes';
import type { LineReader, Place } from './form';
import { findTime } from './times';
import type { CaptureWriter } from './writer';

/** `<<< SEND [time]`, `>>> RECV [time]`. Source: goami-based loggers. */
const ARROWS = /(?:<<<|>>>) ?(?:SEND|RECV|SENT|RECEIVED)\b/i;
/** `------ Received: ------`, `------ Sending: ------`, `----------------`. Source: PAMI src/PAMI/Client/Impl/ClientImpl.php. */
const DASHES = /-{4,} ?(?:Received|Sending|Sent): ?-{4,}/i;
const RULE = /^-{8,}(?: \[\] \[\])?\s*$/;
/** `Line In: 'Event: Hangup'`, a Python literal. Source: starpy manager.py, lineReceived. */
const LINE_IN = /Line In: (?=[bu]?['"])/;
const PER_LINE = /^\s*(<<|>>)(?: (.*))?$/;

/** Whether a line bears a direction mark that no other form has. */
export function hasDirection(line: string): boolean {
  return ARROWS.test(line) || DASHES.test(line) || LINE_IN.test(line) || /^\s*<< (?:event|action|response):/i.test(line);
}

/** Reads the marks that libraries put around or before what they sent and received. Which direction it was, the kind of the message tells. */
export function directionsReader(writer: CaptureWriter): LineReader {
  let block: 'none' | 'arrows' | 'dashes' = 'none';
  let raw = false;
  let time: string | undefined;
  let direction = '';
  let afterBlank = false;
  const open = (text: string, place: Place, mark: RegExpExecArray): void => {
    writer.end();
    block = DASHES.test(mark[0]) ? 'dashes' : 'arrows';
    raw = false;
    afterBlank = false;
    time = findTime(text.slice(mark.index), 200)?.iso ?? findTime(text.slice(0, mark.index), 200)?.iso ?? place.time;
  };
  const put = (text: string, place: Place): void => {
    // Blank lines between a block and the next mark are of the log; those within a block are of the wire.
    if (text.trim() === '' && afterBlank && !raw) return;
    afterBlank = text.trim() === '';
    // PAMI prints one message a block.
    if (afterBlank && block === 'dashes' && !raw) block = 'none';
    writer.line(afterBlank ? '' : text, { ...place, time });
  };
  return {
    line(text, place) {
      const mark = DASHES.exec(text) ?? ARROWS.exec(text);
      if (mark) {
        open(text, place, mark);
        return;
      }
      const lineIn = LINE_IN.exec(text);
      if (lineIn) {
        const literal = pythonLiteral(text.slice(lineIn.index + lineIn[0].length));
        if (literal !== undefined) writer.line(literal.replace(/[\r\n]+$/, ''), { ...place, time: findTime(text.slice(0, lineIn.index))?.iso ?? place.time });
        return;
      }
      const perLine = PER_LINE.exec(text);
      if (perLine && block === 'none') {
        if (direction !== '' && direction !== perLine[1]) writer.end();
        direction = perLine[1] ?? '';
        writer.line(perLine[2] ?? '', place);
        return;
      }
      if (block === 'none') {
        if (/^\s*Asterisk Call Manager\//.test(text)) writer.line(text.trim(), place);
        return;
      }
      if (/^response: *follows\s*$/i.test(text)) raw = true;
      else if (text.startsWith('--END ')) raw = false;
      // Output of commands has lines of hyphens, too.
      if (block === 'dashes' && !raw && RULE.test(text)) {
        writer.end();
        block = 'none';
        return;
      }
      // What Monolog adds to each record.
      if (block === 'dashes' && /^ ?\[\] \[\]\s*$/.test(text)) return;
      put(text, place);
    },
    end: () => writer.end(),
  };
}

/** The text of a Python literal as bytes; `undefined` where its quote does not end. Source: the Python language reference, string literals. */
function pythonLiteral(text: string): string | undefined {
  const match = /^([bu]?)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/.exec(text);
  if (!match) return undefined;
  const unicode = match[1] === 'u';
  return (match[2] ?? match[3] ?? '').replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3})|(.))/gi,
    (_whole, hex, four, eight, octal, letter) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        return point <= 0xff && hex !== undefined && !unicode ? String.fromCharCode(point) : point <= 0x10ffff ? utf8Bytes(String.fromCodePoint(point)) : '';
      }
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return { n: '\n', r: '\r', t: '\t', 0: '\0', a: '\x07', b: '\b', f: '\f', v: '\v' }[letter as string] ?? letter;
    },
  );
}
