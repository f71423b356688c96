import { commonParts, type LogDocument, partsOf } from '../../document';
import { shapeOf } from '../../syntax/messages';
import type { Span } from '../../syntax/span';
import { finished, type Steps } from '../../syntax/steps';
import type { Context } from '../context';
import { strayText } from './damage';
import { createExaminer, type Examined } from './examine';
import { located, type Problem, type SpanProblem } from './problem';
import { type Placed, sequenceSteps, tellTheSame } from './sequence';

/** What every message of one version of a document tells by itself. The examination of the next version takes over what did not change. */
export interface Examination {
  readonly document: LogDocument;
  readonly context: Context;
  readonly live: boolean;
  readonly examined: readonly Examined[];
  /** Where each message stood in the text that was examined: its spans are as of then. */
  readonly bases: Float64Array;
  /** What the order of the messages tells. */
  readonly sequence: readonly Problem<Placed>[];
}

/** Examines `document`; of messages that `before` has too, only those around the edits are read. */
export function examine(document: LogDocument, context: Context, live: boolean, before?: Examination): Examination {
  return finished(examineSteps(document, context, live, before));
}

/** The same, in steps. */
export function* examineSteps(document: LogDocument, context: Context, live: boolean, before?: Examination): Steps<Examination> {
  const { index } = document;
  const { count } = index;
  const reused = before && isReusable(before, document, context, live) ? before : undefined;
  const { head, tail } = reused ? sameMessages(reused.document, document) : { head: 0, tail: 0 };
  const own: Examined[] = [];
  const bases = new Float64Array(count);
  const examiner = createExaminer(context, { live });
  const rest = count - tail;
  let part: Part | undefined;
  for (let i = head; i < rest; i++) {
    if (own.length % 256 === 255) yield;
    const start = index.starts[i] ?? 0;
    const gap = i === 0 ? 0 : (index.ends[i - 1] ?? 0);
    const end = index.ends[i] ?? 0;
    const previous = i === 0 ? undefined : shapeOf(index, i - 1);
    if (!part || end > part.to) part = partFrom(document, gap, end);
    const { text, from } = part;
    own.push(examiner.examine({ text, start: start - from, end: end - from, gap: gap - from, shape: shapeOf(index, i) }, previous));
    bases[i] = start - from;
  }
  if (!reused) return { document, context, live, examined: own, bases, sequence: yield* sequenceSteps(context, live, index, own, bases) };
  const oldCount = reused.document.index.count;
  const examined = reused.examined.slice(0, head).concat(own, reused.examined.slice(oldCount - tail));
  bases.set(reused.bases.subarray(0, head));
  bases.set(reused.bases.subarray(oldCount - tail), rest);
  const alike =
    count === oldCount &&
    own.every((one, i) => {
      const at = head + i;
      const old = reused.examined[at];
      const wasAction = shapeOf(reused.document.index, at).kind === 'action';
      return old && wasAction === (shapeOf(index, at).kind === 'action') && tellTheSame(old, reused.bases[at] ?? 0, one, bases[at] ?? 0);
    });
  const sequence = alike ? reused.sequence : yield* sequenceSteps(context, live, index, examined, bases);
  return { document, context, live, examined, bases, sequence };
}

/** All problems of the document, in the order of the text. */
export function problemsOf(examination: Examination): SpanProblem[] {
  return finished(problemSteps(examination));
}

/** The same, in steps. */
export function* problemSteps({ document, examined, bases, sequence }: Examination): Steps<SpanProblem[]> {
  const { index, lines } = document;
  const problems: SpanProblem[] = [];
  for (let i = 0; i < examined.length; i++) {
    if (i % 4096 === 4095) yield;
    const own = examined[i]?.problems;
    if (!own || own.length === 0) continue;
    const shift = (index.starts[i] ?? 0) - (bases[i] ?? 0);
    for (const problem of own) problems.push(shift === 0 ? problem : located(problem, (span) => moved(span, shift)));
  }
  const last = index.count - 1;
  const from = last < 0 ? 0 : (index.ends[last] ?? 0);
  const tail = document.read(from, lines.length);
  for (const problem of strayText(tail, 0, tail.length, last < 0 ? undefined : shapeOf(index, last)))
    problems.push(located(problem, (span) => moved(span, from)));
  for (const problem of sequence) problems.push(located(problem, ({ message, start, end }) => moved({ start, end }, index.starts[message] ?? 0)));
  return problems.sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}

function moved({ start, end }: Span, shift: number): Span {
  return { start: start + shift, end: end + shift };
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
  const { start: same, tail: sameTail } = commonParts(partsOf(before), partsOf(after));
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
