import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { indexOf, streamMessages } from '../engine';
import { bytesOf, textOf } from '../input';
import { type Row, rowOf, timed } from '../measure';
import type { Job, Task } from './jobs';

/** How many times the large input, beside the small, medium and large ones; a text cannot be as long as a file. */
const TEXT_TIMES = [4];
const FILE_TIMES = [4, 25];

/** What a MB of text costs as texts get longer. */
export const scaleText: Job = async ({ inputs, effort }) => {
  const { small, medium, large } = inputs;
  const rows: Row[] = [];
  for (const input of [small, medium, large]) rows.push(await textRow(textOf(input), input.bytes, effort.rounds));
  for (const times of effort.quick ? [] : TEXT_TIMES) {
    // Joined and read once, so that it is one flat string as from an editor.
    const text = Buffer.concat(Array.from({ length: times }, () => bytesOf(large))).toString('utf8');
    rows.push(await textRow(text, large.bytes * times, Math.min(3, effort.rounds)));
  }
  return rows;
};

/** What a MB of a file costs as files get longer. */
export const scaleBytes: Job = async (task) => {
  const { inputs, effort } = task;
  const { small, medium, large } = inputs;
  const rows: Row[] = [];
  for (const input of [small, medium, large]) rows.push(await fileRow(input.file, input.bytes, effort.rounds));
  for (const times of effort.quick ? [] : FILE_TIMES) {
    const file = repeated(task, times);
    rows.push(await fileRow(file, large.bytes * times, Math.min(3, effort.rounds)));
    rmSync(file);
  }
  return rows;
};

async function textRow(text: string, bytes: number, rounds: number): Promise<Row> {
  const mb = bytes / 1e6;
  const samples = await timed(() => indexOf(text), ...roundsFor(mb, rounds));
  return rowOf(
    { id: `scale.text.${name(mb)}`, what: `cost per MB: index of a text of ${name(mb)} MB`, unit: 'ms/MB' },
    samples.map((ms) => ms / mb),
  );
}

async function fileRow(file: string, bytes: number, rounds: number): Promise<Row> {
  const mb = bytes / 1e6;
  const samples = await timed(() => streamMessages(file), ...roundsFor(mb, rounds));
  const note = `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB resident at most so far`;
  return rowOf(
    { id: `scale.file.${name(mb)}`, what: `cost per MB: messages of a file of ${name(mb)} MB`, unit: 'ms/MB', note },
    samples.map((ms) => ms / mb),
  );
}

/** Rounds and rounds to warm up: of short texts more, since what is asked is what a MB costs and not when the code was compiled. */
function roundsFor(mb: number, rounds: number): [number, number] {
  const times = Math.max(1, Math.min(10, Math.ceil(40 / mb)));
  return [rounds * times, times * 3];
}

function name(mb: number): string {
  return mb < 0.95 ? mb.toFixed(1) : String(Math.round(mb));
}

function repeated({ inputs: { large }, folder }: Task, times: number): string {
  const file = path.join(folder, `large-${times}.ami`);
  const bytes = bytesOf(large);
  const out = openSync(file, 'w');
  for (let i = 0; i < times; i++) writeSync(out, bytes);
  closeSync(out);
  return file;
}
