/** Work that stops every now and then, so that whoever drives it can do something else or give it up. Its end is what it returns. */
export type Steps<T> = Generator<void, T>;

/** Drives work to its end at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
