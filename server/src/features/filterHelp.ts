import { nearestName } from '../catalog/nearest';
import type { FilterHelp, FilterProposal } from '../protocol';
import { FIELDS, isReserved, parseFilter } from './filter';
import { bareText, valueText } from './filterText';
import { t } from '../texts';

/** What there is to ask for in a capture, with how often or a word on it, the most telling first. */
export interface Knowledge {
  /** Names of headers in the capture; `undefined` where no capture is searched. */
  readonly headers: readonly Known[] | undefined;
  /** Values of a field, lower case, or of a header. */
  values(field: string): Promise<readonly Known[]>;
}

export interface Known {
  readonly name: string;
  readonly detail: string;
}

/** More of one list nobody reads. */
const MOST = 40;

const FIELD_TEXTS: Readonly<Record<keyof typeof FIELDS, () => string>> = {
  event: () => t('name of an event; * stands for any letters'),
  action: () => t('name of an action'),
  response: () => t('Success, Error…'),
  channel: () => t('any channel that the message names; without its number: the endpoint'),
  number: () => t('any caller id, extension or dialled number'),
  id: () => t('any Uniqueid, Linkedid or ActionID'),
  cause: () => t('hangup cause, as code or text'),
  queue: () => t('a queue’s name'),
  bridge: () => t('a bridge’s BridgeUniqueid or name'),
  text: () => t('anything in any value'),
  time: () => t('a window of time'),
  since: () => t('from this time on; +30s from the beginning'),
  until: () => t('up to this time'),
  call: () => t('messages of the call with this Linkedid or Uniqueid'),
  outcome: () => t('messages of calls that ended so'),
  caller: () => t('messages of calls from this number, name or channel'),
  dialled: () => t('messages of calls to this number'),
  answeredby: () => t('messages of calls that this number, name or channel answered'),
};

const WORDS: Readonly<Record<string, () => string>> = {
  not: () => t('what does not fit the next term'),
  or: () => t('what fits the terms before or those behind'),
  noise: () => t('what the setting ami.noise names'),
};

/** What is wrong with a filter as far as it is typed, and what could stand at `offset`. */
export async function filterHelp(filter: string, offset: number, known: Knowledge): Promise<FilterHelp> {
  const parsed = parseFilter(filter);
  const proposals = await proposalsAt(filter, Math.max(0, Math.min(offset, filter.length)), known);
  if ('error' in parsed) return { error: { message: parsed.error, offset: parsed.offset, length: parsed.length }, proposals };
  const hint = parsed.terms.map((term) => (term.key === 'header' ? absent(term.header, known) : undefined)).find(Boolean);
  return { ...(hint === undefined ? {} : { hint }), proposals };
}

function absent(header: string, { headers }: Knowledge): string | undefined {
  const names = headers?.map(({ name }) => name);
  if (!names || names.some((name) => name.toLowerCase() === header.toLowerCase())) return undefined;
  const meant = nearestName(header, [...names, ...Object.keys(FIELDS)]);
  const instead = meant ? t('Did you mean {0}?', meant) : t('To look for “{0}:” in the text, put it in double quotes.', header);
  return `${t('No message of this capture has a header “{0}”.', header)} ${instead}`;
}

async function proposalsAt(filter: string, offset: number, known: Knowledge): Promise<FilterProposal[]> {
  const before = filter.slice(0, offset);
  const [behind = ''] = /^[^\s()"]*"?/.exec(filter.slice(offset)) ?? [];
  const inQuotes = (text: string): boolean => (text.match(/"/g)?.length ?? 0) % 2 === 1;
  const value = /(?:^|[\s(])(?:header\.)?([A-Za-z][\w.-]*):(?:!=|!~|<=|>=|=|~|<|>)?("[^"]*|[^\s"]*)$/.exec(before);
  if (inQuotes(value ? before.slice(0, value.index) : before)) return [];
  if (value) {
    const [, field = '', typed = ''] = value;
    const found = fitting(await known.values(field.toLowerCase()), typed.replace(/^"/, ''));
    return found.map(({ name, detail }) => ({
      label: name,
      detail,
      text: `${valueText(name)} `,
      offset: offset - typed.length,
      length: typed.length + behind.length,
    }));
  }
  const [, typed = ''] = /(?:^|[\s(])([\w.-]*)$/.exec(before) ?? [];
  if (typed === '' && before !== '' && !/[\s(]$/.test(before)) return [];
  const first = before.slice(0, before.length - typed.length).trim() === '';
  const place = { offset: offset - typed.length, length: typed.length + behind.length };
  const fields = Object.entries(FIELD_TEXTS).map(([name, detail]) => ({ name, detail: detail(), text: `${name}:` }));
  const headers = (known.headers ?? [])
    .filter(({ name }) => !isReserved(name) && /^[A-Za-z][\w.-]*$/.test(name))
    .map(({ name, detail }) => ({ name, detail, text: `${name}:` }));
  const words = Object.entries(WORDS)
    .filter(([name]) => !first || name !== 'or')
    .map(([name, detail]) => ({ name, detail: detail(), text: `${name} ` }));
  return fitting([...fields, ...words, ...headers], typed).map(({ name, detail, text }) => ({
    label: text.trim() === name ? name : `${name}:`,
    detail,
    text,
    ...place,
  }));
}

/** Those that begin with what is typed, then those that hold it. */
function fitting<T extends Known>(all: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase();
  const seen = new Set<string>();
  const once = all.filter(({ name }) => name !== '' && !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
  const begin = once.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const hold = once.filter(({ name }) => name.toLowerCase().indexOf(wanted) > 0);
  // What is already there in full is no proposal.
  return [...begin, ...hold].filter(({ name }) => name.toLowerCase() !== wanted || wanted === '').slice(0, MOST);
}

/** The term that asks for a value of a header: by its name, or by the field that stands for it. */
export function termFor(header: string, value: string): string {
  const key = header.toLowerCase();
  const field = key === 'cause' || key === 'queue' || key === 'channel' ? key : isReserved(header) ? `header.${header}` : header;
  return /^[A-Za-z][\w.-]*$/.test(header) || value === '' ? `${field}:${valueText(value)}` : bareText(value);
}
