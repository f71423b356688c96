import { l10n, window } from 'vscode';
import type { RefusedCertificate } from '../../../server/src/protocol';
import { type AmiServer, addressOf } from './servers';

/** What the user makes of a certificate that was refused: trust this one, trust those that a file of authorities signed, or neither. */
export type Verdict = { readonly fingerprint: string } | { readonly ca: string };

/** A refused certificate, and why. All of it is the server's claim. */
export type Refused = RefusedCertificate & { readonly reason: string };

/** Shows a certificate that was refused and asks what to do. `undefined`: no connection. */
export async function askCertificate(server: AmiServer, refused: Refused): Promise<Verdict | undefined> {
  const trust = l10n.t('Trust This Certificate');
  const choose = l10n.t('Choose CA File…');
  const { message, detail } = certificateWords(server, refused);
  // The first is what Enter presses, and trusting should be a choice.
  const answer = await window.showWarningMessage(message, { modal: true, detail }, choose, trust);
  if (answer === trust) return { fingerprint: refused.fingerprint256 };
  if (answer !== choose) return undefined;
  const [file] =
    (await window.showOpenDialog({ title: l10n.t('CA certificates in PEM form'), filters: { [l10n.t('Certificates')]: ['pem', 'crt', 'cer'] } })) ?? [];
  return file && { ca: file.fsPath };
}

/** What is said of a certificate. A certificate in the place of a trusted one is said louder. */
export function certificateWords(server: AmiServer, refused: Refused): { message: string; detail: string } {
  const replaced = server.fingerprint !== undefined;
  return {
    message: replaced
      ? l10n.t('The certificate of {0} is not the one that you trusted. Somebody may stand between you and the server.', addressOf(server))
      : l10n.t('The certificate of {0} is not trusted here.', addressOf(server)),
    detail: [
      oneLine(refused.reason),
      '',
      l10n.t('Fingerprint (SHA-256): {0}', oneLine(refused.fingerprint256)),
      ...(replaced ? [l10n.t('Trusted until now: {0}', server.fingerprint ?? '')] : []),
      l10n.t('For: {0}', oneLine(refused.subject)),
      ...(refused.names.length > 0 ? [l10n.t('Names: {0}', oneLine(refused.names.join(', ')))] : []),
      l10n.t('Issued by: {0}', oneLine(refused.issuer)),
      l10n.t('Valid: {0} to {1}', day(refused.validFrom), day(refused.validTo)),
      '',
      l10n.t(
        'Nothing was sent to the server. Compare the fingerprint with the one that the server’s owner tells you before you trust it; on the server: {0}',
        COMMAND,
      ),
    ].join('\n'),
  };
}

/** The server as it is to be saved after that verdict. */
export function withVerdict(server: AmiServer, verdict: Verdict): AmiServer {
  const { fingerprint: _, ...rest } = server;
  return { ...rest, ...verdict };
}

/** Prints the fingerprint of the certificate of manager.conf's tlscertfile. */
const COMMAND = 'openssl x509 -noout -fingerprint -sha256 -in asterisk.pem';

function day(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? oneLine(time) : date.toISOString().slice(0, 10);
}

/** Text of the server as one line of bounded length, without characters that turn or hide what follows. */
function oneLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}
