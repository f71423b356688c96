import { type CatalogData, loadCatalogData, type RawMessage, type SeriesSet } from './data';
import { type EnumEntry, enumEntry, type HeaderEntry, headerEntry, type MessageEntry, messageEntry, snapshotHeaders, type ValueEntry } from './entries';
import { allSeries } from './versions';

export type { EnumEntry, HeaderEntry, MessageEntry, ValueEntry } from './entries';

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
