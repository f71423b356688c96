import path from 'node:path';
import { cannotCreate, FileError } from './fileError';
import type { Files, OpenFile } from './files';
import { t } from '../texts';

/** A file of the recording that was just made. */
export interface Opened {
  readonly file: OpenFile;
  readonly path: string;
}

/** The files of one recording, one after the other. */
export interface Segments {
  /** Counts from 1. */
  readonly number: number;
  /** Makes the first one. Rejects with {@link FileError} where there are files of that name. */
  first(): Promise<Opened>;
  /** Makes the next one, in another folder where one is named. Rejects with the system's error. */
  next(folder?: string): Promise<Opened>;
}

/** `calls.ami` and 3 make `calls.0003.ami`. */
function segmentPath(out: string, number: number): string {
  const { dir, name, ext } = path.parse(out);
  return path.join(dir, `${name}.${String(number).padStart(4, '0')}${ext}`);
}

/**
 * The files of a recording to `out`. Numbered from the first one on where `numbered`; else the first is `out` itself, and so is a later one
 * where that name is free again.
 */
export function createSegments(files: Files, out: string, numbered: boolean): Segments {
  let number = 1;
  let folder = path.dirname(out);
  const named = (n: number): string => segmentPath(path.join(folder, path.basename(out)), n);
  return {
    get number() {
      return number;
    },
    async first() {
      const target = numbered ? named(1) : out;
      try {
        if (numbered) await refuseOthers(files, out);
        return { file: await files.create(target), path: target };
      } catch (error) {
        throw error instanceof FileError ? error : cannotCreate(target, error);
      }
    },
    async next(other) {
      if (other !== undefined) folder = other;
      for (let n = number + 1, plain = !numbered; ; plain = false) {
        const target = plain ? path.join(folder, path.basename(out)) : named(n);
        try {
          const file = await files.create(target);
          number = n;
          return { file, path: target };
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
          if (!plain) n++;
        }
      }
    },
  };
}

/** An old recording of the same name would be mixed with the new one. */
async function refuseOthers(files: Files, out: string): Promise<void> {
  const { dir, name, ext } = path.parse(out);
  for (const one of await files.list(dir === '' ? '.' : dir)) {
    const digits = one.startsWith(`${name}.`) && one.endsWith(ext) ? one.slice(name.length + 1, one.length - ext.length) : '';
    if (/^\d{4,}$/.test(digits)) throw new FileError(t('{0} exists already. Choose another name: a capture is never written over.', path.join(dir, one)));
  }
}
