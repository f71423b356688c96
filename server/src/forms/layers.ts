import type { LineReader, Place } from './form';
import { findTime } from './times';

/** Something that stands before the lines of a form: quoting or a log's prefix. */
export interface Layer {
  readonly kind: 'quote' | 'prefix';
  /** The line without it, and the time it tells; `undefined` where the line does not bear it. */
  strip(line: string): { readonly text: string; readonly time: string | undefined } | undefined;
  /** Reads lines without the layer, for `next`. */
  reader(next: LineReader): LineReader;
}

/** A line that names a message, whatever stands before it. */
const NAMING = /^(.*?)(?<![\w$-])((?:Event|Response|Action): ?[\w-]{1,60})\s*$/i;

/** The quoting that most lines bear: `> `, `# `, `-- `, `// `, `; `, `| ` or blanks. */
export function quoteOf(lines: readonly string[]): Layer | undefined {
  const filled = lines.filter((line) => line.trim() !== '');
  const naming = filled.filter((line) => NAMING.test(line));
  for (const mark of ['>', '#', '--', '//', ';', '|', '*', '%']) {
    const bears = (line: string): boolean => line.trimStart().startsWith(mark);
    const count = filled.filter(bears).length;
    if (count < 2 || (count < filled.length * 0.6 && !(naming.length > 0 && naming.filter(bears).length >= naming.length * 0.9))) continue;
    const pattern = new RegExp(`^[ \\t]*${mark.replace(/[|*]/, '\\$&')}[ \\t]?`);
    return quoteLayer((line) => pattern.exec(line)?.[0].length, true);
  }
  const indents = naming.map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  if (naming.length > 0 && indent > 0 && filled.filter((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0 >= indent).length >= filled.length * 0.8) {
    return quoteLayer((line) => Math.min(indent, line.length - line.trimStart().length), false);
  }
  return undefined;
}

const WRAPPED_FROM = 60;

function quoteLayer(markLength: (line: string) => number | undefined, wraps: boolean): Layer {
  const strip = (line: string): { text: string; time: undefined } | undefined => {
    const length = markLength(line);
    return length === undefined ? undefined : { text: line.slice(length), time: undefined };
  };
  return {
    kind: 'quote',
    strip,
    reader(next) {
      let held: { text: string; place: Place; length: number } | undefined;
      let raw = false;
      const release = (): void => {
        if (!held) return;
        if (/^response: *follows\s*$/i.test(held.text)) raw = true;
        else if (held.text.startsWith('--END ')) raw = false;
        next.line(held.text, held.place);
        held = undefined;
      };
      return {
        line(line, place) {
          const text = strip(line)?.text ?? line;
          // A long line that was wrapped goes on where the break took the place of a blank and no header begins.
          const blank = held !== undefined && (held.text.endsWith(' ') || text.startsWith(' '));
          if (wraps && held && !raw && blank && held.length >= WRAPPED_FROM && text.trim() !== '' && !/^\s*[\w()#/-]+:/.test(text)) {
            held = { text: held.text + text, place: held.place, length: line.length };
            return;
          }
          release();
          held = { text, place, length: line.length };
        },
        end() {
          release();
          next.end();
        },
      };
    },
  };
}

const LEVELS = 'trace|debug|info|information|notice|warn|warning|error|err|fatal|critical|verbose|finest|finer|fine|severe|dbg|inf';
const TOKENS = /0x[0-9a-f]+|\d+|[a-z]+|[ \t]+|[<>=-]+|./gi;
const CHANGING =
  /^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|recv|received|receive|rx|in|incoming|sent|send|sending|tx|out|outgoing|read|write|reader|writer|client|server)$/i;

/** The prefixes that stand before lines that name messages. Several loggers may take part. */
export function prefixOf(lines: readonly string[]): Layer | undefined {
  const found = new Map<string, { count: number; readonly prefix: string }>();
  for (const line of lines) {
    const prefix = NAMING.exec(line)?.[1];
    if (!prefix || prefix.trim() === '' || prefix.length > 160) continue;
    const source = patternOf(prefix);
    const known = found.get(source);
    if (known) known.count++;
    else found.set(source, { count: 1, prefix });
  }
  const patterns: RegExp[] = [];
  // What begins with another prefix is that and a value that ends in such words: `Message: … Use Action: ListCommands`.
  for (const [source, { prefix }] of [...found].sort((a, b) => a[1].prefix.length - b[1].prefix.length || b[1].count - a[1].count)) {
    if (patterns.length < 8 && !patterns.some((pattern) => pattern.test(prefix))) patterns.push(new RegExp(source, 'i'));
  }
  if (patterns.length === 0) return undefined;
  const timed = lines.some((line) => patterns.some((pattern) => findTime(pattern.exec(line)?.[0] ?? '', 160)));
  let last: { readonly prefix: string; readonly time: string | undefined } = { prefix: '', time: undefined };
  const strip = (line: string): { text: string; time: string | undefined } | undefined => {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (!match) continue;
      // The lines of a message mostly have the same time.
      if (match[0] !== last.prefix) last = { prefix: match[0], time: findTime(match[0], 160)?.iso };
      return { text: line.slice(match[0].length), time: last.time };
    }
    return undefined;
  };
  return {
    kind: 'prefix',
    strip,
    reader(next) {
      let inMessage = false;
      return {
        line(line, place) {
          const stripped = strip(line);
          if (stripped) {
            inMessage = stripped.text.trim() !== '';
            next.line(stripped.text, { ...place, time: stripped.time ?? place.time });
            return;
          }
          // A record of another logger. Without a time it is the next line of a record that has several.
          const time = timed ? findTime(line, 60) : undefined;
          if (!inMessage || (time && time.start <= 3)) return;
          next.line(line, place);
          inMessage = line.trim() !== '';
        },
        end: () => next.end(),
      };
    },
  };
}

/** A pattern for a prefix and those like it: other digits, month and direction. A level stays, since other records of the logger often have another. */
function patternOf(prefix: string): string {
  const content = prefix.trimEnd();
  const trailing = prefix.length - content.length;
  let source = '^';
  for (const [token] of content.matchAll(TOKENS)) {
    if (/^0x/i.test(token)) source += '0x[0-9a-f]+';
    else if (/^\d/.test(token)) source += '\\d+';
    else if (/^[ \t]/.test(token)) source += '[ \\t]+';
    else if (/[<>]/.test(token)) source += '[<>=-]+';
    else if (CHANGING.test(token)) source += '[a-z]+';
    else source += token.replace(/[^\w]/g, '\\$&');
  }
  // A level is padded after it, and editors cut blanks from the ends of lines.
  return trailing === 0 ? source : `${source}(?:[ \\t]{${trailing}}|[ \\t]{0,${trailing}}$)`;
}

const LEVEL_LINE = new RegExp(`^\\W{0,4}(?:${LEVELS})\\b[^:]{0,60}(?::[^:]{0,40})?:?\\s*$`, 'i');
const LOGGER_LINE = /^\[?[A-Za-z][\w$-]*(?:\.[\w$-]+)+\]?:?\s*$/;

/** Whether a line could be a log's own before a block: a time, a level or a logger's name, and few words. */
export function isHeading(line: string): boolean {
  // Our own marks belong to a capture.
  if (/^;[@!#] /.test(line)) return false;
  const time = findTime(line, 60);
  if (time && /^[\W_]{0,6}$|^[\W]{0,6}(?:[A-Za-z]{3}[, ]+)?$/.test(line.slice(0, time.start))) return line.length - time.end <= 100;
  return LEVEL_LINE.test(line) || LOGGER_LINE.test(line);
}

/** Whether a line begins a message or a session. */
export function isNaming(line: string): boolean {
  return /^\s*(?:(?:Event|Response|Action): ?\S|Asterisk Call Manager\/)/i.test(line);
}

/** Reads blocks that have a line of the log before them; it is taken for one where a message begins right behind it. */
export function headingReader(next: LineReader, separate: () => void): LineReader {
  let held: { text: string; place: Place } | undefined;
  let time: string | undefined;
  const put = (text: string, place: Place): void => next.line(text, { ...place, time: time ?? place.time });
  const release = (): void => {
    if (held) put(held.text, held.place);
    held = undefined;
  };
  return {
    line(text, place) {
      if (held && isNaming(text)) {
        time = findTime(held.text, 60)?.iso ?? held.place.time ?? time;
        held = undefined;
        separate();
      }
      release();
      if (isHeading(text)) held = { text, place };
      else put(text, place);
    },
    end() {
      release();
      next.end();
    },
  };
}
