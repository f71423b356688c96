import type { Row } from './measure';

/** A target, for a recording of 40 MB. */
export interface Target {
  readonly words: string;
  /** `undefined`: what it compares with was not measured. */
  met(row: Row, rows: ReadonlyMap<string, Row>): boolean | undefined;
}

/** How much more a MB of a long text may cost than a MB of a short one to be called the same; the rest is noise of the machine. */
const FLAT = 1.25;

const NONE: Target = { words: '0 B', met: ({ value }) => value === 0 };

/** The targets by row. */
export const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['index', timesNaive(2.5)],
  ['together', timesNaive(1)],
  ['memory.counted', under(40, 'B/message')],
  ['memory.measured', under(40, 'B/message')],
  ['hover.p95', under(5, 'ms')],
  ['server.hover.p95', under(5, 'ms')],
  ['typed.large.diagnostics', under(30, 'ms')],
  ['server.typed', under(30, 'ms')],
  ['append', under(10, 'ms')],
  ['editor.activation', under(100, 'ms')],
  ['capture.sustained.lost', NONE],
  ['capture.burst.lost', NONE],
  ['capture.sustained.delay.p99', under(1_000, 'ms')],
  ['capture.burst.delay.p99', under(1_000, 'ms')],
  ['scale.text.160', flatFrom('scale.text.1')],
  ['scale.file.1000', flatFrom('scale.file.1')],
]);

/** Throughput of a row in MB/s. */
export function throughput({ mb, value }: Row): number | undefined {
  return mb === undefined ? undefined : (mb / value) * 1000;
}

/** How many times as fast as `other` a row is, by throughput. */
export function speedRatio(row: Row, other: Row | undefined): number | undefined {
  const own = throughput(row);
  const others = other && throughput(other);
  return own === undefined || others === undefined ? undefined : own / others;
}

function timesNaive(times: number): Target {
  return {
    words: times === 1 ? '≥ naive' : `≥ ${times} × naive`,
    met(row, rows) {
      const ratio = speedRatio(row, rows.get('naive'));
      return ratio === undefined || Number.isNaN(ratio) ? undefined : ratio >= times;
    },
  };
}

function under(limit: number, unit: string): Target {
  return { words: `< ${limit} ${unit}`, met: (row) => row.value < limit };
}

function flatFrom(id: string): Target {
  return {
    words: `≤ ${FLAT} × that of 1 MB`,
    met(row, rows) {
      const first = rows.get(id);
      return first && row.value <= first.value * FLAT;
    },
  };
}
