import { type MessageIndex, shapeOf } from '../../syntax/messages';
import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import type { Steps } from '../../syntax/steps';
import type { Context } from '../context';
import { createConversationCheck } from './conversation';
import type { Examined } from './examine';
import type { Problem } from './problem';
import { createProtocolCheck } from './protocol';

/** What only the order of messages tells. */
export interface SequenceCheck<P> {
  /** `at` is where the message's fact stands; the problems may stand at facts that came before. */
  add(examined: Examined, shape: Shape, at: P | undefined): Problem<P>[];
  end(): Problem<P>[];
}

const NONE: Problem<never>[] = [];

/** The checks of actions and answers, and of conversations. */
export function createSequenceCheck<P>(context: Context, { live }: { readonly live: boolean }): SequenceCheck<P> {
  const protocol = createProtocolCheck<P>(context);
  const conversation = createConversationCheck<P>();
  let answered = false;
  return {
    add({ fact, fresh }, shape, at) {
      const isAction = shape.kind === 'action';
      // The banner may follow the client's first actions.
      if (fresh && answered) {
        protocol.restart();
        conversation.restart();
      }
      answered ||= !isAction;
      const asked = protocol.add(fact, isAction, at);
      const told = conversation.add(fact, isAction, at);
      return asked.length > 0 || told.length > 0 ? [...asked, ...told] : NONE;
    },
    // What is not there yet may still come.
    end: () => (live ? [] : [...protocol.end(), ...conversation.end()]),
  };
}

/** A place that stays what it is when text before its message changes: an offset from the beginning of message `message`. */
export interface Placed {
  readonly message: number;
  readonly start: number;
  readonly end: number;
}

/** What the order of the messages of a document tells. `bases` is where each message stood when it was examined. */
export function* sequenceSteps(
  context: Context,
  live: boolean,
  index: MessageIndex,
  examined: readonly Examined[],
  bases: Float64Array,
): Steps<Problem<Placed>[]> {
  const sequence = createSequenceCheck<Placed>(context, { live });
  const problems: Problem<Placed>[] = [];
  for (let i = 0; i < examined.length; i++) {
    if (i % 1024 === 1023) yield;
    const one = examined[i];
    if (!one) continue;
    const { fact } = one;
    const told = sequence.add(one, shapeOf(index, i), fact && placed(i, fact.at, bases[i] ?? 0));
    for (const problem of told) problems.push(problem);
  }
  problems.push(...sequence.end());
  return problems;
}

function placed(message: number, at: Span, base: number): Placed {
  return { message, start: at.start - base, end: at.end - base };
}

/** Whether two looks at a message tell the same to the checks of the order. A message that stood elsewhere has other spans. */
export function tellTheSame(a: Examined, baseOfA: number, b: Examined, baseOfB: number): boolean {
  if (a.fresh !== b.fresh || a.fact?.kind !== b.fact?.kind) return false;
  if (!a.fact || !b.fact) return true;
  return JSON.stringify({ ...a.fact, at: placed(0, a.fact.at, baseOfA) }) === JSON.stringify({ ...b.fact, at: placed(0, b.fact.at, baseOfB) });
}
