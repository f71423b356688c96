import type { MomentKind, StoryStep } from '../../../server/src/protocol';

/** A sentence, or many of one sort whose middle is folded. */
export type Told = StoryStep | Fold;

/** The middle of a long coming and going, or of a long holding and coming back. */
export interface Fold {
  readonly kind: 'fold';
  readonly of: 'meeting' | 'hold';
  /** In the order of the log; details among them too. */
  readonly steps: readonly StoryStep[];
}

/** Keys that one party presses one after the other are one sentence: `300 presses * 2 #`. */
export function withKeysTogether(steps: readonly StoryStep[]): StoryStep[] {
  const together: StoryStep[] = [];
  for (const step of steps) {
    const before = together.at(-1);
    if (before?.kind === 'dtmf' && step.kind === 'dtmf' && before.channel === step.channel && step.detail !== undefined)
      together[together.length - 1] = { ...before, text: `${before.text} ${step.detail}` };
    else together.push(step);
  }
  return together;
}

/** What happens again and again, by sort. */
const SORTS: Readonly<Partial<Record<MomentKind, Fold['of']>>> = {
  enter: 'meeting',
  leave: 'meeting',
  'conference-enter': 'meeting',
  'conference-leave': 'meeting',
  hold: 'hold',
  unhold: 'hold',
};

/** Of a run of more than this many, so many at its beginning and end stay. */
const MOST = 12;
const FIRST = 4;
const LAST = 2;

/**
 * Folds the middle of runs that say the same again and again: who joins and leaves a conference for an hour would fill the page, and hide what else happened.
 * `isDetail` says of which steps a run may have any number: they are shown on demand.
 */
export function withRunsFolded(steps: readonly StoryStep[], isDetail: (step: StoryStep) => boolean): Told[] {
  const told: Told[] = [];
  for (let from = 0; from < steps.length; ) {
    const sort = sortOf(steps[from]);
    const run = sort ? runAt(steps, from, sort, isDetail) : [];
    if (!sort || run.length <= MOST) {
      const end = (run.at(-1) ?? from) + 1;
      told.push(...steps.slice(from, end));
      from = end;
      continue;
    }
    const [foldFrom = from] = run.slice(FIRST);
    const [foldTo = from, ...last] = run.slice(-LAST);
    const end = (last.at(-1) ?? foldTo) + 1;
    told.push(...steps.slice(from, foldFrom), { kind: 'fold', of: sort, steps: steps.slice(foldFrom, foldTo) }, ...steps.slice(foldTo, end));
    from = end;
  }
  return told;
}

function sortOf(step: StoryStep | undefined): Fold['of'] | undefined {
  return step && SORTS[step.kind];
}

/** Where the steps of a sort stand that follow each other from one on, but for details between them. */
function runAt(steps: readonly StoryStep[], from: number, sort: Fold['of'], isDetail: (step: StoryStep) => boolean): number[] {
  const run: number[] = [];
  for (let at = from; at < steps.length; at++) {
    const step = steps[at];
    if (sortOf(step) === sort) run.push(at);
    else if (step && !isDetail(step)) break;
  }
  return run;
}
