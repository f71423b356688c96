import path from 'node:path';
import { FileError } from './fileError';
import type { Files } from './files';
import { t } from '../texts';

/** Who records into a file. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
}

/**
 * Reserves `out` and its segments for this process, by a file `.<name>.lock` beside it. Gives what frees it. A lock whose process is gone is taken over.
 *
 * Rejects with {@link FileError} where another recorder writes there, or the folder cannot be written to.
 */
export async function lock(files: Files, out: string, own: Owner, runs: (pid: number) => boolean): Promise<() => Promise<void>> {
  const file = lockOf(out);
  for (;;) {
    try {
      const handle = await files.create(file);
      await handle.append([Buffer.from(JSON.stringify(own))]).catch(() => 0);
      await handle.close();
      return () => files.remove(file).catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new FileError(t('{0} cannot be written: {1}. Choose another folder.', out, (error as Error).message));
      const owner = ownerOf(await files.text(file).catch(() => ''));
      if (owner && (owner.host !== own.host || runs(owner.pid)))
        throw new FileError(
          owner.host === own.host
            ? t('{0} is being recorded already, by process {1}. Choose another name. If that process is gone, delete {2}.', out, owner.pid, file)
            : t(
                '{0} is being recorded already, by process {1} on {2}. Choose another name. If that process is gone, delete {3}.',
                out,
                owner.pid,
                owner.host,
                file,
              ),
        );
      await files.remove(file);
    }
  }
}

/** The lock of a recording to `out`. */
export function lockOf(out: string): string {
  return path.join(path.dirname(out), `.${path.basename(out)}.lock`);
}

/** Whether a process of this computer runs; one of another user does too. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whom a lock names; `undefined` where it is not written yet, or no lock. */
export function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, host } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}
