import type { Row, Unit } from './measure';
import { speedRatio, TARGETS, throughput } from './targets';

const HEAD = ['', 'median', 'lowest – highest', 'MB/s', '× reading', '× naive', 'target', '', 'notes'];

/** The rows as a Markdown table; `targets` says whether they are of the size that the targets are for. */
export function tableOf(rows: readonly Row[], { targets }: { readonly targets: boolean }): string {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const cells = rows.map((row) => cellsOf(row, byId, targets));
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const line = (parts: readonly string[]): string =>
    `| ${parts.map((part, i) => (i === 0 || i > 5 ? part.padEnd(widths[i] ?? 0) : part.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 || i > 5 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`)).join(' | ')} |`;
  return [line(HEAD), rule, ...cells.map(line)].join('\n');
}

/** `met`, `missed`; `undefined` where there is no target, or nothing to compare with. */
export function verdictOf(row: Row, byId: ReadonlyMap<string, Row>): 'met' | 'missed' | undefined {
  const met = row.skipped ? undefined : TARGETS.get(row.id)?.met(row, byId);
  return met === undefined ? undefined : met ? 'met' : 'missed';
}

function cellsOf(row: Row, byId: ReadonlyMap<string, Row>, targets: boolean): string[] {
  if (row.skipped) return [row.what, '', '', '', '', '', '', '', `left out: ${row.skipped}`];
  const target = targets ? TARGETS.get(row.id) : undefined;
  return [
    row.what,
    amount(row.value, row.unit),
    row.samples > 1 ? `${amount(row.low)} – ${amount(row.high)}` : '',
    amount(throughput(row)),
    amount(speedRatio(row, byId.get('reading'))),
    amount(speedRatio(row, byId.get('naive'))),
    target?.words ?? '',
    (target && verdictOf(row, byId)) ?? '',
    row.note ?? '',
  ];
}

function amount(value: number | undefined, unit?: Unit): string {
  if (value === undefined || !Number.isFinite(value)) return '';
  const size = Math.abs(value);
  const digits = size >= 100 || value === 0 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const number = value.toFixed(digits).replace(/\B(?=(\d{3})+$)/g, digits === 0 ? ',' : '');
  return unit ? `${number} ${unit}` : number;
}
