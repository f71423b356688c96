import { onOneLine } from './oneLine';

const LONGEST = 160;

/**
 * Text of a capture as a Markdown code span: nothing in it can become a link, an image, HTML or an address. Control characters become
 * spaces; long text is cut.
 */
export function codeSpan(text: string): string {
  const plain = onOneLine(text);
  const cut = plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
  if (cut.trim() === '') return '(empty)';
  const longestRun = Math.max(0, ...(cut.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const pad = cut.startsWith('`') || cut.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${cut}${pad}${fence}`;
}

/** Text of a capture in a cell of a table: a code span, in which a bar would still end the cell. */
export function tableCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** A link that opens a page of the catalogue. `kind` and `name` are the catalogue's own, never of a capture. */
export function pageLink(kind: string, name: string, label: string = name): string {
  const target = encodeURIComponent(JSON.stringify([kind, name])).replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29'));
  return `[${label.replace(/[[\]\\]/g, '\\$&')}](command:ami.openCatalogPage?${target})`;
}
