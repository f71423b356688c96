import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf } from '../input';
import { expectEqual, now, percentileRows, type Row, rowOf } from '../measure';
import type { Job, Task } from './jobs';

/** What a server sends before its events. */
const HEAD = 'Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: ami-logs-login\r\nMessage: Authentication accepted\r\n\r\n';
const TICK = 5;
/** A time mark a second at most, and its length. Bytes. */
const MARK = 29;

interface Sent {
  /** Bytes behind the head. */
  readonly bytes: number;
  readonly ms: number;
  /** How often the socket did not take what was written at once, and how long it took at most then. Milliseconds. */
  readonly blocked: number;
  readonly longest: number;
  /** The most that waited on the sender's side. Bytes. */
  readonly waiting: number;
  /** From the sending of bytes to their being in the file. Milliseconds. */
  readonly delays: readonly number[];
  /** Of the recorder, at its highest; not known where there is no /proc. Bytes. */
  readonly memory: number | undefined;
}

/** The recorder as it is packaged, against a server that sends so many messages a second, whatever the recorder does. */
export const capture: Job = async (task) => {
  const { quick } = task.effort;
  const stream = bytesOf(task.inputs.large);
  const size = stream.length / (stream.toString('latin1').split('\r\n\r\n').length - 1);
  return [
    ...(await measured(task, 'sustained', 10_000, quick ? 1 : 20, stream, size)),
    ...(await measured(task, 'burst', 20_000, quick ? 0.5 : 5, stream, size)),
  ];
};

async function measured(task: Task, id: string, rate: number, seconds: number, stream: Buffer, messageSize: number): Promise<Row[]> {
  const folder = mkdtempSync(path.join(task.folder, 'capture-'));
  const file = path.join(folder, 'bench.ami');
  let recorder: ChildProcess | undefined;
  const server = createServer({ noDelay: true });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const args = ['capture', '--host', '127.0.0.1', '--port', String(port), '--user', 'bench', '--out', file];
    recorder = spawn(process.execPath, [path.join(task.folder, 'product/dist/cli.js'), ...args], {
      env: { ...process.env, AMI_SECRET: 'bench' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [socket] = (await once(server, 'connection')) as [Socket];
    await logIn(socket);
    const sent = await send(socket, file, stream, rate * messageSize, seconds, recorder.pid ?? 0);
    const ended = once(recorder, 'exit');
    socket.end();
    expectEqual('exit code', (await ended)[0] as number, 0);
    return rowsOf(id, rate, seconds, sent, lostOf(file, stream, sent.bytes));
  } finally {
    recorder?.kill('SIGKILL');
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function logIn(socket: Socket): Promise<void> {
  const [banner = ''] = HEAD.split(/(?<=\r\n)/);
  socket.write(banner);
  await once(socket, 'data');
  socket.write('Response: Success\r\nActionID: ami-logs-challenge\r\nChallenge: 1\r\n\r\n');
  await once(socket, 'data');
  socket.write(HEAD.slice(banner.length));
  socket.resume();
}

/** Sends by the clock: a late turn is made up for, as a server does that writes what it has. */
async function send(socket: Socket, file: string, stream: Buffer, bytesPerSecond: number, seconds: number, pid: number): Promise<Sent> {
  const begin = now();
  const delays: number[] = [];
  let bytes = 0;
  let blocked = 0;
  let longest = 0;
  let waiting = 0;
  let probe: { readonly at: number; readonly size: number } | undefined;
  let memory: number | undefined;
  let probing = true;
  const probed = (async () => {
    while (probing) {
      const size = await stat(file).then(
        (about) => about.size,
        () => 0,
      );
      if (probe && size >= probe.size) {
        delays.push(now() - probe.at);
        probe = undefined;
      }
      memory = Math.max(memory ?? 0, memoryOf(pid) ?? 0) || memory;
      await sleep(1);
    }
  })();
  let full: number | undefined;
  socket.on('drain', () => {
    if (full !== undefined) longest = Math.max(longest, now() - full);
    full = undefined;
  });
  for (;;) {
    const elapsed = (now() - begin) / 1000;
    const due = Math.floor(Math.min(elapsed, seconds) * bytesPerSecond);
    while (bytes < due) {
      const from = bytes % stream.length;
      const piece = stream.subarray(from, Math.min(stream.length, from + due - bytes));
      bytes += piece.length;
      if (!socket.write(piece) && full === undefined) {
        blocked++;
        full = now();
      }
      waiting = Math.max(waiting, socket.writableLength);
    }
    // With the marks that may be in the file by now, so that no byte counts as there too early.
    if (!probe) probe = { at: now(), size: HEAD.length + bytes + MARK * (Math.floor(elapsed) + 1) };
    if (elapsed >= seconds) break;
    await sleep(TICK);
  }
  const ms = now() - begin;
  if (socket.writableLength > 0) await once(socket, 'drain');
  probing = false;
  await probed;
  return { bytes, ms, blocked, longest, waiting, delays, memory };
}

/** Bytes of the stream that are not in the file, or not in their place. */
function lostOf(file: string, stream: Buffer, bytes: number): number {
  const text = readFileSync(file, 'latin1')
    .replace(/^;[@!#] .*\r\n/gm, '')
    .slice(HEAD.length);
  const got = Buffer.from(text, 'latin1');
  let same = 0;
  while (same < got.length && same < bytes) {
    const from = same % stream.length;
    const length = Math.min(stream.length - from, got.length - same, bytes - same);
    if (got.compare(stream, from, from + length, same, same + length) !== 0) break;
    same += length;
  }
  return Math.max(bytes - same, got.length - bytes);
}

/** The most memory that a process ever held. Bytes. Source: proc(5), VmHWM. */
function memoryOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function rowsOf(id: string, rate: number, seconds: number, sent: Sent, lost: number): Row[] {
  const what = `capture: ${rate / 1000},000 messages/s for ${seconds} s`;
  const note = `${(sent.bytes / 1e6).toFixed(1)} MB, sent at ${(sent.bytes / 1e3 / sent.ms).toFixed(1)} MB/s`;
  return [
    rowOf({ id: `capture.${id}.lost`, what: `${what}, bytes lost`, unit: 'B', note }, [lost]),
    rowOf(
      {
        id: `capture.${id}.blocked`,
        what: `${what}, longest wait of the sender for its socket`,
        note: `${sent.blocked} times over the socket's mark; at most ${sent.waiting} bytes waited`,
      },
      [sent.longest],
    ),
    ...percentileRows(
      { id: `capture.${id}.delay`, what: `${what}, from the sender to the file`, note: 'seen by polling each ms; marks counted against it' },
      sent.delays,
    ),
    ...(sent.memory === undefined
      ? []
      : [rowOf({ id: `capture.${id}.memory`, what: `${what}, memory of the recorder at its highest`, unit: 'B' }, [sent.memory])]),
  ];
}
