import type { MarkupContent } from 'vscode-languageserver-types';

/** A code span, an escaped character, a mark of bold text, a rule, a hard line break, a link. The order matters: nothing in a code span is a mark. */
const MARKS = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)|\\([!-/:-@[-`{-~])|\*\*|^---\n\n|( {2})$|\[((?:\\.|[^\]\\])*)\]\([^)]*\)/gm;

/** Our own Markdown as plain text, for clients that show Markdown as it is written: the words alone, with their paragraphs. What stood in a code span stays as it is. */
export function plainText(markdown: string): string {
  return markdown.replace(MARKS, (_, fence?: string, code?: string, escaped?: string, _break?: string, label?: string) => {
    if (fence !== undefined && code !== undefined) return withoutPad(code);
    if (label !== undefined) return label.replace(/\\(.)/g, '$1');
    return escaped ?? '';
  });
}

/** Markdown that the server made, in the form that the client shows. */
export function markupFor(content: MarkupContent, markdown: boolean): MarkupContent {
  return markdown || content.kind !== 'markdown' ? content : { kind: 'plaintext', value: plainText(content.value) };
}

/** A code span that begins and ends with a blank has them only to keep its backticks apart from the fence. */
function withoutPad(code: string): string {
  return /^ [\s\S]*[^ ][\s\S]* $/.test(code) ? code.slice(1, -1) : code;
}
