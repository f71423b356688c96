import type { Span } from '../../syntax/span';

/** How loud a problem is. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Every code with the severity it is reported at unless the settings say otherwise. The words are explained in README.md and on the codes' pages. */
export const DEFAULT_SEVERITIES = {
  'no-colon': 'error',
  'stray-text': 'warning',
  'truncated-message': 'warning',
  'forged-lines': 'information',
  'unknown-message': 'information',
  'unknown-header': 'warning',
  'missing-header': 'warning',
  'duplicate-header': 'warning',
  'wrong-version': 'warning',
  'bad-value': 'warning',
  inconsistent: 'warning',
  'response-without-action': 'information',
  'unanswered-action': 'information',
  'incomplete-list': 'information',
  'action-failed': 'information',
  conversation: 'information',
  secret: 'information',
} as const satisfies Readonly<Record<string, Severity>>;

/** The code of a diagnostic of source `ami`. */
export type Code = keyof typeof DEFAULT_SEVERITIES;

/** Whether `word` is one of the codes. */
export function isCode(word: string): word is Code {
  return Object.hasOwn(DEFAULT_SEVERITIES, word);
}

/** What a quick fix needs to know; it travels with the diagnostic and comes back with the request for code actions. Never text of the capture. */
export type Fix =
  /** The header's name becomes `to`. */
  | { readonly kind: 'rename'; readonly to: string }
  /** The value becomes `to`. */
  | { readonly kind: 'value'; readonly to: string }
  /** A line `name: value` goes behind the header `after`, else behind the first line. */
  | { readonly kind: 'insert'; readonly name: string; readonly value: string; readonly after: string | undefined }
  /** The line becomes `name: rest`; `known` where the name is one that the message has. */
  | { readonly kind: 'colon'; readonly name: string; readonly known: boolean }
  | { readonly kind: 'blankLine' }
  | { readonly kind: 'mask' }
  /** All digits that this channel sent. */
  | { readonly kind: 'maskDigits' }
  | { readonly kind: 'version' }
  | { readonly kind: 'addEvent' };

/** Something to tell about a place; `P` is a span of the text, or what positions are for whoever checks. */
export interface Problem<P> {
  readonly code: Code;
  /** In words. Of kind `secret` it never holds the value. */
  readonly message: string;
  readonly at: P;
  readonly related?: readonly Related<P>[];
  readonly fix?: Fix;
}

/** Another place that has to do with a problem. */
export interface Related<P> {
  readonly at: P;
  readonly message: string;
}

/** `problem` with its places turned by `locate`. */
export function located<P, Q>(problem: Problem<P>, locate: (place: P) => Q): Problem<Q> {
  const { code, message, at, related, fix } = problem;
  return {
    code,
    message,
    at: locate(at),
    ...(related ? { related: related.map((one) => ({ at: locate(one.at), message: one.message })) } : {}),
    ...(fix ? { fix } : {}),
  };
}

/** A problem in offsets of the text. */
export type SpanProblem = Problem<Span>;
