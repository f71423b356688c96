import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import type { Context } from '../context';
import { strayText } from './damage';
import { createExaminer, type MessageInText } from './examine';
import { located, type Problem } from './problem';
import { createSequenceCheck } from './sequence';

/** How a capture is checked. */
export interface CheckerOptions<P> {
  /** What a span of the text that is being added is for whoever checks; asked at once, so that the text may be forgotten afterwards. */
  readonly locate: (span: Span) => P;
  /** The capture is still being written: its last message is not cut, and nothing is missed that may come. */
  readonly live: boolean;
}

/** Checks a capture message by message, in order. The editor and the command line check by this. */
export interface Checker<P> {
  /** The problems that become certain with this message: its own, and older ones. */
  add(message: MessageInText): Problem<P>[];
  /** Those that become certain at the end. `tail` is the text behind the last message. */
  end(tail?: { readonly text: string; readonly from: number; readonly to: number }): Problem<P>[];
}

/** A checker for one capture. */
export function createChecker<P>(context: Context, options: CheckerOptions<P>): Checker<P> {
  const examiner = createExaminer(context, options);
  const sequence = createSequenceCheck<P>(context, options);
  let before: Shape | undefined;
  return {
    add(message) {
      const examined = examiner.examine(message, before);
      before = message.shape;
      const problems = examined.problems.map((problem) => located(problem, options.locate));
      const { fact } = examined;
      problems.push(...sequence.add(examined, message.shape, fact && options.locate(fact.at)));
      return problems;
    },
    end(tail) {
      const problems = tail ? strayText(tail.text, tail.from, tail.to, before).map((problem) => located(problem, options.locate)) : [];
      return [...problems, ...sequence.end()];
    },
  };
}
