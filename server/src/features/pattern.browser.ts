import type { Pattern } from './pattern';
import { t } from '../texts';

export type { Pattern } from './pattern';

/** More of one value is not looked at. Characters. */
const LONGEST_VALUE = 10_000;

/** What the engine of the other programs cannot do either: look around and back. */
const NOT_KNOWN = /\(\?<?[=!]|\\[1-9k]/;

/** A repetition of what repeats already, such as `(a+)+`, which JavaScript's engine may never come to an end with. */
const REPEATED_REPETITION = /[+*}]\??\)(?:[+*]|\{\d)|\([^()]*\|[^()]*\)(?:[+*]|\{\d+,)/;

/**
 * Compiles a regular expression of the user, or says what is wrong with it. In the browser JavaScript's own engine runs it, since the other is half as large as all
 * the rest of the server; so expressions are refused with which that one could stall.
 */
export function compilePattern(text: string, ignoreCase: boolean): { readonly test: Pattern } | { readonly error: string } {
  if (NOT_KNOWN.test(text)) return { error: t('lookaround and references back are not known here') };
  if (REPEATED_REPETITION.test(text)) return { error: t('a repetition or choice that is repeated is not possible in the browser') };
  try {
    const compiled = new RegExp(text, ignoreCase ? 'iu' : 'u');
    return { test: (value) => compiled.test(value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value) };
  } catch (error) {
    return { error: (error instanceof Error ? error.message : String(error)).replace(/^Invalid regular expression: /, '') };
  }
}
