import { colonOf, contentEnd, endsFreeText, frameLine, isBlank, nextLine, pastBlanks } from './lines';
import { childOf, type Ending, expect, type MessageKind, type ShapeNode, type ShapeTable, shapeAt } from './shapes';

/**
 * Reads one message that begins at `start`, interning its shape.
 *
 * The result depends on `text` from `start` on and on nothing else; that is what makes re-scanning after an edit possible. The scan looks at
 * most two lines past the message's end. Total: any text is a message or becomes `undefined`, which happens only where `final` is
 * false and more text is needed to tell.
 */
export function scanMessage(text: string, start: number, table: ShapeTable, final: boolean): ScannedMessage | undefined {
  const length = text.length;
  let node = table.root;
  let first = node;
  let at = start;
  for (;;) {
    if (at >= length) return final ? ended(table, node, 'end', length) : undefined;
    const code = text.charCodeAt(at);
    if (code === LF) return endedByBlank(table, first, node, at + 1);
    if (code === CR && text.charCodeAt(at + 1) === LF) return endedByBlank(table, first, node, at + 2);

    // The way of nearly all lines: what followed last time follows again.
    const guess = node.repeated && text.startsWith(node.lead, at) ? node : node.recent;
    if (guess?.fast && text.startsWith(guess.lead, at)) {
      if (guess.whole) {
        at += guess.lead.length;
      } else {
        const next = nextLine(text, at + guess.lead.length);
        if (next < 0 && !final) return undefined;
        at = next < 0 ? length : next;
      }
      if (guess !== node) node.recent = guess;
      if (node === table.root) first = guess;
      node = guess;
      continue;
    }

    const next = nextLine(text, at);
    if (next < 0 && !final) return undefined;
    const lineEnd = next < 0 ? length : next;
    const end = contentEnd(text, at, lineEnd);
    if (isBlank(text, at, end)) return ended(table, node, 'blank', lineEnd);
    if (node !== table.root) {
      const begins = beginsAnother(text, at, end, lineEnd, node, final);
      if (begins === 'later') return undefined;
      if (begins) return ended(table, node, 'cut', at);
    }
    if (node.kind === 'response' && node.value.toLowerCase() === 'follows' && !isFollowsHeader(text, at)) {
      const raw = rawEnd(text, at, final);
      if (!raw) return undefined;
      node = takeRaw(node);
      at = raw.end;
      if (raw.closed) continue;
      return ended(table, node, raw.end >= length ? 'end' : 'cut', raw.end);
    }
    const taken = takeLine(text, at, end, lineEnd, node, table);
    if (node === table.root) first = taken;
    node = taken;
    at = lineEnd;
  }
}

/**
 * The message that begins at `start`, if it has the shape that its first line led to last time, which nearly all have; `undefined` says nothing.
 *
 * Equal to what {@link scanMessage} gives, and several times as fast.
 */
export function scanExpected(text: string, start: number, table: ShapeTable): ScannedMessage | undefined {
  const next = nextLine(text, start);
  if (next < 0) return undefined;
  const expected = table.root.children.get(text.slice(start, next))?.expected;
  if (!expected?.pattern) return undefined;
  expected.pattern.lastIndex = next;
  return expected.pattern.test(text) ? { end: expected.pattern.lastIndex, shape: expected.shape } : undefined;
}

function endedByBlank(table: ShapeTable, first: ShapeNode, last: ShapeNode, end: number): ScannedMessage {
  const shape = shapeAt(table, last, 'blank');
  if (first.whole && last !== first) expect(first, last, shape.id);
  return { end, shape: shape.id };
}

function ended(table: ShapeTable, last: ShapeNode, ending: Ending, end: number): ScannedMessage {
  return { end, shape: shapeAt(table, last, ending).id };
}

function takeRaw(node: ShapeNode): ShapeNode {
  return childOf(node, 'raw', () => ({ lead: '', whole: false, fast: false, repeated: false, form: 'raw', name: '', kind: node.kind, value: node.value }));
}

/** Where a message ends (after its blank line, if it has one) and the id of its shape. */
export interface ScannedMessage {
  readonly end: number;
  readonly shape: number;
}

/** The outcome of looking for the next message: where it starts, or that there is none before `from`. */
export interface NextMessage {
  /** Offset of the message's first line, or -1. */
  readonly start: number;
  /** Where to look on: lines before it are known to begin no message. */
  readonly from: number;
}

/**
 * The first message at or after `from`, which is the start of a line. Blank lines, banners, marks, transcript lines and free text are passed over.
 *
 * With `final` false, a last line without its line end is left for later.
 */
export function nextMessage(text: string, from: number, final: boolean): NextMessage {
  const length = text.length;
  let at = afterByteOrderMark(text, from);
  while (at < length) {
    const next = nextLine(text, at);
    if (next < 0 && !final) break;
    const lineEnd = next < 0 ? length : next;
    const end = contentEnd(text, at, lineEnd);
    if (at < end && !frameLine(text, at)) {
      const starts = startsMessage(text, at, end, lineEnd, final);
      if (starts === 'later') break;
      if (starts) return { start: at, from: at };
    }
    at = afterByteOrderMark(text, lineEnd);
  }
  return { start: -1, from: at };
}

/** `at`, or the offset behind byte order marks there, which editors put before the text of a file; they are three characters where UTF-8 was read as latin1. */
function afterByteOrderMark(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0xfeff) at++;
    else if (code === 0xef && text.startsWith('\u00bb\u00bf', at + 1)) at += 3;
    else return at;
  }
}

const LF = 10;
const CR = 13;

/** Long enough for every header of Asterisk; what is longer before its first colon is prose. */
const LONGEST_NAME = 80;

/** A message begins with `Name: value` where the name has no blank inside, or with a naming line that lost its colon. */
function startsMessage(text: string, at: number, end: number, lineEnd: number, final: boolean): boolean | 'later' {
  const colon = colonOf(text, at, end);
  if (colon >= 0 && isPlainName(text, at, colon)) return true;
  if (!/^[ \t]*(event|action|response)[ \t]+[\w-]+[ \t]*$/i.test(text.slice(at, Math.min(end, at + 200)))) return false;
  // `Event Hangup` is a damaged message where headers follow, and prose where they do not.
  const next = nextLine(text, lineEnd);
  if (next < 0 && !final) return 'later';
  const following = colonOf(text, lineEnd, next < 0 ? text.length : next);
  return following >= 0 && isPlainName(text, lineEnd, following);
}

/** Whether `start` to `end` could be a header name at the beginning of a message: `Channel`, `ChanVariable(SIP/1)`, `Report#Jitter`, but no prose. */
function isPlainName(text: string, start: number, end: number): boolean {
  if (end - start > LONGEST_NAME || end === start) return false;
  return /^[ \t]*[A-Za-z$_][^\s:]*[ \t]*$/.test(text.slice(start, end));
}

const NAMING = /^[ \t]*(event|action|response)[ \t]*$/i;

/** The node that a line of a message leads to, made where it is new. */
function takeLine(text: string, at: number, end: number, lineEnd: number, node: ShapeNode, table: ShapeTable): ShapeNode {
  const colon = colonOf(text, at, end);
  if (colon < 0) {
    if (node.form === 'noColon') return node;
    return childOf(node, 'no colon', () => ({
      lead: '',
      whole: false,
      fast: false,
      repeated: false,
      form: 'noColon',
      name: '',
      kind: node.kind,
      value: node.value,
    }));
  }
  const written = text.slice(at, colon);
  if (!node.kind || node === table.root) {
    const naming = NAMING.exec(written);
    if (naming) {
      const line = text.slice(at, lineEnd);
      const kind = naming[1]?.toLowerCase() as MessageKind;
      return childOf(node, line, () => ({
        lead: detached(line),
        whole: true,
        fast: line.endsWith('\n'),
        repeated: false,
        form: 'header',
        name: written.trim(),
        kind,
        value: detached(text.slice(colon + 1, end).trim()),
      }));
    }
  }
  const lead = text.slice(at, colon + 1);
  if (node !== table.root && node.form === 'header' && !node.whole && node.name === written.trim()) {
    if (node.repeated) return node;
    return childOf(node, 'repeated', () => ({
      lead: node.lead,
      whole: false,
      fast: node.fast,
      repeated: true,
      form: 'header',
      name: node.name,
      kind: node.kind,
      value: node.value,
    }));
  }
  return childOf(node, lead, () => ({
    lead: detached(lead),
    whole: false,
    // A line of these names may begin another message, so it is looked at each time.
    fast: !NAMING.test(written),
    repeated: false,
    form: 'header',
    name: detached(written.trim()),
    kind: node.kind,
    value: node.value,
  }));
}

/** A copy that does not keep the whole text of the log in memory, as a V8 slice does. */
function detached(part: string): string {
  return JSON.parse(JSON.stringify(part)) as string;
}

/**
 * Whether the line at `at`, inside a message, begins something else because the message was cut: a mark, a banner, the client's last words,
 * or a new message. The naming lines that Asterisk itself puts inside messages (`Event:` in ResourceListDetail and QueueLog, `Response:` in
 * OriginateResponse) are told apart by what follows them.
 */
function beginsAnother(text: string, at: number, end: number, lineEnd: number, node: ShapeNode, final: boolean): boolean | 'later' {
  if (frameLine(text, at)) return true;
  if (!node.kind) return false;
  const line = pastBlanks(text, at);
  const naming = /^(Event|Action|Response):/.exec(text.slice(line, line + 9))?.[1];
  if (!naming) return false;
  const next = nextLine(text, lineEnd);
  if (next < 0 && !final) return 'later';
  if (naming === 'Response') {
    return RESPONSES.test(text.slice(line + 9, end)) && /^[ \t]*(ActionID|Message|EventList|Privilege):/.test(text.slice(lineEnd, lineEnd + 80));
  }
  if (text.startsWith('Privilege:', pastBlanks(text, lineEnd))) return true;
  return naming === 'Event' ? node.kind !== 'action' && !HOLDS_EVENT.has(node.value) : !HOLDS_ACTION.has(node.value);
}

const RESPONSES = /^\s*(Success|Error|Goodbye|Follows)\s*$/;

/** Events that carry a header of their own that is named `Event`. Source: Asterisk res/res_pjsip_pubsub.c; UserEvent headers are free. */
const HOLDS_EVENT = new Set(['ResourceListDetail', 'UserEvent']);

/** Likewise for `Action`. Source: Asterisk 11 apps/app_minivm.c. */
const HOLDS_ACTION = new Set(['MiniVoiceMail', 'UserEvent']);

/** The headers that stand between `Response: Follows` and its free text. Source: Asterisk 13 main/manager.c, action_command(). */
function isFollowsHeader(text: string, at: number): boolean {
  const line = pastBlanks(text, at);
  return text.startsWith('Privilege:', line) || text.startsWith('ActionID:', line) || text.startsWith('Message:', line);
}

/**
 * Where the free text of a `Response: Follows` ends: after its `--END COMMAND--` line, or (not `closed`) where a message plainly begins
 * after a blank line, or with the text. `undefined`: more text is needed.
 */
function rawEnd(text: string, from: number, final: boolean): { end: number; closed: boolean } | undefined {
  let at = from;
  let afterBlank = false;
  while (at < text.length) {
    const next = nextLine(text, at);
    if (next < 0 && !final) return undefined;
    const lineEnd = next < 0 ? text.length : next;
    if (endsFreeText(text, at)) return { end: lineEnd, closed: true };
    if (frameLine(text, at) === 'banner' || frameLine(text, at) === 'mark') return { end: at, closed: false };
    const line = pastBlanks(text, at);
    const code = text.charCodeAt(line);
    if (afterBlank && (code === 0x45 || code === 0x52) && /^(Event|Response): \w/.test(text.slice(line, line + 12))) {
      if (nextLine(text, lineEnd) < 0 && !final) return undefined;
      if (/^[ \t]*(Privilege|ActionID|Message|EventList): /.test(text.slice(lineEnd, lineEnd + 80))) return { end: at, closed: false };
    }
    afterBlank = isBlank(text, at, lineEnd);
    at = lineEnd;
  }
  return final ? { end: text.length, closed: false } : undefined;
}
