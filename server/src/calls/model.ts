import { type Common, commonText } from '../syntax/difference';
import { type MessageIndex, shapeOf, type TextParts } from '../syntax/messages';
import type { Shape } from '../syntax/shapes';
import { finished, type Steps } from '../syntax/steps';
import { addMessageOf } from './calls';
import { type Correlation, createCorrelation, takeBack } from './correlate';
import { headerText, planOf, readValues } from './reading';
import { RULES } from './rules';
import { BANNER } from './times';

/** The calls of one version of a text. The next version takes the correlation over: of two versions only the newer one may be asked. */
export interface CallModel {
  readonly text: TextParts;
  readonly index: MessageIndex;
  readonly correlation: Correlation;
}

/** A text that was, with what was learnt of it; maybe only of its beginning. */
type Before = Pick<CallModel, 'text' | 'index' | 'correlation'>;

/** The calls of `text`, equal to what a full computation gives; from what `before` knows only what depends on the difference is worked out anew. */
export function modelOf(text: TextParts, index: MessageIndex, before?: Before, compare?: Compare): CallModel {
  return finished(modelSteps(text, index, before, { compare }));
}

/** The same, in steps. The model can be had before they are done, and goes on from there. */
export function* modelSteps(
  text: TextParts,
  index: MessageIndex,
  before?: Before,
  { begun, compare = compareAll }: { readonly begun?: (model: CallModel) => void; readonly compare?: Compare | undefined } = {},
): Steps<CallModel> {
  const correlation = before && before.index.table === index.table ? reused(before, text, index, compare(before.text, text)) : createCorrelation(true);
  const model = { text, index, correlation };
  begun?.(model);
  for (let i = correlation.messages; i < index.count; i++) {
    if (i % 256 === 255) yield;
    addMessageOf(correlation, text, index, i);
  }
  return model;
}

/** Says what two texts have in common: whoever keeps them may know without reading all of them. */
type Compare = (before: TextParts, after: TextParts) => Common;

function compareAll(before: TextParts, after: TextParts): Common {
  return commonText(before.slice(0, before.length), after.slice(0, after.length));
}

/** The correlation of `before`, taken back to where the texts differ; where they differ in nothing that it knows, as it is. */
function reused(before: Before, text: TextParts, index: MessageIndex, common: Common): Correlation {
  const { correlation } = before;
  const known = correlation.messages;
  const head = Math.min(known, sameHead(before, index, common.start));
  if (head === known && known <= index.count) return correlation;
  if (known === before.index.count && teachesTheSame(before, text, index, head, common.tail)) return correlation;
  takeBack(correlation, head);
  return correlation;
}

/** How many messages at the beginning of two texts are the same, with the text before them. */
function sameHead(before: Before, index: MessageIndex, same: number): number {
  const a = before.index;
  const most = Math.min(a.count, index.count);
  let head = 0;
  while (
    head < most &&
    (index.ends[head] ?? 0) <= same &&
    a.starts[head] === index.starts[head] &&
    a.ends[head] === index.ends[head] &&
    a.shapes[head] === index.shapes[head]
  )
    head++;
  return head;
}

/** How many changed messages are compared before it is simpler to read all that follows again. */
const FEW = 64;

/** Whether the messages that changed say of channels what those in their place said, so that nothing learnt is another: somebody typed elsewhere in them. */
function teachesTheSame(before: Before, text: TextParts, index: MessageIndex, head: number, sameTail: number): boolean {
  const a = before.index;
  if (a.count !== index.count) return false;
  const shift = text.length - before.text.length;
  // From the end on, those that only moved; what they hold is compared at once.
  let tail = a.count;
  while (
    tail > head &&
    (a.starts[tail - 1] ?? 0) + shift === index.starts[tail - 1] &&
    (a.ends[tail - 1] ?? 0) + shift === index.ends[tail - 1] &&
    a.shapes[tail - 1] === index.shapes[tail - 1]
  )
    tail--;
  const from = before.text.length - sameTail;
  // The gap before a message belongs to it: what is inserted right behind the message before counts.
  const isMoved = (i: number): boolean =>
    i === 0 ? shift === 0 && from === 0 : (a.ends[i - 1] ?? 0) >= from && (index.ends[i - 1] ?? 0) - (a.ends[i - 1] ?? 0) === shift;
  let last = Math.max(tail, head);
  while (last < a.count && !isMoved(last)) last++;
  if (last - head > FEW) return false;
  for (let i = head; i < last; i++) if (!sameFact(before, text, index, i)) return false;
  return true;
}

function sameFact(before: Before, text: TextParts, index: MessageIndex, i: number): boolean {
  const a = before.index;
  const shape = shapeOf(a, i);
  if (shape !== shapeOf(index, i)) return false;
  const gap = (of: TextParts, at: MessageIndex): string => of.slice(i === 0 ? 0 : (at.ends[i - 1] ?? 0), at.starts[i] ?? 0);
  const [gapBefore, gapAfter] = [gap(before.text, a), gap(text, index)];
  if (gapBefore !== gapAfter && [gapBefore, gapAfter].some((gap) => gap.includes(';') || gap.includes(BANNER))) return false;
  return factOf(before.text, a, i, shape) === factOf(text, index, i, shape);
}

/** Everything that correlation may read of a message, as one string. */
function factOf(all: TextParts, index: MessageIndex, i: number, shape: Shape): string {
  const plan = planOf(shape, RULES.get(shape.name));
  if (!plan) return '';
  const text = all.slice(index.starts[i] ?? 0, index.ends[i] ?? 0);
  const values: string[] = [];
  readValues(text, 0, text.length, shape, plan, values);
  const lazy = plan.isPlain ? plan.places.flatMap(({ prefix, channelKey }) => [channelKey, ...LAZY.map((key) => `${prefix}${key}`)]) : [];
  if (shape.name === 'VarSet' && /^(?:DIAL|QUEUE)STATUS$/.test(values[plan.slots.get('variable') ?? -1] ?? '')) lazy.push('value');
  return JSON.stringify([...values, ...lazy.map((key) => headerText(text, 0, text.length, shape, key) ?? '')]);
}

/** What is read of a channel's first message where its rule reads no snapshots. */
const LAZY = ['calleridnum', 'calleridname', 'exten', 'channelstatedesc'];
