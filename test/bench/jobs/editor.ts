import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Inputs, sizeWords } from '../input';
import { type Row, rowOf } from '../measure';
import type { EditorTimes } from '../suite';
import type { Job } from './jobs';

/** The sizes that are opened, each in a new window. */
const SIZES: readonly (keyof Inputs)[] = ['small', 'large'];

/** In the real editor, a new one each time: how long the extension takes to activate, and a capture from being opened to its first hover. */
export const editor: Job = async ({ folder, inputs, effort }) => {
  const activation: number[] = [];
  const started: number[] = [];
  const rows: Row[] = [];
  for (const size of SIZES) {
    const hover: number[] = [];
    for (let i = 0; i < Math.min(3, effort.rounds); i++) {
      const times = inEditor(folder, inputs[size].file);
      activation.push(times.activation);
      started.push(times.started);
      hover.push(times.firstHover);
    }
    rows.push(rowOf({ id: `editor.firstHover.${size}`, what: `editor: ${sizeWords(inputs[size])}, opened to its first hover` }, hover));
  }
  return [
    rowOf({ id: 'editor.activation', what: 'editor: activation in a window at rest' }, activation),
    rowOf({ id: 'editor.started', what: 'editor: from activation until the language server answers' }, started),
    ...rows,
  ];
};

function inEditor(folder: string, capture: string): EditorTimes {
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const file = path.join(workspace, 'capture.ami');
  copyFileSync(capture, file);
  const result = path.join(folder, 'editor.json');
  const args = ['test/host/vscodeHost.mjs', workspace, `--extensionDevelopmentPath=${path.join(folder, 'product')}`];
  const env = { ...process.env, AMI_BENCH_FILE: file, AMI_BENCH_RESULT: result };
  const { status, stderr } = spawnSync(process.execPath, [...args, `--extensionTestsPath=${path.join(folder, 'suite.js')}`], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`the editor ended with ${status}: ${stderr.trim().split('\n').slice(-3).join(' ')}`);
  return JSON.parse(readFileSync(result, 'utf8')) as EditorTimes;
}
