import { type FileHandle, open, stat } from 'node:fs/promises';
import { t } from '../texts';
import { Cancelled } from './cancelled';
import { isPacked, type Unpacked, unpack } from './unpack';

/** A file as it was opened: the handle stays usable when the name is gone. */
export interface OpenFile {
  readonly path: string;
  /** Device and inode of what has the name. */
  readonly id: string;
  readonly handle: FileHandle;
  readonly unpacked: Unpacked | undefined;
  /** Where it begins in the capture. Bytes. */
  readonly start: number;
  /** It is open no more: its text can be read no more. */
  closed: boolean;
}

/** Opens a file, unpacking it where it is gzipped or UTF-16. Rejects with the system's error, with {@link Cancelled} where `progress` says no. */
export async function openFile(file: string, start: number, progress: (done: number, size: number) => boolean = () => true): Promise<OpenFile> {
  const about = await stat(file, { bigint: true });
  if (about.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  let unpacked: Unpacked | undefined;
  try {
    unpacked = (await isPacked(file)) ? await unpack(file, (done) => progress(done, Number(about.size))) : undefined;
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? new Cancelled() : error;
  }
  const handle = unpacked?.handle ?? (await open(file, 'r'));
  const { dev, ino } = unpacked ? about : await handle.stat({ bigint: true });
  return { path: file, id: `${dev}:${ino}`, handle, unpacked, start, closed: false };
}

/** What the user should know of a file as it was opened: sentences. */
export function notesOf({ path, unpacked }: OpenFile): string[] {
  const notes: string[] = [];
  if (unpacked?.damage !== undefined)
    notes.push(t('{0} is damaged ({1}). What comes before the damage was read; fetch the file again for the rest.', path, unpacked.damage));
  if (unpacked?.recoded) notes.push(t('{0} is UTF-16 and was read as UTF-8: byte offsets are those of the latter, and it is not followed as it grows.', path));
  return notes;
}

/** Closes a file, and lets go of what was unpacked of it. */
export async function closeFile(file: OpenFile): Promise<void> {
  if (file.closed) return;
  file.closed = true;
  await (file.unpacked ? file.unpacked.close() : file.handle.close().catch(() => undefined));
}
