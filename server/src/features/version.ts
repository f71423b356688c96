import { type Catalog, ownHeader } from '../catalog/catalog';
import type { SeriesSet } from '../catalog/data';
import { type AsteriskVersion, allSeries, seriesBit, unknownVersion, versionOfAmi, versionOfSeries, versionOfSet } from '../catalog/versions';
import type { LogDocument } from '../document';
import type { VersionResult } from '../protocol';
import type { MessageIndex } from '../syntax/messages';
import type { Shape } from '../syntax/shapes';
import { t } from '../texts';

/** How far into a capture a banner is looked for: it may follow the client's first actions. Characters. */
const BANNER_WITHIN = 65_536;

/** The AMI version of the first banner of a text, such as `2.10.6`. */
export function bannerVersion(text: string): string | undefined {
  return /^(?:\ufeff|\u00ef\u00bb\u00bf)?[ \t]*Asterisk Call Manager\/([\d.]+)/m.exec(text.slice(0, BANNER_WITHIN))?.[1];
}

/**
 * Which Asterisk `document` is read as: what the user chose for it, else what its banner says, else what its events and headers allow, else the setting, else
 * every one.
 *
 * `setting` and `chosen` are a series (`13`) or `auto`.
 */
export function versionOf(document: LogDocument, catalog: Catalog, setting: string, chosen = 'auto'): AsteriskVersion {
  return versionFrom(catalog, bannerVersion(document.read(0, BANNER_WITHIN)), () => seriesShown(catalog, document.index), setting, chosen);
}

/** The same for a capture that is no document: `ami` is what its banner says, `shown` the series that its events and headers allow. */
export function versionFrom(catalog: Catalog, ami: string | undefined, shown: () => SeriesSet, setting: string, chosen = 'auto'): AsteriskVersion {
  const { data } = catalog;
  const choice = versionOfSeries(data, chosen, 'document');
  if (choice) return choice;
  const said = ami === undefined ? undefined : versionOfAmi(data, ami);
  if (said && said.source !== 'unknown') return said;
  const series = shown();
  if (series !== 0 && series !== allSeries(data)) return versionOfSet(data, series);
  return versionOfSeries(data, setting, 'setting') ?? said ?? unknownVersion(data);
}

/** Whether a capture of which the banner says this needs {@link createEvidence}. */
export function isKnownBanner(catalog: Catalog, ami: string | undefined): boolean {
  return ami !== undefined && versionOfAmi(catalog.data, ami).source !== 'unknown';
}

/** Narrows down the series by the shapes that a capture has; none where two of them contradict each other. */
export interface Evidence {
  add(shape: Shape): void;
  series(): SeriesSet;
}

/**
 * The series that send every event and header that was added; none where two of them contradict each other (a capture put together from several servers).
 *
 * What is *not* there says nothing: it may have been filtered, or dropped by whoever wrote the capture.
 */
export function createEvidence(catalog: Catalog): Evidence {
  let series = allSeries(catalog.data);
  const seen = new Set<Shape>();
  return {
    add(shape) {
      if (series === 0 || seen.has(shape)) return;
      seen.add(shape);
      series &= seriesOfShape(catalog, shape);
    },
    series: () => series,
  };
}

function seriesShown(catalog: Catalog, index: MessageIndex): SeriesSet {
  const evidence = createEvidence(catalog);
  const seen = new Uint8Array(index.table.shapes.length);
  for (let i = 0; i < index.count; i++) {
    const id = index.shapes[i] ?? 0;
    const shape = index.table.shapes[id];
    if (seen[id] || !shape) continue;
    seen[id] = 1;
    evidence.add(shape);
  }
  return evidence.series();
}

const known = new WeakMap<Shape, SeriesSet>();

function seriesOfShape(catalog: Catalog, shape: Shape): SeriesSet {
  const before = known.get(shape);
  if (before !== undefined) return before;
  const all = allSeries(catalog.data);
  const entry = shape.kind === 'event' ? catalog.event(shape.name) : undefined;
  let series = entry?.sent || all;
  if (entry && !entry.open) {
    for (const column of shape.columns) {
      const header = ownHeader(entry, column.name, all);
      // Another spelling than Asterisk's comes from a library and tells nothing.
      if (header?.name === column.name && header.sent !== 0) series &= header.sent;
    }
  }
  known.set(shape, series);
  return series;
}

const REASONS: Readonly<Record<AsteriskVersion['source'], () => string>> = {
  banner: () => t('The banner of the capture says so.'),
  setting: () => t('The setting ami.asteriskVersion says so.'),
  document: () => t('Chosen for this document.'),
  headers: () => t('The capture has no banner; only these versions send its events and headers.'),
  unknown: () => t('The capture has no banner of a known release, so nothing is reported that any version would send.'),
};

/** A version for people. */
export function versionResult(catalog: Catalog, version: AsteriskVersion): VersionResult {
  const { series } = catalog.data;
  return {
    label: version.label,
    source: version.source,
    reason: REASONS[version.source](),
    series: series.filter((name) => version.series & seriesBit(catalog.data, name)),
  };
}
