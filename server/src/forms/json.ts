import type { LineReader, Place } from './form';
import { type Json, type JsonObject, JsonScanner } from './jsonValues';
import type { Names } from './names';
import { findTime, isoOfEpoch } from './times';
import type { CaptureWriter } from './writer';

const KINDS = ['event', 'action', 'response'];

/** Members that only AMI has beside `event` and the like; `channel` and `message` are everybody's. */
const OF_AMI = /^(?:privilege|uniqueid|linkedid|actionid|eventlist|calleridnum|channelstate|listitems|cause-?txt|connectedlinenum|eventtv|ajamid|asyncagi)$/i;

/** The members of an object that is a message; `undefined` where it is none. */
function messageMembers(value: Json): JsonObject['members'] | undefined {
  if (typeof value === 'string' || !('members' in value)) return undefined;
  const kinds = value.members.filter(([name, member]) => KINDS.includes(name.toLowerCase()) && typeof member === 'string');
  if (kinds.length > 0 && value.members.some(([name]) => OF_AMI.test(name))) return value.members;
  const strict = kinds.some(
    ([name, member]) =>
      (name === 'Response' && /^(?:Success|Error|Goodbye|Follows)$/.test(String(member))) ||
      (name === 'Event' && value.members.every(([key]) => /^[A-Z$]/.test(key))) ||
      name === 'Action',
  );
  return strict ? value.members : undefined;
}

/** The lines of an array of wire lines; `undefined` where it is none. */
function wireLines(value: Json): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every((line) => typeof line === 'string')) return undefined;
  const lines = (value as string[]).flatMap((line) => line.split(/\r*\n/)).map((line) => line.replace(/\r+$/, ''));
  return lines.some((line) => /^(?:Event|Response|Action): ?\S/i.test(line)) ? lines : undefined;
}

/** What a JSON value holds of AMI: a message's members or wire lines, and what an envelope around it says. */
interface Held {
  readonly members?: JsonObject['members'];
  readonly lines?: string[];
  readonly envelope?: JsonObject['members'];
}

/** What a JSON value holds of AMI; `undefined` where it holds none. Source of the envelope: amiws README.md, "JSON message". */
export function amiOf(value: Json): Held | undefined {
  const own = messageMembers(value);
  if (own) return { members: own };
  const lines = wireLines(value);
  if (lines) return { lines };
  if (typeof value === 'string' || !('members' in value)) return undefined;
  for (const [name, member] of value.members) {
    const inner = messageMembers(member);
    const innerLines = inner ? undefined : wireLines(member);
    if (inner || innerLines) {
      const envelope = value.members.filter(([other]) => other !== name);
      return { envelope, ...(inner ? { members: inner } : innerLines ? { lines: innerLines } : {}) };
    }
  }
  return undefined;
}

/** Reads messages written as JSON, by any of the ways that libraries have. Gets text in pieces by `push`, or lines. */
export function jsonReader(writer: CaptureWriter, names: Names): LineReader & { push(text: string): void } {
  let server = '';
  let outer: Place = { number: 1 };
  let layered = false;
  let loose: { lines: string[]; place: Place } | undefined;
  const finishLoose = (): void => {
    if (loose && loose.lines.length > 0) writer.message(loose.lines, loose.place);
    loose = undefined;
  };
  const found = (value: Json, at: Place, before: string): void => {
    const place = { ...at, ...(layered ? { number: outer.number } : {}), time: outer.time ?? (before.trim() ? findTime(before)?.iso : undefined) };
    if (typeof value === 'string') {
      // The elements of one array are the lines of the wire.
      for (const line of value.split(/\r*\n/)) {
        const content = line.replace(/\r+$/, '');
        if (content === '') finishLoose();
        else if (content.startsWith('Asterisk Call Manager/')) writer.line(content, place);
        else {
          loose ??= { lines: [], place };
          loose.lines.push(content);
        }
      }
      return;
    }
    finishLoose();
    const held = amiOf(value);
    if (!held) return;
    const { envelope = [], lines, members } = held;
    const label = envelope.filter(([name]) => /^server_?(?:id|name)$|^ssl$/i.test(name)).map(([name, member]) => `${name}: ${wordOf(member) ?? ''}`);
    if (label.join(', ') !== server) {
      server = label.join(', ');
      if (server) writer.note(server, place);
    }
    const time = timeOf([...(members ?? []), ...envelope]) ?? place.time;
    if (lines) {
      let message: string[] = [];
      for (const line of [...lines, '']) {
        if (line !== '') message.push(line);
        else if (message.length > 0) {
          writer.message(message, { ...place, time });
          message = [];
        }
      }
    } else if (members) putMembers(writer, names, members, { ...place, time });
  };
  const scanner = new JsonScanner(found, finishLoose);
  return {
    push: (text) => scanner.push(text),
    line(text, place) {
      layered = true;
      outer = place;
      scanner.push(`${text}\n`);
    },
    end() {
      scanner.push('', true);
      finishLoose();
      writer.end();
    },
  };
}

function putMembers(writer: CaptureWriter, names: Names, members: JsonObject['members'], place: Place): void {
  const naming = members.find(([name, member]) => KINDS.includes(name.toLowerCase()) && typeof member === 'string');
  const kind = naming?.[0].toLowerCase() ?? '';
  const given = typeof naming?.[1] === 'string' ? naming[1] : '';
  const message = kind === 'event' && /^[a-z]/.test(given) ? names.message(kind, given) : given;
  const lines: string[] = [];
  const raw: string[] = [];
  for (const [written, member] of members) {
    if (written.startsWith('$')) continue;
    const name = /^[a-z]/.test(written) ? names.header(kind, message, written) : written;
    const values = Array.isArray(member) ? (member as readonly Json[]) : [member];
    for (const one of values) {
      if (typeof one !== 'string' && 'members' in one) {
        // A map of variables: `{"variable": {"A": "1"}}`.
        for (const [key, inner] of one.members) lines.push(...headerLines(writer, name, `${key}=${wordOf(inner) ?? ''}`, place));
        continue;
      }
      const word = written === naming?.[0] && one === given ? message : wordOf(one);
      if (word === undefined) continue;
      if (kind === 'response' && /^follows$/i.test(message) && /^(?:content|output|data|\$content)$/i.test(written)) raw.push(...word.split(/\r*\n/));
      else if (/^output$/i.test(written)) for (const line of word.split(/\r*\n/)) lines.push(`${name}: ${line}`);
      else lines.push(...headerLines(writer, name, word, place));
    }
  }
  while (raw.at(-1) === '') raw.pop();
  if (raw.length > 0) lines.push(...raw, ...(raw.at(-1)?.startsWith('--END ') ? [] : ['--END COMMAND--']));
  if (lines.length > 0) writer.message(lines, place);
}

/** The line of a header. Where its value holds line ends, which would make other lines of it, they are written as Asterisk writes those of VarSet. */
function headerLines(writer: CaptureWriter, name: string, value: string, place: Place): string[] {
  if (!/[\r\n]/.test(name + value)) return [`${name}: ${value}`];
  writer.note(`${name.replace(/[\r\n:]/g, ' ')} of the next message holds line ends, written here as \\r and \\n`, place);
  return [`${name}: ${value}`.replace(/\r/g, '\\r').replace(/\n/g, '\\n')];
}

function wordOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if ('literal' in value) return value.literal === 'null' ? undefined : value.literal;
  return Array.isArray(value) ? value.map((one) => wordOf(one as Json) ?? '').join(',') : '';
}

/** `$time` in milliseconds, or a member that is plainly the log's own time. Source of `$time`: asterisk-ami-client, option addTime. */
function timeOf(members: JsonObject['members']): string | undefined {
  for (const [name, member] of members) {
    if (!/^(?:\$time|@timestamp|received_?at|time|ts|_time)$/i.test(name)) continue;
    const word = wordOf(member) ?? '';
    const ms = /^(\d{10})(\d{3})$/.exec(word);
    if (ms) return isoOfEpoch(Number(ms[1]), ms[2]);
    const time = findTime(word)?.iso;
    if (time?.includes('T')) return time;
  }
  return undefined;
}
