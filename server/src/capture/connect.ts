import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Endpoint } from './endpoint';
import { judge, tlsOptions } from './tls';
import { t } from '../texts';

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
      return t('the connection was reset by the server or by something between here and there');
    case 'ETIMEDOUT':
      return t('the server is not there any more: nothing that was sent to it arrives');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return t('there is no way to the server any more');
    default:
      return t('the connection broke: {0}', wordsOf(error));
  }
}

function tooLate({ host, port }: Endpoint, connected: boolean, patience: number): string {
  return connected
    ? t('{0}:{1} does not speak TLS: it said nothing within {2} s. Use the TLS port (5039 unless set), or connect without TLS.', host, port, patience / 1000)
    : t('{0}:{1} did not answer within {2} s. Check the address, and firewalls between here and there.', host, port, patience / 1000);
}

/** A system error in words that say what to do. Where several addresses were tried, that of the last. */
function explain(error: NodeJS.ErrnoException, { host, port, tls }: Endpoint): string {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return t(
        '{0} refused the connection. Is Asterisk running, and in manager.conf: enabled = yes, port = {1}, and bindaddr an address that can be reached from here?',
        where,
        port,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return t('There is no host {0} as far as the name service knows. Check the spelling, or give the address.', host);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return t('There is no route to {0}. Check the network or VPN.', host);
    case 'ETIMEDOUT':
      return t('{0} did not answer. Check the address, and firewalls between here and there.', where);
    case 'EACCES':
    case 'EPERM':
      return t('This computer does not allow the connection to {0}. Check its firewall.', where);
    case 'ECONNRESET':
      return tls
        ? t('{0} cut the connection off. Does the port speak TLS (manager.conf: tlsenable, tlsbindaddr)?', where)
        : t('{0} cut the connection off. An address rule (permit, deny) or a TLS port may be the reason.', where);
    default:
      return tls && /wrong version number|packet length|unexpected message|unsupported protocol/i.test(error.message)
        ? t('{0} does not speak TLS. Use the TLS port (5039 unless set), or connect without TLS.', where)
        : t('{0}: {1}. Check address and port.', where, wordsOf(error));
  }
}

/** An error of several attempts has no words of its own. */
function wordsOf(error: Error): string {
  const last = error instanceof AggregateError ? (error.errors.at(-1) as Error | undefined) : undefined;
  return (last ?? error).message;
}
