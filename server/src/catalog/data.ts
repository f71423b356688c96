import { catalogJson } from './generated/catalogData';

/** A set of Asterisk series (`11`, `13`, … `master`), one bit for each entry of {@link CatalogData.series}. */
export type SeriesSet = number;

/** A header as compiled by server/catalog/compile.mjs. Members that say nothing are absent. */
export interface RawHeader {
  readonly n: string;
  readonly k?: string;
  /** Id of the enum that its values come from. */
  readonly v?: string;
  /** The words it can hold, where they belong to this header alone. */
  readonly w?: readonly string[];
  readonly ow?: readonly string[];
  /** Series that send it; absent: all that have the message; -1: none. */
  readonly s?: SeriesSet;
  readonly d?: SeriesSet;
  readonly c?: SeriesSet;
  readonly l?: SeriesSet;
  readonly o?: 1;
  readonly r?: 1;
  readonly q?: 1;
  readonly e?: string;
  readonly f?: string;
  readonly t?: number;
  /** In a snapshot's exceptions: the message has no such header. */
  readonly x?: 1;
}

/** A channel or bridge snapshot within a message; its headers come from {@link CatalogData.snapshots}. */
export interface RawSnapshot {
  readonly of: 'channel' | 'bridge';
  readonly p?: string;
  /** How many of the message's own headers stand before it. */
  readonly at?: number;
  readonly c?: 1;
  readonly whose?: number;
  readonly but?: readonly RawHeader[];
  readonly own?: Readonly<Record<string, number>>;
}

/** An event or action as compiled. */
export interface RawMessage {
  readonly n: string;
  readonly family: string;
  readonly s?: SeriesSet;
  readonly d?: SeriesSet;
  readonly c?: readonly { readonly w: string; readonly s?: SeriesSet }[];
  readonly dc?: readonly { readonly w: string; readonly s: SeriesSet }[];
  readonly p?: readonly string[];
  readonly m?: readonly string[];
  readonly late?: SeriesSet;
  readonly open?: 1;
  readonly loose?: 1;
  readonly completes?: 1;
  readonly answers?: readonly string[];
  readonly completedBy?: readonly string[];
  readonly replacedBy?: readonly string[];
  readonly aliases?: readonly string[];
  readonly what?: number;
  readonly details?: number;
  readonly pitfall?: number;
  readonly danger?: number;
  readonly returns?: number;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly see?: readonly string[];
  readonly h?: readonly RawHeader[];
  readonly snaps?: readonly RawSnapshot[];
  readonly response?: readonly RawHeader[];
  readonly events?: readonly { readonly n: string; readonly final?: boolean }[];
}

/** One value of an enum. `s`: the series that have it, where not all do. */
export interface RawValue {
  readonly code?: string;
  readonly text?: string;
  readonly symbol?: string;
  readonly name?: string;
  readonly s?: SeriesSet;
  readonly u?: 1;
  readonly t?: number;
}

/** An enum as compiled. */
export interface RawEnum {
  readonly what?: number;
  readonly details?: number;
  readonly open?: 1;
  readonly bitmask?: 1;
  readonly fallback?: string;
  readonly form?: string;
  readonly values?: readonly RawValue[];
}

/** A run of releases that announce the same AMI version in their banner. */
export interface VersionRun {
  readonly ami: string;
  readonly series: string;
  readonly first: string;
  readonly last: string;
}

/** All that the catalogue's sources say, as compiled. */
export interface CatalogData {
  readonly series: readonly string[];
  readonly runs: readonly VersionRun[];
  readonly certified: readonly VersionRun[];
  readonly texts: readonly string[];
  readonly kinds: Readonly<Record<string, string>>;
  readonly privileges: Readonly<Record<string, string>>;
  readonly fillers: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<string, string>>;
  readonly enums: Readonly<Record<string, RawEnum>>;
  readonly snapshots: Readonly<Record<'channel' | 'bridge', readonly RawHeader[]>>;
  readonly common: readonly RawHeader[];
  /** In the order of the alphabet, like the actions. */
  readonly events: readonly RawMessage[];
  readonly actions: readonly RawMessage[];
}

/** The compiled catalogue. Parsed anew at each call; `createCatalog` calls it once. */
export function loadCatalogData(): CatalogData {
  return JSON.parse(catalogJson) as CatalogData;
}
