import { type CatalogData, loadCatalogData, type RawEnum, type RawHeader, type RawMessage, type RawSnapshot, type RawValue, type SeriesSet } from './data';
import { allSeries } from './versions';

/** What Asterisk defines of one header of one message. */
export interface HeaderEntry {
  /** As Asterisk spells it; `#` stands for a number, `(*)` for a channel name. */
  readonly name: string;
  /** Form of its values: `seconds`, `channelName`, `enum`… */
  readonly kind: string | undefined;
  /** Id of the enum that its values come from. */
  readonly values: string | undefined;
  /** The words it can hold, where they belong to this header alone. */
  readonly words: readonly string[];
  /** Series whose code sends it (for a parameter: whose code takes it). */
  readonly sent: SeriesSet;
  /** Series whose documentation lists it. */
  readonly documented: SeriesSet;
  /** Series that send it in some of these messages only. */
  readonly sometimes: SeriesSet;
  /** Series that have it, but not from their first release on. */
  readonly late: SeriesSet;
  readonly optional: boolean;
  readonly repeats: boolean;
  /** For parameters of an action: it must be given. */
  readonly required: boolean;
  /** What stands for an empty value, such as `<unknown>`. */
  readonly emptyAs: string | undefined;
  /** For parameters: what holds where it is not given. */
  readonly byDefault: string | undefined;
  /** The snapshot that it belongs to, and whose channel or bridge that is. */
  readonly snapshot: { readonly of: 'channel' | 'bridge'; readonly prefix: string; readonly whose: string | undefined } | undefined;
  /** What it means in this message. */
  readonly text: string | undefined;
}

/** What Asterisk defines of one event or action. */
export interface MessageEntry {
  readonly kind: 'event' | 'action';
  readonly name: string;
  readonly family: string;
  /** Series that send it (or take it, for an action). Empty for what was only documented. */
  readonly sent: SeriesSet;
  readonly documented: SeriesSet;
  /** Privilege classes: as printed in `Privilege` for an event, those that an account needs one of for an action. */
  readonly privilege: readonly string[];
  readonly modules: readonly string[];
  /** Its headers are options of a configuration object, of which some print nothing: none of them can be missed. */
  readonly loose: boolean;
  /** Takes headers that nobody can list, as UserEvent does. */
  readonly open: boolean;
  readonly answers: readonly string[];
  readonly completedBy: readonly string[];
  readonly replacedBy: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly see: readonly string[];
  readonly what: string | undefined;
  readonly details: string | undefined;
  readonly pitfall: string | undefined;
  readonly danger: string | undefined;
  readonly returns: string | undefined;
  /** In the order of the wire. */
  readonly headers: readonly HeaderEntry[];
  /** For actions: the headers of its response beyond `Response`, `ActionID` and `Message`. */
  readonly response: readonly HeaderEntry[];
  /** For actions: the events that answer it. */
  readonly events: readonly { readonly name: string; readonly final: boolean }[];
}

/** One value of an enum. */
export interface ValueEntry {
  readonly code: string | undefined;
  readonly text: string | undefined;
  readonly symbol: string | undefined;
  readonly sent: SeriesSet;
  readonly documentation: string | undefined;
}

/** The values that a header of a coded kind can have. */
export interface EnumEntry {
  readonly id: string;
  readonly what: string | undefined;
  readonly details: string | undefined;
  /** Other words than these are possible. */
  readonly open: boolean;
  readonly bitmask: boolean;
  readonly values: readonly ValueEntry[];
}

/** What Asterisk defines, all versions of it. Entries are made when first asked for; asking again gives the same object. */
export interface Catalog {
  readonly data: CatalogData;
  /** Entry names in the order of the alphabet. */
  readonly eventNames: readonly string[];
  readonly actionNames: readonly string[];
  /** By name in any case; where two spellings are two events (`Agentlogin` until 11, `AgentLogin`), the exact one, else one of `series`. */
  event(name: string, series?: SeriesSet): MessageEntry | undefined;
  action(name: string): MessageEntry | undefined;
  enumOf(id: string): EnumEntry | undefined;
  /** Headers that any message may carry. */
  common(name: string): HeaderEntry | undefined;
  /** Headers of the channel and bridge snapshots, said of no channel in particular. */
  general(name: string): HeaderEntry | undefined;
}

/** The catalogue that is compiled into this program. */
export function createCatalog(data: CatalogData = loadCatalogData()): Catalog {
  const events = byName(data.events);
  for (const raw of data.events) for (const alias of raw.aliases ?? []) if (!events.has(alias.toLowerCase())) events.set(alias.toLowerCase(), [raw]);
  for (const [alias, name] of MISSPELT) if (!events.has(alias)) events.set(alias, events.get(name) ?? []);
  const actions = byName(data.actions);
  const entries = new Map<RawMessage, MessageEntry>();
  const enums = new Map<string, EnumEntry>();
  const commons = new Map(data.common.map((raw) => [raw.n.toLowerCase(), headerEntry(data, raw, allSeries(data))]));
  const generals = new Map(
    (['channel', 'bridge'] as const).flatMap((of) => snapshotHeaders(data, { of }, allSeries(data)).map((entry) => [entry.name.toLowerCase(), entry] as const)),
  );
  const entryOf = (raw: RawMessage, kind: MessageEntry['kind']): MessageEntry => {
    let entry = entries.get(raw);
    if (!entry) {
      entry = messageEntry(data, raw, kind);
      entries.set(raw, entry);
    }
    return entry;
  };
  return {
    data,
    eventNames: data.events.map((raw) => raw.n),
    actionNames: data.actions.map((raw) => raw.n),
    event(name, series = allSeries(data)) {
      const found = events.get(name.toLowerCase());
      const raw = found?.find((one) => one.n === name && (one.s ?? 0) & series) ?? found?.find((one) => (one.s ?? 0) & series) ?? found?.[0];
      return raw && entryOf(raw, 'event');
    },
    action(name) {
      const raw = actions.get(name.toLowerCase())?.[0];
      return raw && entryOf(raw, 'action');
    },
    enumOf(id) {
      const raw = Object.hasOwn(data.enums, id) ? data.enums[id] : undefined;
      if (!raw) return undefined;
      const entry = enums.get(id) ?? enumEntry(data, id, raw);
      enums.set(id, entry);
      return entry;
    },
    common: (name) => commons.get(name.toLowerCase()),
    general: (name) => generals.get(name.toLowerCase()),
  };
}

/** Misspelt headings of the old wiki page that people copied from. Source: the page's headings. */
const MISSPELT = [
  ['sussessfulauth', 'successfulauth'],
  ['newextension', 'newexten'],
] as const;

/**
 * The entry of the header `name` of `message`: its own, one of a numbered or bracketed family (`Report0SourceSSRC`, `ChanVariable(SIP/1)`), or
 * one that any message may carry.
 */
export function headerEntryOf(catalog: Catalog, message: MessageEntry | undefined, name: string, series: SeriesSet): HeaderEntry | undefined {
  return (message && ownHeader(message, name, series)) ?? catalog.common(name);
}

/**
 * Like {@link headerEntryOf}, of the message's own headers only.
 *
 * Case does not count, but spellings changed (`CallerIDnum` until 11, `CallerIDNum`): the one that `series` have is preferred, then the exact one.
 */
export function ownHeader(message: MessageEntry, name: string, series: SeriesSet): HeaderEntry | undefined {
  const { exact, patterns } = lookupOf(message);
  const spellings = exact.get(name.toLowerCase());
  if (!spellings) return patterns.find(({ pattern }) => pattern.test(name))?.entry;
  const inSeries = spellings.filter((one) => (one.sent | one.documented) & series);
  return (
    inSeries.find((one) => one.name === name) ??
    inSeries.find((one) => one.sent & series) ??
    inSeries[0] ??
    spellings.find((one) => one.name === name) ??
    spellings[0]
  );
}

/** The value `value` of the enum `entry`, by code or by word (in any case). Of `16 (Normal)` and `200(SR)` the code counts. */
export function valueEntryOf(entry: EnumEntry, value: string, series: SeriesSet): ValueEntry | undefined {
  const wanted = value.trim().toLowerCase();
  const code = /^(-?\d+)\s*\(/.exec(wanted)?.[1];
  const fits = (one: ValueEntry): boolean =>
    one.code?.toLowerCase() === wanted || one.text?.toLowerCase() === wanted || (code !== undefined && one.code === code);
  return entry.values.find((one) => fits(one) && one.sent & series) ?? entry.values.find(fits);
}

interface Lookup {
  /** By lower-case name; the spellings that differ in case only, together. */
  readonly exact: ReadonlyMap<string, readonly HeaderEntry[]>;
  readonly patterns: readonly { readonly pattern: RegExp; readonly entry: HeaderEntry }[];
}

const lookups = new WeakMap<MessageEntry, Lookup>();

function lookupOf(message: MessageEntry): Lookup {
  const known = lookups.get(message);
  if (known) return known;
  const exact = new Map<string, HeaderEntry[]>();
  const patterns: { pattern: RegExp; entry: HeaderEntry }[] = [];
  for (const entry of message.headers) {
    if (entry.name.includes('#') || entry.name.includes('(*)')) {
      const source = entry.name
        .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        .replace('#', '\\d+')
        .replace('\\(\\*\\)', '\\(.*\\)');
      patterns.push({ pattern: new RegExp(`^${source}$`, 'i'), entry });
      continue;
    }
    const key = entry.name.toLowerCase();
    const spellings = exact.get(key);
    if (spellings) spellings.push(entry);
    else exact.set(key, [entry]);
  }
  const lookup = { exact, patterns };
  lookups.set(message, lookup);
  return lookup;
}

function byName(raws: readonly RawMessage[]): Map<string, RawMessage[]> {
  const map = new Map<string, RawMessage[]>();
  for (const raw of raws) {
    const key = raw.n.toLowerCase();
    map.set(key, [...(map.get(key) ?? []), raw]);
  }
  return map;
}

function messageEntry(data: CatalogData, raw: RawMessage, kind: MessageEntry['kind']): MessageEntry {
  const sent = raw.s ?? 0;
  const text = (id: number | undefined): string | undefined => (id === undefined ? undefined : data.texts[id]);
  return {
    kind,
    name: raw.n,
    family: raw.family,
    sent,
    documented: raw.d ?? 0,
    privilege: raw.c?.map((one) => one.w) ?? raw.p ?? [],
    modules: raw.m ?? [],
    open: raw.open === 1,
    loose: raw.loose === 1,
    answers: raw.answers ?? [],
    completedBy: raw.completedBy ?? [],
    replacedBy: raw.replacedBy ?? [],
    before: raw.before ?? [],
    after: raw.after ?? [],
    see: raw.see ?? [],
    what: text(raw.what),
    details: text(raw.details),
    pitfall: text(raw.pitfall),
    danger: text(raw.danger),
    returns: text(raw.returns),
    headers: messageHeaders(data, raw, sent),
    response: (raw.response ?? []).map((one) => headerEntry(data, one, sent)),
    events: (raw.events ?? []).map((one) => ({ name: one.n, final: one.final === true })),
  };
}

function messageHeaders(data: CatalogData, raw: RawMessage, sent: SeriesSet): HeaderEntry[] {
  const own = (raw.h ?? []).map((one) => headerEntry(data, one, sent));
  const headers: HeaderEntry[] = [];
  let taken = 0;
  for (const snap of raw.snaps ?? []) {
    headers.push(...own.slice(taken, snap.at ?? 0));
    taken = snap.at ?? 0;
    headers.push(...snapshotHeaders(data, snap, sent));
  }
  headers.push(...own.slice(taken));
  return headers;
}

/** The headers of a snapshot in a message of the series `sent`: the general ones under the prefix, but for the exceptions. */
function snapshotHeaders(data: CatalogData, snap: RawSnapshot, sent: SeriesSet): HeaderEntry[] {
  const prefix = snap.p ?? '';
  const whose = snap.whose === undefined ? undefined : data.texts[snap.whose];
  const snapshot = { of: snap.of, prefix, whose };
  const headers: HeaderEntry[] = [];
  for (const base of data.snapshots[snap.of]) {
    const name = prefix + base.n;
    const other = snap.but?.find((one) => one.n === name);
    if (other?.x) continue;
    const general = headerEntry(data, base, sent);
    const own = other ? headerEntry(data, other, sent) : undefined;
    const twist = snap.own?.[base.n];
    headers.push({
      ...(own ?? { ...general, sent: general.sent & sent, documented: general.documented & sent, sometimes: snap.c ? sent : general.sometimes }),
      name,
      snapshot,
      text:
        own?.text ??
        (twist === undefined ? composed(general.text, prefix, whose ?? (snap.of === 'channel' ? 'the channel' : 'the bridge')) : data.texts[twist]),
    });
  }
  return headers;
}

/** The snapshot's text with the phrase for whose channel it is and the prefix before the headers it names. */
function composed(text: string | undefined, prefix: string, whose: string): string | undefined {
  if (text === undefined) return undefined;
  // What stands in brackets says when there is such a channel; in the middle of a sentence it would be in the way.
  const filled = text.replaceAll('{whose}', whose.replace(/\s*\([^)]*\)\s*$/, '')).replaceAll('{prefix}', prefix);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

function headerEntry(data: CatalogData, raw: RawHeader, sent: SeriesSet): HeaderEntry {
  // What means the same in all messages is written once.
  const text = raw.t ?? data.common.find((one) => one.n === raw.n)?.t;
  return {
    name: raw.n,
    kind: raw.k,
    values: raw.v,
    words: [...(raw.w ?? []), ...(raw.ow ?? [])],
    sent: raw.s === -1 ? 0 : (raw.s ?? sent),
    documented: raw.d ?? 0,
    sometimes: raw.c ?? 0,
    late: raw.l ?? 0,
    optional: raw.o === 1,
    repeats: raw.r === 1,
    required: raw.q === 1,
    emptyAs: raw.e,
    byDefault: raw.f,
    snapshot: undefined,
    text: text === undefined ? undefined : data.texts[text],
  };
}

function enumEntry(data: CatalogData, id: string, raw: RawEnum): EnumEntry {
  const text = (at: number | undefined): string | undefined => (at === undefined ? undefined : data.texts[at]);
  const value = (one: RawValue): ValueEntry => ({
    code: one.code,
    text: one.text ?? one.name,
    symbol: one.symbol,
    sent: one.s ?? allSeries(data),
    documentation: text(one.t),
  });
  return { id, what: text(raw.what), details: text(raw.details), open: raw.open === 1, bitmask: raw.bitmask === 1, values: (raw.values ?? []).map(value) };
}
