import { isNumber } from './filter';
import { hasPieces, starPieces } from './filterStars';
import type { Comparison, Operator } from './filterTypes';
import { compilePattern } from './pattern';

/** Whether values fit a term: those of its headers in one message, without blanks around them. */
export type ValueTest = (values: readonly string[]) => boolean;

/** The test of a term. Values go through `decode` where they hold more than ASCII. */
export function valueTest(term: Comparison & { readonly key: string; readonly operator: Operator }, decode: (raw: string) => string = (raw) => raw): ValueTest {
  const { operator } = term;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  const said = (value: string): string => (/[^\x00-\x7f]/.test(value) ? decode(value) : value);
  const one = oneTest(term);
  if (operator === '!=' || operator === '!~') return (values) => values.length > 0 && !values.some((value) => one(said(value)));
  return (values) => values.some((value) => one(said(value)));
}

function oneTest(term: Comparison & { readonly key: string; readonly operator: Operator }): (value: string) => boolean {
  const { operator, key } = term;
  if (term.pattern) {
    const compiled = compilePattern(term.text, term.ignoreCase);
    return 'error' in compiled ? () => false : compiled.test;
  }
  const text = term.text.toLowerCase();
  if (term.stars) return starTest(starPieces(text, term.stars), operator === '=' || operator === '!=', key === 'channel');
  switch (operator) {
    case '=':
    case '!=':
      return (value) => isSame(value.toLowerCase(), text, key === 'channel');
    case '~':
    case '!~':
      return (value) => value.toLowerCase().includes(text);
    default: {
      const wanted = Number(text);
      return (value) => isNumber(value) && compare(Number(value), operator, wanted);
    }
  }
}

function starTest(pieces: readonly string[], whole: boolean, isChannel: boolean): (value: string) => boolean {
  return (value) => {
    const said = value.toLowerCase();
    return hasPieces(said, pieces, whole) || (whole && isChannel && hasPieces(said.replace(/-[^-]*$/, ''), pieces, whole));
  };
}

/** The name of a channel without the number that makes it one of its kind is an endpoint: `PJSIP/1001` of `PJSIP/1001-0000002a`. */
function isSame(value: string, text: string, isChannel: boolean): boolean {
  return value === text || (isChannel && text !== '' && value.startsWith(`${text}-`) && !value.includes('-', text.length + 1));
}

function compare(value: number, operator: '<' | '<=' | '>' | '>=', wanted: number): boolean {
  switch (operator) {
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
  }
}
