import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Endpoint } from './endpoint';
import type { RefusedCertificate } from './status';
import { t } from '../texts';

/** The server's certificate is not one that is trusted. Nothing was sent to it. */
export class CertificateError extends Error {
  constructor(
    reason: string,
    readonly certificate: RefusedCertificate,
  ) {
    super(reason);
  }
}

/** How to open the connection. Throws where the CA file cannot be read or holds no certificate. */
export function tlsOptions(endpoint: Endpoint): ConnectionOptions {
  const { host, port, servername, ca } = endpoint;
  return {
    host,
    port,
    // An address is no name to ask for.
    ...(servername !== undefined || isIP(host) === 0 ? { servername: servername ?? host } : {}),
    // Judged in `judge`, before anything is sent: a refused certificate has to be shown.
    rejectUnauthorized: false,
    ...(ca === undefined ? {} : { ca: readCa(ca) }),
  };
}

/**
 * Throws {@link CertificateError} unless the certificate is the pinned one or, where none is pinned, one that is signed by somebody trusted, valid now and for
 * this host. `insecure` accepts any.
 */
export function judge(socket: TLSSocket, endpoint: Endpoint): void {
  if (endpoint.insecure) return;
  const where = `${endpoint.host}:${endpoint.port}`;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) throw new CertificateError(t('{0} showed no certificate. TLS on the server needs one (manager.conf: tlscertfile).', where), NONE);
  const about = aboutCertificate(certificate);
  if (endpoint.fingerprint !== undefined) {
    if (about.fingerprint256 === endpoint.fingerprint) return;
    throw new CertificateError(
      t(
        'The certificate of {0} is not the one that is trusted for this server. If it was renewed, check the new fingerprint on the server and trust that; if not, somebody else may be answering.',
        where,
      ),
      about,
    );
  }
  if (socket.authorized) return;
  throw new CertificateError(reasonFor(codeOf(socket.authorizationError), where, about), about);
}

/** `AA:BB:…` from hexadecimal digits with or without colons; `undefined` where that is no SHA-256. */
export function fingerprintOf(text: string): string | undefined {
  const digits = text
    .replace(/^sha-?256(?: fingerprint)?[ :=]+/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : undefined;
}

const NONE: RefusedCertificate = { fingerprint256: '', subject: '', issuer: '', names: [], validFrom: '', validTo: '' };

function aboutCertificate(certificate: X509Certificate): RefusedCertificate {
  return {
    fingerprint256: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: (certificate.subjectAltName ?? '').split(/,\s*/).map(oneLine).filter(Boolean),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
  };
}

/** OpenSSL's verdict as a sentence that says what to do. */
function reasonFor(code: string, where: string, { names, validFrom, validTo }: RefusedCertificate): string {
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return names.length > 0
        ? t(
            'The certificate of {0} is for another name ({1}). Use that name as the server name, if the server is the right one.',
            where,
            names.slice(0, 5).join(', '),
          )
        : t('The certificate of {0} is for another name. Use that name as the server name, if the server is the right one.', where);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return t('The certificate of {0} is signed by nobody that is trusted here. Give the CA file that signed it.', where);
    case 'CERT_HAS_EXPIRED':
      return t('The certificate of {0} has expired ({1}). It must be renewed on the server.', where, validTo);
    case 'CERT_NOT_YET_VALID':
      return t('The certificate of {0} is not valid before {1}. Check the clocks of the server and of this computer.', where, validFrom);
    default:
      return t('The certificate of {0} is not trusted: {1}. Give the CA file that signed it.', where, code || t('no reason given'));
  }
}

/** Node gives a code where its types say an error. */
function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error ?? '');
}

/** Every certificate in the file is read, so that an empty or damaged file is told of here and not taken for a server that nobody signed. */
function readCa(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(t('The CA file cannot be read: {0}. Give a readable PEM file.', (error as Error).message));
  }
  const found = bytes.toString('latin1').match(CERTIFICATE) ?? [];
  if (found.length === 0)
    throw new Error(
      t(
        'The CA file {0} holds no certificate. Give a PEM file: it has lines -----BEGIN CERTIFICATE----- (openssl x509 -inform der makes one of a DER file).',
        file,
      ),
    );
  found.forEach((pem, i) => {
    try {
      new X509Certificate(pem);
    } catch (error) {
      throw new Error(t('Certificate {0} in the CA file {1} cannot be read: {2}. Fetch the file again.', i + 1, file, (error as Error).message));
    }
  });
  return bytes;
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** A certificate is the server's text: it must not begin a line of a file or a log. */
function oneLine(text: string): string {
  return text
    .replace(/\n/g, ', ')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
