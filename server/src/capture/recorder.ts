import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect, type Endpoint } from './connect';
import { type Credentials, LoginError, login } from './login';
import type { RecordStatus } from './status';

/** What to record and where to. */
export interface RecordOptions {
  readonly endpoint: Endpoint;
  readonly user: string;
  /** Event mask of the login; `on` for all that the account may see. */
  readonly events: string;
  /** Filters that are set on the server for this session. */
  readonly filters: readonly string[];
  /** The file, which must not exist yet. */
  readonly out: string;
  /** Connect again when the connection is lost. */
  readonly reconnect: boolean;
  /** The secret may cross an unencrypted connection. */
  readonly plain: boolean;
}

/** The first reconnection comes within 5 s; the longest wait is a minute. */
const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 60_000;
/** At most one time mark in this time, and only where bytes came. Milliseconds. */
const MARK_EVERY = 1_000;
const REPORT_EVERY = 500;

/**
 * Records an AMI session: the banner and the login's Success response, then every byte received, in the order received. Marks stand only between messages.
 *
 * Resolves when `signal` is raised or, without `reconnect`, the server closes. Rejects when the first connection, a login or the file fails; a refused login
 * is never tried again.
 */
export async function record(options: RecordOptions, secret: string, signal: AbortSignal, tell: (status: RecordStatus) => void): Promise<void> {
  const file = openCapture(options.out);
  const credentials: Credentials = { user: options.user, secret, events: options.events, plainAllowed: options.plain || options.endpoint.tls };
  let retry = FIRST_RETRY;
  let attempt = 1;
  let first = true;
  try {
    while (!signal.aborted) {
      tell({ state: 'connecting', attempt });
      let reason: string;
      try {
        reason = await session(options, credentials, file, signal, tell, () => {
          retry = FIRST_RETRY;
          attempt = 0;
          first = false;
        });
      } catch (error) {
        if (signal.aborted) break;
        // A server that is coming up again may be silent or another's for a while; one that says no has said it.
        if (first || error instanceof FileError || (error instanceof LoginError && (error.kind === 'refused' || error.kind === 'unsafe'))) throw error;
        reason = (error as Error).message;
      }
      if (signal.aborted || !options.reconnect) {
        tell({ state: 'ended', reason: signal.aborted ? 'stopped' : reason, bytes: file.bytes });
        return;
      }
      file.mark(`;! gap ${new Date().toISOString()} ${reason.replace(/[\r\n]+/g, ' ')}`);
      const wait = Math.round(retry * (0.75 + Math.random() / 2));
      attempt++;
      tell({ state: 'lost', reason, retryMs: wait, attempt });
      await pause(wait, signal);
      retry = Math.min(LONGEST_RETRY, retry * 2);
    }
    tell({ state: 'ended', reason: 'stopped', bytes: file.bytes });
  } finally {
    file.close();
  }
}

/** One connection, from its login to its end. Gives why it ended. */
async function session(
  options: RecordOptions,
  credentials: Credentials,
  file: CaptureFile,
  signal: AbortSignal,
  tell: (status: RecordStatus) => void,
  begun: () => void,
): Promise<string> {
  const socket = await connect(options.endpoint, signal);
  // Errors between the steps below end the session by its `close`.
  let failure: Error | undefined;
  socket.on('error', (error) => {
    failure = error;
  });
  const stop = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { head, rest } = await login(socket, credentials);
    begun();
    file.write(head);
    file.markTime();
    if (rest.length > 0) file.write(rest);
    for (const filter of options.filters)
      socket.write(`Action: Filter\r\nActionID: ami-logs-filter\r\nOperation: Add\r\nFilter: ${filter.replace(/[\r\n]/g, '')}\r\n\r\n`);
    tell({ state: 'recording', ...progress(options, file) });
    return await receive(socket, options, file, tell, () => failure);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function receive(
  socket: Socket,
  options: RecordOptions,
  file: CaptureFile,
  tell: (status: RecordStatus) => void,
  failure: () => Error | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let reported = 0;
    const timer = setInterval(() => {
      if (file.bytes === reported) return;
      reported = file.bytes;
      tell({ state: 'recording', ...progress(options, file) });
    }, REPORT_EVERY);
    socket.on('data', (chunk: Buffer) => {
      try {
        file.markTime();
        file.write(chunk);
      } catch (error) {
        clearInterval(timer);
        reject(error);
      }
    });
    socket.once('close', () => {
      clearInterval(timer);
      resolve(failure()?.message ?? 'the server closed the connection');
    });
    socket.resume();
  });
}

function progress(options: RecordOptions, file: CaptureFile) {
  return { bytes: file.bytes, messages: 0, messagesPerSecond: 0, file: options.out, segment: 1, lost: 0 };
}

/** Writing the capture failed; says what to do. */
export class FileError extends Error {}

/** The capture file: bytes as they came, marks where a message has ended. */
interface CaptureFile {
  readonly bytes: number;
  write(bytes: Buffer): void;
  /** `;@ time`, where bytes stand at a message's end and the last one is old enough. */
  markTime(): void;
  /** A mark line, after a line end where the last message was torn. */
  mark(line: string): void;
  close(): void;
}

function openCapture(path: string): CaptureFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FileError(
      code === 'EEXIST'
        ? `${path} exists already. Choose another name: a capture is never written over.`
        : `${path} cannot be written: ${message}. Choose another folder.`,
    );
  }
  let bytes = 0;
  let tail = '\r\n\r\n';
  let marked = 0;
  const put = (data: Buffer): void => {
    for (let at = 0; at < data.length; ) {
      try {
        at += writeSync(descriptor, data, at);
      } catch (error) {
        throw new FileError(`${path} cannot be written on: ${(error as Error).message}. What was received until now is in the file.`);
      }
    }
    bytes += data.length;
    tail = (tail + data.subarray(-4).toString('latin1')).slice(-4);
  };
  const atMessageEnd = (): boolean => tail === '\r\n\r\n' || bytes === 0;
  return {
    get bytes() {
      return bytes;
    },
    write: put,
    markTime() {
      const now = Date.now();
      if (!atMessageEnd() || now - marked < MARK_EVERY) return;
      marked = now;
      const before = tail;
      put(Buffer.from(`;@ ${new Date(now).toISOString()}\r\n`));
      tail = before;
    },
    mark(line) {
      if (!tail.endsWith('\n')) put(Buffer.from('\r\n'));
      put(Buffer.from(`${line}\r\n`));
      tail = '\r\n\r\n';
      marked = 0;
    },
    close() {
      try {
        fsyncSync(descriptor);
      } catch {
        // A file that cannot be synced, such as a pipe, is as safe as it gets.
      }
      closeSync(descriptor);
      // A recording that never began leaves no empty file behind.
      if (bytes === 0) unlinkSync(path);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
