import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where an AMI server is and how it is reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** A file of PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  /** The name that the certificate must bear, where it is not `host`. */
  readonly servername?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
}

const CONNECT_TIMEOUT = 10_000;
const KEEP_ALIVE = 15_000;

/** A connected socket, paused. Rejects with an `Error` whose message says what failed and what to do. */
export function connect(endpoint: Endpoint, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port } = endpoint;
    let socket: Socket;
    try {
      socket = endpoint.tls
        ? connectTls({
            host,
            port,
            servername: endpoint.servername ?? (/^[\d.:]+$/.test(host) ? undefined : host),
            rejectUnauthorized: !endpoint.insecure,
            ...(endpoint.ca ? { ca: readFileSync(endpoint.ca) } : {}),
          })
        : connectTcp({ host, port });
    } catch (error) {
      reject(new Error(`The CA file cannot be read: ${(error as Error).message}. Give a readable PEM file.`));
      return;
    }
    const fail = (error: Error): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new Error('stopped'));
    const timer = setTimeout(
      () => fail(new Error(`${host}:${port} did not answer within ${CONNECT_TIMEOUT / 1000} s. Check the address, and firewalls between here and there.`)),
      CONNECT_TIMEOUT,
    );
    const onError = (error: NodeJS.ErrnoException): void => fail(new Error(explain(error, endpoint)));
    socket.once('error', onError);
    socket.once(endpoint.tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.setKeepAlive(true, KEEP_ALIVE);
      socket.setNoDelay(true);
      resolve(socket);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A system error in words that say what to do. */
function explain(error: NodeJS.ErrnoException, { host, port, tls }: Endpoint): string {
  const where = `${host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `${where} refused the connection. Is Asterisk running, and in manager.conf: enabled = yes, port = ${port}, and bindaddr an address that can be reached from here?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no host ${host} as far as the name service knows. Check the spelling, or give the address.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no route to ${host}. Check the network or VPN.`;
    case 'ECONNRESET':
      return `${where} cut the connection off. ${tls ? 'Does the port speak TLS (manager.conf: tlsenable, tlsbindaddr)?' : 'An address rule (permit, deny) or a TLS port may be the reason.'}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${where} is for another name. Use that name as the server name, if the server is the right one.`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of ${where} is signed by nobody that is trusted here. Give the CA file that signed it.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${where} has expired. It must be renewed on the server.`;
    default:
      return tls && /wrong version number|packet length/i.test(error.message)
        ? `${where} does not speak TLS. Use the TLS port (5039 unless set), or connect without TLS.`
        : `${where}: ${error.message}. Check address and port.`;
  }
}
