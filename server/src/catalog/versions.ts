import type { CatalogData, SeriesSet, VersionRun } from './data';
import { either, t } from '../texts';

/** Which Asterisk a capture comes from, as far as can be told. */
export interface AsteriskVersion {
  /** The series it may be; all of them where nothing is known. */
  readonly series: SeriesSet;
  /** What says so: the banner, the headers in the capture, the setting, the user for this document, or nothing. */
  readonly source: 'banner' | 'headers' | 'setting' | 'document' | 'unknown';
  /** For people: `Asterisk 13.35.0–13.38.3 (AMI 2.10.6)`. */
  readonly label: string;
  /** The releases that fit, where they are known. */
  readonly runs: readonly VersionRun[];
}

/** The version of a banner's AMI number, such as `2.10.6`. A number that no release announced gives all series. */
export function versionOfAmi(data: CatalogData, ami: string): AsteriskVersion {
  const runs = data.runs.filter((run) => run.ami === ami);
  const known = runs.filter((run) => data.series.includes(run.series));
  if (known.length === 0)
    return {
      series: allSeries(data),
      source: 'unknown',
      label: runs[0] ? t('Asterisk {0}, older than the catalogue', runs[0].series) : t('AMI {0}, of no known release', ami),
      runs,
    };
  const series = known.reduce((set, run) => set | seriesBit(data, run.series), 0);
  return { series, source: 'banner', label: `Asterisk ${either(known.map(releases))} (AMI ${ami})`, runs: known };
}

/** The version that a user names: `11` … `23`, `1.8`, `master`. Anything else, `auto` above all, gives `undefined`. */
export function versionOfSeries(data: CatalogData, name: string, source: 'setting' | 'document'): AsteriskVersion | undefined {
  if (!data.series.includes(name)) return undefined;
  return { series: seriesBit(data, name), source, label: `Asterisk ${name}`, runs: data.runs.filter((run) => run.series === name) };
}

/** The version of a capture whose events and headers only the series of `set` send. */
export function versionOfSet(data: CatalogData, set: SeriesSet): AsteriskVersion {
  return { series: set, source: 'headers', label: `Asterisk ${seriesWords(data, set)}`, runs: [] };
}

/** Where neither a banner nor a setting says anything. */
export function unknownVersion(data: CatalogData): AsteriskVersion {
  return { series: allSeries(data), source: 'unknown', label: t('Asterisk version unknown'), runs: [] };
}

/** The set of all series. */
export function allSeries(data: CatalogData): SeriesSet {
  return (1 << data.series.length) - 1;
}

/** The set of one series; empty for an unknown name. */
export function seriesBit(data: CatalogData, name: string): SeriesSet {
  const i = data.series.indexOf(name);
  return i < 0 ? 0 : 1 << i;
}

/**
 * The set in words: `since 12`, `until 11`, `11–13, since 18`; empty for all series. The latest series of the catalogue counts as "still".
 */
export function seriesWords(data: CatalogData, set: SeriesSet): string {
  const last = data.series.length - 1;
  const parts: string[] = [];
  for (let i = 0; i <= last; i++) {
    if (!(set & (1 << i))) continue;
    let j = i;
    while (j < last && set & (1 << (j + 1))) j++;
    const from = data.series[i] ?? '';
    const to = data.series[j] ?? '';
    if (i === 0 && j === last) return '';
    if (j === last) parts.push(t('since {0}', from));
    else if (i === 0) parts.push(t('until {0}', to));
    else parts.push(i === j ? from : `${from}–${to}`);
    i = j;
  }
  return parts.join(', ');
}

function releases(run: VersionRun): string {
  return run.first === run.last ? run.first : `${run.first}–${run.last}`;
}
