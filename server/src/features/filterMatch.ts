import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';
import { starPieces } from './filterStars';
import { isWithin } from './filterTimes';
import { type CallTerm, type Filter, type FilterNode, isCallTerm, type TextKey, type TextTerm } from './filterTypes';
import { type ValueTest, valueTest } from './filterValues';

/** A message as far as an index knows it. */
export interface Row {
  /** Its number in the capture, from 0. */
  readonly message: number;
  readonly shape: Shape;
  /** When it happened, in seconds since the Unix epoch; 0 is an unknown time, which fits no time. */
  readonly second: number;
}

/** What a filter says of messages, from the cheapest question to the dearest. To be asked in the order of the capture. */
export interface Matcher {
  /** What names, time and call tell of it; `undefined` where only its text can tell. */
  sketch(row: Row): boolean | undefined;
  /** A text, in lower case, that stands in every message that fits and whose text has to tell; `undefined` where there is none. */
  readonly needle: string | undefined;
  /** Whether the message at `start` to `end` of `text` fits. */
  fits(row: Row, text: string, start: number, end: number): boolean;
}

/** What a matcher needs to know beside the filter. */
export interface MatchOptions {
  /** What text says, where it is bytes as characters. */
  readonly decode?: ((raw: string) => string) | undefined;
  /** Which messages are noise; none where it is left out. */
  readonly isNoise?: ((shape: Shape) => boolean) | undefined;
  /** Which messages belong to calls that fit a term; none where it is left out. */
  readonly inCall?: ((term: CallTerm) => (message: number) => boolean) | undefined;
}

/** Header names that each field looks at, in lower case. */
const HEADERS: Readonly<Record<Exclude<TextKey, 'event' | 'action' | 'response' | 'header'>, RegExp>> = {
  channel: /channel[12]?$|^(destination|source|newname|oldname|member|interface)$/,
  number: /(num|number)[12]?$|^(exten|extension|callerid|dnid|dialstring|destexten)$/,
  id: /(uniqueid|linkedid)[12]?$|^(actionid|callid|sessionid|bridgeuniqueid)$/,
  cause: /^(cause|cause-txt)$/,
  queue: /^queue(name)?$/,
  bridge: /bridge(uniqueid|name)$/,
  text: /(?:)/,
  word: /(?:)/,
};

/** A filter with what a shape decides already decided. */
type Plan =
  | boolean
  | { readonly kind: 'all' | 'some'; readonly plans: readonly Plan[] }
  | { readonly kind: 'not'; readonly plan: Plan }
  | { readonly kind: 'row'; readonly fits: (row: Row) => boolean }
  | { readonly kind: 'values'; readonly columns: ReadonlySet<unknown>; readonly test: ValueTest };

/** The matcher of a filter, or of a part of one. */
export function matcherOf({ root }: Pick<Filter, 'root'>, options: MatchOptions = {}): Matcher {
  const { decode = (raw) => raw, isNoise = () => false, inCall = () => () => false } = options;
  const plans = new Map<Shape, Plan>();
  const tests = new Map<TextTerm, ValueTest>();
  const calls = new Map<CallTerm, (message: number) => boolean>();
  let origin = 0;

  const testOf = (term: TextTerm): ValueTest => cached(tests, term, () => valueTest(term, decode));
  const planOf = (shape: Shape): Plan => cached(plans, shape, () => plan(root, shape));

  function plan(node: FilterNode, shape: Shape): Plan {
    if (node.kind === 'not') {
      const inner = plan(node.node, shape);
      return typeof inner === 'boolean' ? !inner : { kind: 'not', plan: inner };
    }
    if (node.kind !== 'term')
      return joined(
        node.kind,
        node.nodes.map((one) => plan(one, shape)),
      );
    const { term } = node;
    if (term.key === 'noise') return isNoise(shape);
    if (term.key === 'time') return { kind: 'row', fits: ({ second }) => second > 0 && isWithin(second, term.from, term.to, origin) };
    if (isCallTerm(term)) return { kind: 'row', fits: ({ message }) => cached(calls, term, () => inCall(term))(message) };
    if (isKind(term.key)) return shape.kind === term.key && testOf(term)([shape.name]);
    const looked = term.key === 'header' ? (key: string) => key === term.header.toLowerCase() : headersLookedAt(term.key);
    const columns = new Set<unknown>(shape.columns.filter(({ key }) => looked(key)));
    return columns.size > 0 && { kind: 'values', columns, test: testOf(term) };
  }

  return {
    needle: needleIn(root, options.decode !== undefined),
    sketch(row) {
      if (origin === 0) origin = row.second;
      return decided(planOf(row.shape), row, undefined);
    },
    fits(row, text, start, end) {
      if (origin === 0) origin = row.second;
      const { shape } = row;
      const whole = planOf(shape);
      const asked = new Map<Plan, string[]>();
      const wanted = valuePlans(whole);
      for (const one of wanted) asked.set(one, []);
      if (wanted.length > 0) {
        visitHeaders(text, start, end, shape, ({ column, value }) => {
          let written: string | undefined;
          for (const one of wanted) {
            if (!one.columns.has(column)) continue;
            written ??= text.slice(value.start, value.end).trim();
            asked.get(one)?.push(written);
          }
          return true;
        });
      }
      return decided(whole, row, asked) ?? false;
    },
  };
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function joined(kind: 'all' | 'some', plans: readonly Plan[]): Plan {
  const ends = kind === 'some';
  if (plans.includes(ends)) return ends;
  const open = plans.filter((plan) => typeof plan !== 'boolean');
  const [first] = open;
  if (!first) return !ends;
  return open.length === 1 ? first : { kind, plans: open };
}

/** What a plan says of a row; without values, `undefined` where they matter. */
function decided(plan: Plan, row: Row, values: ReadonlyMap<Plan, readonly string[]> | undefined): boolean | undefined {
  if (typeof plan === 'boolean') return plan;
  switch (plan.kind) {
    case 'row':
      return plan.fits(row);
    case 'values':
      return values && plan.test(values.get(plan) ?? []);
    case 'not': {
      const inner = decided(plan.plan, row, values);
      return inner === undefined ? undefined : !inner;
    }
    case 'all':
    case 'some': {
      const ends = plan.kind === 'some';
      let open = false;
      for (const one of plan.plans) {
        const said = decided(one, row, values);
        if (said === ends) return ends;
        open ||= said === undefined;
      }
      return open ? undefined : !ends;
    }
  }
}

function valuePlans(plan: Plan): Extract<Plan, { kind: 'values' }>[] {
  if (typeof plan === 'boolean' || plan.kind === 'row') return [];
  if (plan.kind === 'values') return [plan];
  return plan.kind === 'not' ? valuePlans(plan.plan) : plan.plans.flatMap(valuePlans);
}

function isKind(key: TextKey): key is 'event' | 'action' | 'response' {
  return key === 'event' || key === 'action' || key === 'response';
}

/** Which headers a field of messages looks at, by lower-case name; a field that is no group of headers is the name of one. */
export function headersLookedAt(field: string): (column: string) => boolean {
  const group = Object.hasOwn(HEADERS, field) ? HEADERS[field as keyof typeof HEADERS] : undefined;
  if (!group) return (column) => column === field;
  return (column) => group.test(column) && !(field === 'channel' && column === 'numchannels');
}

/** The longest text that every message must hold. In bytes letters beyond ASCII have no lower case to look for. */
function needleIn(root: FilterNode, bytes: boolean): string | undefined {
  const nodes = root.kind === 'all' ? root.nodes : [root];
  const texts = nodes.flatMap((node) => {
    const term = node.kind === 'term' ? node.term : undefined;
    if (!term || term.key === 'noise' || term.key === 'time' || isCallTerm(term) || isKind(term.key) || term.pattern) return [];
    const pieces = starPieces(term.text.toLowerCase(), term.stars ?? []);
    const text = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
    return (term.operator === '=' || term.operator === '~') && text !== '' && !(bytes && /[^\x00-\x7f]/.test(text)) ? [text] : [];
  });
  return texts.sort((a, b) => b.length - a.length)[0];
}
