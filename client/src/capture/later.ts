/** Does something after some milliseconds; gives what cancels it. Tests have their own. */
export type Later = (ms: number, run: () => void) => () => void;

/** By the clock. */
export const afterwards: Later = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
