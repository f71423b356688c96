import { type ChildProcess, fork } from 'node:child_process';
import type { RecordCommand, RecordMessage, RecordStatus } from '../../../server/src/protocol';
import { programEnvironment } from '../programEnvironment';
import { type AmiServer, portOf, wanted } from './servers';

/** A recorder process: `ami-logs capture`. It goes when this process goes, and ends its file cleanly. */
export interface Recorder {
  send(command: RecordCommand): void;
  /** Asks it to end, and makes it where it does not within two seconds. */
  stop(): void;
  /** How it ended: 0 is as asked for. `complaint` is what it wrote for people, without anything secret. */
  readonly ended: Promise<{ readonly code: number | null; readonly complaint: string }>;
}

/** How long a recorder may take to write what it holds. Milliseconds. */
const LAST_WRITE = 2_000;

/**
 * Starts a recorder. `secret` is asked when the recorder asks, over the channel of the process: neither arguments nor environment hold it.
 */
export function startRecorder(cli: string, args: readonly string[], secret: () => string, told: (status: RecordStatus) => void): Recorder {
  // A secret that stands in the environment is another server's.
  const { AMI_SECRET: _, ...env } = programEnvironment();
  const child: ChildProcess = fork(cli, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [], env });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
  });
  const send = (command: RecordCommand): void => {
    if (child.connected) child.send(command, () => undefined);
  };
  child.on('message', (message) => {
    const said = message as RecordMessage;
    if (said.type === 'secret') send({ type: 'secret', secret: secret() });
    else told(said.status);
  });
  const ended = new Promise<{ code: number | null; complaint: string }>((resolve) => {
    const done = (code: number | null): void => resolve({ code, complaint: complaint.trim().replace(/^ami-logs: /, '') });
    child.once('error', (error) => {
      complaint = error.message;
      done(1);
    });
    child.once('exit', done);
  });
  return {
    send,
    stop() {
      if (child.connected) send({ type: 'stop' });
      else child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), LAST_WRITE);
      void ended.then(() => clearTimeout(timer));
    },
    ended,
  };
}

/** The arguments of `ami-logs capture` for a server, written to `out`. */
export function recorderArguments(server: AmiServer, out: string, { once = false, segmentSizeMB = 0 } = {}): string[] {
  const { events, filters } = wanted(server);
  // A value that begins with a dash would be an option by itself, so each is told as --name=value.
  const args = ['capture', `--host=${server.host}`, `--port=${portOf(server)}`, `--user=${server.user}`, `--out=${out}`, '--check-account'];
  if (server.tls) {
    args.push('--tls');
    if (server.ca) args.push(`--ca=${server.ca}`);
    if (server.servername) args.push(`--tls-servername=${server.servername}`);
    if (server.fingerprint) args.push(`--tls-fingerprint=${server.fingerprint}`);
  }
  args.push(`--events=${once ? 'off' : events}`);
  if (server.plain) args.push('--plain');
  if (once) return args;
  if (server.reconnect !== false) args.push('--reconnect');
  const size = server.segmentSizeMB ?? segmentSizeMB;
  if (size > 0) args.push(`--segment-size=${size}`);
  for (const filter of filters) args.push(`--filter=${filter}`);
  return args;
}
