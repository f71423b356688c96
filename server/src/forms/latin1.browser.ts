/** How many characters are made at once: a call takes only so many arguments. */
const RUN = 8_192;

/** The bytes as text, one character a byte. `TextDecoder` has no such encoding: what it calls latin1 is Windows-1252. */
export function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += RUN) text += String.fromCharCode(...bytes.subarray(at, at + RUN));
  return text;
}

/** The bytes that latin1 text stands for. */
export function bytesOf(latin1: string): Uint8Array {
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < latin1.length; at++) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}
