import { contentEnd } from '../syntax/lines';
import { indexMessages, shapeOf } from '../syntax/messages';
import { isAsteriskJava } from './asteriskJava';
import { isAsterNet } from './asterNet';
import { createDecoder } from './bytes';
import { EXAMINING, isLogRecord } from './coreDebug';
import { hasDirection } from './directions';
import { FORMS, type Form } from './form';
import { isAjamHttp } from './http';
import { amiOf } from './json';
import { type Json, JsonScanner } from './jsonValues';
import { isHeading, isNaming, type Layer, prefixOf, quoteOf } from './layers';
import { ngrepPacket } from './ngrep';
import { isPcap, PcapReader } from './pcap';
import { isAjamXml } from './xml';
import { isYaai } from './yaai';

/** How much of a file tells its form. Bytes. */
export const SAMPLE = 65_536;

/** What is done to a file: what stands before its lines, from outside in, and the form within. */
export interface Plan {
  readonly form: Form;
  readonly layers: readonly Layer[];
  /** The form within the layers. */
  readonly core: Form;
  /** Blocks have a line of the log before them. */
  readonly headings: boolean;
}

/**
 * The form that a file is in, told from its beginning (about 64 kB; what lies behind {@link SAMPLE} is not looked at).
 *
 * `undefined` where it is not plainly AMI. Forms that the product reads as they are get their own names, see {@link FORMS}.
 */
export function detectForm(sample: string | Uint8Array): Form | undefined {
  if (typeof sample !== 'string') {
    const bytes = sample.subarray(0, SAMPLE);
    if (isPcap(bytes)) return holdsAmi(bytes) ? 'pcap' : undefined;
  }
  const decoder = createDecoder();
  const head = typeof sample === 'string' ? sample.slice(0, SAMPLE) : sample.subarray(0, SAMPLE);
  const text = decoder.push(head) + decoder.end();
  return planOf(text, sample.length > SAMPLE)?.form;
}

/** The form of a text with what is said of it; `undefined` where it is not plainly AMI. */
export function formOf(sample: string): { form: Form; title: string; inPlace: boolean } | undefined {
  const form = detectForm(sample);
  return form && { form, title: FORMS[form].title(), inPlace: FORMS[form].inPlace };
}

/** Whether AMI flows in the packets of the beginning of a network capture. */
function holdsAmi(bytes: Uint8Array): boolean {
  let found = false;
  new PcapReader((packet) => {
    if (!packet || found) return;
    found =
      packet.ports.includes(5038) ||
      /^Asterisk Call Manager\/\d/.test(packet.data) ||
      (/^(?:Event|Response|Action): ?[\w-]+\r\n/.test(packet.data) && coverage(linesOf(packet.data, false)) > 0.5);
  }).push(bytes);
  return found;
}

/** How to read a text, told from its beginning; `undefined` where it is not plainly AMI. Latin1. `cut`: the text goes on. */
export function planOf(text: string, cut: boolean): Plan | undefined {
  let lines = linesOf(text, cut);
  const layers: Layer[] = [];
  for (let depth = 0; depth < 4; depth++) {
    const marked = markedForm(lines);
    if (marked) return plan(marked, layers, false);
    const quote = quoteOf(lines);
    if (quote) {
      const inner = planWithin(lines, quote, layers);
      if (inner) {
        layers.push(quote);
        lines = inner;
        continue;
      }
    }
    const own = ownForm(lines, layers.length === 0 ? text : lines.join('\n'));
    if (own) return plan(own, layers, false);
    const plain = plainForm(lines);
    if (plain) return plan(plain, layers, hasHeadings(lines));
    const prefix = prefixOf(lines);
    if (!prefix) return undefined;
    const inner = readThrough(lines, prefix);
    if (coverage(inner) === 0 && !ownForm(inner, inner.join('\n'))) return undefined;
    layers.push(prefix);
    lines = inner;
  }
  return undefined;
}

function plan(core: Form, layers: readonly Layer[], headings: boolean): Plan {
  const inPlace = core === 'wire' || core === 'transcript' || core === 'managerDebug';
  const form = !inPlace ? core : headings || layers.some((layer) => layer.kind === 'prefix') ? 'prefixed' : layers.length > 0 ? 'quoted' : core;
  return { form, layers, core, headings };
}

/** The lines within a quotation, where something is found there. */
function planWithin(lines: readonly string[], quote: Layer, outer: readonly Layer[]): string[] | undefined {
  const inner = readThrough(lines, quote);
  if (outer.length > 2) return undefined;
  return planOf(inner.join('\n'), false) ? inner : undefined;
}

/** The lines of a sample; the last one is left out where the text goes on. */
function linesOf(text: string, cut: boolean): string[] {
  const lines = text.split(text.includes('\n') ? '\n' : '\r').map((line) => line.slice(0, contentEnd(line, 0, line.length)));
  if (cut && lines.length > 1) lines.pop();
  return lines;
}

function readThrough(lines: readonly string[], layer: Layer): string[] {
  const inner: string[] = [];
  const reader = layer.reader({ line: (text) => inner.push(text), end: () => {} });
  lines.forEach((text, i) => {
    reader.line(text, { number: i + 1 });
  });
  reader.end();
  return inner;
}

/** Forms whose own marks look like quoting. */
function markedForm(lines: readonly string[]): Form | undefined {
  const packets = lines.map((line) => ngrepPacket(line.trim())).filter((packet) => packet !== undefined);
  if (
    packets.length > 0 &&
    (packets.some(({ from, to }) => /:5038$/.test(from) || /:5038$/.test(to)) || lines.some((line) => /^Asterisk Call Manager\/[\d.]+[.|]?$/.test(line)))
  ) {
    if (lines.some((line) => /^(?:(?:Event|Response|Action): ?\S+|Asterisk Call Manager\/)/i.test(line))) return 'ngrep';
  }
  if (lines.some(hasDirection) && lines.some((line) => /(?:^|[\s'">])(?:Event|Response|Action): ?[\w-]+/i.test(line))) {
    return lines.some(isDirectedAmi) && amiNames(lines) ? 'directions' : undefined;
  }
  return undefined;
}

/** A naming line as it stands behind direction marks. */
function isDirectedAmi(line: string): boolean {
  return /^(?:.*Line In: [bu]?['"]|<< |>> |\s*)(?:Event|Response|Action): ?[\w-]+['"]?\s*$/i.test(line);
}

function amiNames(lines: readonly string[]): boolean {
  return lines.some(
    (line) =>
      KNOWN.test(line.replace(/^.*Line In: [bu]?['"]|^(?:<<|>>) /, '')) ||
      /^(?:.*Line In: [bu]?['"]|<< |>> )?Response: ?(?:Success|Error|Goodbye|Follows)['"]?$/i.test(line),
  );
}

/** Forms that have marks of their own. */
function ownForm(lines: readonly string[], text: string): Form | undefined {
  if (isAjamHttp(text)) return 'http';
  if (isAjamXml(text)) return 'ajamXml';
  if (lines.some(isAsteriskJava)) return 'asteriskJava';
  if (lines.filter(isAsterNet).length > 1) return 'asterNet';
  if (lines.filter(isYaai).length > 0 && lines.some((line) => /! -{3,}/.test(line))) return 'yaai';
  if (lines.some((line) => isLogRecord(line) && EXAMINING.test(line)) && lines.some((line) => /(?:^|: )(?:Event|Action): ?\S/i.test(line))) return 'coreDebug';
  return isJson(text) ? 'json' : undefined;
}

function isJson(text: string): boolean {
  if (!/["[]\s*"?(?:event|response|action)[":]/i.test(text)) return false;
  let ami = 0;
  let others = 0;
  let size = 0;
  const loose: string[] = [];
  const scanner = new JsonScanner(
    (value: Json) => {
      if (typeof value === 'string') loose.push(...value.split(/\r?\n/));
      else if (amiOf(value)) {
        ami++;
        size += sizeOf(value);
      } else others++;
    },
    () => {},
  );
  scanner.push(text);
  if (loose.length > 0 && coverage(loose) > 0.5) return true;
  // Source code and documentation hold examples among other text.
  return ami > 0 && ami >= others * 0.3 && size >= text.trim().length * 0.3;
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length + 4;
  if ('literal' in value) return value.literal.length + 2;
  const parts: readonly Json[] = 'members' in value ? value.members.flat() : value;
  return parts.reduce<number>((size, part) => size + sizeOf(part), 4);
}

/** Headers that nothing but AMI has. */
const KNOWN =
  /^\s*(?:Privilege|Uniqueid|Linkedid|DestUniqueid|ActionID|EventList|ListItems|AuthType|Challenge|ChannelState(?:Desc)?|CallerIDNum|CallerIDName|ConnectedLineNum|Cause-txt|BridgeUniqueid|ChanVariable|EventTV|Peer|ChannelType|PeerStatus|Device|UserEvent|Queue|Output|SystemName|Ping|Secret|ObjectName|ObjectType):/i;

/** The part of the filled lines that stands in messages that are plainly AMI. */
function coverage(lines: readonly string[]): number {
  const text = lines.join('\n');
  const index = indexMessages(text);
  let covered = 0;
  for (let i = 0; i < index.count; i++) {
    const shape = shapeOf(index, i);
    if (shape.kind === 'message' || !/^[\w .-]{1,80}$/.test(shape.name)) continue;
    const message = text.slice(index.starts[i], index.ends[i]);
    const own = message.split('\n');
    const known =
      own.some((line) => KNOWN.test(line)) ||
      (shape.kind === 'response' && /^(?:success|error|goodbye|follows)$/i.test(shape.name)) ||
      (shape.kind === 'action' && own.some((line) => /^\s*(?:username|command|channel):/i.test(line)));
    if (
      known ||
      (shape.kind === 'action' && /^(?:login|logoff|ping|events|corestatus|coresettings|queuestatus|listcommands|coreshowchannels)$/i.test(shape.name))
    )
      covered += own.filter((line) => line.trim() !== '').length;
  }
  const filled = lines.filter((line) => line.trim() !== '').length;
  return filled === 0 ? 0 : covered / filled;
}

/** Forms that are read as they are. */
function plainForm(lines: readonly string[]): Form | undefined {
  const banner = lines.some((line) => /^\s*Asterisk Call Manager\/\d+(?:\.\d+)*\s*$/.test(line));
  const part = coverage(lines);
  if (lines.some((line) => /^\s*<---? Examining AMI (?:event|action)/.test(line)) && part > 0) return 'managerDebug';
  if (!(banner && (part > 0.1 || lines.filter((line) => line.trim() !== '').length < 12)) && part < 0.3) return undefined;
  return lines.some((line) => /^\s*(?:Trying \S+\.\.\.|Connected to \S+|Escape character is )/.test(line)) ? 'transcript' : 'wire';
}

/** Whether at least half of the messages have a line of a log before them. */
function hasHeadings(lines: readonly string[]): boolean {
  let naming = 0;
  let headed = 0;
  lines.forEach((line, i) => {
    if (!isNaming(line)) return;
    naming++;
    if (isHeading(lines[i - 1] ?? '')) headed++;
  });
  return headed > 0 && headed >= naming * 0.4;
}
