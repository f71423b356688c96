import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { LogDocument } from '../document';
import { headersOf } from '../syntax/headers';
import { messageSpan, shapeOf } from '../syntax/messages';
import { finished, type Steps } from '../syntax/steps';
import { lastContent } from './documentSymbols';

/** Folds each message of more than one line, and within it the output of a command and other runs of a repeated header. */
export function foldingRanges(document: LogDocument): FoldingRange[] {
  return finished(foldingRangeSteps(document));
}

/** The same, in steps. */
export function* foldingRangeSteps(document: LogDocument): Steps<FoldingRange[]> {
  const { index, text, lines } = document;
  const ranges: FoldingRange[] = [];
  for (let i = 0; i < index.count; i++) {
    if (i % 1024 === 1023) yield;
    const { start, end } = messageSpan(index, i);
    const startLine = lines.positionAt(start).line;
    const endLine = lines.positionAt(lastContent(text, start, end)).line;
    if (endLine > startLine) ranges.push({ startLine, endLine });
    if (shapeOf(index, i).columns.some((column) => column.repeats || column.form === 'raw')) ranges.push(...runsOf(document, i));
  }
  return ranges;
}

function runsOf(document: LogDocument, i: number): FoldingRange[] {
  const { index, text, lines } = document;
  const runs = new Map<unknown, { first: number; last: number }>();
  for (const header of headersOf(text, index, i)) {
    if (!header.column.repeats && header.column.form !== 'raw') continue;
    const first = lines.positionAt(header.value.start).line;
    const last = lines.positionAt(lastContent(text, header.value.start, header.value.end)).line;
    const run = runs.get(header.column);
    if (run) run.last = last;
    else runs.set(header.column, { first, last });
  }
  return [...runs.values()].filter((run) => run.last > run.first).map((run) => ({ startLine: run.first, endLine: run.last, kind: FoldingRangeKind.Region }));
}
