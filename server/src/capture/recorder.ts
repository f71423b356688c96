import { hostname } from 'node:os';
import { type Environment, SYSTEM } from './environment';
import { FileError } from './fileError';
import { isRunning, lock } from './lock';
import { type Credentials, LoginError, login } from './login';
import { counted } from './marks';
import type { RecordControl, RecordOptions } from './options';
import { unknownClasses } from './presets';
import { retryDelay } from './reconnect';
import { createSegments } from './segments';
import { type Ending, receive } from './session';
import { STANDARD_OUTPUT } from './standardOutput';
import type { RecordStatus, RefusalKind } from './status';
import { createTape, type Tape } from './tape';
import { every, pause } from './timers';
import { CertificateError } from './tls';
import { createWriter, type Writer } from './writer';
import { inEnglish, t } from '../texts';

export type { RecordControl, RecordOptions } from './options';

const REPORT_EVERY = 500;
/** What may wait for a slow disk: eight seconds of the fastest burst. Bytes. */
const WAITING = 64_000_000;

/**
 * Records an AMI session: the banner and the login's Success response, then every byte received, in the order received. Marks stand only between messages.
 *
 * Resolves when `signal` is raised or, without `reconnect`, the server closes. Rejects when the first connection, a login, a certificate or the file fails, and without
 * `reconnect` when the connection breaks; a refused login or certificate is never tried again. The last status is `ended` in each case.
 */
export async function record(
  options: RecordOptions,
  secret: string,
  control: RecordControl,
  tell: (status: RecordStatus) => void,
  environment: Environment = SYSTEM,
): Promise<void> {
  let written = 0;
  try {
    const reason = await recordTo(options, secret, control, tell, environment, (bytes) => {
      written = bytes;
    });
    tell({ state: 'ended', reason, bytes: written });
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof CertificateError) tell({ state: 'certificateRefused', reason: message, ...error.certificate });
    tell({ state: 'ended', reason: message, bytes: written, refused: refusalOf(error) });
    throw error;
  }
}

function refusalOf(error: unknown): RefusalKind {
  if (error instanceof CertificateError) return 'certificate';
  if (error instanceof FileError) return 'file';
  if (!(error instanceof LoginError)) return 'connection';
  switch (error.kind) {
    case 'refused':
      return 'login';
    case 'unsafe':
      return 'unsafe';
    case 'not-ami':
      return 'notAmi';
    // Who is logged in already has the right secret.
    case 'in-use':
    case 'closed':
      return 'connection';
  }
}

/** The files around a recording: reserved, opened, and closed whatever happens. */
async function recordTo(
  options: RecordOptions,
  secret: string,
  control: RecordControl,
  tell: (status: RecordStatus) => void,
  environment: Environment,
  written: (bytes: number) => void,
): Promise<string> {
  const { files } = environment;
  // Nobody else can write on the standard output of this process.
  const unlock = options.out === STANDARD_OUTPUT ? noLock : await lock(files, options.out, { pid: process.pid, host: hostname() }, isRunning);
  try {
    const segments = createSegments(files, options.out, options.segmentBytes !== undefined || options.segmentTime !== undefined);
    const opened = await segments.first();
    const stop = new AbortController();
    const end = (): void => stop.abort();
    control.signal.addEventListener('abort', end, { once: true });
    if (control.signal.aborted) end();
    let failure: FileError | undefined;
    let full = false;
    const paused = (reason: string): void => tell({ state: 'paused', reason, file: writer.path, lostBytes: tape.lostBytes });
    const writer: Writer = createWriter(opened, segments, environment, {
      stalled: (reason) =>
        paused(t('The disk is full: {0}. Make room, or choose another folder. The connection is kept, and what comes meanwhile waits.', reason)),
      resumed: () => progress.now(),
      failed(error) {
        failure = error;
        end();
      },
      notice: (about, text) => tell({ state: 'notice', about, text }),
      turned: () => progress.now(),
    });
    const tape: Tape = createTape(
      writer,
      environment,
      {
        ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
        ...(options.segmentTime === undefined ? {} : { segmentTime: options.segmentTime }),
        ...(options.totalBytes === undefined ? {} : { totalBytes: options.totalBytes }),
        deleteOldest: options.deleteOldest === true,
        waiting: options.waiting ?? WAITING,
      },
      {
        full() {
          full = true;
          end();
        },
        losing: () =>
          paused(
            t(
              'The disk is slower than the server: more waits to be written than may. What comes is not kept until the disk has caught up. Choose another folder, or fewer events.',
            ),
          ),
        kept: () => progress.now(),
      },
    );
    const progress = reportOf(writer, tape, environment, () => segments.number, tell);
    control.ready?.({ note: (text) => tape.note(text), folder: (path) => writer.move(path) });
    let reason: string;
    try {
      reason = await connections(options, secret, stop.signal, tape, progress, tell, environment);
    } finally {
      control.signal.removeEventListener('abort', end);
      progress.stop();
      tape.finish();
      const unwritten = await writer.close();
      written(writer.bytes);
      if (unwritten > 0)
        failure ??= new FileError(
          t('{0} cannot be written on: the disk is full, and {1} bytes that were received are not in it. What was received before is.', writer.path, unwritten),
        );
    }
    if (failure) throw failure;
    return full ? t('the recording is as large as it may be') : reason;
  } finally {
    await unlock();
  }
}

const noLock = async (): Promise<void> => undefined;

/** One connection after the other. Gives why the last one ended. */
async function connections(
  options: RecordOptions,
  secret: string,
  signal: AbortSignal,
  tape: Tape,
  progress: Progress,
  tell: (status: RecordStatus) => void,
  environment: Environment,
): Promise<string> {
  const credentials: Credentials = { user: options.user, secret, events: options.events, plainAllowed: options.plain || options.endpoint.tls };
  let attempt = 1;
  let lostAt: number | undefined;
  let began: { readonly at: number; readonly received: number; readonly messages: number } | undefined;
  while (!signal.aborted) {
    tell({ state: 'connecting', attempt });
    let ending: Ending;
    let failure: Error | undefined;
    began = undefined;
    try {
      const socket = await environment.connect(options.endpoint, signal);
      // Errors between the steps below end the session by its `close`.
      socket.on('error', (error) => {
        failure = error;
      });
      const stop = (): void => void socket.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const session = await login(socket, credentials, undefined, environment);
        signal.removeEventListener('abort', stop);
        const again = lostAt !== undefined;
        if (lostAt !== undefined) tape.note(`connected again after ${((environment.elapsed() - lostAt) / 1000).toFixed(1)} s, at attempt ${attempt}`);
        tape.head(session.head);
        attempt = 1;
        lostAt = undefined;
        began = { at: environment.now(), received: tape.received, messages: tape.messages };
        tell({ state: 'loggedIn', banner: session.banner, reconnected: again });
        progress.now();
        const unknown = again ? [] : unknownClasses(options.events);
        if (unknown.length > 0) tell({ state: 'notice', about: 'filter', text: noSuchClass(unknown) });
        ending = await receive(socket, session, {
          options,
          environment,
          tape,
          signal,
          restate: options.restate === 'always' || (again && options.restate !== 'never'),
          notice: (about, text) => tell({ state: 'notice', about, text }),
          failure: () => failure,
        });
      } finally {
        signal.removeEventListener('abort', stop);
        socket.destroy();
      }
    } catch (error) {
      if (signal.aborted) break;
      // A server that is coming up again may be silent or another's for a while, or not have noticed yet that we were gone; one that says no has said it.
      if (isFinal(error) || !progress.began) throw error;
      const { message } = error as Error;
      ending = { reason: () => message, broken: true };
    }
    const { reason, broken } = ending;
    if (signal.aborted) return t('stopped');
    if (!options.reconnect) {
      if (!broken) return tape.atEnd ? reason() : t('{0} in the middle of a message', reason());
      tape.note(inEnglish(reason));
      throw new Error(
        t(
          'The connection was lost: {0}. What was received before is in the file. Where the recording is to go on after a loss, let it connect again (--reconnect).',
          reason(),
        ),
      );
    }
    if (began) {
      attempt = 1;
      lostAt = environment.elapsed();
      progress.lost();
      const { at, received, messages } = began;
      tape.gap(
        `${inEnglish(reason)}; ${counted(tape.received - received, 'byte')} and ${counted(tape.messages - messages, 'message')} since ${new Date(at).toISOString()}`,
      );
    } else {
      attempt++;
    }
    const wait = retryDelay(attempt, environment.random());
    tell({ state: 'lost', reason: reason(), retryMs: wait, attempt });
    await pause(environment, wait, signal);
  }
  return t('stopped');
}

function noSuchClass(words: readonly string[]): string {
  return t(
    'No Asterisk knows the event class {0}, and sends nothing for it. The classes are those of read in manager.conf, such as call,agent.',
    words.join(', '),
  );
}

function isFinal(error: unknown): boolean {
  return error instanceof CertificateError || (error instanceof LoginError && (error.kind === 'refused' || error.kind === 'unsafe'));
}

/** Tells how the recording goes. */
interface Progress {
  /** A login has succeeded. */
  readonly began: boolean;
  /** Tells at once, and from now on where something changed. */
  now(): void;
  lost(): void;
  stop(): void;
}

function reportOf(writer: Writer, tape: Tape, environment: Environment, segment: () => number, tell: (status: RecordStatus) => void): Progress {
  let began = false;
  let lost = 0;
  let told = '';
  let last = { at: environment.elapsed(), messages: 0 };
  let cancel = (): void => undefined;
  const report = (): void => {
    const at = environment.elapsed();
    const seconds = (at - last.at) / 1000;
    const messagesPerSecond = seconds > 0 ? Math.round((tape.messages - last.messages) / seconds) : 0;
    last = { at, messages: tape.messages };
    const status = { bytes: writer.bytes, messages: tape.messages, messagesPerSecond, file: writer.path, segment: segment(), lost };
    const now = JSON.stringify(status);
    if (now === told) return;
    told = now;
    tell({ state: 'recording', ...status });
  };
  return {
    get began() {
      return began;
    },
    now() {
      if (!began) cancel = every(environment, REPORT_EVERY, report);
      began = true;
      report();
    },
    lost() {
      lost++;
    },
    stop: () => cancel(),
  };
}
