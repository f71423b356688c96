/** What one row of the table says. */
export interface Row {
  /** Names the row for `--only`, targets and ratios: `index`, `typed.large`. */
  readonly id: string;
  readonly what: string;
  readonly unit: Unit;
  /** The median, or the percentile that the row is about. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  /** Millions of bytes that one round works on, where throughput is meant. */
  readonly mb?: number;
  readonly note?: string;
  /** Why there is no number. */
  readonly skipped?: string;
}

/** Milliseconds, bytes, bytes a message, milliseconds a MB. */
export type Unit = 'ms' | 'B' | 'B/message' | 'ms/MB';

/** How often and on what to measure; `--quick` asks for little. */
export interface Effort {
  readonly quick: boolean;
  /** Rounds of a measurement of milliseconds. */
  readonly rounds: number;
  /** Random places, characters and the like. */
  readonly places: number;
  /** How long one npm parser may take. Milliseconds. */
  readonly patience: number;
}

/** Milliseconds since some fixed time, with fractions. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Milliseconds of each of `rounds` runs, after `warmUp` ones that do not count. The garbage of a round is collected before the next, outside of its time. */
export async function timed(run: () => unknown, rounds: number, warmUp = 1): Promise<number[]> {
  const samples: number[] = [];
  for (let i = -warmUp; i < rounds; i++) {
    collectGarbage();
    const start = now();
    const result = run();
    if (result instanceof Promise) await result;
    if (i >= 0) samples.push(now() - start);
  }
  return samples;
}

/** Collects garbage where Node was started with `--expose-gc`. */
export function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** The value that `share` (0 to 1) of the samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** A row of the median of samples. */
export function rowOf(row: Pick<Row, 'id' | 'what'> & Partial<Row>, samples: readonly number[]): Row {
  return { unit: 'ms', value: median(samples), low: Math.min(...samples), high: Math.max(...samples), samples: samples.length, ...row };
}

/** Rows of the 50th, 95th and 99th percentile of samples: ids `<id>.p50` and so on. */
export function percentileRows(row: Pick<Row, 'id' | 'what'> & Partial<Row>, samples: readonly number[]): Row[] {
  return [50, 95, 99].map((p) => rowOf({ ...row, id: `${row.id}.p${p}`, what: `${row.what}, p${p}`, value: percentile(samples, p / 100) }, samples));
}

/** A row without a number. */
export function skippedRow(id: string, what: string, skipped: string): Row {
  return { id, what, unit: 'ms', value: Number.NaN, low: Number.NaN, high: Number.NaN, samples: 0, skipped };
}

/** Throws where a measurement did not see what it was to see: a fast wrong answer is no answer. */
export function expectEqual(what: string, is: number, should: number): void {
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}
