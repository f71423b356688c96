import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { LogDocument } from '../document';
import type { Call } from '../protocol';
import { headersOf, headerValue } from '../syntax/headers';
import { messageSpan, shapeOf } from '../syntax/messages';
import { finished, type Steps } from '../syntax/steps';
import { callTitle, wholeCalls } from './callRuns';
import { messageDetail } from './messageLabels';
import { durationWords, messageTime } from './messageTimes';
import type { IsNoise } from './noise';
import { lastContent } from './reading';

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
    const collapsedText = options.collapsedText ? messageWords(document, i, dials) : undefined;
    if (endLine > startLine && group.length === 0) ranges.push({ startLine, endLine, ...(collapsedText ? { collapsedText } : {}) });
    if (shapeOf(index, i).columns.some((column) => column.repeats || column.form === 'raw')) ranges.push(...runsOf(document, i, startLine));
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
    const names = new Set<string>();
    for (behind = i; behind <= limit && isNoise(shapeOf(index, behind)); behind++) names.add(shapeOf(index, behind).name);
    const count = behind - i;
    return count < 2 ? [] : [{ last: behind - 1, words: `${count} × ${[...names].join(', ')}` }];
  };
}

/** A message in a few words: `DialEnd ANSWER 3.2 s`. `dials` remembers when dials began, by the Uniqueid of who was dialled. */
function messageWords(document: LogDocument, i: number, dials: Map<string, number>): string {
  const { text, index } = document;
  const { name } = shapeOf(index, i);
  const dialled = /^Dial(?:Begin|End)$/.test(name) ? headerValue(text, index, i, 'destuniqueid') : undefined;
  const now = dialled === undefined ? undefined : messageTime(document, i);
  if (dialled === undefined || name === 'DialBegin') {
    if (dialled !== undefined && now !== undefined) dials.set(dialled, now);
    const detail = messageDetail(document, i);
    return detail === '' ? name : `${name} ${detail}`;
  }
  const began = dials.get(dialled);
  const words = [name, headerValue(text, index, i, 'dialstatus'), began === undefined || now === undefined ? '' : durationWords(now - began)];
  return words.filter(Boolean).join(' ');
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
