import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isRunning, lockOf, ownerOf } from './lock';

/**
 * Whether a recorder, of whatever window or terminal, writes to this file now or to a later segment of the same recording: the lock beside it says so. A lock
 * whose process is gone says nothing. Segments that went to another folder than the first one are not recognised.
 */
export async function isRecorded(file: string): Promise<boolean> {
  const { dir, name, ext } = path.parse(file);
  // The lock bears the name of the first file, which may have no number.
  const whole = path.join(dir, name.replace(/\.\d{4,}$/, '') + ext);
  for (const out of new Set([file, whole])) {
    const owner = ownerOf(await readFile(lockOf(out), 'utf8').catch(() => ''));
    if (owner && (owner.host !== hostname() || isRunning(owner.pid))) return true;
  }
  return false;
}
