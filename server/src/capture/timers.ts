/** The clocks that the recorder goes by. */
export interface Timers {
  /** Milliseconds since the Unix epoch; may jump when somebody sets the clock. */
  now(): number;
  /** Milliseconds since some fixed time; never jumps. */
  elapsed(): number;
  /** Runs something after so many milliseconds, unless the function that it gives is called before. */
  after(ms: number, run: () => void): () => void;
}

/** Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Those of the system. */
export const SYSTEM_TIMERS: Timers = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const until = performance.now() + ms;
    // The system's timers know no longer time than 25 days, and run at once what is to wait longer.
    const wait = (): NodeJS.Timeout =>
      setTimeout(
        () => {
          if (until - performance.now() > 1) timer = wait();
          else run();
        },
        Math.min(LONGEST, until - performance.now()),
      );
    let timer = wait();
    return () => clearTimeout(timer);
  },
};

/** Waits so long, or until the signal is raised. */
export function pause(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.after(ms, end);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Runs something every so many milliseconds until the function that it gives is called. */
export function every(timers: Timers, ms: number, run: () => void): () => void {
  let cancel = timers.after(ms, function again() {
    cancel = timers.after(ms, again);
    run();
  });
  return () => cancel();
}
