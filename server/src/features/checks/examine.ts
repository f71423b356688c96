import { type HeaderEntry, headerEntryOf, type MessageEntry } from '../../catalog/catalog';
import { type Header, visitHeaders } from '../../syntax/headers';
import { contentEnd, nextLine, trimmed } from '../../syntax/lines';
import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import { type Context, entryOf } from '../context';
import { problemsOfShape, type ShapeProblems } from '../schema';
import { disagreement, type Pair, pairsOf } from './consistency';
import { type Damage, damageOf, isNewSession, strayText } from './damage';
import { type Fact, type FactPlan, factPlan } from './facts';
import type { SpanProblem } from './problem';
import { isSecretName, namesSecret, type SecretRule, secretIn, secretRules } from './secrets';
import { shapeProblems } from './shapeProblems';
import { FORMS } from './valueForms';
import { isFiller, type ValueCheck, type Verdict, valueCheck } from './values';
import { createWantedLines, isPlain, readWanted } from './wantedLines';
import { t } from '../../texts';

/** A message where it stands. */
export interface MessageInText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the text between the message before and this one begins. */
  readonly gap: number;
  readonly shape: Shape;
}

/** What one message tells by itself: its problems, in offsets of the text, and what others have to know of it. */
export interface Examined {
  readonly problems: readonly SpanProblem[];
  readonly fact?: Fact;
  /** A new session begins with it. */
  readonly fresh?: true;
}

/** Looks at messages one by one. What is found depends on the message, on the text before it and on the shape of the message before, on nothing else. */
export interface Examiner {
  examine(message: MessageInText, before: Shape | undefined): Examined;
}

const NOTHING: Examined = { problems: [] };

/** What is to do for each message of a shape. */
interface Plan {
  readonly entry: MessageEntry | undefined;
  readonly problems: ShapeProblems;
  readonly checks: readonly (ValueCheck | undefined)[];
  readonly pairs: readonly Pair[];
  readonly secrets: readonly (SecretRule | undefined)[] | undefined;
  readonly fact: FactPlan | undefined;
  readonly wanted: readonly boolean[];
  readonly last: number;
  readonly plain: boolean;
}

/** An examiner for messages of one capture; `live` where the capture is still being written. */
export function createExaminer(context: Context, options: { readonly live: boolean }): Examiner {
  const plans = new Map<Shape, Plan>();
  const checks: KnownChecks = new Map();
  const lines = createWantedLines();
  const kept = createKeeper();

  const planOf = (shape: Shape): Plan => {
    let plan = plans.get(shape);
    if (!plan) {
      plan = makePlan(context, shape, checks, kept);
      plans.set(shape, plan);
    }
    return plan;
  };

  const valueAt = (text: string, line: number): string => text.slice(lines.from[line], lines.to[line]).trim();
  const valueIn = (text: string, column: number): string | undefined => {
    for (let line = 0; line < lines.count; line++) if (lines.column[line] === column) return valueAt(text, line);
    return undefined;
  };
  const spanOf = (text: string, line: number): Span => trimmed(text, { start: lines.from[line] ?? 0, end: lines.to[line] ?? 0 });

  /** Where the value of a column stands that the message has. */
  const placeOf = (text: string, column: number): Span => spanOf(text, lines.column.indexOf(column));

  const badValues = (text: string, plan: Plan, found: SpanProblem[]): void => {
    for (let line = 0; line < lines.count; line++) {
      const verdict = plan.checks[lines.column[line] ?? -1]?.(valueAt(text, line));
      if (!verdict) continue;
      const { message, nearest } = verdict;
      found.push({ code: 'bad-value', message, at: spanOf(text, line), ...(nearest ? { fix: { kind: 'value', to: nearest } } : {}) });
    }
  };

  const inconsistencies = (text: string, shape: Shape, plan: Plan, found: SpanProblem[]): void => {
    for (const { code, word, values } of plan.pairs) {
      const right = disagreement(values, valueIn(text, code) ?? '', valueIn(text, word) ?? '');
      if (!right) continue;
      const codeName = shape.columns[code]?.name ?? '';
      const wordName = shape.columns[word]?.name ?? '';
      found.push({
        code: 'inconsistent',
        message: t('{0} says something else than {1}, which is {2}.', wordName, codeName, right),
        at: placeOf(text, word),
        related: [
          { at: placeOf(text, code), message: t('{0} is {1}', codeName, right) },
          { at: placeOf(text, word), message: t('{0} is another state or cause', wordName) },
        ],
        fix: { kind: 'value', to: right },
      });
    }
  };

  const secrets = (text: string, shape: Shape, plan: Plan, found: SpanProblem[]): void => {
    if (!plan.secrets) return;
    let named = false;
    for (let line = 0; line < lines.count; line++) {
      const column = lines.column[line] ?? -1;
      const key = shape.columns[column]?.key ?? '';
      if (namesSecret(key)) named = isSecretName(valueAt(text, line)) || (key === 'key' && named);
      const rule = plan.secrets[column];
      if (!rule) continue;
      const from = lines.from[line] ?? 0;
      // Free text of a command may be long; each line is looked at.
      for (let at = from; at < (lines.to[line] ?? 0); ) {
        const next = rule === 'console' ? nextLine(text, at) : -1;
        const lineEnd = next < 0 || next > (lines.to[line] ?? 0) ? (lines.to[line] ?? 0) : next;
        const place = secretIn(rule, text.slice(at, lineEnd), named);
        if (place) found.push(secretProblem(shape, column, { start: at + place.from, end: at + place.to }));
        at = lineEnd;
      }
    }
  };

  const factOf = (text: string, start: number, shape: Shape, plan: Plan): Fact | undefined => {
    const { fact } = plan;
    if (!fact) return undefined;
    if (fact.only && valueIn(text, fact.only.column) !== fact.only.value) return undefined;
    const at = firstLine(text, start);
    const id = fact.id < 0 ? undefined : kept.text(valueIn(text, fact.id) ?? '') || undefined;
    switch (fact.kind) {
      case 'action':
        return { kind: 'action', name: shape.name, id, at };
      case 'response': {
        const message = fact.other < 0 ? undefined : kept.text((valueIn(text, fact.other) ?? '').slice(0, 200));
        return { kind: 'response', name: shape.name, id, list: startsList(text, shape, start), message, at };
      }
      case 'listEnd':
        return /^(complete|cancelled)$/i.test(valueIn(text, fact.other) ?? '') ? { kind: 'listEnd', id, at } : undefined;
      case 'shutdown':
        return { kind: 'shutdown', at };
      case 'call': {
        if (!fact.what || !id || isFiller(id)) return undefined;
        const other = fact.other < 0 ? '' : kept.text(valueIn(text, fact.other) ?? '');
        return { kind: 'call', what: fact.what, id, other, at: fact.what === 'digit' && fact.other >= 0 ? placeOf(text, fact.other) : at };
      }
    }
  };
  return {
    examine({ text, start, end, gap, shape }, before) {
      const plan = planOf(shape);
      const found: SpanProblem[] = gap < start ? strayText(text, gap, start, before) : [];
      const fresh = gap < start && isNewSession(text, gap, start);
      const plainFrame = shape.ending === 'blank' && shape.kind !== 'message' && before?.ending !== 'cut';
      const damage: Damage = plainFrame
        ? 'none'
        : damageOf(context.catalog, shape, plan.entry, before, {
            joined: gap === start && before !== undefined,
            live: options.live,
            lacking: plan.problems.missing.length > 0 || shape.ending !== 'blank',
            firstLine: lineAt(text, start),
          });
      if (damage === 'freeText') return found.length > 0 ? { problems: found, ...(fresh ? { fresh } : {}) } : NOTHING;
      if (damage === 'stray' || damage === 'forged') {
        found.push(frameProblem(text, start, end, damage));
        return { problems: found, ...(fresh ? { fresh } : {}) };
      }
      if (damage === 'cut') found.push(frameProblem(text, start, end, damage));
      readWanted(lines, text, start, end, shape, plan);
      if (!plan.problems.none) found.push(...shapeProblems(context, text, { start, end }, shape, plan.problems));
      if (damage === 'none' && shape.ending === 'blank') {
        badValues(text, plan, found);
        inconsistencies(text, shape, plan, found);
      }
      secrets(text, shape, plan, found);
      const fact = factOf(text, start, shape, plan);
      if (found.length === 0 && !fact && !fresh) return NOTHING;
      return { problems: found, ...(fact ? { fact } : {}), ...(fresh ? { fresh } : {}) };
    },
  };
}

/** By message, since a header that any message may carry is checked in some and not in others. */
type KnownChecks = Map<MessageEntry, Map<HeaderEntry, ValueCheck | undefined>>;

function makePlan(context: Context, shape: Shape, known: KnownChecks, kept: Keeper): Plan {
  const entry = entryOf(context, shape);
  // Behind the name of a user's event anything may stand, under any name.
  const named = shape.columns.findIndex((column) => column.key === 'userevent');
  const body = named < 0 && entry?.name === 'UserEvent' ? shape.columns.findIndex((column) => column.key === 'privilege') : named;
  const own = (entry && known.get(entry)) ?? new Map<HeaderEntry, ValueCheck | undefined>();
  if (entry) known.set(entry, own);
  const checks = shape.columns.map((column, i) => {
    const header = entry && column.form === 'header' ? headerEntryOf(context.catalog, entry, column.name, context.version.series) : undefined;
    if (!entry || !header || (entry.open && body >= 0 && i > body)) return undefined;
    if (!own.has(header)) own.set(header, kept.verdicts(valueCheck(context, entry, header), header));
    return own.get(header);
  });
  const pairs = entry?.kind === 'event' ? pairsOf(context, shape, entry) : [];
  const secrets = secretRules(shape, entry);
  const fact = factPlan(shape);
  const wanted = shape.columns.map((column, i) => {
    if (checks[i] || secrets?.[i] || (secrets && namesSecret(column.key))) return true;
    return i === fact?.id || i === fact?.other || i === fact?.only?.column || pairs.some((pair) => pair.code === i || pair.word === i);
  });
  return { entry, problems: problemsOfShape(context, shape), checks, pairs, secrets, fact, wanted, last: wanted.lastIndexOf(true), plain: isPlain(shape) };
}

/** Keeps what is remembered apart from the text that it was read from, which would stay in memory with it: V8 makes slices, not copies. */
interface Keeper {
  text(slice: string): string;
  /** `check` with its verdicts remembered by value. */
  verdicts(check: ValueCheck | undefined, header: HeaderEntry): ValueCheck | undefined;
}

const MOST_KEPT = 20_000;

function createKeeper(): Keeper {
  const texts = new Map<string, string>();
  const text = (slice: string): string => {
    const before = texts.get(slice);
    if (before !== undefined) return before;
    if (texts.size > MOST_KEPT) texts.clear();
    const copy = JSON.parse(JSON.stringify(slice)) as string;
    texts.set(copy, copy);
    return copy;
  };
  return {
    text,
    verdicts(check, header) {
      // A number is checked faster than it is looked up.
      if (!check || FORMS[header.kind ?? '']) return check;
      const verdicts = new Map<string, Verdict | undefined>();
      return (value) => {
        if (verdicts.has(value)) return verdicts.get(value);
        if (verdicts.size > 1000) verdicts.clear();
        const verdict = check(value);
        verdicts.set(text(value), verdict);
        return verdict;
      };
    },
  };
}

function startsList(text: string, shape: Shape, start: number): boolean {
  if (!shape.columns.some((column) => column.key === 'eventlist')) return false;
  const found: Header[] = [];
  visitHeaders(text, start, text.length, shape, (header) => {
    if (header.column.key === 'eventlist') found.push(header);
    return found.length === 0;
  });
  const [header] = found;
  return header !== undefined && text.slice(header.value.start, header.value.end).trim().toLowerCase() === 'start';
}

function secretProblem(shape: Shape, column: number, at: Span): SpanProblem {
  const name = shape.columns[column]?.name;
  return {
    code: 'secret',
    message: name
      ? t('{0} holds a secret, or what one can be worked out from. Mask it before you pass this capture on.', name)
      : t('This is a secret, or what one can be worked out from. Mask it before you pass this capture on.'),
    at,
    fix: { kind: 'mask' },
  };
}

function frameProblem(text: string, start: number, end: number, damage: 'cut' | 'stray' | 'forged'): SpanProblem {
  const at = firstLine(text, start);
  switch (damage) {
    case 'cut':
      return { code: 'truncated-message', message: t('This message is not whole: no blank line ends it.'), at, fix: { kind: 'blankLine' } };
    case 'stray':
      return {
        code: 'stray-text',
        message: t('This text between messages is no part of the protocol.'),
        at: trimmed(text, { start, end }),
      };
    case 'forged':
      return {
        code: 'forged-lines',
        message: t('This is probably no message but the rest of a value above, which holds line ends: Asterisk prints such values as they are.'),
        at,
      };
  }
}

function firstLine(text: string, start: number): Span {
  const next = nextLine(text, start);
  return { start, end: contentEnd(text, start, next < 0 ? text.length : next) };
}

function lineAt(text: string, start: number): string {
  const { end } = firstLine(text, start);
  return text.slice(start, Math.min(end, start + 200));
}
