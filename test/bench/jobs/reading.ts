import { spawnSync } from 'node:child_process';
import { bytesOf, megabytes, textOf } from '../input';
import { expectEqual, rowOf, skippedRow, timed } from '../measure';
import type { Job } from './jobs';

const LF = 10;

/** The least that anybody can do: find every line end of the text. */
export const reading: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  let lines = 0;
  const samples = await timed(() => {
    lines = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  }, effort.rounds);
  return [rowOf({ id: 'reading', what: 'reading: every line end of the text', mb: megabytes(large), note: `${lines} lines` }, samples)];
};

/** The same of bytes. */
export const readingBytes: Job = async ({ inputs: { large }, effort }) => {
  const bytes = bytesOf(large);
  const samples = await timed(() => {
    let lines = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
    return lines;
  }, effort.rounds);
  return [rowOf({ id: 'readingBytes', what: 'reading: every line end of the bytes', mb: megabytes(large) }, samples)];
};

/** GNU grep, its start and the reading of the file (from the cache of the system) included. */
export const grep: Job = async ({ inputs: { large }, effort }) => {
  const what = "GNU grep -c '^Event: '";
  const version = spawnSync('grep', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0 || !version.stdout.includes('GNU')) return [skippedRow('grep', what, 'there is no GNU grep')];
  const count = (): string => spawnSync('grep', ['-c', '^Event: ', large.file], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout;
  const samples = await timed(count, effort.rounds);
  return [rowOf({ id: 'grep', what, mb: megabytes(large), note: `${Number(count())} lines; with its start and the file's reading` }, samples)];
};

/** What everybody writes: an object of the header lines of each block, handed on and forgotten. The baseline, since it is the faster one. */
export const naive: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  let events = 0;
  const samples = await timed(() => {
    events = 0;
    naiveMessages(text, (message) => {
      if (message.Event !== undefined) events++;
    });
  }, effort.rounds);
  expectEqual('events of the naive split', events, text.match(/^Event: /gm)?.length ?? 0);
  return [
    rowOf(
      { id: 'naive', what: "naive text.split('\\r\\n\\r\\n'), an object each", mb: megabytes(large), note: `${events} events; forgotten at once` },
      samples,
    ),
  ];
};

/** The same by one who keeps them, as he must to show something. */
export const naiveKept: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  let kept: Record<string, string>[] = [];
  const samples: number[] = [];
  for (let i = -1; i < effort.rounds; i++) {
    kept = [];
    const [ms = 0] = await timed(() => naiveMessages(text, (message) => kept.push(message)), 1, 0);
    if (i >= 0) samples.push(ms);
  }
  return [rowOf({ id: 'naiveKept', what: 'naive, the objects kept', mb: megabytes(large), note: `${kept.length} objects` }, samples)];
};

function naiveMessages(text: string, take: (message: Record<string, string>) => void): void {
  for (const block of text.split('\r\n\r\n')) {
    const message: Record<string, string> = {};
    for (const line of block.split('\r\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) message[line.slice(0, colon)] = line.slice(colon + 2);
    }
    take(message);
  }
}
