import { createHash, randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { utf8 } from '../stream';
import { indexMessages, shapeOf } from '../syntax/messages';
import { createFilters, type Filters } from './filters';
import { intoThePresent } from './now';
import { actionKey, answersOf, eventsOf, headersIn, type RecordedAnswer } from './script';
import { t } from '../texts';

/** How a capture is served. */
export interface ReplayOptions {
  readonly file: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** 1 is the capture's own pace, 10 ten times as fast, 0 as fast as the client reads. */
  readonly speed: number;
  /** Begin again after the last event. */
  readonly loop: boolean;
  /** Times and Uniqueids become those of calls that happen now, in each round others. Else every byte is the capture's. */
  readonly now?: boolean;
  /** The one account; without it every login succeeds. */
  readonly account?: { readonly user: string; readonly secret: string };
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** First line of every session. */
  readonly banner: string;
}

/** A capture served as an AMI server. */
export interface Replay {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `options.file`. Rejects where the port cannot be had or the file cannot be read. */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const answers = await answersOf(options.file);
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    serveClient(socket, options, answers);
  };
  // An answer is not held back until the client has acknowledged the banner.
  const server: Server = options.tls ? createTlsServer({ ...options.tls, noDelay: true }, serve) : createServer({ noDelay: true }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? t('Port {0} is in use. Choose another with --port.', options.port)
            : t('{0}:{1} cannot be listened on: {2}. Choose another address or port.', options.host, options.port, error.message),
        ),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A client that sends more than this without a blank line is thrown out. */
const LONGEST_ACTION = 65_536;
/** What an event without any time waits for at speed 1, in milliseconds, and the longest silence that is kept. */
const WITHOUT_TIME = 50;
const LONGEST_PAUSE = 5_000;
/** Between the answer to a login and the first event: some libraries lose what comes in one packet with that answer. Milliseconds. */
const AFTER_LOGIN = 20;

function serveClient(socket: Socket, options: ReplayOptions, answers: ReadonlyMap<string, RecordedAnswer>): void {
  const client: Client = { challenge: '', loggedIn: false, mask: 'on', filters: createFilters() };
  let held = '';
  socket.write(`${options.banner}\r\n`);
  socket.on('data', (chunk: Buffer) => {
    // Who has logged off is not listened to any more.
    if (socket.writableEnded) return;
    held += chunk.toString('latin1');
    for (let end = blockEnd(held); end > 0; end = blockEnd(held)) {
      const text = held.slice(0, end);
      held = held.slice(end);
      const index = indexMessages(text);
      if (index.count === 0) continue;
      const headers = headersIn(text, index.starts[0] ?? 0, index.ends[0] ?? 0, shapeOf(index, 0));
      const before = client.loggedIn;
      if (!act(socket, client, headers, options, answers)) {
        socket.end();
        return;
      }
      // A capture that can no longer be read ends the session.
      if (!before && client.loggedIn) stream(socket, client, options).catch(() => socket.destroy());
    }
    // Many actions may come in one piece; one action may not be without end.
    if (held.length > LONGEST_ACTION) socket.destroy();
  });
}

/** The end of the first block, CRLF or LF; 0 where it is not whole yet. */
function blockEnd(text: string): number {
  const found = /\r?\n\r?\n/.exec(text);
  return found ? found.index + found[0].length : 0;
}

interface Client {
  challenge: string;
  loggedIn: boolean;
  /** `on`, `off` or classes. */
  mask: string;
  readonly filters: Filters;
}

/** Answers one action. False: the session ends. Wording of responses: Asterisk main/manager.c. */
function act(socket: Socket, client: Client, headers: [string, string][], options: ReplayOptions, answers: ReadonlyMap<string, RecordedAnswer>): boolean {
  const value = (key: string): string => headers.find(([name]) => name === key)?.[1] ?? '';
  const id = value('actionid');
  const reply = (response: string, ...lines: string[]): void => {
    socket.write(`${[`Response: ${response}`, ...(id ? [`ActionID: ${id}`] : []), ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
  };
  switch (value('action').toLowerCase()) {
    case 'challenge':
      if (value('authtype').toLowerCase() !== 'md5') return refuse('Must specify AuthType');
      client.challenge = String(randomInt(100_000_000, 999_999_999));
      reply('Success', `Challenge: ${client.challenge}`);
      return true;
    case '':
      return refuse('Missing action in request');
    case 'login':
      if (client.loggedIn) {
        reply('Success', 'Message: Already authenticated');
        return true;
      }
      if (!admits(client, options, value)) {
        reply('Error', 'Message: Authentication failed');
        return false;
      }
      client.mask = isOff(value('events')) ? 'off' : value('events') || 'on';
      reply('Success', 'Message: Authentication accepted');
      client.loggedIn = true;
      return true;
    case 'logoff':
      reply('Goodbye', 'Message: Thanks for all the fish.');
      return false;
  }
  if (!client.loggedIn) return refuse('Permission denied');
  switch (value('action').toLowerCase()) {
    case 'ping':
      reply('Success', 'Ping: Pong', `Timestamp: ${(Date.now() / 1000).toFixed(6)}`);
      return true;
    case 'events':
      if (value('eventmask') === '') return refuse('Invalid event mask');
      client.mask = isOff(value('eventmask')) ? 'off' : value('eventmask');
      reply('Success', `Events: ${client.mask === 'off' ? 'Off' : 'On'}`);
      return true;
    case 'filter': {
      const problem = value('operation').toLowerCase() === 'add' ? client.filters.add(value('matchcriteria'), value('filter')) : 'Unknown operation';
      if (problem !== undefined) return refuse(problem);
      reply('Success', 'Message: Success');
      return true;
    }
  }
  const answer = answers.get(actionKey(headers));
  if (answer) socket.write(answerFor(answer, id), 'latin1');
  else reply('Error', `Message: Invalid/unknown command: ${value('action')}. Use Action: ListCommands to show available commands.`);
  return true;

  function refuse(message: string): true {
    reply('Error', `Message: ${message}`);
    return true;
  }
}

/** A recorded answer with the ActionID of who asks; without one, it has none. */
function answerFor({ text }: RecordedAnswer, id: string): string {
  return text.replace(/^ActionID:.*?(\r?\n)/gim, (_, end: string) => (id ? `ActionID: ${id}${end}` : ''));
}

function admits(client: Client, { account }: ReplayOptions, value: (key: string) => string): boolean {
  if (!account) return true;
  if (utf8(value('username')) !== account.user) return false;
  if (value('authtype').toLowerCase() !== 'md5') return utf8(value('secret')) === account.secret;
  return client.challenge !== '' && value('key').toLowerCase() === createHash('md5').update(client.challenge).update(account.secret).digest('hex');
}

/** Sends the events of the capture, at its own pace or another. */
async function stream(socket: Socket, client: Client, options: ReplayOptions): Promise<void> {
  await sleep(socket, AFTER_LOGIN);
  do {
    let clock: number | undefined;
    const present = options.now ? intoThePresent(Date.now()) : undefined;
    for await (const event of eventsOf(options.file)) {
      if (options.speed > 0) {
        const gap = event.at !== undefined && clock !== undefined ? event.at - clock : WITHOUT_TIME;
        if (gap > 0) await sleep(socket, Math.min(gap, LONGEST_PAUSE) / options.speed);
      }
      clock = event.at ?? clock;
      // Not writable: the client logged off, and the last answer may still be on its way.
      if (!socket.writable) return;
      if (!wanted(client.mask, event.privilege) || !client.filters.admits(event.bytes)) continue;
      if (!socket.write(present ? present(event.bytes) : event.bytes)) await drained(socket);
    }
  } while (options.loop && socket.writable);
}

/** The words of a mask that are classes, and those for all of them. Source: Asterisk main/manager.c, perms, strings_to_mask(). */
const CLASSES =
  /^(?:[1-9]\d*|on|yes|true|y|t|all|system|call|log|verbose|command|agent|user|config|dtmf|reporting|cdr|dialplan|originate|agi|cc|aoc|test|security|message)$/i;

/** Whether a mask names nothing that there is: then no events are sent. */
function isOff(mask: string): boolean {
  return mask !== '' && !mask.split(',').some((word) => CLASSES.test(word.trim()));
}

/** Whether a session with this mask gets an event of these classes. Source: Asterisk main/manager.c, strings_to_mask(). */
function wanted(mask: string, privilege: readonly string[]): boolean {
  const words = mask
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (mask === '' || words.some((word) => /^(?:[1-9]\d*|on|yes|true|y|t|all)$/.test(word))) return true;
  if (words.includes('off')) return false;
  return privilege.length === 0 || privilege.some((one) => one !== 'all' && words.includes(one));
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    if (socket.destroyed) resolve();
    else socket.once('drain', done).once('close', done);
  });
}

/** Waits, but not for a client that is gone. */
function sleep(socket: Socket, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      socket.off('close', done);
      resolve();
    };
    if (socket.destroyed) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    socket.once('close', done);
  });
}
