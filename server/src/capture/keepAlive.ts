import type { Timers } from './timers';

/** How long a Ping may stay without any answer. Milliseconds. */
const PATIENCE = 15_000;

/** Notices that the server is gone though the connection looks open. */
export interface KeepAlive {
  /** Something came. */
  heard(): void;
  stop(): void;
}

/**
 * Calls `ping` after `silence` milliseconds without a byte, and `lost` where still nothing comes for 15 s. Whatever comes counts as a sign of life, so that a busy server
 * is never asked. 0: never.
 */
export function keepAlive(timers: Timers, silence: number, ping: () => void, lost: (quietMs: number) => void): KeepAlive {
  if (silence <= 0) return { heard: () => undefined, stop: () => undefined };
  let last = timers.elapsed();
  let asked = false;
  let cancel = timers.after(silence, look);

  function look(): void {
    const quiet = timers.elapsed() - last;
    const limit = asked ? silence + PATIENCE : silence;
    if (quiet < limit) {
      asked = asked && quiet >= silence;
      cancel = timers.after(Math.max(1, (asked ? silence + PATIENCE : silence) - quiet), look);
      return;
    }
    if (asked) {
      lost(quiet);
      return;
    }
    asked = true;
    ping();
    // Not after PATIENCE: where an answer comes, the next silence counts from there.
    cancel = timers.after(Math.min(PATIENCE, silence), look);
  }

  return {
    heard() {
      last = timers.elapsed();
      asked = false;
    },
    stop: () => cancel(),
  };
}
