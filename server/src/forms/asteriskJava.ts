import type { LineReader } from './form';
import type { Names } from './names';
import { findTime } from './times';
import type { CaptureWriter } from './writer';

const EVENT = /(?<![\w.$])([\w.$]{1,200})\[dateReceived=/;

/** Whether a line holds an event as asterisk-java prints it. */
export function isAsteriskJava(line: string): boolean {
  return EVENT.test(line) && /dateReceived='?(?:[A-Z][a-z]{2}[ ,]|\d|null)/.test(line) && /\bprivilege=|systemHashcode=/.test(line);
}

/**
 * Reads `…HangupEvent[dateReceived='…',privilege='call,all',cause=16,…,systemHashcode=1]`.
 *
 * The library keeps the properties of its classes, not the headers: their spelling comes back through `names`, what is null was not sent, and
 * properties that it computes stay under its own names. Quotes inside values are not escaped, so a value ends where another property begins.
 * Source: github.com/asterisk-java/asterisk-java ManagerEvent.toString.
 */
export function asteriskJavaReader(writer: CaptureWriter, names: Names): LineReader {
  return {
    line(text, place) {
      const event = EVENT.exec(text);
      if (!event) {
        if (/^\s*Asterisk Call Manager\//.test(text)) writer.line(text.trim(), place);
        return;
      }
      const properties = propertiesOf(text, event.index + event[0].length - 'dateReceived='.length);
      const written = (event[1] ?? '').replace(/^.*[.$]/, '').replace(/(?<=.)Event$/, '');
      const name = names.message('event', written);
      const date = properties.find(([key]) => key === 'dateReceived')?.[1];
      // Older releases quote everything but the date, null as well.
      const old = text[event.index + event[0].length] !== "'";
      const lines = [`Event: ${name}`];
      for (const [key, value, quoted] of properties) {
        if (key === 'dateReceived' || key === 'systemHashcode') continue;
        if (value === 'null' && (!quoted || old)) continue;
        const header = names.header('event', name, key);
        for (const one of quoted ? [value] : items(value)) lines.push(`${header}: ${one}`);
      }
      // The log's own time is finer than the date of the event, and near enough; the date tells the day where the log does not.
      const logged = findTime(text.slice(0, event.index))?.iso ?? place.time;
      const received = date && findTime(date, 80)?.iso;
      writer.message(lines, { ...place, time: logged?.includes('T') && !logged.startsWith('-') ? logged : (received ?? logged) });
    },
    end: () => writer.end(),
  };
}

/** Name, value and whether it stood in quotes. */
type Property = [key: string, value: string, quoted: boolean];

const NAME = /([A-Za-z_]\w*)=/y;

function propertiesOf(text: string, start: number): Property[] {
  const properties: Property[] = [];
  let at = start;
  while (at < text.length) {
    NAME.lastIndex = at;
    const name = NAME.exec(text);
    if (!name) break;
    const from = NAME.lastIndex;
    const quoted = text[from] === "'";
    const end = quoted ? quotedEnd(text, from + 1) : bareEnd(text, from);
    properties.push([name[1] ?? '', text.slice(quoted ? from + 1 : from, end), quoted]);
    at = end + (quoted ? 1 : 0);
    if (text[at] !== ',') break;
    at++;
    while (text[at] === ' ') at++;
  }
  return properties;
}

/** The quote that ends a value: before `,name=` or the end of the event. */
function quotedEnd(text: string, from: number): number {
  for (let quote = text.indexOf("'", from); quote >= 0; quote = text.indexOf("'", quote + 1)) {
    if (/^'(?:, ?[A-Za-z_]\w*=(?:'|null\b|[[{]|-?\d|true\b|false\b)|\](?:\s|$)|\]?$)/.test(text.slice(quote, quote + 120))) return quote;
  }
  return text.length;
}

/** The end of a value without quotes: a list or map to its bracket, else to `,name=` or `]`. */
function bareEnd(text: string, from: number): number {
  const open = text[from];
  if (open === '[' || open === '{') {
    let depth = 0;
    for (let at = from; at < text.length; at++) {
      if (text[at] === "'" && /[[{,= ]/.test(text[at - 1] ?? '')) {
        const quote = text.indexOf("'", at + 1);
        if (quote > 0) at = quote;
      } else if (text[at] === '[' || text[at] === '{') depth++;
      else if ((text[at] === ']' || text[at] === '}') && --depth === 0) return at + 1;
    }
  }
  const next = /, ?[A-Za-z_]\w*=|\]/.exec(text.slice(from));
  return next ? from + next.index : text.length;
}

/** What a list or map holds, each to be a header of its own; any other value alone. */
function items(value: string): string[] {
  if (!/^(?:\[.*\]|\{.*\})$/.test(value)) return [value];
  const inner = value.slice(1, -1);
  if (inner === '') return [];
  if (inner.startsWith("'")) return inner.slice(1, inner.endsWith("'") ? -1 : undefined).split(/', ?'/);
  return value.startsWith('{') ? inner.split(/, ?(?=[^,={}]+=)/) : inner.split(/, ?/);
}
