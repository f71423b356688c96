import { t } from '../texts';

/** The longest first line that a server is read for. Bytes. */
export const LONGEST_BANNER = 1_024;

/** Whether a first line is that of an AMI server. Source: Asterisk main/manager.c, AMI_VERSION and session_do(). */
export function isBanner(line: Buffer): boolean {
  return line.toString('latin1').startsWith('Asterisk Call Manager/');
}

/** What else it may be that answered, from its first bytes: a clause that ends the sentence "This is no AMI server: ". */
export function looksLike(bytes: Buffer): string {
  const text = bytes.subarray(0, 80).toString('latin1');
  if (/^HTTP\//.test(text) || /^<(!doctype|html)/i.test(text))
    return t('it answers like a web server (HTTP). AJAM and ARI listen there; AMI has a port of its own, 5038 unless set.');
  if (/^SSH-/.test(text)) return t('it answers like an SSH server. AMI has a port of its own, 5038 unless set.');
  if (/^SIP\/2\.0/.test(text)) return t('it answers like a SIP server. AMI has a port of its own, 5038 unless set.');
  if (/^220[ -]/.test(text)) return t('it answers like a mail or FTP server. Check host and port.');
  // A TLS record: alert or handshake.
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && (bytes.length < 2 || bytes[1] === 0x03)) return t('it speaks TLS. Choose TLS for this server.');
  if (/^Content-Type: (auth\/request|text)/.test(text)) return t('it answers like FreeSWITCH’s event socket. Check host and port.');
  if (/^[+-](OK|ERR)/.test(text)) return t('it answers like a mail server or Redis. Check host and port.');
  return t('its first line is not "Asterisk Call Manager/…". Check host and port (5038 unless set).');
}
