import { utf8Bytes } from './bytes';
import type { LineReader, Place } from './form';
import type { Names } from './names';
import type { CaptureWriter } from './writer';

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

/** Text without its XML entities, as bytes. A character reference below 256 is what a server that writes bytes means by it: UTF-8 all the same. */
function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? utf8Bytes(String.fromCodePoint(point)) : whole;
  });
}

const ATTRIBUTE = /([^\s=<>'"/]+)\s*=\s*(?:'([^']*)'|"([^"]*)")/g;

/** Whether a text holds an answer of AJAM in XML. */
export function isAjamXml(text: string): boolean {
  return (
    /<response type=['"]object['"][^<>]{0,80}>\s*<\w+ (?:event|response|action)=['"]|(?:^|>)\s*<generic (?:event|response)=['"]/im.test(text) ||
    /<ajax-response\b[\s\S]{0,400}(?:event|response)=['"]/i.test(text)
  );
}

/**
 * Reads AJAM's XML: one element a message, its headers attributes (`<generic event='Hangup' … />`). Not a reader of XML in general.
 *
 * Asterisk writes names in lower case and anything but letters and digits as `_`; their spelling comes back through `names`. The second and
 * further headers of a name are `name-2`, `name-3`; free text of a command is `opaque_data`. Source: Asterisk main/manager.c, xml_translate.
 */
export function xmlReader(writer: CaptureWriter, names: Names): LineReader & { push(text: string): void } {
  let buffer = '';
  let line = 1;
  let column = 1;
  let outer: Place | undefined;
  const drop = (count: number): void => {
    const gone = buffer.slice(0, count);
    const last = gone.lastIndexOf('\n');
    for (let lf = gone.indexOf('\n'); lf >= 0; lf = gone.indexOf('\n', lf + 1)) line++;
    column = last < 0 ? column + count : count - last;
    buffer = buffer.slice(count);
  };
  const scan = (): void => {
    for (;;) {
      const open = buffer.indexOf('<');
      drop(open < 0 ? buffer.length : open);
      if (open < 0) return;
      const end = tagEnd(buffer);
      if (end < 0) {
        // What never ends is no tag.
        if (buffer.length > 1 << 22) drop(1);
        else return;
        continue;
      }
      const place: Place = outer ?? { number: line, column };
      putElement(writer, names, buffer.slice(0, end), place);
      drop(end);
    }
  };
  return {
    push(text) {
      buffer += text;
      scan();
    },
    line(text, place) {
      outer = place;
      buffer += `${text}\n`;
      scan();
    },
    end: () => writer.end(),
  };
}

/** The offset after the tag that begins a text, or -1. A `<` outside quotes, or one after a broken quote that begins a message, ends it as well. */
function tagEnd(text: string): number {
  let quote = '';
  for (let at = 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '>') return at + 1;
    else if (char === '<') return at;
    else if ((char === "'" || char === '"') && text[at - 1] === '=') quote = char;
  }
  return -1;
}

function putElement(writer: CaptureWriter, names: Names, tag: string, place: Place): void {
  const attributes = [...tag.matchAll(ATTRIBUTE)].map((match): [string, string] => [match[1] ?? '', unescaped(match[2] ?? match[3] ?? '')]);
  const naming = attributes.find(([name]) => /^(?:event|action|response)$/.test(name));
  const isList = /^<generic\b/.test(tag);
  if (!naming && !isList) return;
  const kind = naming?.[0] ?? '';
  const message = naming?.[1] ?? '';
  const seen = new Map<string, number>();
  const lines: string[] = [];
  const raw: string[] = [];
  for (const [written, value] of attributes) {
    // `output-2` is the second Output: no other name has a hyphen.
    const [, base = written, count] = /^(.*)-(\d+)$/.exec(written) ?? [];
    const repeat = count !== undefined && seen.get(base) === Number(count) - 1;
    const plain = repeat ? base : written;
    seen.set(plain, (seen.get(plain) ?? 0) + 1);
    if (plain === 'opaque_data') raw.push(...value.split(/\r*\n/));
    else {
      const name = names.header(kind, message, plain);
      const parts = value.split(/\r*\n/);
      // A line end in a value would make another line of it; only Output has several lines.
      if (parts.length > 1 && plain !== 'output') {
        writer.note(`${name} of the next message holds line ends, written here as \\n`, place);
        lines.push(`${name}: ${parts.join('\\n')}`);
      } else for (const part of parts) lines.push(`${name}: ${part.replace(/\r/g, '\\r')}`);
    }
  }
  while (raw.at(-1) === '') raw.pop();
  if (raw.length > 0) lines.push(...raw, ...(raw.at(-1)?.startsWith('--END ') ? [] : ['--END COMMAND--']));
  if (lines.length > 0) writer.message(lines, place);
}
