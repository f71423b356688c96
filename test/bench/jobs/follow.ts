import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FollowTask, Following, Way } from '../followSuite';
import { percentile, type Row, rowOf, skippedRow } from '../measure';
import type { Job } from './jobs';

/**
 * Each way in a window of its own, so that what one leaves behind does not burden the next. `AMI_BENCH_WAYS=reload,edits` chooses, `AMI_BENCH_SIZES=1,5` (MB)
 * and `AMI_BENCH_RATES=100` too; `AMI_BENCH_SETTINGS` is JSON of the user settings to measure with.
 */
const WAYS = (process.env.AMI_BENCH_WAYS?.split(',') as Way[] | undefined) ?? ['reload', 'edits', 'provider', 'tail', 'plain'];

/** In the real editor: a tab that follows a file which grows, by four ways, at sizes and speeds. */
export const follow: Job = async ({ folder, inputs, effort }) => {
  const workspace = path.join(folder, 'follow');
  mkdirSync(workspace, { recursive: true });
  const rows: Row[] = [];
  for (const way of WAYS) {
    const task: FollowTask = {
      folder: workspace,
      recording: inputs.large.file,
      writer: path.join(folder, 'followWriter.js'),
      ways: [way],
      sizes: numbers(process.env.AMI_BENCH_SIZES)?.map((mb) => mb * 1e6) ?? (effort.quick ? [100_000] : [1_000_000, 5_000_000, 30_000_000]),
      rates: numbers(process.env.AMI_BENCH_RATES) ?? (effort.quick ? [100] : [100, 2_000, 10_000]),
      settings: JSON.parse(process.env.AMI_BENCH_SETTINGS ?? '{}') as Record<string, unknown>,
      duration: effort.quick ? 1_000 : 5_000,
    };
    for (const one of inEditor(folder, workspace, task)) rows.push(row(one));
  }
  return rows;
};

function numbers(text: string | undefined): number[] | undefined {
  return text?.split(',').map(Number);
}

function row({ way, size, rate, delays, settled, hostCpu, windowCpu, passed, changes, remarks }: Following): Row {
  const id = `follow.${way}.${size / 1e6}.${rate}`;
  const what = `follow by ${way}: ${size / 1e6} MB, ${rate} messages/s, until visible`;
  if (delays.length === 0) return skippedRow(id, what, ['nothing came', ...remarks].join(', '));
  const note = [
    `p95 ${percentile(delays, 0.95)} ms`,
    settled === undefined ? 'never whole' : `whole ${settled} ms after the end`,
    `extension host ${Math.round((hostCpu / passed) * 100)} %`,
    `window ${Math.round((windowCpu / passed) * 100)} %`,
    `${changes} changes`,
    `${Math.round(hostCpu / changes)} + ${Math.round(windowCpu / changes)} ms of processor each`,
    ...remarks,
  ].join(', ');
  return rowOf({ id, what, note }, delays);
}

function inEditor(folder: string, workspace: string, task: FollowTask): Following[] {
  const file = path.join(folder, 'follow-task.json');
  writeFileSync(file, JSON.stringify(task));
  const result = path.join(folder, 'follow.json');
  const args = ['test/host/vscodeHost.mjs', workspace, `--extensionDevelopmentPath=${path.join(folder, 'product')}`];
  const env = { ...process.env, AMI_BENCH_FILE: file, AMI_BENCH_RESULT: result };
  const { status, stderr } = spawnSync(process.execPath, [...args, `--extensionTestsPath=${path.join(folder, 'followSuite.js')}`], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`the editor ended with ${status}: ${stderr.trim().split('\n').slice(-3).join(' ')}`);
  return JSON.parse(readFileSync(result, 'utf8')) as Following[];
}
