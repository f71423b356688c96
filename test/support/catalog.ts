import assert from 'node:assert/strict';
import { type Catalog, createCatalog, type HeaderEntry, type MessageEntry } from '../../server/src/catalog/catalog';
import { type AsteriskVersion, unknownVersion, versionOfSeries } from '../../server/src/catalog/versions';
import type { Context } from '../../server/src/features/context';

/** The catalogue that is compiled in, made once. */
export const catalog: Catalog = createCatalog();

/** Every event, then every action. */
export const entries: readonly MessageEntry[] = [
  ...catalog.data.events.map((raw) => exactly(catalog.event(raw.n), raw.n)),
  ...catalog.data.actions.map((raw) => exactly(catalog.action(raw.n), raw.n)),
];

/** The event of that name; one that there is not fails the test. */
export function eventNamed(name: string): MessageEntry {
  return exactly(catalog.event(name), name);
}

/** The action of that name; one that there is not fails the test. */
export function actionNamed(name: string): MessageEntry {
  return exactly(catalog.action(name), name);
}

/** The headers of an event, or the parameters and response headers of an action. */
export function headersOfEntry(entry: MessageEntry): readonly HeaderEntry[] {
  return [...entry.headers, ...entry.response];
}

/** A feature's context for a series such as `22`, or for a capture that does not say its version. */
export function contextOf(series: string | undefined, options: { readonly links: boolean } = { links: false }): Context {
  return { catalog, version: versionNamed(series), links: options.links };
}

/** Reports every line of `problems` at once. */
export function checkNone(problems: readonly string[]): void {
  assert.equal(problems.join('\n'), '');
}

function versionNamed(series: string | undefined): AsteriskVersion {
  if (series === undefined) return unknownVersion(catalog.data);
  const version = versionOfSeries(catalog.data, series, 'setting');
  if (!version) throw new Error(`no series ${series}`);
  return version;
}

function exactly(entry: MessageEntry | undefined, name: string): MessageEntry {
  if (entry?.name !== name) throw new Error(`the catalogue gives ${entry?.name} for ${name}`);
  return entry;
}
