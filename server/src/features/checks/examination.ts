import type { LogDocument } from '../../document';
import { commonLines, commonText } from '../../lines';
import { shapeOf } from '../../syntax/messages';
import type { Span } from '../../syntax/span';
import { finished, type Steps } from '../../syntax/steps';
import type { Context } from '../context';
import { createSequenceCheck } from './checker';
import { strayText } from './damage';
import { createExaminer, type Examined } from './examine';
import { located, type SpanProblem } from './problem';

/** What every message of one version of a document tells by itself. The examination of the next version takes over what did not change. */
export interface Examination {
  readonly document: LogDocument;
  readonly context: Context;
  readonly live: boolean;
  readonly examined: readonly Examined[];
  /** Where each message stood in the text that was examined: its spans are as of then. */
  readonly bases: Float64Array;
}

/** Examines `document`; of messages that `before` has too, only those around the edits are read. */
export function examine(document: LogDocument, context: Context, live: boolean, before?: Examination): Examination {
  return finished(examineSteps(document, context, live, before));
}

/** The same, in steps. */
export function* examineSteps(document: LogDocument, context: Context, live: boolean, before?: Examination): Steps<Examination> {
  const { index } = document;
  const { count } = index;
  const examined = new Array<Examined>(count);
  const bases = new Float64Array(count);
  const same = before && isReusable(before, document, context, live) ? sameMessages(before.document, document) : { head: 0, tail: 0 };
  const take = (from: number, to: number, shift: number): void => {
    for (let i = from; i < to; i++) {
      const old = before?.examined[i - shift];
      if (!old) throw new RangeError(`message ${i - shift} was not examined`);
      examined[i] = old;
      bases[i] = before?.bases[i - shift] ?? 0;
    }
  };
  take(0, same.head, 0);
  const examiner = createExaminer(context, { live });
  const rest = count - same.tail;
  let part: Part | undefined;
  for (let i = same.head; i < rest; i++) {
    if (i % 256 === 255) yield;
    const start = index.starts[i] ?? 0;
    const gap = i === 0 ? 0 : (index.ends[i - 1] ?? 0);
    const end = index.ends[i] ?? 0;
    const previous = i === 0 ? undefined : shapeOf(index, i - 1);
    if (!part || end > part.to) part = partFrom(document, gap, end);
    const { text, from } = part;
    examined[i] = examiner.examine({ text, start: start - from, end: end - from, gap: gap - from, shape: shapeOf(index, i) }, previous);
    bases[i] = start - from;
  }
  take(rest, count, count - (before?.document.index.count ?? 0));
  return { document, context, live, examined, bases };
}

/** All problems of the document, in the order of the text. */
export function problemsOf(examination: Examination): SpanProblem[] {
  return finished(problemSteps(examination));
}

/** The same, in steps. */
export function* problemSteps({ document, context, live, examined, bases }: Examination): Steps<SpanProblem[]> {
  const { index, lines } = document;
  const sequence = createSequenceCheck<Span>(context, { live });
  const problems: SpanProblem[] = [];
  for (let i = 0; i < examined.length; i++) {
    if (i % 1024 === 1023) yield;
    const one = examined[i];
    if (!one) continue;
    const shift = (index.starts[i] ?? 0) - (bases[i] ?? 0);
    const moved = (span: Span): Span => (shift === 0 ? span : { start: span.start + shift, end: span.end + shift });
    for (const problem of one.problems) problems.push(shift === 0 ? problem : located(problem, moved));
    for (const problem of sequence.add(one, shapeOf(index, i), one.fact && moved(one.fact.at))) problems.push(problem);
  }
  const last = index.count - 1;
  const from = last < 0 ? 0 : (index.ends[last] ?? 0);
  const tail = document.read(from, lines.length);
  const inText = (span: Span): Span => ({ start: span.start + from, end: span.end + from });
  for (const problem of strayText(tail, 0, tail.length, last < 0 ? undefined : shapeOf(index, last))) problems.push(located(problem, inText));
  problems.push(...sequence.end());
  return problems.sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}

function isReusable(before: Examination, document: LogDocument, context: Context, live: boolean): boolean {
  const { version, knownEvents } = before.context;
  return (
    before.document.index.table === document.index.table &&
    before.live === live &&
    knownEvents === context.knownEvents &&
    version.label === context.version.label &&
    version.series === context.version.series &&
    version.source === context.version.source
  );
}

/** How many messages at the beginning and at the end two versions have in common, with the text before them and the shape of the message before them. */
function sameMessages(before: LogDocument, after: LogDocument): { head: number; tail: number } {
  const a = before.index;
  const b = after.index;
  const quoted = before.unquoted !== undefined || after.unquoted !== undefined;
  const { start: same, tail: sameTail } = quoted ? commonText(before.text, after.text) : commonLines(before.lines, after.lines);
  const most = Math.min(a.count, b.count);
  let head = 0;
  while (head < most && a.shapes[head] === b.shapes[head] && a.starts[head] === b.starts[head] && a.ends[head] === b.ends[head] && (b.ends[head] ?? 0) <= same)
    head++;
  const shift = after.lines.length - before.lines.length;
  const from = after.lines.length - sameTail;
  let tail = 0;
  // One message more must be the same, since the first looks at the end and the shape of the one before it.
  const isSame = (back: number): boolean => {
    const i = a.count - 1 - back;
    const j = b.count - 1 - back;
    return a.shapes[i] === b.shapes[j] && (a.starts[i] ?? 0) + shift === b.starts[j] && (a.ends[i] ?? 0) + shift === b.ends[j] && (b.starts[j] ?? 0) >= from;
  };
  while (tail < most - head && isSame(tail)) tail++;
  return { head, tail: Math.max(0, tail - 1) };
}

/** A part of the text, for messages that end at `to` or before. */
interface Part {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** How much of the text is looked at at once, in UTF-16 units. */
const PART = 1 << 18;

/** A little more than is asked for, since a look at a message goes to the end of a line behind it. */
function partFrom(document: LogDocument, from: number, end: number): Part {
  const to = Math.min(document.lines.length, Math.max(end, from + PART));
  return { text: document.read(from, Math.min(document.lines.length, to + LOOKED_AT)), from, to };
}

/** How far behind the end of a message a check may look, in UTF-16 units. */
const LOOKED_AT = 1 << 12;
