import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { SYSTEM } from '../capture/environment';
import { PRESETS, type PresetName } from '../capture/presets';
import { type RecordControl, type RecordOptions, record } from '../capture/recorder';
import { filesOnto, STANDARD_OUTPUT } from '../capture/standardOutput';
import type { RecordCommand, RecordStatus } from '../capture/status';
import { CertificateError, fingerprintOf } from '../capture/tls';
import type { RecordMessage } from '../protocol';
import { everySignal, later } from './ending';
import { WrongUse } from './wrongUse';

const MB = 1_000_000;

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
 * Records until the server closes, SIGINT, SIGTERM or SIGHUP comes, the time is up, or a parent process that forked this one lets go. Gives 0, or rejects.
 *
 * A parent is asked for the secret (`{ type: 'secret' }`), told every {@link RecordStatus}, and may send each {@link RecordCommand}.
 */
export async function capture(options: CaptureArguments): Promise<number> {
  const settings = optionsOf(options);
  const secret = await secretFor(options.user);
  const stop = new AbortController();
  const end = (): void => stop.abort();
  let act: Parameters<NonNullable<RecordControl['ready']>>[0] | undefined;
  everySignal(end);
  process.once('disconnect', end);
  process.on('message', (message) => {
    const command = message as RecordCommand;
    if (command.type === 'stop') end();
    if (command.type === 'note' && typeof command.text === 'string') act?.note(command.text);
    if (command.type === 'folder' && typeof command.path === 'string') act?.folder(command.path);
  });
  const cancel = options.duration === undefined ? undefined : later(end, options.duration * 1000);
  const control: RecordControl = {
    signal: stop.signal,
    ready: (actions) => {
      act = actions;
    },
  };
  try {
    await record(settings, secret, control, tell, options.out === STANDARD_OUTPUT ? { ...SYSTEM, files: filesOnto(process.stdout) } : SYSTEM);
  } catch (error) {
    if (!(error instanceof CertificateError) || error.certificate.fingerprint256 === '') throw error;
    const { fingerprint256, subject, validTo } = error.certificate;
    throw new Error(
      `${error.message} It is that of "${subject}", valid until ${validTo}. Where you know it for the right one, trust it alone: --tls-fingerprint ${fingerprint256}`,
    );
  } finally {
    cancel?.();
    // An open channel to the parent would keep this process alive.
    if (process.connected) process.disconnect();
  }
  return 0;
}

function optionsOf(options: CaptureArguments): RecordOptions {
  if ((options.ca || options.insecure || options.tlsServername || options.tlsFingerprint) && !options.tls)
    throw new WrongUse('--ca, --tls-servername, --tls-fingerprint and --insecure go with --tls.');
  const fingerprint = options.tlsFingerprint === undefined ? undefined : fingerprintOf(options.tlsFingerprint);
  if (options.tlsFingerprint !== undefined && fingerprint === undefined)
    throw new WrongUse('--tls-fingerprint takes a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons.');
  if (options.insecure && fingerprint !== undefined) throw new WrongUse('--insecure would make --tls-fingerprint worthless. Leave it out.');
  if (options.deleteOldest && (options.totalSize === undefined || (options.segmentSize === undefined && options.segmentTime === undefined)))
    throw new WrongUse('--delete-oldest goes with --total-size and --segment-size or --segment-time.');
  if (options.deleteOldest && options.segmentSize !== undefined && options.totalSize !== undefined && options.totalSize < 2 * options.segmentSize)
    throw new WrongUse('With --delete-oldest, --total-size must be at least twice --segment-size.');
  if (options.out === STANDARD_OUTPUT && (options.segmentSize !== undefined || options.segmentTime !== undefined))
    throw new WrongUse('Standard output is one file: --segment-size and --segment-time need a name after --out.');
  for (const [name, value] of [
    ['--host', options.host],
    ['--user', options.user],
    ['--out', options.out],
  ] as const)
    if (value.trim() === '') throw new WrongUse(`${name} is empty.`);
  // A line end would begin a header of its own in what is sent.
  for (const [name, value] of [
    ['--user', options.user],
    ['--events', options.events],
    ...(options.filter ?? []).map((one) => ['--filter', one] as const),
  ] as const)
    if (/[\r\n]/.test(value ?? '')) throw new WrongUse(`${name} must be one line.`);
  const preset = PRESETS[(options.preset ?? 'all') as PresetName];
  return {
    endpoint: {
      host: options.host.replace(/^\[(.*)\]$/, '$1'),
      port: options.port,
      tls: options.tls === true,
      ...(options.ca ? { ca: options.ca } : {}),
      ...(options.tlsServername ? { servername: options.tlsServername } : {}),
      ...(options.insecure ? { insecure: true } : {}),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
    user: options.user,
    events: options.events ?? preset.events,
    filters: [...preset.filters, ...(options.filter ?? [])],
    out: options.out,
    reconnect: options.reconnect === true,
    plain: options.plain === true,
    restate: options.restate ?? 'reconnect',
    checkAccount: options.checkAccount === true,
    ping: options.ping ?? 0,
    ...(options.segmentSize === undefined ? {} : { segmentBytes: options.segmentSize * MB }),
    ...(options.segmentTime === undefined ? {} : { segmentTime: options.segmentTime * 60_000 }),
    ...(options.totalSize === undefined ? {} : { totalBytes: options.totalSize * MB }),
    ...(options.deleteOldest ? { deleteOldest: true } : {}),
  };
}

/** Tells the parent, or the person at the terminal. */
function tell(status: RecordStatus): void {
  if (process.send) {
    if (process.connected) process.send({ type: 'status', status } satisfies RecordMessage);
    return;
  }
  const words = wordsOf(status);
  // What goes on being so is said once.
  if (words !== undefined && words !== said) process.stderr.write(`${words}\n`);
  if (words !== undefined || status.state === 'recording') said = words;
}

let said: string | undefined;

function wordsOf(status: RecordStatus): string | undefined {
  switch (status.state) {
    case 'lost':
      return `${status.attempt > 1 ? 'Not connected' : 'Connection lost'}: ${sentence(status.reason)} Trying again in ${Math.round(status.retryMs / 1000)} s.`;
    case 'notice':
      return status.text;
    case 'paused':
      return `${status.reason}${status.lostBytes > 0 ? ` ${status.lostBytes} bytes are lost.` : ''}`;
    case 'ended':
      // What failed is told by who called.
      return status.refused ? undefined : `Ended: ${sentence(status.reason)} ${status.bytes} bytes recorded.`;
    default:
      return undefined;
  }
}

function sentence(clause: string): string {
  return /[.?!]$/.test(clause) ? clause : `${clause}.`;
}

async function secretFor(user: string): Promise<string> {
  const { AMI_SECRET: given } = process.env;
  if (given !== undefined && /[\r\n]/.test(given)) throw new WrongUse('The secret in AMI_SECRET must be one line, without a line end behind it.');
  if (given !== undefined) return given;
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
