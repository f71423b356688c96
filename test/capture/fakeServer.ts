import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** One connection to a {@link FakeServer}, as its script sees it. */
export interface FakeSession {
  readonly socket: Socket;
  /** Counts from 0. */
  readonly number: number;
  /** The headers of the client's next action, names in lower case; `undefined` when it has gone. */
  action(): Promise<ReadonlyMap<string, string> | undefined>;
  /** Writes and waits until the system has taken it. */
  send(data: string | Buffer): Promise<void>;
}

/** A server on 127.0.0.1 that does what a test says. */
export interface FakeServer {
  readonly port: number;
  /** Connections so far. */
  readonly count: number;
  /** All that the clients sent. */
  readonly received: string;
  close(): Promise<void>;
}

/** Starts a server that runs `script` on each connection; what the script throws is ignored once its client has gone. */
export async function fakeServer(script: (session: FakeSession) => Promise<void>, tls?: { cert: Buffer; key: Buffer }, port = 0): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  let received = '';
  let count = 0;
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
    });
    script(sessionOf(socket, count++)).catch((error: unknown) => {
      if (!socket.destroyed) throw error;
    });
  };
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve);
  if (tls) server.on('tlsClientError', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get count() {
      return count;
    },
    get received() {
      return received;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const BANNER = 'Asterisk Call Manager/11.0.0\r\n';
export const CHALLENGE = '840415273';
export const ACCEPTED = 'Response: Success\r\nActionID: ami-logs-login\r\nMessage: Authentication accepted\r\n\r\n';
export const BOOTED = 'Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 43\r\nLastReload: 43\r\nStatus: Fully Booted\r\n\r\n';

/** Banner, challenge, and the Login action that came; the script answers that. */
export async function untilLogin(session: FakeSession): Promise<ReadonlyMap<string, string> | undefined> {
  await session.send(BANNER);
  const action = await session.action();
  await session.send(`Response: Success\r\nActionID: ${action?.get('actionid')}\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
  return session.action();
}

/** Certificate and key of test/fixtures: worthless ones, signed by themselves, `localhost` and `expired` for 127.0.0.1. */
export function testPair(name: 'localhost' | 'other-name' | 'expired'): { cert: Buffer; key: Buffer; certFile: string; keyFile: string } {
  const certFile = path.resolve('test', 'fixtures', `test-only-${name}.cert.pem`);
  const keyFile = path.resolve('test', 'fixtures', `test-only-${name}.key.pem`);
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), certFile, keyFile };
}

function sessionOf(socket: Socket, number: number): FakeSession {
  let held = '';
  let wake: (() => void) | undefined;
  let gone = false;
  socket.on('data', (chunk: Buffer) => {
    held += chunk.toString('utf8');
    wake?.();
  });
  socket.on('close', () => {
    gone = true;
    wake?.();
  });
  return {
    socket,
    number,
    async action() {
      for (;;) {
        const end = held.indexOf('\r\n\r\n');
        if (end >= 0) {
          const block = held.slice(0, end);
          held = held.slice(end + 4);
          return new Map(
            block.split('\r\n').map((line) => {
              const colon = line.indexOf(':');
              return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
            }),
          );
        }
        if (gone) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    send: (data) => new Promise((resolve, reject) => socket.write(data, (error) => (error ? reject(error) : resolve()))),
  };
}
