import type { Steps } from './syntax/steps';
import { turn } from './turn';

/** How long work may go on before others have their turn, in milliseconds. */
const SLICE = 4;

/** Drives work in slices between which the server answers others. Gives `undefined` where `goOn` no longer holds. */
export async function inSlices<T>(steps: Steps<T>, goOn: () => boolean): Promise<T | undefined> {
  for (let until = Date.now() + SLICE; ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (Date.now() < until) continue;
    await turn();
    if (!goOn()) return undefined;
    until = Date.now() + SLICE;
  }
}

/** A document of more characters than this is worked on only when it has rested. */
const LARGE = 4_000_000;

/**
 * Waits until a large document has not changed for `rest` milliseconds: while somebody types in it, hovers need the time. Gives whether it waited,
 * since the document may be another by then.
 */
export async function rested(length: number, changedAt: number, rest: number): Promise<boolean> {
  const wait = length < LARGE ? 0 : changedAt + rest - Date.now();
  if (wait <= 0) return false;
  await new Promise<void>((resolve) => setTimeout(resolve, wait));
  return true;
}
