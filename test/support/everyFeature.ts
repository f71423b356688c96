import assert from 'node:assert/strict';
import type { Range } from 'vscode-languageserver-types';
import type { LogDocument } from '../../server/src/document';
import { completions } from '../../server/src/features/completion/completion';
import { definition } from '../../server/src/features/definition';
import { documentLinkSteps } from '../../server/src/features/documentLinks';
import { foldingRanges } from '../../server/src/features/foldingRanges';
import { inlayHints } from '../../server/src/features/inlayHints';
import { noiseOf } from '../../server/src/features/noise';
import { documentHighlights, references, whyNoRename } from '../../server/src/features/references';
import { selectionRanges } from '../../server/src/features/selectionRanges';
import { allSemanticTokens, semanticTokens } from '../../server/src/features/semanticTokens';
import type { Call } from '../../server/src/protocol';
import { finished } from '../../server/src/syntax/steps';
import { contextOf } from './catalog';

const NOISE = noiseOf(['VarSet', 'Newexten', 'A*']);
const KINDS = { times: true, uniqueidTimes: true, sinceCallBegan: true, texts: true, units: true };

/** Asks every feature that works at a position, near it or on the whole document, and checks that what it gives lies in the text. */
export function askEverything(document: LogDocument, calls: readonly Call[], offset: number): void {
  const context = contextOf(undefined, { links: true });
  const position = document.lines.positionAt(offset);
  const around = { start: document.lines.positionAt(offset - 500), end: document.lines.positionAt(offset + 500) };
  const inside = (range: Range, what: string): void => {
    const [start, end] = [document.lines.offsetAt(range.start), document.lines.offsetAt(range.end)];
    assert.ok(start <= end && end <= document.lines.length, `${what} at ${offset}: ${start} to ${end}`);
  };
  for (const item of completions(document, position, context, { snippets: true, commands: true, labelDetails: true })) {
    assert.ok(item.textEdit && 'range' in item.textEdit);
    assert.ok(!/[\r\n]/.test(item.label), `completion ${JSON.stringify(item.label)}`);
    const { range } = item.textEdit;
    inside(range, `completion ${item.label}`);
    // LSP wants an edit of one line that the cursor is in.
    assert.ok(
      range.start.line === position.line && range.end.line === position.line && range.start.character <= position.character,
      `completion ${item.label}`,
    );
  }
  const found = finished(references(document, position, context, true));
  for (const { range } of found ?? []) inside(range, 'reference');
  for (const { range } of finished(documentHighlights(document, position, context)) ?? []) inside(range, 'highlight');
  const target = finished(definition(document, position, context, { linkSupport: false }));
  if (target && !Array.isArray(target) && target.uri === document.uri) inside(target.range, 'definition');
  for (const { range } of finished(documentLinkSteps(document, context, NOISE))) inside(range, 'link');
  assert.notEqual(whyNoRename(document, position, context), '');
  for (const hint of inlayHints(document, around, context, KINDS, NOISE)) inside({ start: hint.position, end: hint.position }, 'hint');
  for (const { data } of [
    semanticTokens(document, around, context, NOISE),
    semanticTokens(document, around, context, NOISE, 'standard'),
    finished(allSemanticTokens(document, context, NOISE)) ?? { data: [] },
  ])
    for (let at = 0, length = 0, line = 0, character = 0; at < data.length; at += 5) {
      assert.ok((data[at] ?? -1) > 0 || (data[at + 1] ?? -1) >= length, `token ${at / 5} stands before the one before`);
      length = data[at + 2] ?? 0;
      line += data[at] ?? 0;
      character = (data[at] ?? 0) > 0 ? (data[at + 1] ?? 0) : character + (data[at + 1] ?? 0);
      const lineEnd = document.lines.positionAt(document.lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER })).character;
      assert.ok(character + length <= lineEnd, `token ${at / 5} goes beyond line ${line}`);
    }
  for (let range = selectionRanges(document, [position], calls)[0]; range; range = range.parent as typeof range | undefined) inside(range.range, 'selection');
  const lines = new Set<number>();
  for (const { startLine, endLine } of foldingRanges(document, { isNoise: NOISE, calls, collapsedText: true })) {
    assert.ok(startLine < endLine && endLine < document.lines.lineCount && !lines.has(startLine), `fold ${startLine}-${endLine}`);
    lines.add(startLine);
  }
}
