/** The first reconnection comes within 5 s, the longest wait is about a minute. Milliseconds. */
const FIRST = 2_000;
const LONGEST = 60_000;

/**
 * How long to wait before a reconnection, in milliseconds: twice as long with each attempt, up to a minute, and by up to a quarter more or less, so that the recorders
 * of a server that comes back do not all knock at once. `attempt` counts from 1; `random` is from 0 to 1.
 */
export function retryDelay(attempt: number, random: number): number {
  return Math.round(Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 30)) * (0.75 + random / 2));
}
