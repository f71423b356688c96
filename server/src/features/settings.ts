import { DEFAULT_SETTINGS, type KnownEventSetting, type SeverityWord } from '../protocol';
import { type Code, isCode } from './checks/problem';
import type { KnownEvent } from './context';
import type { HintKinds } from './inlayHints';

/** Settings as features take them. */
export interface ReadSettings {
  readonly asteriskVersion: string;
  readonly severities: Readonly<Partial<Record<Code, SeverityWord>>>;
  readonly maximum: number;
  readonly knownEvents: ReadonlyMap<string, KnownEvent>;
  readonly noise: readonly string[];
  readonly inlayHints: HintKinds;
  /** Whether each call has code lenses. */
  readonly callLenses: boolean;
  /** What was wrong with them, a sentence each; the default holds for what is named. */
  readonly complaints: readonly string[];
}

const WORDS: readonly SeverityWord[] = ['off', 'information', 'warning', 'error'];

/**
 * Reads the section `ami` of the settings, whatever it is. What is wrong is named in `complaints`, in plain words, and its default is taken.
 *
 * `series` are the versions of the catalogue.
 */
export function readSettings(section: unknown, series: readonly string[]): ReadSettings {
  const complaints: string[] = [];
  const all = isObject(section) ? section : {};
  const group = isObject(all.diagnostics) ? all.diagnostics : {};
  return {
    asteriskVersion: versionOf(all.asteriskVersion, series, complaints),
    severities: severitiesOf(group.severity, complaints),
    maximum: maximumOf(group.maximum, complaints),
    knownEvents: knownEventsOf(all.knownEvents, complaints),
    noise: noiseFrom(all.noise, complaints),
    inlayHints: hintsFrom(all.inlayHints, complaints),
    callLenses: callLensesOf(isObject(all.codeLens) ? all.codeLens.calls : undefined, complaints),
    complaints,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

function versionOf(value: unknown, series: readonly string[], complaints: string[]): string {
  if (isUnset(value)) return DEFAULT_SETTINGS.asteriskVersion;
  if (typeof value === 'string' && (value === 'auto' || series.includes(value))) return value;
  complaints.push(`ami.asteriskVersion is ${shown(value)}, which is no version that we know. Versions are read from the captures.`);
  return DEFAULT_SETTINGS.asteriskVersion;
}

function severitiesOf(value: unknown, complaints: string[]): ReadSettings['severities'] {
  const severities: Partial<Record<Code, SeverityWord>> = {};
  if (isUnset(value)) return severities;
  if (!isObject(value)) {
    complaints.push(`ami.diagnostics.severity is ${shown(value)}; it must be an object of codes and severities. The defaults are used.`);
    return severities;
  }
  for (const [code, word] of Object.entries(value)) {
    const known = WORDS.find((one) => one === word);
    if (!isCode(code)) complaints.push(`ami.diagnostics.severity names ${shown(code)}, which is no code of a diagnostic. It is ignored.`);
    else if (known) severities[code] = known;
    else complaints.push(`ami.diagnostics.severity gives ${code} as ${shown(word)}; it must be off, information, warning or error. The default is used.`);
  }
  return severities;
}

function maximumOf(value: unknown, complaints: string[]): number {
  const standard = DEFAULT_SETTINGS['diagnostics.maximum'];
  if (isUnset(value)) return standard;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  complaints.push(`ami.diagnostics.maximum is ${shown(value)}; it must be a whole number of 1 or more. ${standard} is used.`);
  return standard;
}

function callLensesOf(value: unknown, complaints: string[]): boolean {
  const standard = DEFAULT_SETTINGS['codeLens.calls'];
  if (isUnset(value)) return standard;
  if (typeof value === 'boolean') return value;
  complaints.push(`ami.codeLens.calls is ${shown(value)}; it must be true or false. ${standard} is used.`);
  return standard;
}

function knownEventsOf(value: unknown, complaints: string[]): ReadonlyMap<string, KnownEvent> {
  const events = new Map<string, KnownEvent>();
  if (isUnset(value)) return events;
  if (!Array.isArray(value)) {
    complaints.push(`ami.knownEvents is ${shown(value)}; it must be a list of events with name and headers. It is ignored.`);
    return events;
  }
  for (const one of value as unknown[]) {
    const event = knownEventOf(one);
    if (event) events.set(event.name.toLowerCase(), { name: event.name, headers: event.headers ?? [] });
    else complaints.push(`ami.knownEvents holds ${shown(one)}; an event has a name and, if you like, a list of the names of its headers. It is ignored.`);
  }
  return events;
}

function knownEventOf(value: unknown): KnownEventSetting | undefined {
  if (!isObject(value) || typeof value.name !== 'string' || value.name.trim() === '') return undefined;
  const { headers } = value;
  if (headers !== undefined && !(Array.isArray(headers) && headers.every((name): name is string => typeof name === 'string'))) return undefined;
  return { name: value.name.trim(), ...(headers ? { headers } : {}) };
}

function noiseFrom(value: unknown, complaints: string[]): readonly string[] {
  if (isUnset(value)) return DEFAULT_SETTINGS.noise;
  if (Array.isArray(value) && value.every((name): name is string => typeof name === 'string')) return value.filter((name) => name.trim() !== '');
  complaints.push(`ami.noise is ${shown(value)}; it must be a list of names of events. The default is used.`);
  return DEFAULT_SETTINGS.noise;
}

const HINTS = ['times', 'uniqueidTimes', 'sinceCallBegan', 'texts', 'units'] as const;

function hintsFrom(value: unknown, complaints: string[]): HintKinds {
  const group = isObject(value) ? value : {};
  const read = (name: (typeof HINTS)[number]): boolean => {
    const standard = DEFAULT_SETTINGS[`inlayHints.${name}`];
    const one = group[name];
    if (isUnset(one)) return standard;
    if (typeof one === 'boolean') return one;
    complaints.push(`ami.inlayHints.${name} is ${shown(one)}; it must be true or false. The default is used.`);
    return standard;
  };
  return {
    times: read('times'),
    uniqueidTimes: read('uniqueidTimes'),
    sinceCallBegan: read('sinceCallBegan'),
    texts: read('texts'),
    units: read('units'),
  };
}

/** A value of the settings as it may be shown: short, on one line. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
