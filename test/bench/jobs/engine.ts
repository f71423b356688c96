import { readFileSync } from 'node:fs';
import { allDiagnostics, callCount, eventsIn, indexOf, type MessageIndex, open, streamMessages } from '../engine';
import { megabytes, textOf } from '../input';
import { collectGarbage, expectEqual, type Row, rowOf, timed } from '../measure';
import type { Job } from './jobs';

/** Text to messages. */
export const index: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  let found: MessageIndex | undefined;
  const samples = await timed(() => {
    found = indexOf(text);
  }, effort.rounds);
  expectEqual('events of the index', found ? eventsIn(found) : 0, text.match(/^Event: /gm)?.length ?? 0);
  return [
    rowOf({ id: 'index', what: 'index of a text', mb: megabytes(large), note: `${found?.count} messages, ${found?.table.shapes.length} shapes` }, samples),
  ];
};

/** File to messages, as the command line and the reader of large files read. */
export const indexBytes: Job = async ({ inputs: { large }, effort }) => {
  let count = 0;
  const samples = await timed(async () => {
    count = await streamMessages(large.file);
  }, effort.rounds);
  expectEqual('messages of the stream', count, indexOf(readFileSync(large.file, 'latin1')).count);
  return [rowOf({ id: 'indexBytes', what: 'messages of a file, chunk by chunk', mb: megabytes(large), note: "with the file's reading" }, samples)];
};

/** Diagnostics of an indexed document of which nothing is known. */
export const diagnostics: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  const document = open(text);
  let found = 0;
  const samples = await timed(() => {
    found = allDiagnostics(document).length;
  }, effort.rounds);
  return [rowOf({ id: 'diagnostics', what: 'diagnostics of an indexed text', mb: megabytes(large), note: `${found} found` }, samples)];
};

/** Calls of an indexed document. */
export const calls: Job = async ({ inputs: { large }, effort }) => {
  const document = open(textOf(large));
  let found = 0;
  const samples = await timed(() => {
    found = callCount(document);
  }, effort.rounds);
  return [rowOf({ id: 'calls', what: 'calls of an indexed text', mb: megabytes(large), note: `${found} calls` }, samples)];
};

/** All that opening costs beside the outline. */
export const together: Job = async ({ inputs: { large }, effort }) => {
  const text = textOf(large);
  const samples = await timed(() => {
    const document = open(text);
    return allDiagnostics(document).length + callCount(document);
  }, effort.rounds);
  return [rowOf({ id: 'together', what: 'index + diagnostics + calls', mb: megabytes(large) }, samples)];
};

/** What the index holds on to. */
export const memory: Job = async ({ inputs: { small, large }, effort }) => {
  // Code that is compiled meanwhile would be counted too.
  for (let i = 0; i < 3; i++) indexOf(textOf(small));
  const text = textOf(large);
  indexOf(text);
  const kept: MessageIndex[] = [];
  const arrays: number[] = [];
  const interned: number[] = [];
  for (let i = 0; i < effort.rounds; i++) {
    const before = used();
    const made = indexOf(text);
    kept.push(made);
    const after = used();
    arrays.push((after.arrays - before.arrays) / made.count);
    interned.push(after.heap - before.heap);
  }
  const [one] = kept;
  if (!one) throw new Error('nothing was indexed');
  const counted = (one.starts.byteLength + one.ends.byteLength + one.shapes.byteLength) / one.count;
  return [
    rowOf({ id: 'memory.counted', what: 'memory of the index: its arrays, counted', unit: 'B/message' }, [counted]),
    rowOf(
      { id: 'memory.measured', what: 'memory of the index: array buffers, measured', unit: 'B/message', note: 'may be below 0 where buffers are pooled' },
      arrays,
    ),
    rowOf(
      { id: 'memory.interned', what: 'interned text and shapes, heap measured', unit: 'B', note: `${one.table.shapes.length} shapes, whatever the length` },
      interned,
    ),
  ] satisfies Row[];
};

function used(): { arrays: number; heap: number } {
  collectGarbage();
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return { arrays: arrayBuffers, heap: heapUsed };
}
