import type { Duplex } from 'node:stream';
import { accountWarning } from './account';
import { createAnswers, ID } from './answers';
import { brokenBy } from './connect';
import type { Environment } from './environment';
import { filterAction, filterRefused } from './filters';
import { blankOf } from './framer';
import { holdBack } from './holdBack';
import { keepAlive } from './keepAlive';
import type { Session } from './login';
import type { RecordOptions } from './options';
import { followUp, restatement } from './restate';
import type { NoticeKind } from './status';
import type { Tape } from './tape';
import { t } from '../texts';

/** How long answers to what was asked after a login are looked for. Milliseconds. */
const ANSWERS = 60_000;
/** How long the end of the message that is begun is waited for when the recording is stopped. Milliseconds. */
const LAST_MESSAGE = 250;
/** A message of this size is none. Bytes. */
const ENDLESS = 8_000_000;

/** What a session needs beside its connection. */
export interface SessionContext {
  readonly options: RecordOptions;
  readonly environment: Environment;
  readonly tape: Tape;
  readonly signal: AbortSignal;
  /** Ask for channels, bridges and queues. */
  readonly restate: boolean;
  notice(about: NoticeKind, text: string): void;
  failure(): Error | undefined;
}

/** How a connection ended. */
export interface Ending {
  /** A clause that says why, in the language of whoever is told: the file is told in English. */
  readonly reason: () => string;
  /** It broke: the server did not close it in the ordinary way. */
  readonly broken: boolean;
}

/**
 * From the login to the end of the connection: all that comes goes to the tape.
 *
 * That holds for answers to what the recorder itself asks too (Ping after a silence, filters, lists after a loss): they are bytes received. Their ActionIDs begin
 * with {@link ID}.
 */
export function receive(socket: Duplex, { head, rest }: Session, context: SessionContext): Promise<Ending> {
  const { options, environment, tape, signal } = context;
  const asked = ask(socket, context);
  const answers = createAnswers(
    () => environment.elapsed() < asked.until,
    (answer) => asked.answered(answer),
    blankOf(head),
  );
  let stopping = false;
  let warned = false;
  let silent: (() => string) | undefined;
  const alive = keepAlive(
    environment,
    (options.ping ?? 0) * 1000,
    () => socket.write(`Action: Ping\r\nActionID: ${ID}ping\r\n\r\n`),
    (quiet) => {
      silent = () => t('the server has been silent for {0} s and does not answer a Ping', Math.round(quiet / 1000));
      socket.destroy();
    },
  );
  const held = holdBack(socket, tape, environment);
  const take = (chunk: Buffer): void => {
    alive.heard();
    tape.receive(chunk, stopping);
    if (stopping) {
      if (tape.atEnd || tape.begun < chunk.length) socket.destroy();
      return;
    }
    answers(chunk);
    held.look();
    if (tape.begun > ENDLESS && !warned) {
      warned = true;
      context.notice('server', t('The server has sent {0} MB without ending a message. Look into the file: this may be no AMI.', Math.round(ENDLESS / 1e6)));
    }
  };
  return new Promise((resolve) => {
    let cancelLast = (): void => undefined;
    const stop = (): void => {
      if (tape.atEnd || tape.full) socket.destroy();
      else {
        stopping = true;
        cancelLast = environment.after(LAST_MESSAGE, () => socket.destroy());
      }
    };
    const done = (): void => {
      alive.stop();
      cancelLast();
      signal.removeEventListener('abort', stop);
      socket.off('data', take).off('close', done);
      held.stop();
      // What was received while reading was put off.
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) if (!stopping) tape.receive(chunk);
      const failure = context.failure();
      const reason = silent ?? (() => (failure ? brokenBy(failure) : t('the server closed the connection')));
      resolve({ reason, broken: silent !== undefined || failure !== undefined });
    };
    if (rest.length > 0) take(rest);
    if (socket.closed) return done();
    socket.on('data', take).once('close', done);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    socket.resume();
  });
}

/** Sets filters and asks what is to be asked after a login. */
function ask(socket: Duplex, { options, environment, tape, restate, notice }: SessionContext) {
  const send = (lines: readonly string[]): void => void socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const next = followUp();
  options.filters.forEach((filter, i) => {
    send(filterAction(filter, `${ID}filter-${i + 1}`));
  });
  if (options.checkAccount) send(['Action: ListCommands', `ActionID: ${ID}account`]);
  if (restate) {
    tape.note('asked for channels, bridges and queues: the answers follow');
    for (const action of restatement()) send(action);
  }
  const waits = options.filters.length > 0 || options.checkAccount || restate;
  return {
    until: waits ? environment.elapsed() + ANSWERS : 0,
    answered(answer: Parameters<ReturnType<typeof followUp>>[0]): void {
      const filter = /^filter-(\d+)$/.exec(answer.id)?.[1];
      if (filter !== undefined) {
        const expression = options.filters[Number(filter) - 1] ?? '';
        if (answer.value('response')?.toLowerCase() === 'error') notice('filter', filterRefused(expression, answer.value('message') ?? t('no reason given')));
      } else if (answer.id === 'account') {
        const warning = accountWarning(answer.text, options.user);
        if (warning) notice('account', warning);
      } else if (restate) {
        const more = next(answer);
        if (more) send(more);
      }
    },
  };
}
