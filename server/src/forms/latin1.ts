/** The bytes as text, one character a byte. */
export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes that latin1 text stands for: what is written to a file. */
export function bytesOf(latin1: string): Uint8Array {
  return Buffer.from(latin1, 'latin1');
}
