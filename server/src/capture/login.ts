import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { headerValue } from '../syntax/headers';
import { indexMessages, shapeOf } from '../syntax/messages';
import { ID } from './answers';
import { isBanner, LONGEST_BANNER, looksLike } from './banner';
import { brokenBy } from './connect';
import { SYSTEM_TIMERS, type Timers } from './timers';
import { t } from '../texts';

/** Why a session could not begin, in a sentence that says what to do. Never holds the secret, its key or the challenge. */
export class LoginError extends Error {
  /** `refused` is never tried again. `in-use`: the account is logged in already and may be so once; after a loss that may be our own session, which the server still holds. */
  constructor(
    message: string,
    readonly kind: 'not-ami' | 'refused' | 'in-use' | 'closed' | 'unsafe',
  ) {
    super(message);
  }
}

/** Who logs in, and for which events. */
export interface Credentials {
  readonly user: string;
  readonly secret: string;
  /** Event mask, as the `Events` parameter of Login takes it: `on`, `call,agent`… */
  readonly events: string;
  /** The connection is TLS, or the user allows the secret to cross it in the clear. */
  readonly plainAllowed: boolean;
}

/** What a login leaves: the first bytes of the capture (banner and Success response) and those that came right behind. */
export interface Session {
  readonly head: Buffer;
  readonly rest: Buffer;
  /** The server's first line, without its end. */
  readonly banner: string;
}

const LINE_END = /\n/;
/** Asterisk ends lines with CRLF; small servers that people write for tests do not always. */
const BLANK_LINE = /\n\r?\n/;
/** The longest answer that is waited for. Bytes. */
const LONGEST_ANSWER = 65_536;
/** A server that says nothing for this long is no AMI server, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Logs in on a fresh connection: banner, MD5 challenge, Login; in the clear only where the server knows no challenge and that is allowed.
 *
 * Rejects with {@link LoginError}, also where the server takes longer than `patience` milliseconds for an answer. Source of the exchange: Asterisk main/manager.c, action_challenge() and authenticate().
 */
export async function login(socket: Duplex, credentials: Credentials, patience = PATIENCE, timers: Timers = SYSTEM_TIMERS): Promise<Session> {
  const reader = readerOf(socket, patience, timers);
  try {
    const banner = await reader.until(LINE_END, reader.deadline(), 'a banner');
    if (!isBanner(banner)) throw new LoginError(t('This is no AMI server: {0}', looksLike(banner)), 'not-ami');
    const challenge = await ask(socket, reader, 'challenge', ['Action: Challenge', 'AuthType: MD5']);
    const words = ['Action: Login', `Username: ${field(credentials.user)}`, `Events: ${field(credentials.events)}`];
    const number = challenge.value('challenge');
    if (number) {
      words.push('AuthType: MD5', `Key: ${createHash('md5').update(number).update(credentials.secret).digest('hex')}`);
    } else if (credentials.plainAllowed) {
      words.push(`Secret: ${field(credentials.secret)}`);
    } else {
      throw new LoginError(
        t('The server offers no MD5 challenge, and the secret would cross the network in the clear. Use TLS, or allow plain login for this server.'),
        'unsafe',
      );
    }
    const answer = await ask(socket, reader, 'login', words);
    // The server's words go to the user: not where they hold what nobody is to see, nor what a terminal would obey.
    const hidden = [credentials.secret, number, words.at(-1)?.replace(/^\w+: /, '')].filter((one) => one !== undefined && one !== '') as string[];
    const plain = (answer.value('message') ?? t('no reason given')).replace(/\p{Cc}/gu, '');
    const said = hidden.reduce((text, one) => text.replaceAll(one, '…'), plain).slice(0, 500);
    if (answer.value('response')?.toLowerCase() !== 'success') {
      // Source: Asterisk main/manager.c, process_message(), allowmultiplelogin.
      if (/already in use/i.test(said))
        throw new LoginError(
          t(
            'The account {0} is logged in already, and the server allows it one session: {1}. Use another account, or allowmultiplelogin = yes in manager.conf.',
            credentials.user,
            said,
          ),
          'in-use',
        );
      throw new LoginError(
        t(
          'The server refused the login of {0}: {1}. Check user and secret, and the permit and deny lines of the account in manager.conf.',
          credentials.user,
          said,
        ),
        'refused',
      );
    }
    return { head: Buffer.concat([banner, answer.bytes]), rest: reader.release(), banner: banner.toString('latin1').trim() };
  } finally {
    reader.release();
  }
}

interface Answer {
  readonly bytes: Buffer;
  /** The value of a header, by its lower-case name. */
  value(key: string): string | undefined;
}

/**
 * Sends an action and gives the response to it. Events that come before it are passed over, and so are responses to others: a server, or a proxy before it, may send
 * what it likes at any time.
 */
async function ask(socket: Duplex, reader: Reader, name: string, [action = '', ...words]: readonly string[]): Promise<Answer> {
  socket.write(`${[action, `ActionID: ${ID}${name}`, ...words].join('\r\n')}\r\n\r\n`);
  const deadline = reader.deadline();
  for (;;) {
    const bytes = await reader.until(BLANK_LINE, deadline, 'an answer');
    const text = bytes.toString('utf8');
    const index = indexMessages(text);
    if (index.count === 0 || shapeOf(index, 0).kind !== 'response') continue;
    const value = (key: string): string | undefined => headerValue(text, index, 0, key);
    if ((value('actionid') ?? `${ID}${name}`) === `${ID}${name}`) return { bytes, value };
  }
}

/** A value of an action: a line end in it would begin a header of its own. */
function field(value: string): string {
  if (/[\r\n]/.test(value)) throw new LoginError(t('User, secret and event mask must each be one line.'), 'unsafe');
  return value;
}

interface Reader {
  /** When what is asked for now must be there, on the clock of `elapsed`. */
  deadline(): number;
  /** The bytes up to and with what fits `end`. */
  until(end: RegExp, deadline: number, what: 'a banner' | 'an answer'): Promise<Buffer>;
  /** Stops reading and gives what was read too much; the socket is paused. */
  release(): Buffer;
}

function readerOf(socket: Duplex, patience: number, timers: Timers): Reader {
  let held = Buffer.alloc(0);
  let wake: (() => void) | undefined;
  let ended: Error | undefined;
  const onData = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk]);
    wake?.();
  };
  const onEnd = (error?: unknown): void => {
    ended ??=
      error instanceof Error
        ? new LoginError(t('The login was not done: {0}. Check address and port, and TLS or not.', brokenBy(error)), 'closed')
        : new LoginError(
            t('The server closed the connection before the login was done. It may limit sessions (authlimit, allowmultiplelogin) or addresses (permit, deny).'),
            'closed',
          );
    wake?.();
  };
  socket.on('data', onData).on('error', onEnd).on('close', onEnd);
  const tooLate = (what: 'a banner' | 'an answer'): LoginError =>
    new LoginError(
      held.length > 0 && what === 'a banner'
        ? t('This is no AMI server: {0}', looksLike(held))
        : what === 'a banner'
          ? t(
              'The server did not send a banner within {0} s. Is this the AMI port (manager.conf: port, 5038 unless set; TLS has a port of its own)?',
              patience / 1000,
            )
          : t(
              'The server did not send an answer within {0} s. Is this the AMI port (manager.conf: port, 5038 unless set; TLS has a port of its own)?',
              patience / 1000,
            ),
      'not-ami',
    );
  return {
    deadline: () => timers.elapsed() + patience,
    async until(end, deadline, what) {
      for (;;) {
        const found = end.exec(held.toString('latin1'));
        if (found) {
          const to = found.index + found[0].length;
          const bytes = held.subarray(0, to);
          held = held.subarray(to);
          return bytes;
        }
        // What said something before it went is known by that.
        if (ended && held.length > 0 && what === 'a banner') throw new LoginError(t('This is no AMI server: {0}', looksLike(held)), 'not-ami');
        if (ended) throw ended;
        if (held.length > (what === 'a banner' ? LONGEST_BANNER : LONGEST_ANSWER))
          throw new LoginError(t('This is no AMI server: {0}', looksLike(held)), 'not-ami');
        const left = deadline - timers.elapsed();
        // Whoever drips bytes gets no more time for it.
        if (left <= 0) throw tooLate(what);
        await new Promise<void>((resolve, reject) => {
          const cancel = timers.after(left, () => reject(tooLate(what)));
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
    },
    release() {
      socket.off('data', onData).off('error', onEnd).off('close', onEnd);
      socket.pause();
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}
