import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { LogDocument } from '../document';
import type { Call } from '../protocol';
import { headersOf } from '../syntax/headers';
import { messageSpan, shapeOf } from '../syntax/messages';
import { finished, type Steps } from '../syntax/steps';
import { callTitle, wholeCalls } from './callRuns';
import { messageWords, noiseWords } from './foldWords';
import { messageTime } from './messageTimes';
import type { IsNoise } from './noise';
import { lastContent, valueIn } from './reading';

/** What else folds beside messages, and how. */
export interface FoldingOptions {
  /** Two and more such messages in a row fold into one line. */
  readonly isNoise?: IsNoise;
  /** Those that stand in one piece fold; where there is only one call nothing would be left, so it does not. */
  readonly calls?: readonly Call[];
  /** The client shows a text in place of what is folded. */
  readonly collapsedText?: boolean;
}

/**
 * Folds each message of more than one line, and within it the output of a command and other runs of a repeated header; runs of noise and whole calls as
 * `options` says. Ranges are nested, and no two begin on the same line: editors show one mark a line, so the largest has it.
 */
export function foldingRanges(document: LogDocument, options: FoldingOptions = {}): FoldingRange[] {
  return finished(foldingRangeSteps(document, options));
}

/** The same, in steps. */
export function* foldingRangeSteps(document: LogDocument, options: FoldingOptions = {}): Steps<FoldingRange[]> {
  const { index, text, lines } = document;
  const ranges: FoldingRange[] = [];
  const larger = largerFolds(document, options);
  const dials = new Map<string, number>();
  for (let i = 0; i < index.count; i++) {
    if (i % 1024 === 1023) yield;
    const { start, end } = messageSpan(index, i);
    const startLine = lines.positionAt(start).line;
    const group = larger(i);
    for (const { last, words } of group) {
      const to = messageSpan(index, last);
      const endLine = lines.positionAt(lastContent(text, to.start, to.end)).line;
      ranges.push({ startLine, endLine, kind: FoldingRangeKind.Region, ...(options.collapsedText ? { collapsedText: words } : {}) });
    }
    const endLine = lines.positionAt(lastContent(text, start, end)).line;
    const shape = shapeOf(index, i);
    const collapsedText = options.collapsedText ? `${shape.name} ${messageWords(document, i, (uniqueid) => dials.get(uniqueid))}`.trim() : undefined;
    if (options.collapsedText && shape.name === 'DialBegin') rememberDial(document, i, dials);
    if (endLine > startLine && group.length === 0) ranges.push({ startLine, endLine, ...(collapsedText ? { collapsedText } : {}) });
    if (shape.columns.some((column) => column.repeats || column.form === 'raw')) ranges.push(...runsOf(document, i, startLine));
  }
  return ranges;
}

interface LargerFold {
  readonly last: number;
  readonly words: string;
}

/** Gives, message by message in order, the call or else the run of noise that begins there: at most one. */
function largerFolds(document: LogDocument, { isNoise, calls = [] }: FoldingOptions): (i: number) => LargerFold[] {
  const { index } = document;
  const runs = calls.length > 1 ? wholeCalls(calls) : [];
  let at = 0;
  let behind = 0;
  return (i) => {
    while ((runs[at]?.last ?? Number.POSITIVE_INFINITY) < i) at++;
    const run = runs[at];
    if (run?.first === i && run.last > i) return [{ last: run.last, words: callTitle(run.call) }];
    if (i < behind || !isNoise?.(shapeOf(index, i))) return [];
    // A run ends where a call begins or ends, so that folds are nested.
    const limit = run ? (i >= run.first ? run.last : run.first - 1) : index.count - 1;
    for (behind = i; behind <= limit && isNoise(shapeOf(index, behind)); ) behind++;
    return behind - i < 2 ? [] : [{ last: behind - 1, words: noiseWords(document, i, behind - 1) }];
  };
}

/** Remembers when a dial began, by the Uniqueid of who is dialled. */
function rememberDial(document: LogDocument, i: number, dials: Map<string, number>): void {
  const dialled = valueIn(document, i, 'destuniqueid');
  const now = messageTime(document, i);
  if (dialled !== undefined && now !== undefined) dials.set(dialled, now);
}

function runsOf(document: LogDocument, i: number, messageLine: number): FoldingRange[] {
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
  return [...runs.values()]
    .filter((run) => run.last > run.first && run.first > messageLine)
    .map((run) => ({ startLine: run.first, endLine: run.last, kind: FoldingRangeKind.Region }));
}
