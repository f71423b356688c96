import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Endpoint } from './endpoint';
import { judge, tlsOptions } from './tls';

const CONNECT_TIMEOUT = 10_000;
/** The system asks whether the other side is there after this much silence. Milliseconds. */
const KEEP_ALIVE = 15_000;

/**
 * A connected socket, paused; over TLS its certificate is judged. All addresses of a name are tried, IPv6 and IPv4 in turn.
 *
 * Rejects with `CertificateError`, or an `Error` whose message says what failed and what to do; also where nothing answers within `patience` milliseconds.
 */
export function connect(endpoint: Endpoint, signal?: AbortSignal, patience = CONNECT_TIMEOUT): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port } = endpoint;
    const socket: Socket = endpoint.tls ? connectTls(tlsOptions(endpoint)) : connectTcp({ host, port });
    let connected = false;
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new Error('stopped'));
    const timer = setTimeout(() => fail(new Error(tooLate(endpoint, connected, patience))), patience);
    const onError = (error: NodeJS.ErrnoException): void => fail(new Error(explain(error, endpoint)));
    socket.once('error', onError);
    socket.once('connect', () => {
      connected = true;
    });
    socket.once(endpoint.tls ? 'secureConnect' : 'connect', () => {
      try {
        if (socket instanceof TLSSocket) judge(socket, endpoint);
      } catch (error) {
        fail(error);
        return;
      }
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.setKeepAlive(true, KEEP_ALIVE);
      socket.setNoDelay(true);
      resolve(socket);
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** What became of a connection that was made, as a clause. */
export function brokenBy(error: Error): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was reset by the server or by something between here and there';
    case 'ETIMEDOUT':
      return 'the server is not there any more: nothing that was sent to it arrives';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to the server any more';
    default:
      return `the connection broke: ${wordsOf(error)}`;
  }
}

function tooLate({ host, port }: Endpoint, connected: boolean, patience: number): string {
  return connected
    ? `${host}:${port} does not speak TLS: it said nothing within ${patience / 1000} s. Use the TLS port (5039 unless set), or connect without TLS.`
    : `${host}:${port} did not answer within ${patience / 1000} s. Check the address, and firewalls between here and there.`;
}

/** A system error in words that say what to do. Where several addresses were tried, that of the last. */
function explain(error: NodeJS.ErrnoException, { host, port, tls }: Endpoint): string {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `${where} refused the connection. Is Asterisk running, and in manager.conf: enabled = yes, port = ${port}, and bindaddr an address that can be reached from here?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no host ${host} as far as the name service knows. Check the spelling, or give the address.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no route to ${host}. Check the network or VPN.`;
    case 'ETIMEDOUT':
      return `${where} did not answer. Check the address, and firewalls between here and there.`;
    case 'EACCES':
    case 'EPERM':
      return `This computer does not allow the connection to ${where}. Check its firewall.`;
    case 'ECONNRESET':
      return `${where} cut the connection off. ${tls ? 'Does the port speak TLS (manager.conf: tlsenable, tlsbindaddr)?' : 'An address rule (permit, deny) or a TLS port may be the reason.'}`;
    default:
      return tls && /wrong version number|packet length|unexpected message|unsupported protocol/i.test(error.message)
        ? `${where} does not speak TLS. Use the TLS port (5039 unless set), or connect without TLS.`
        : `${where}: ${wordsOf(error)}. Check address and port.`;
  }
}

/** An error of several attempts has no words of its own. */
function wordsOf(error: Error): string {
  const last = error instanceof AggregateError ? (error.errors.at(-1) as Error | undefined) : undefined;
  return (last ?? error).message;
}
