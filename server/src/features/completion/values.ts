import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { type EnumEntry, type HeaderEntry, type ValueEntry, valueEntryOf } from '../../catalog/catalog';
import type { LogDocument } from '../../document';
import { secretRules } from '../checks/secrets';
import { type Context, entryOf, headerEntryAt } from '../context';
import { valueAt } from '../reading';
import { enumOf } from '../values';
import type { Draft, ItemData } from './names';
import { nearValues } from './nearValues';
import type { Written } from './place';

/** The values that the header `name` of `written` can have: words of its list first, else what stands near in the document. Never a secret. */
export function valueItems(document: LogDocument, written: Written, name: string, offset: number, context: Context): Draft[] {
  const header = written.headers.find((one) => one.column.form === 'header' && offset >= one.name.end && offset <= one.value.end);
  if (!header) return [];
  const { shape, message } = written;
  const rules = secretRules(shape, entryOf(context, shape));
  const entry = headerEntryAt(context, { message, shape, header, on: 'value' });
  if (rules?.[shape.columns.indexOf(header.column)] || entry?.kind === 'secret' || entry?.kind === 'md5') return [];
  const key = name.toLowerCase();
  const valueFor = (wanted: string): string | undefined => {
    const found = written.headers.find(({ column }) => column.key === wanted);
    return found && valueAt(document, found.value);
  };
  const words = [...listed(context, entry, key, shape.kind, shape.name, valueFor), ...privileges(context, written, key, shape.kind)];
  const near = words.length > 0 && CLOSED.has(entry?.kind ?? 'enum') ? [] : nearValues(document, written, header.column, entry, context);
  const known = new Set(words.map(({ label }) => label));
  return [...words, ...near.filter(({ label }) => !known.has(label))];
}

/** Kinds whose lists are all there is to say. */
const CLOSED = new Set(['enum', 'cause', 'causeText', 'channelStateCode', 'channelStateName', 'boolean', 'yesNo', 'onOff', 'bool01', 'privilegeList']);

const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  yesNo: ['Yes', 'No'],
  onOff: ['on', 'off'],
  bool01: ['1', '0'],
};

/** Kinds that stand for the code of a value and not for its word. */
const CODES = new Set(['cause', 'channelStateCode', 'deviceStateCode', 'extensionStateCode', 'controlCode']);

function listed(
  context: Context,
  entry: HeaderEntry | undefined,
  key: string,
  kind: string,
  message: string,
  valueFor: (key: string) => string | undefined,
): Draft[] {
  if (kind === 'response' && key === 'eventlist') return plain(['start']);
  if (kind === 'event' && key === 'eventlist') return plain(['Complete']);
  if (key === 'eventmask' || (message.toLowerCase() === 'login' && key === 'events'))
    return plain(['on', 'off', ...Object.keys(context.catalog.data.privileges).filter((one) => one !== 'all' && one !== 'none')]);
  if (!entry) return [];
  const words = entry.words.length > 0 ? entry.words : (SWITCHES[entry.kind ?? ''] ?? []);
  if (words.length > 0) return plain(words);
  const found = enumOf(context, entry);
  if (!found) return [];
  const isCode = CODES.has(entry.kind ?? '');
  const partner = partnerOf(context, found, key, valueFor);
  return found.values.flatMap((value, at) => enumItem(context, found, value, at, isCode, value === partner));
}

function plain(words: readonly string[]): Draft[] {
  return words.map((label, rank) => ({ label, kind: CompletionItemKind.EnumMember, rank }));
}

function enumItem(context: Context, found: EnumEntry, value: ValueEntry, at: number, isCode: boolean, fits: boolean): Draft[] {
  if (!(value.sent & context.version.series)) return [];
  const written = isCode ? value.code : (value.text ?? value.code);
  if (written === undefined) return [];
  const other = isCode ? (value.text ?? value.symbol) : value.code;
  const data: ItemData = { of: 'value', enum: found.id, value: written, series: context.version.series };
  const item: CompletionItem = {
    label: written,
    kind: CompletionItemKind.EnumMember,
    // Typing the word finds the code, too.
    ...(other ? { detail: other, filterText: `${written} ${other}` } : {}),
    ...(fits ? { preselect: true } : {}),
    data,
  };
  const usual = USUAL[found.id]?.indexOf(value.code ?? '') ?? -1;
  return [{ ...item, rank: fits ? -1 : usual >= 0 ? usual : 100 + at }];
}

/** Codes that calls mostly end with, the most usual first. */
const USUAL: Readonly<Record<string, readonly string[]>> = { hangupCause: ['16', '17', '19', '21', '18', '20', '34', '1', '26', '127'] };

/** The value that agrees with the code or word in the other header of a pair: `Cause` and `Cause-txt`, `ChannelState` and `ChannelStateDesc`. */
function partnerOf(context: Context, found: EnumEntry, key: string, valueFor: (key: string) => string | undefined): ValueEntry | undefined {
  const other = key.endsWith('-txt') ? key.slice(0, -4) : key.endsWith('desc') ? key.slice(0, -4) : undefined;
  const value = other === undefined ? (valueFor(`${key}-txt`) ?? valueFor(`${key}desc`)) : valueFor(other);
  return value ? valueEntryOf(found, value, context.version.series) : undefined;
}

/** The class that Asterisk prints with the event, then every class. */
function privileges(context: Context, { shape }: Written, key: string, kind: string): Draft[] {
  if (key !== 'privilege' || kind !== 'event') return [];
  const own = entryOf(context, shape)?.privilege ?? [];
  const all = Object.keys(context.catalog.data.privileges)
    .filter((one) => one !== 'all' && one !== 'none')
    .map((one) => `${one},all`);
  return [...new Set([...own, ...all])].map((label, rank) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    rank,
    ...(rank < own.length ? { preselect: true } : {}),
  }));
}
