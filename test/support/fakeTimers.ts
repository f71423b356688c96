/** A clock that stands still until it is told to go on, and timers of it. */
export function fakeTimers() {
  let clock = 0;
  let timers: { readonly at: number; run(): void }[] = [];
  return {
    now: (): number => clock,
    /** Runs something in so many milliseconds; gives what takes that back. */
    after(ms: number, run: () => void): () => void {
      const timer = { at: clock + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    /** So many milliseconds go by; what is due then runs. */
    pass(ms: number): void {
      clock += ms;
      const due = timers.filter(({ at }) => at <= clock);
      timers = timers.filter(({ at }) => at > clock);
      for (const { run } of due) run();
    },
  };
}
