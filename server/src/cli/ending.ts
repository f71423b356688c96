import { SYSTEM_TIMERS } from '../capture/timers';

/** Runs `end` once at the first signal that asks a process to end: Ctrl-C, a service manager, a terminal that is closed. A second one ends the process as it always does. */
export function everySignal(end: () => void): void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const once = (): void => {
    for (const signal of signals) process.off(signal, once);
    end();
  };
  for (const signal of signals) process.on(signal, once);
}

/** Runs something after so many milliseconds, however many; gives what calls it off. */
export function later(run: () => void, ms: number): () => void {
  return SYSTEM_TIMERS.after(ms, run);
}
