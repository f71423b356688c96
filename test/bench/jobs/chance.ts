/** Numbers that look random and are the same in every run. */
let state = 1;

/** A number from 0 to below `limit`. */
export function below(limit: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 0x1_0000_0000) * limit);
}
