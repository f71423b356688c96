import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { record } from '../capture/recorder';
import type { RecordStatus } from '../capture/status';
import { WrongUse } from './wrongUse';

/** The options of `ami-logs capture` as the command line gives them. */
export interface CaptureArguments {
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean;
  readonly ca?: string;
  readonly tlsServername?: string;
  readonly insecure?: boolean;
  readonly tlsFingerprint?: string;
  readonly user: string;
  readonly out: string;
  readonly preset?: string;
  readonly events?: string;
  readonly filter?: readonly string[];
  readonly plain?: boolean;
  readonly reconnect?: boolean;
  /** When the server is asked for its channels, bridges and queues. */
  readonly restate?: 'never' | 'reconnect' | 'always';
  readonly checkAccount?: boolean;
  /** Seconds of silence. */
  readonly ping?: number;
  /** Millions of bytes. */
  readonly segmentSize?: number;
  /** Minutes. */
  readonly segmentTime?: number;
  readonly totalSize?: number;
  readonly deleteOldest?: boolean;
  readonly duration?: number;
}

/**
 * Records until the server closes, SIGINT or SIGTERM comes, the time is up, or a parent process that forked this one lets go. Gives 0, or rejects.
 *
 * A parent is asked for the secret (`{ type: 'secret' }`, answered by `{ secret }`) and told every {@link RecordStatus}.
 */
export async function capture(options: CaptureArguments): Promise<number> {
  if ((options.ca || options.insecure || options.tlsServername) && !options.tls) throw new WrongUse('--ca, --tls-servername and --insecure go with --tls.');
  const secret = await secretFor(options.user);
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  process.once('disconnect', end);
  process.on('message', (message) => {
    if ((message as { type?: unknown }).type === 'stop') end();
  });
  const timer = options.duration === undefined ? undefined : setTimeout(end, options.duration * 1000);
  try {
    await record(
      {
        endpoint: {
          host: options.host,
          port: options.port,
          tls: options.tls === true,
          ...(options.ca ? { ca: options.ca } : {}),
          ...(options.tlsServername ? { servername: options.tlsServername } : {}),
          ...(options.insecure ? { insecure: true } : {}),
        },
        user: options.user,
        events: options.events ?? 'on',
        filters: options.filter ?? [],
        out: options.out,
        reconnect: options.reconnect === true,
        plain: options.plain === true,
      },
      secret,
      stop.signal,
      tell,
    );
  } finally {
    clearTimeout(timer);
    // An open channel to the parent would keep this process alive.
    if (process.connected) process.disconnect();
  }
  return 0;
}

/** Tells the parent, or the person at the terminal. */
function tell(status: RecordStatus): void {
  if (process.send) {
    if (process.connected) process.send({ type: 'status', status });
    return;
  }
  if (status.state === 'lost')
    process.stderr.write(`Connection lost: ${status.reason.replace(/\.$/, '')}. Trying again in ${Math.round(status.retryMs / 1000)} s.\n`);
  if (status.state === 'ended') process.stderr.write(`Ended: ${status.reason.replace(/\.$/, '')}. ${status.bytes} bytes recorded.\n`);
}

async function secretFor(user: string): Promise<string> {
  if (process.env.AMI_SECRET !== undefined) return process.env.AMI_SECRET;
  if (process.send) {
    return new Promise((resolve, reject) => {
      const gone = (): void => {
        // An open channel to the parent would keep this process alive.
        if (process.connected) process.disconnect();
        reject(new WrongUse('No secret came.'));
      };
      process.once('disconnect', gone);
      process.once('message', (message) => {
        process.off('disconnect', gone);
        const { secret } = message as { secret?: unknown };
        if (typeof secret === 'string') resolve(secret);
        else gone();
      });
      process.send?.({ type: 'secret' });
    });
  }
  if (!process.stdin.isTTY) throw new WrongUse('There is no secret: set AMI_SECRET, or run in a terminal to be asked for it.');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Asked once the terminal shows no more what is typed.
  process.stderr.write(`Secret of ${user}: `);
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close();
      process.stderr.write('\n');
      resolve(line);
    });
    lines.once('SIGINT', () => {
      lines.close();
      reject(new WrongUse('No secret was given.'));
    });
  });
}
