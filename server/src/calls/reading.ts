import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';

/** The place of one channel in the messages of a shape: slots of its values, -1 where the shape has none. */
export interface ChannelPlace {
  /** Lower case: empty, `dest`, `transferee`, `localone`…; `1` and `2` for the pairs of AMI v1. */
  readonly prefix: string;
  readonly uniqueid: number;
  readonly linkedid: number;
  readonly channel: number;
  /** The header that names the channel, in lower case. */
  readonly channelKey: string;
}

/** What is read of messages of a shape, and where it stands. */
export interface Plan {
  readonly name: string;
  /** Names and snapshots are not read. */
  readonly isPlain: boolean;
  /** The slots of `Timestamp` and `SystemName`; -1 where the shape has none. */
  readonly timestamp: number;
  readonly systemname: number;
  readonly places: readonly ChannelPlace[];
  /** Lower-case header name to slot. */
  readonly slots: ReadonlyMap<string, number>;
  /** The columns to read, ascending; a slot is an index in here. */
  readonly columns: readonly number[];
  /** What each of the lines begins with, after the line end before it. */
  readonly leads: readonly string[];
}

/** Header names that end in these name a channel under the prefix before them. */
const UNIQUEID = /^(.*?)uniqueid([12]?)$/;

/** Caller, extension and state of a channel, which stand in every snapshot. */
const SNAPSHOT = ['calleridnum', 'calleridname', 'exten', 'channelstate', 'channelstatedesc'];

/** Everything that dates a message. */
const DATES = ['timestamp', 'systemname'];

/**
 * What calls read of messages of `shape`, given the rule of its event; `undefined` where it says nothing about channels. Computed once
 * a shape.
 *
 * Source of the prefixes: the channel snapshots of Asterisk 12 and later (`DestUniqueid`, `OrigTransfererUniqueid`…); `Uniqueid1`/`Channel1` of
 * Bridge and Link until 11; `UniqueID`/`DestUniqueID` of Dial until 11.
 */
export function planOf(shape: Shape, rule: { readonly keys: readonly string[]; readonly plain?: boolean } | undefined): Plan | undefined {
  if (shape.kind !== 'event') return undefined;
  const at = new Map<string, number>();
  shape.columns.forEach((column, i) => {
    if (column.form === 'header' && !at.has(column.key)) at.set(column.key, i);
  });
  const names: { prefix: string; uniqueid: string; linkedid: string; channel: string }[] = [];
  for (const key of at.keys()) {
    const found = UNIQUEID.exec(key);
    const prefix = found?.[1] ?? '';
    const number = found?.[2] ?? '';
    if (!found || prefix.endsWith('bridge')) continue;
    const channel =
      prefix === 'dest' && !at.has('destchannel') ? 'destination' : prefix === 'src' && !at.has('srcchannel') ? 'source' : `${prefix}channel${number}`;
    names.push({ prefix: prefix + number, uniqueid: key, linkedid: `${prefix}linkedid${number}`, channel });
  }
  if (names.length === 0 && !rule) return undefined;
  const wanted = new Set<string>(DATES);
  const isPlain = rule?.plain ?? !rule;
  for (const { uniqueid, linkedid, channel } of names) for (const key of isPlain ? [uniqueid, linkedid] : [uniqueid, linkedid, channel]) wanted.add(key);
  if (rule) for (const key of isPlain ? rule.keys : [...SNAPSHOT, ...rule.keys]) wanted.add(key);
  const columns = [...wanted].map((key) => at.get(key) ?? -1).filter((column) => column >= 0);
  columns.sort((a, b) => a - b);
  const slots = new Map<string, number>();
  columns.forEach((column, slot) => {
    slots.set(shape.columns[column]?.key ?? '', slot);
  });
  const slot = (key: string): number => slots.get(key) ?? -1;
  return {
    name: shape.name,
    isPlain,
    timestamp: slot('timestamp'),
    systemname: slot('systemname'),
    places: names.map(({ prefix, uniqueid, linkedid, channel }) => ({
      prefix,
      uniqueid: slot(uniqueid),
      linkedid: slot(linkedid),
      channel: slot(channel),
      channelKey: channel,
    })),
    slots,
    columns,
    leads: columns.map((column) => `\n${shape.columns[column]?.name}:`),
  };
}

/** The ids that the next message probably has, since many in a row name one channel. */
export interface Guess {
  readonly uniqueid: string;
  readonly seenLinkedid: string;
}

/**
 * The values that a plan asks for, the first line of each, into `values`; empty where there is none. Where the ids are those of `guess`, its strings are
 * given, which costs a comparison.
 */
export function readValues(text: string, start: number, end: number, shape: Shape, plan: Plan, values: string[], guess?: Guess): void {
  const { leads, columns, places } = plan;
  const uniqueid = guess ? (places[0]?.uniqueid ?? -1) : -1;
  const linkedid = guess ? (places[0]?.linkedid ?? -1) : -1;
  values.length = columns.length;
  // A slice is a view: searching in it stops at its end.
  const message = text.slice(start, end);
  let from = 0;
  for (let slot = 0; slot < columns.length; slot++) {
    const lead = leads[slot] as string;
    const at = columns[slot] === 0 ? -1 : message.indexOf(lead, from);
    if (at < 0) {
      readSlowly(text, start, end, shape, plan, values);
      return;
    }
    const valueStart = at + lead.length;
    if (guess && (slot === uniqueid || slot === linkedid)) {
      const id = slot === uniqueid ? guess.uniqueid : guess.seenLinkedid;
      if (id !== '' && isLine(message, valueStart, id)) {
        values[slot] = id;
        from = valueStart;
        continue;
      }
    }
    let lineEnd = message.indexOf('\n', valueStart);
    if (lineEnd < 0) lineEnd = message.length;
    values[slot] = trimmed(message, valueStart, lineEnd);
    from = lineEnd;
  }
}

/** The value of a header of the message that is not in its plan; `undefined` where it has none. Reads line by line, for what is rarely asked. */
export function headerText(text: string, start: number, end: number, shape: Shape, key: string): string | undefined {
  let found: string | undefined;
  visitHeaders(text, start, end, shape, ({ column, value }) => {
    if (column.form !== 'header' || column.key !== key) return true;
    found = text.slice(value.start, value.end).trim();
    return false;
  });
  return found;
}

/** Whether a value is the rest of its line, with the usual blank before it. */
function isLine(message: string, at: number, value: string): boolean {
  if (message.charCodeAt(at) !== 32 || !message.startsWith(value, at + 1)) return false;
  const code = message.charCodeAt(at + 1 + value.length);
  return code === 13 || code === 10;
}

function readSlowly(text: string, start: number, end: number, shape: Shape, { columns }: Plan, values: string[]): void {
  values.fill('');
  const set = new Uint8Array(columns.length);
  let column = 0;
  let slot = 0;
  visitHeaders(text, start, end, shape, (header) => {
    while (shape.columns[column] !== header.column) column++;
    while ((columns[slot] ?? Number.POSITIVE_INFINITY) < column) slot++;
    if (slot >= columns.length) return false;
    if (columns[slot] === column && !set[slot]) {
      set[slot] = 1;
      values[slot] = trimmed(text, header.value.start, header.value.end);
    }
    return true;
  });
}

/** What stands between two offsets without blanks around it; empty for the fillers that stand for nothing. */
function trimmed(text: string, start: number, end: number): string {
  let a = start;
  let b = end;
  while (a < b && text.charCodeAt(a) <= 32) a++;
  while (b > a && text.charCodeAt(b - 1) <= 32) b--;
  const value = text.slice(a, b);
  const code = value.charCodeAt(0);
  // `<` or `(`
  if ((code === 60 || code === 40) && FILLERS.has(value)) return '';
  return value;
}

const FILLERS = new Set(['<unknown>', '<null>', '(null)', '<none>', '(None)', '<Unknown>']);
