import { RE2JS } from 're2js';

/** Whether a regular expression of the user finds something in a value. */
export type Pattern = (value: string) => boolean;

/** More of one value is not looked at. Characters. */
const LONGEST_VALUE = 10_000;

/**
 * Compiles a regular expression of the user, or says what is wrong with it.
 *
 * It runs in an engine that takes time in proportion to the value: with JavaScript's own one expression such as `(a+)+b` could stall the server for good on a
 * single line of a capture. What that engine cannot do is to look around and back.
 */
export function compilePattern(text: string, ignoreCase: boolean): { readonly test: Pattern } | { readonly error: string } {
  try {
    const compiled = RE2JS.compile(text, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (value) => compiled.test(value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value) };
  } catch (error) {
    return { error: (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '') };
  }
}
