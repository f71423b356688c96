import type { Moment } from './filterTimes';

/**
 * The expression that messages and calls are searched by, such as `event:Hangup cause:!=16 (channel:~PJSIP/100 or number:/^49/) since:+30s`.
 *
 * Terms one after the other, or with `and` between them, must all hold; `or` binds less, `not` more, parentheses group. A term is `field:value` with an operator
 * after the colon: nothing or `=` for the whole value, `~` for a part of it, `!=` and `!~` for their opposites (the message has the field, and no value of it
 * fits), `<`, `<=`, `>`, `>=` for numbers. A field is one of `FIELDS` or the name of a header; `header.Time` is the header even where a field is named so. Values
 * ignore case; a `*` stands for any letters, but at the beginning of a feature code (`*98`) and in quotes for itself; `/…/` is a regular expression, `/…/i` one that ignores case; in double quotes a value may hold blanks. A word without a field is looked for in all
 * values; where calls are asked for, in what is told of the call: numbers, names, channels, ids, outcome, cause, queues. `noise` is what the setting `ami.noise` names.
 */
export interface Filter {
  readonly root: FilterNode;
  /** All terms of it, in the order of the expression. */
  readonly terms: readonly Term[];
}

/** What is wrong with an expression. */
export interface FilterError {
  /** A sentence that says what to write instead. */
  readonly error: string;
  /** Where, in UTF-16 units; the length is 0 where something is missing. */
  readonly offset: number;
  readonly length: number;
  /** What could stand there: words of the language, or `field`, `value`, `number`, `time`, `header`. */
  readonly expected: readonly string[];
}

/** A part of a filter: terms and what joins them. `all` and `some` hold two nodes or more, and none of their own kind. */
export type FilterNode =
  | { readonly kind: 'all' | 'some'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly node: FilterNode }
  | { readonly kind: 'term'; readonly term: Term };

export type Operator = '=' | '!=' | '~' | '!~' | '<' | '<=' | '>' | '>=';

/** What a value is held against. */
export interface Comparison {
  /** As written, without quotes and slashes. */
  readonly text: string;
  readonly pattern: boolean;
  readonly ignoreCase: boolean;
  /** Where in `text` stars stand for any letters; left out where there are none. */
  readonly stars?: readonly number[];
}

/** Fields of messages: their kind and name, groups of headers, one header, all values; `word` is what stands without a field. */
export type TextKey = 'event' | 'action' | 'response' | 'channel' | 'number' | 'id' | 'cause' | 'queue' | 'bridge' | 'text' | 'word' | 'header';

/** Fields of calls: a message fits where it belongs to such a call. */
export type CallKey = 'call' | 'outcome' | 'caller' | 'dialled' | 'answeredby';

export type TextTerm = Comparison &
  (
    | { readonly key: Exclude<TextKey, 'header'>; readonly operator: Operator }
    | { readonly key: 'header'; readonly header: string; readonly operator: Operator }
  );

export type CallTerm = Comparison & { readonly key: CallKey; readonly operator: Operator };

/** Both ends are in it. */
export interface TimeTerm {
  readonly key: 'time';
  readonly written: string;
  readonly from: Moment | undefined;
  readonly to: Moment | undefined;
}

/** What one term asks of a message. */
export type Term = TextTerm | CallTerm | TimeTerm | { readonly key: 'noise' };

/** Whether a term asks for calls. */
export function isCallTerm(term: Term): term is CallTerm {
  return term.key === 'call' || term.key === 'outcome' || term.key === 'caller' || term.key === 'dialled' || term.key === 'answeredby';
}
