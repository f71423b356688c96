import type { EnumEntry, HeaderEntry, MessageEntry } from '../../catalog/catalog';
import { nearestName } from '../../catalog/nearest';
import type { Context } from '../context';
import { enumOf } from '../values';
import { BOOLEAN, FORMS } from './valueForms';
import { t } from '../../texts';

/** What is wrong with a value, in words, and the known value that it looks like. */
export interface Verdict {
  readonly message: string;
  readonly nearest?: string;
}

/** Gives what is wrong with a value, without blanks around it; `undefined` where nothing is or nobody can say. */
export type ValueCheck = (value: string) => Verdict | undefined;

/** What stands for a value that is not there; see `fillers` in the catalogue, and `-`, which Asterisk prints in tables. */
const FILLERS = new Set([
  '',
  '<unknown>',
  'unknown',
  '(null)',
  '<null>',
  'null',
  '<none>',
  'none',
  '(none)',
  '-none-',
  'n/a',
  '-',
  '<no name>',
  '<not set>',
  '<unregistered>',
]);

/** Whether `value` stands for no value, or was masked by somebody. Such a value is never wrong. */
export function isFiller(value: string): boolean {
  return FILLERS.has(value) || FILLERS.has(value.toLowerCase()) || /^[*x•…]{2,}$/i.test(value);
}

/**
 * The check of the values of `header` in messages of `entry`; `undefined` where any value may stand.
 *
 * Silent where unsure: words count in the spelling of any version and in any case, and a list that others may add to, or that is an example only,
 * is held against a value only if that is a slip (two letters at most) of a word in it.
 */
export function valueCheck(context: Context, entry: MessageEntry, header: HeaderEntry): ValueCheck | undefined {
  const kind = header.kind ?? '';
  const inner = checkOf(context, entry, header, kind);
  if (!inner) return undefined;
  return (value) => (isFiller(value) ? undefined : inner(value));
}

function checkOf(context: Context, entry: MessageEntry, header: HeaderEntry, kind: string): ValueCheck | undefined {
  const found = enumOf(context, header);
  const words = wordsOf(header, found);
  const near = nearCheck(header, words);
  // What a client asks for is its own affair; only a slip of a word that the action knows is worth a word.
  if (entry.kind === 'action') return kind === 'enum' ? near : undefined;
  // Options of a configuration object: modules print them in ways of their own.
  if (entry.loose) return near;
  switch (kind) {
    case 'const':
    case 'text':
      return near;
    case 'privilegeList':
      return privileges(context);
    case 'channelName':
      return header.snapshot ? channelName(header) : undefined;
    case 'priority':
      return header.words.length === 0 && (header.snapshot || entry.name === 'Newexten') ? form(header, 'int') : undefined;
    case 'boolean':
    case 'yesNo':
    case 'onOff':
      return (value) =>
        BOOLEAN.test(value) || words.has(value.toLowerCase()) ? undefined : { message: t('{0} is a yes or no; this is neither.', header.name) };
    case 'channelStateCode':
    case 'extensionStateCode':
    case 'cause':
    case 'controlCode':
    case 'deviceStateCode':
    case 'bool01':
      return form(header, kind);
    case 'channelStateName':
      return unless(/^unknown \(-?\d+\)$/i, closed(header, words));
  }
  if (FORMS[kind]) return words.size > 0 ? unlessWord(words, form(header, kind)) : form(header, kind);
  if (words.size === 0) return undefined;
  return found?.open ? near : unless(/^\(?unknown\b/i, closed(header, words));
}

/** Every spelling that the list has, in lower case, and how Asterisk writes it. */
function wordsOf(header: HeaderEntry, found: EnumEntry | undefined): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const add = (word: string | undefined): void => {
    if (word) words.set(word.toLowerCase(), word);
  };
  for (const word of header.words) add(word);
  for (const value of found?.values ?? []) {
    // A header prints the words where there are any, so these are what a slip is compared with; the code is right all the same.
    add(value.code);
    add(value.text);
    if (!value.text?.includes('(') && value.symbol && !value.symbol.startsWith('AST_')) add(value.symbol);
  }
  for (const word of FURTHER[header.values ?? ''] ?? []) add(word);
  return words;
}

/** Words that releases between those of the catalogue printed. Source: Asterisk 13.1 to 13.8 res/res_pjsip/pjsip_options.c; 1.8 apps/app_queue.c. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  contactStatus: ['Updated', 'Unqualified', 'Unavailable', 'Available'],
  queueStrategy: ['roundrobin'],
};

/** A list that is whole: what is not in it does not exist. */
function closed(header: HeaderEntry, words: ReadonlyMap<string, string>): ValueCheck {
  return (value) => {
    const word = value.toLowerCase();
    if (words.has(word)) return undefined;
    // `200(SR)`, `16 (Normal)`: the code counts.
    const code = /^(-?\d+)\s*\(/.exec(word)?.[1];
    if (code !== undefined && words.has(code)) return undefined;
    const nearest = nearestName(value, words.values());
    return { message: withMeant(t('{0} never has this value.', header.name), nearest), nearest };
  };
}

/** A list that may not be whole: only a slip of one of its words is told. */
function nearCheck(header: HeaderEntry, words: ReadonlyMap<string, string>): ValueCheck | undefined {
  if (words.size === 0) return undefined;
  return (value) => {
    if (words.has(value.toLowerCase()) || /^-?\d+$/.test(value)) return undefined;
    const nearest = nearestName(value, words.values());
    return nearest ? { message: withMeant(t('{0} has no such value in any version.', header.name), nearest), nearest } : undefined;
  };
}

/** What is wrong, and what may be meant. */
function withMeant(wrong: string, nearest: string | undefined): string {
  return nearest ? `${wrong} ${t('Did you mean {0}?', nearest)}` : wrong;
}

function unless(fits: RegExp, check: ValueCheck): ValueCheck {
  return (value) => (fits.test(value) ? undefined : check(value));
}

function unlessWord(words: ReadonlyMap<string, string>, check: ValueCheck): ValueCheck {
  return (value) => (words.has(value.toLowerCase()) ? undefined : check(value));
}

function form(header: HeaderEntry, kind: string): ValueCheck {
  const found = FORMS[kind];
  return (value) => (!found || found.fits(value) ? undefined : { message: t('{0} is {1}; this is not.', header.name, found.what()) });
}

/** Source: Asterisk main/manager.c, `perms`, the classes that `authority_to_str` prints. */
function privileges(context: Context): ValueCheck {
  const known = Object.keys(context.catalog.data.privileges);
  return (value) => {
    for (const part of value.split(',')) {
      const word = part.trim();
      if (word === '' || known.includes(word.toLowerCase())) continue;
      const nearest = nearestName(word, known);
      const whole = nearest ? value.replace(word, nearest) : undefined;
      return { message: withMeant(t('Privilege has a class that Asterisk does not know.'), nearest), nearest: whole };
    }
    return undefined;
  };
}

/** Names of channels hold a slash since 12, when snapshots came; before, and in requests, other things stand in such headers. Source: Asterisk pbx/pbx_spool.c. */
function channelName(header: HeaderEntry): ValueCheck {
  return (value) =>
    value.includes('/') || value === 'OutgoingSpoolFailed'
      ? undefined
      : { message: t('{0} is the name of a channel, technology, slash and peer; this has no slash.', header.name) };
}
