import type { Steps } from './syntax/steps';

/** How long work may go on before others have their turn, in milliseconds. */
const SLICE = 8;

/** Drives work in slices between which the server answers others. Gives `undefined` where `goOn` no longer holds. */
export async function inSlices<T>(steps: Steps<T>, goOn: () => boolean): Promise<T | undefined> {
  for (let until = Date.now() + SLICE; ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (Date.now() < until) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!goOn()) return undefined;
    until = Date.now() + SLICE;
  }
}
