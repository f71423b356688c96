import type { Range, SemanticTokens, SemanticTokensEdit } from 'vscode-languageserver-types';
import { headersIn, type LogDocument, offsetOf } from '../document';
import { contentEnd, nextLine } from '../syntax/lines';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';
import type { Column, Shape } from '../syntax/shapes';
import type { Span } from '../syntax/span';
import { finished, type Steps } from '../syntax/steps';
import { namesSecret, isSecretName, secretIn, type SecretRule, secretRules } from './checks/secrets';
import { type Context, entryOf } from './context';
import { says } from './mentions';
import type { IsNoise } from './noise';
import { valueAt, withoutBlanks } from './reading';
import { type Role, rolesOf } from './roles';
import { problemsOfShape } from './schema';
import { type GrammarType, STANDARD_MODIFIERS, standardType, TOKEN_MODIFIERS, TOKEN_TYPES, type TokenType } from './tokenTypes';

/** A document of more characters than this gets no tokens as a whole. */
export const WHOLE_UP_TO = 4_000_000;

/** Likewise for an editor without our grammar, which gets several times as many. */
export const STANDARD_UP_TO = 1_000_000;

/** `own`: our types, on top of VS Code's grammar. `standard`: the types that every editor knows, and what the grammar would colour, too. */
export type Legend = 'own' | 'standard';

const TYPE_OF_ROLE: Readonly<Partial<Record<Role, TokenType>>> = {
  uniqueid: 'amiUniqueid',
  linkedid: 'amiLinkedid',
  channel: 'amiChannel',
  bridge: 'amiBridge',
  action: 'amiActionId',
};

/** What the grammar cannot know of the messages in `range`: unknown headers, which thing an id names, secrets, and what is noise. */
export function semanticTokens(document: LogDocument, range: Range, context: Context, isNoise: IsNoise, legend: Legend = 'own'): SemanticTokens {
  const from = lastStartingAtOrBefore(document.index, offsetOf(document, range.start));
  const to = lastStartingAtOrBefore(document.index, offsetOf(document, range.end));
  return finished(tokenSteps(document, context, isNoise, legend, Math.max(0, from), to + 1));
}

/** The same of the whole document, in steps; `undefined` where it is too long for that. */
export function* allSemanticTokens(document: LogDocument, context: Context, isNoise: IsNoise, legend: Legend = 'own'): Steps<SemanticTokens | undefined> {
  const most = legend === 'own' ? WHOLE_UP_TO : STANDARD_UP_TO;
  return document.lines.length > most ? undefined : yield* tokenSteps(document, context, isNoise, legend, 0, document.index.count);
}

/** What turns the tokens `before` into those `after`: one edit, or none. */
export function tokenEdits(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [{ start, deleteCount: before.length - tail - start, data: after.slice(start, after.length - tail) }];
}

function* tokenSteps(document: LogDocument, context: Context, isNoise: IsNoise, legend: Legend, from: number, to: number): Steps<SemanticTokens> {
  const { index } = document;
  const plans = new Map<Shape, Plan>();
  const tokens = createTokens(document, legend);
  const whole = legend === 'standard';
  for (let i = from; i < to; i++) {
    if (i % 256 === 255) yield;
    const shape = shapeOf(index, i);
    let plan = plans.get(shape);
    if (!plan) {
      plan = planOf(context, shape, isNoise(shape));
      plans.set(shape, plan);
    }
    if (plan.silent && !whole) continue;
    const headers = headersIn(document, i);
    const named = plan.named && headers.some(({ column, value }) => namesSecret(column.key) && isSecretName(valueAt(document, value)));
    for (const { column, name, value } of headers) {
      const { type, mask, unknown, rule } = plan.columns.get(column) ?? NOTHING;
      const naming = whole && column.key === shape.kind;
      if (unknown || plan.noise || (whole && column.form === 'header'))
        tokens.add(name.start, name.end, naming ? 'kind' : 'amiHeader', plan.noise | (unknown ? bit('unknown') : 0));
      if (column.form === 'raw') {
        if (rule)
          secretLines(document.read(value.start, value.end), rule, (start, end) => tokens.add(value.start + start, value.start + end, 'amiSecret', plan.noise));
        continue;
      }
      const span = withoutBlanks(document, value);
      const secret = rule && secretIn(rule, document.read(value.start, value.end), named);
      if (secret) {
        if (plan.noise) tokens.add(span.start, value.start + secret.from, 'amiValue', plan.noise);
        tokens.add(value.start + secret.from, value.start + secret.to, 'amiSecret', plan.noise);
      } else if (type && says(document.read(span.start, span.end))) tokens.add(span.start, span.end, type, mask | plan.noise);
      else if (plan.noise) tokens.add(span.start, span.end, 'amiValue', plan.noise);
      else if (naming) tokens.add(span.start, span.end, shape.kind, 0);
      else if (whole && /^-?\d+(?:\.\d+)?$/.test(document.read(span.start, span.end))) tokens.add(span.start, span.end, 'number', 0);
    }
  }
  return { data: tokens.data };
}

interface ColumnPlan {
  readonly type: TokenType | undefined;
  readonly mask: number;
  readonly unknown: boolean;
  readonly rule: SecretRule | undefined;
}

const NOTHING: ColumnPlan = { type: undefined, mask: 0, unknown: false, rule: undefined };

/** What becomes of the columns of a shape. */
interface Plan {
  readonly columns: ReadonlyMap<Column, ColumnPlan>;
  /** The modifier of every token, where the message is noise; else 0. */
  readonly noise: number;
  readonly named: boolean;
  readonly silent: boolean;
}

function planOf(context: Context, shape: Shape, noise: boolean): Plan {
  const roles = rolesOf(context, shape).of;
  const unknown = new Set(problemsOfShape(context, shape).columns.flatMap((one) => (one.code === 'unknown-header' ? [one.column] : [])));
  const rules = secretRules(shape, entryOf(context, shape));
  const columns = new Map<Column, ColumnPlan>();
  shape.columns.forEach((column, at) => {
    const role = roles.get(column);
    const born = (column.key === 'uniqueid' || column.key === 'channel') && shape.name === 'Newchannel';
    const made = role === 'bridge' && shape.name === 'BridgeCreate';
    const plan: ColumnPlan = {
      type: role && (TYPE_OF_ROLE[role] ?? 'amiName'),
      mask: born || made || (role === 'action' && shape.kind === 'action') ? bit('declaration') : 0,
      unknown: unknown.has(column),
      rule: rules?.[at],
    };
    if (plan.type || plan.unknown || plan.rule) columns.set(column, plan);
  });
  return { columns, noise: noise ? bit('noise') : 0, named: rules?.includes('named') === true, silent: columns.size === 0 && !noise };
}

function bit(modifier: (typeof TOKEN_MODIFIERS)[number]): number {
  return 1 << TOKEN_MODIFIERS.indexOf(modifier);
}

/** Secrets in free text, line by line. */
function secretLines(text: string, rule: SecretRule, add: (start: number, end: number) => void): void {
  for (let at = 0; at < text.length; ) {
    const next = nextLine(text, at);
    const line = next < 0 ? text.length : next;
    const found = secretIn(rule, text.slice(at, contentEnd(text, at, line)), false);
    if (found) add(at + found.from, at + found.to);
    at = line;
  }
}

/** Tokens as LSP sends them: five numbers each, lines and characters counted from the token before. */
function createTokens(
  document: LogDocument,
  legend: Legend,
): { readonly data: number[]; add(start: number, end: number, type: TokenType | GrammarType, mask: number): void } {
  const typeOf = (type: TokenType | GrammarType, mask: number): number =>
    legend === 'own' ? (TOKEN_TYPES as readonly string[]).indexOf(type) : standardType(type, (mask & bit('noise')) !== 0);
  const maskOf = (mask: number): number => (legend === 'own' ? mask : mask & bit('declaration') ? 1 << STANDARD_MODIFIERS.indexOf('declaration') : 0);
  const data: number[] = [];
  let line = 0;
  let character = 0;
  return {
    data,
    add(start, end, type, mask) {
      // For LSP a line ends at a carriage return, too, which may stand in a value; a token is of one line.
      for (const piece of pieces(start, document.read(start, end))) {
        const at = document.lines.positionAt(piece.start);
        data.push(at.line - line, at.line === line ? at.character - character : at.character, piece.end - piece.start, typeOf(type, mask), maskOf(mask));
        line = at.line;
        character = at.character;
      }
    },
  };
}

/** The lines of `text`, which stands at `start`, without those that are empty. */
function pieces(start: number, text: string): Span[] {
  if (text === '') return [];
  if (!text.includes('\r') && !text.includes('\n')) return [{ start, end: start + text.length }];
  return [...text.matchAll(/[^\r\n]+/g)].map((found) => ({ start: start + found.index, end: start + found.index + found[0].length }));
}
