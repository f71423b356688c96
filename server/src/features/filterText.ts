import { isReserved } from './filter';
import { starPieces, starsIn } from './filterStars';
import type { Filter, FilterNode, Term } from './filterTypes';

/** The expression of a filter, in one way of writing it: parsed again it gives the same filter. */
export function filterText({ root }: Pick<Filter, 'root'>): string {
  return textOf(root, 'some');
}

function textOf(node: FilterNode, within: 'all' | 'some' | 'not'): string {
  switch (node.kind) {
    case 'term':
      return termText(node.term);
    case 'not':
      return `not ${textOf(node.node, 'not')}`;
    case 'all': {
      const text = node.nodes.map((one) => textOf(one, 'all')).join(' ');
      return within === 'not' ? `(${text})` : text;
    }
    case 'some': {
      const text = node.nodes.map((one) => textOf(one, 'some')).join(' or ');
      return within === 'some' ? text : `(${text})`;
    }
  }
}

function termText(term: Term): string {
  if (term.key === 'noise') return 'noise';
  if (term.key === 'time') {
    const side = term.from && term.to ? 'time' : term.from ? 'since' : 'until';
    // A span that is open on one side was written as such.
    return `${/^-|-$/.test(term.written) ? 'time' : side}:${term.written}`;
  }
  const value = term.pattern
    ? `/${term.text}/${term.ignoreCase ? 'i' : ''}`
    : term.stars
      ? starredText(term.text, term.stars, valueText)
      : valueText(term.text);
  const { operator } = term;
  if (term.key === 'word') return term.pattern ? value : term.stars ? starredText(term.text, term.stars, bareText) : bareText(term.text);
  const field = term.key !== 'header' ? term.key : isReserved(term.header) ? `header.${term.header}` : term.header;
  return `${field}:${operator === (term.key === 'text' ? '~' : '=') ? '' : operator}${value}`;
}

/** A value as it is written after a field. In quotes where it would be read as something else. */
export function valueText(text: string): string {
  return text === '' || /[\s"()]|^[~=!<>/]/.test(text) || starsIn(text).length > 0 ? quoted(text) : text;
}

/** A text that is looked for in all values: the bare word, in quotes where that would be read as something else. */
export function bareText(text: string): string {
  return /[\s"()]|^\/|^[A-Za-z][\w.-]*:|^(and|or|not|noise)$/i.test(text) || text === '' || starsIn(text).length > 0 ? quoted(text) : text;
}

/** A text with stars that stand for any letters. `first` writes what stands before the first of them. */
function starredText(text: string, stars: readonly number[], first: (text: string) => string): string {
  return starPieces(text, stars)
    .map((piece, i) => (piece === '' ? '' : i === 0 ? first(piece) : piece.includes('*') || /^[\d#]/.test(piece) ? quoted(piece) : valueText(piece)))
    .join('*');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
