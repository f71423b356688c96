import { FEATURE_CODE } from './filterStars';
import { parseTimes } from './filterTimes';
import { compilePattern } from './pattern';
import type { CallKey, Comparison, Filter, FilterError, FilterNode, Operator, Term, TextKey } from './filterTypes';
import { t } from '../texts';

export type { Moment } from './filterTimes';
export * from './filterTypes';

/** What fields there are beside the names of headers, with an example of each. */
export const FIELDS: Readonly<Record<Exclude<TextKey, 'header' | 'word'> | CallKey | 'time' | 'since' | 'until', string>> = {
  event: 'event:Hangup',
  action: 'action:Originate',
  response: 'response:Error',
  channel: 'channel:~PJSIP/1001',
  number: 'number:1001',
  id: 'id:1795371545.1',
  cause: 'cause:16',
  queue: 'queue:sales',
  bridge: 'bridge:~4dca2e79',
  text: 'text:"normal clearing"',
  time: 'time:10:00-10:05',
  since: 'since:+30s',
  until: 'until:10:05:30',
  call: 'call:1795371545.1',
  outcome: 'outcome:busy',
  caller: 'caller:1001',
  dialled: 'dialled:1000',
  answeredby: 'answeredby:1002',
};

const CALL_KEYS: readonly string[] = ['call', 'outcome', 'caller', 'dialled', 'answeredby'] satisfies CallKey[];

/** More is no question that a person asks. Characters, and parentheses within parentheses. */
const LONGEST = 4_000;
const DEEPEST = 50;

/** A name, in which further names may stand behind points, and the colon. */
const FIELD = /([A-Za-z][\w-]*(?:\.[\w-]+)*):/y;
const OPERATOR = /!=|!~|<=|>=|=|~|<|>/y;
/** A regular expression between slashes, and its flags. Each character is read in one way only. */
const PATTERN = /\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)+\])+)\/([a-z]{0,3})(?=[\s)]|$)/y;

/** A filter, or a sentence that says what is wrong with the expression, where, and what to write instead. */
export function parseFilter(expression: string): Filter | FilterError {
  const terms: Term[] = [];
  let at = 0;
  let depth = 0;
  try {
    if (expression.length > LONGEST)
      throw wrong(t('An expression has at most {0} characters. Ask for less.', LONGEST), LONGEST, expression.length - LONGEST, []);
    skipBlanks();
    if (at === expression.length)
      throw wrong(t('Write what to look for, such as event:Hangup channel:~1001 cause:16 time:10:00-10:05.'), 0, 0, ['field', 'value', 'not', '(']);
    const root = some();
    // Only a parenthesis ends a filter before its text ends.
    if (at < expression.length) throw wrong(t('There is no ( that this ) closes. Remove it, or put the text in double quotes.'), at, 1, ['and', 'or']);
    return { root, terms };
  } catch (error) {
    if (error instanceof Wrong) return error.told;
    throw error;
  }

  function skipBlanks(): void {
    while (at < expression.length && /\s/.test(expression[at] ?? '')) at++;
  }

  /** Whether the word `word` comes next; it is taken then. */
  function takes(word: string): boolean {
    skipBlanks();
    const end = at + word.length;
    if (expression.slice(at, end).toLowerCase() !== word || /[^\s()]/.test(expression[end] ?? ' ')) return false;
    at = end;
    return true;
  }

  function some(): FilterNode {
    const nodes = [all()];
    while (takes('or')) nodes.push(all());
    return joined('some', nodes);
  }

  function all(): FilterNode {
    const nodes = [one()];
    for (;;) {
      const before = at;
      if (takes('and')) nodes.push(one());
      else if (takes('or') || at === expression.length || expression[at] === ')') {
        at = before;
        skipBlanks();
        return joined('all', nodes);
      } else nodes.push(one());
    }
  }

  function one(): FilterNode {
    const begin = at;
    if (takes('not')) return { kind: 'not', node: one() };
    for (const word of ['and', 'or']) {
      if (takes(word))
        throw wrong(t('Before “{0}” something to look for is missing. To look for the word, put it in double quotes.', word), at - word.length, word.length, [
          'field',
          'value',
          'not',
          '(',
        ]);
    }
    if (at === expression.length) {
      const last = /\S+\s*$/.exec(expression.slice(0, begin));
      throw wrong(t('After “{0}” something to look for is missing, such as event:Hangup.', last?.[0].trim() ?? ''), at, 0, ['field', 'value', 'not', '(']);
    }
    if (expression[at] === ')') throw wrong(t('Before ) something to look for is missing.'), at, 1, ['field', 'value', 'not', '(']);
    if (expression[at] !== '(') return term();
    const open = at++;
    if (++depth > DEEPEST) throw wrong(t('Parentheses may stand {0} deep. Ask for less.', DEEPEST), open, 1, []);
    const node = some();
    skipBlanks();
    if (expression[at] !== ')') throw wrong(t('This ( is not closed. Add the ), or put the text in double quotes.'), open, 1, [')']);
    at++;
    depth--;
    return node;
  }

  function term(): FilterNode {
    const begin = at;
    if (takes('noise')) return leaf({ key: 'noise' });
    const field = matched(FIELD);
    if (!field) {
      const pattern = readPattern();
      if (pattern) return leaf({ key: 'word', operator: '~', ...pattern });
      const { text, stars } = word();
      // A pair of quotes with nothing in it asks for nothing.
      if (text === '') throw wrong(t('After the quotation mark a text is missing, such as "normal clearing".'), begin, at - begin, ['value']);
      return leaf({ key: 'word', operator: '~', text, pattern: false, ignoreCase: true, ...starred(stars) });
    }
    const name = field[1] ?? '';
    const key = keyOf(name, begin);
    const operator = (matched(OPERATOR)?.[0] ?? '') as Operator | '';
    const valueAt = at;
    const pattern = key === 'time' || key === 'since' || key === 'until' || !['', '~', '!~'].includes(operator) ? undefined : readPattern();
    const value = pattern ? { text: pattern.text, quoted: false, stars: [] } : word();
    if (key === 'time' || key === 'since' || key === 'until') return leaf(timeTerm(key, operator, value.text, valueAt));
    if (value.text === '' && !(value.quoted && operator !== '~' && operator !== '!~' && key !== 'text'))
      throw wrong(t('After {0}:{1} a value is missing, such as {2}.', name, operator, example(key)), at, 0, ['value']);
    const comparison = { text: value.text, pattern: pattern !== undefined, ignoreCase: pattern?.ignoreCase ?? true, ...starred(value.stars) };
    return leaf(textTerm(key, name, operator, comparison, begin, valueAt));
  }

  function leaf(found: Term): FilterNode {
    terms.push(found);
    return { kind: 'term', term: found };
  }

  function matched(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    if (found) at = pattern.lastIndex;
    return found ?? undefined;
  }

  /** A regular expression; throws where it is none that can be compiled. */
  function readPattern(): Comparison | undefined {
    const begin = at;
    const found = matched(PATTERN);
    if (!found) return undefined;
    const [, text = '', flags = ''] = found;
    const ignoreCase = flags === 'i';
    if (flags !== '' && !ignoreCase)
      throw wrong(t('After a regular expression only i may stand, for ignoring case, not “{0}”.', flags), at - flags.length, flags.length, ['i']);
    const compiled = compilePattern(text, ignoreCase);
    if ('error' in compiled)
      throw wrong(t('This is no regular expression: {0}. For the text as it is, put it in double quotes.', compiled.error), begin + 1, text.length, []);
    return { text, pattern: true, ignoreCase };
  }

  /** A word, in which stretches in double quotes hold blanks and anything else, and parentheses come in pairs. */
  function word(): { text: string; quoted: boolean; stars: number[] } {
    let text = '';
    let quoted = false;
    const stars: number[] = [];
    // A feature code ends where quotes begin: *"98" is any text that ends so.
    const [bare = ''] = /^[^\s"()]*"?/.exec(expression.slice(at)) ?? [];
    const code = bare.length - bare.replace(FEATURE_CODE, '').length;
    for (let open = 0; at < expression.length; at++) {
      const letter = expression[at] ?? '';
      if (/\s/.test(letter) || (letter === ')' && open === 0)) break;
      if (letter === '"') {
        quoted = true;
        text += quotedText();
        continue;
      }
      if (letter === '*' && text.length >= code) stars.push(text.length);
      if (letter === '(') open++;
      else if (letter === ')') open--;
      text += letter;
    }
    return { text, quoted, stars };
  }

  /** What stands between the quotation mark at `at` and its second one, on which `at` stands then. A backslash makes both of them, and itself, text. */
  function quotedText(): string {
    const open = at;
    let text = '';
    for (at++; at < expression.length && expression[at] !== '"'; at++) {
      if (expression[at] === '\\' && (expression[at + 1] === '"' || expression[at + 1] === '\\')) at++;
      text += expression[at];
    }
    if (at >= expression.length) {
      const [shown = ''] = /^\S*/.exec(expression.slice(open)) ?? [];
      throw wrong(t('A quotation mark is not closed: {0}. Add the second one.', shown), open, 1, ['"']);
    }
    return text;
  }
}

type Key = Exclude<TextKey, 'word'> | CallKey | 'time' | 'since' | 'until';

function keyOf(name: string, at: number): Key {
  const key = name.toLowerCase();
  if (key === 'any') return 'text';
  if (Object.hasOwn(FIELDS, key)) return key as Key;
  const meant = Object.keys(FIELDS).find((one) => nearlyIs(key, one));
  if (!meant) return 'header';
  const keys = Object.keys(FIELDS).join(', ');
  throw wrong(
    t(
      'There is no key “{0}”. Did you mean {1}? Keys are {2}, and the names of headers. For a header of this name write header.{0}:, for the text as it is put it in double quotes.',
      name,
      meant,
      keys,
    ),
    at,
    name.length,
    [meant],
  );
}

/** Whether the bare name of a header would be read as something else, so that it is written `header.Time`. */
export function isReserved(header: string): boolean {
  const key = header.toLowerCase();
  return key === 'any' || key.startsWith('header.') || Object.keys(FIELDS).some((field) => key === field || nearlyIs(key, field));
}

/** Whether a field was meant: one letter of it is missing, or two neighbours are swapped. No header of Asterisk is named so. */
function nearlyIs(typed: string, field: string): boolean {
  for (let i = 0; i < field.length && field.length > 3; i++) {
    if (typed === field.slice(0, i) + field.slice(i + 1)) return true;
    if (typed === field.slice(0, i) + (field[i + 1] ?? '') + (field[i] ?? '') + field.slice(i + 2)) return true;
  }
  return false;
}

function example(key: Exclude<Key, 'time' | 'since' | 'until'>): string {
  return key === 'header' ? 'Exten:1000' : FIELDS[key];
}

function textTerm(
  key: Exclude<Key, 'time' | 'since' | 'until'>,
  name: string,
  operator: Operator | '',
  value: Comparison,
  begin: number,
  valueAt: number,
): Term {
  const normal: Operator = operator === '' ? (key === 'text' || value.pattern ? '~' : '=') : operator;
  const ordered = normal === '<' || normal === '<=' || normal === '>' || normal === '>=';
  const named = key === 'event' || key === 'action' || key === 'response' || CALL_KEYS.includes(key);
  if (ordered && named)
    throw wrong(t('{0} is no number, so {1} says nothing of it. Write {0}:, {0}:~ or {0}:!=.', name, operator), valueAt - operator.length, operator.length, [
      '=',
      '~',
      '!=',
      '!~',
    ]);
  if (ordered && !isNumber(value.text))
    throw wrong(t('After {0} a number is expected, such as {1}:{0}16.', operator, name), valueAt, Math.max(1, value.text.length), ['number']);
  if (CALL_KEYS.includes(key)) return { key: key as CallKey, operator: normal, ...value };
  if (key !== 'header') return { key: key as Exclude<TextKey, 'header'>, operator: normal, ...value };
  const header = name.replace(/^header\./i, '');
  if (header === '') throw wrong(t('After header. the name of a header is missing, such as header.Exten:1000.'), begin, name.length, ['header']);
  return { key: 'header', header, operator: normal, ...value };
}

/** Whether a text is a number as headers hold them: `16`, `-3`, `0.25`. */
export function isNumber(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}

function timeTerm(key: 'time' | 'since' | 'until', operator: Operator | '', text: string, at: number): Term {
  const side = key !== 'time' ? key : operator === '>=' ? 'since' : operator === '<=' ? 'until' : key;
  if (operator !== '' && (key !== 'time' || side === 'time'))
    throw wrong(t('Of a time write {0}:10:00, without {1}.', key, operator), at - operator.length, operator.length, ['time']);
  const parsed = parseTimes(text, side);
  if ('error' in parsed) throw wrong(parsed.error, at, text.length, ['time']);
  return { key: 'time', written: text, ...parsed };
}

function joined(kind: 'all' | 'some', nodes: readonly FilterNode[]): FilterNode {
  // Parentheses that change nothing are left out.
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const [first] = flat;
  return flat.length === 1 && first ? first : { kind, nodes: flat };
}

function starred(stars: readonly number[]): Pick<Comparison, 'stars'> {
  return stars.length === 0 ? {} : { stars };
}

class Wrong extends Error {
  constructor(readonly told: FilterError) {
    super(told.error);
  }
}

function wrong(error: string, offset: number, length: number, expected: readonly string[]): Wrong {
  return new Wrong({ error, offset, length, expected });
}
