import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** `calls.0002.ami`, packed or not: what stands before the number, the number, the ending. */
const NUMBERED = /^(.+)\.(\d{4,})(\.[^.]+)$/;

/** Which segment of its recording a file is; 0 where its name has no number. */
export function segmentNumber(file: string): number {
  return Number(NUMBERED.exec(path.basename(file).replace(/\.gz$/i, ''))?.[2] ?? 0);
}

/**
 * The files that a recording to `out` has now, in the order in which they were written: `calls.ami`, if it is there, and `calls.0001.ami`, `calls.0002.ami`…, each
 * maybe packed. Empty where there is none, or no such folder.
 */
export async function segmentsOf(out: string): Promise<string[]> {
  const { dir, name, ext } = path.parse(out);
  const names = await readdir(dir === '' ? '.' : dir).catch(() => []);
  const found = new Map<number, string>();
  for (const one of names) {
    const plain = one.replace(/\.gz$/i, '');
    const [, base, , ending] = NUMBERED.exec(plain) ?? [];
    const isOurs = plain === `${name}${ext}` || (base === name && ending === ext);
    const number = segmentNumber(one);
    // Of a segment and its packed copy one is enough.
    if (isOurs && (!found.has(number) || one === plain)) found.set(number, path.join(dir, one));
  }
  return [...found].sort(([a], [b]) => a - b).map(([, one]) => one);
}
