import { DEFAULT_SETTINGS, type KnownEventSetting, type SeverityWord } from '../protocol';
import { type Code, isCode } from './checks/problem';
import type { KnownEvent } from './context';
import type { HintKinds } from './inlayHints';
import { t } from '../texts';

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
  complaints.push(t('ami.asteriskVersion is {0}, which is no version that we know. Versions are read from the captures.', shown(value)));
  return DEFAULT_SETTINGS.asteriskVersion;
}

function severitiesOf(value: unknown, complaints: string[]): ReadSettings['severities'] {
  const severities: Partial<Record<Code, SeverityWord>> = {};
  if (isUnset(value)) return severities;
  if (!isObject(value)) {
    complaints.push(t('ami.diagnostics.severity is {0}; it must be an object of codes and severities. The defaults are used.', shown(value)));
    return severities;
  }
  for (const [code, word] of Object.entries(value)) {
    const known = WORDS.find((one) => one === word);
    if (!isCode(code)) complaints.push(t('ami.diagnostics.severity names {0}, which is no code of a diagnostic. It is ignored.', shown(code)));
    else if (known) severities[code] = known;
    else
      complaints.push(t('ami.diagnostics.severity gives {0} as {1}; it must be off, information, warning or error. The default is used.', code, shown(word)));
  }
  return severities;
}

function maximumOf(value: unknown, complaints: string[]): number {
  const standard = DEFAULT_SETTINGS['diagnostics.maximum'];
  if (isUnset(value)) return standard;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  complaints.push(t('ami.diagnostics.maximum is {0}; it must be a whole number of 1 or more. {1} is used.', shown(value), standard));
  return standard;
}

function callLensesOf(value: unknown, complaints: string[]): boolean {
  const standard = DEFAULT_SETTINGS['codeLens.calls'];
  if (isUnset(value)) return standard;
  if (typeof value === 'boolean') return value;
  complaints.push(t('ami.codeLens.calls is {0}; it must be true or false. {1} is used.', shown(value), String(standard)));
  return standard;
}

function knownEventsOf(value: unknown, complaints: string[]): ReadonlyMap<string, KnownEvent> {
  const events = new Map<string, KnownEvent>();
  if (isUnset(value)) return events;
  if (!Array.isArray(value)) {
    complaints.push(t('ami.knownEvents is {0}; it must be a list of events with name and headers. It is ignored.', shown(value)));
    return events;
  }
  for (const one of value as unknown[]) {
    const event = knownEventOf(one);
    if (event) events.set(event.name.toLowerCase(), { name: event.name, headers: event.headers ?? [] });
    else complaints.push(t('ami.knownEvents holds {0}; an event has a name and, if you like, a list of the names of its headers. It is ignored.', shown(one)));
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
  complaints.push(t('ami.noise is {0}; it must be a list of names of events. The default is used.', shown(value)));
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
    complaints.push(t('ami.inlayHints.{0} is {1}; it must be true or false. The default is used.', name, shown(one)));
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
