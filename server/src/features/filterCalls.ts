import type { Call, Party } from '../calls/types';
import { type CallKey, type CallTerm, type Filter, type FilterNode, isCallTerm } from './filterTypes';
import { valueTest } from './filterValues';

/**
 * What a filter asks of calls. `groups` are the parts of it that ask for messages: a call has a group where one message of it fits all of the group. Terms that
 * must all hold are one group, so that `event:Hangup cause:17` means a Hangup with this cause, and `not event:VarSet` a call without any VarSet. A word without a field is
 * looked for in what is told of the call, not in its messages: `1001` is in half of the Uniqueids and times of a log.
 */
export interface CallQuestion {
  readonly groups: readonly FilterNode[];
  /** Whether a call fits, given which groups it has a message of, and the texts that words are looked for in: see `callTexts`. */
  fits: Fits;
}

/** Turns a filter into what it asks of calls. `decode` says what the texts of calls say, where they are bytes as characters. */
export function callQuestion({ root }: Pick<Filter, 'root'>, decode?: Decode): CallQuestion {
  const groups: FilterNode[] = [];
  const fits = question(root, groups, decode);
  return { groups, fits };
}

/**
 * Whether a call fits a filter, where its messages can be asked directly: `hasMessage` says whether one of them fits a part of the filter, for which
 * `matcherOf({ root: part })` is made, and `texts` are those of the call that words are looked for in.
 */
export function callFits(filter: Pick<Filter, 'root'>, call: Call, hasMessage: (part: FilterNode) => boolean, texts: () => readonly string[]): boolean {
  const { groups, fits } = callQuestion(filter);
  const has = (group: number): boolean => {
    const part = groups[group];
    return part !== undefined && hasMessage(part);
  };
  return fits(call, has, texts);
}

/** What bytes as characters say. */
type Decode = (raw: string) => string;

/** Whether a call fits a term of calls. */
export function callTermFits(term: CallTerm, decode?: Decode): (call: Call) => boolean {
  const test = valueTest(term, decode);
  return (call) => test(VALUES[term.key](call));
}

const VALUES: Readonly<Record<CallKey, (call: Call) => string[]>> = {
  call: ({ id, linkedids, uniqueids }) => [id, ...linkedids, ...uniqueids],
  outcome: ({ outcome }) => [outcome],
  caller: ({ caller }) => wordsOf(caller),
  dialled: ({ dialled }) => (dialled === undefined ? [] : [dialled]),
  answeredby: ({ answeredBy }) => wordsOf(answeredBy),
};

function wordsOf(party: Party | undefined): string[] {
  return [party?.number, party?.name, party?.channel].filter((one) => one !== undefined);
}

type Fits = (call: Call, has: (group: number) => boolean, texts: () => readonly string[]) => boolean;

function question(node: FilterNode, groups: FilterNode[], decode: Decode | undefined): Fits {
  switch (node.kind) {
    case 'term': {
      if (node.term.key === 'word') {
        const { text, pattern, stars } = node.term;
        // A list of many calls is asked anew for each letter that is typed.
        if (!pattern && !stars && !text.includes('\n')) return (_call, _has, texts) => togetherOf(texts(), decode).includes(text.toLowerCase());
        const test = valueTest(node.term, decode);
        return (_call, _has, texts) => test(texts());
      }
      if (!isCallTerm(node.term)) return hasOne(node, groups);
      const fits = callTermFits(node.term, decode);
      return (call) => fits(call);
    }
    case 'not': {
      const inner = question(node.node, groups, decode);
      return (call, has, texts) => !inner(call, has, texts);
    }
    case 'some': {
      const some = node.nodes.map((one) => question(one, groups, decode));
      return (call, has, texts) => some.some((fits) => fits(call, has, texts));
    }
    case 'all': {
      const together = node.nodes.filter(asksOneMessage);
      const all = node.nodes.filter((one) => !asksOneMessage(one)).map((one) => question(one, groups, decode));
      const [first] = together;
      if (first) all.push(hasOne(together.length === 1 ? first : { kind: 'all', nodes: together }, groups));
      return (call, has, texts) => all.every((fits) => fits(call, has, texts));
    }
  }
}

const together = new WeakMap<readonly string[], string>();

/** The texts of a call in lower case, a line each; made once. */
function togetherOf(texts: readonly string[], decode: Decode = (raw) => raw): string {
  let all = together.get(texts);
  if (all === undefined) {
    all = decode(texts.join('\n')).toLowerCase();
    together.set(texts, all);
  }
  return all;
}

function hasOne(node: FilterNode, groups: FilterNode[]): Fits {
  const group = groups.push(node) - 1;
  return (_, has) => has(group);
}

/** Whether a part of a filter says what one message is like, and nothing of calls or of what is not there. */
function asksOneMessage(node: FilterNode): boolean {
  if (node.kind === 'term') return node.term.key !== 'word' && !isCallTerm(node.term);
  return node.kind !== 'not' && node.nodes.every(asksOneMessage);
}
