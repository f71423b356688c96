import type { CatalogData, RawEnum, RawHeader, RawMessage, RawSnapshot, RawValue, SeriesSet } from './data';
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

/** The entry of an event or action. */
export function messageEntry(data: CatalogData, raw: RawMessage, kind: MessageEntry['kind']): MessageEntry {
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
export function snapshotHeaders(data: CatalogData, snap: RawSnapshot, sent: SeriesSet): HeaderEntry[] {
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

/** The entry of a header of a message of the series `sent`. */
export function headerEntry(data: CatalogData, raw: RawHeader, sent: SeriesSet): HeaderEntry {
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

/** The entry of a set of values. */
export function enumEntry(data: CatalogData, id: string, raw: RawEnum): EnumEntry {
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
