import { createReadStream, rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGunzip } from 'node:zlib';

/** A gzipped file, unpacked into a file of its own that no other user may read and that is gone with its handle. */
export interface Unpacked {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** What is wrong with the gzipped file: it was read as far as it could be. */
  readonly damage: string | undefined;
  /** Closes the handle and removes what is left of the file. */
  close(): Promise<void>;
}

/** Folders that could not be removed while their file was open, which some systems refuse. */
const leftovers = new Set<string>();
process.once('exit', () => {
  for (const folder of leftovers) rmSync(folder, { recursive: true, force: true });
});

/**
 * Unpacks `file`. `progress` is called with how much of the gzipped file was read, in bytes; where it answers false, the work ends with an
 * `AbortError` and leaves nothing behind.
 *
 * Rejects with the system's error where the file cannot be read or the temporary folder is full. Damage is no error: what came before it is kept, up to
 * the last 64 KB.
 */
export async function unpack(file: string, progress: (read: number) => boolean = () => true): Promise<Unpacked> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ami-logs-'));
  leftovers.add(folder);
  const name = path.join(folder, 'capture.ami');
  const handle = await open(name, 'wx+', 0o600);
  // Without a name already now, so that not even a killed process leaves it behind.
  await unlink(name).then(
    () => rmdir(folder),
    () => undefined,
  );
  const close = async (): Promise<void> => {
    await handle.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    leftovers.delete(folder);
  };
  const input = createReadStream(file, { highWaterMark: 1 << 16 });
  const output = createGunzip({ chunkSize: 1 << 16 });
  input.on('error', (error) => output.destroy(error));
  let bytes = 0;
  let damage: string | undefined;
  try {
    for await (const chunk of input.pipe(output) as AsyncIterable<Buffer>) {
      if (!progress(input.bytesRead)) throw new DOMException('cancelled', 'AbortError');
      for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at, chunk.length - at, bytes + at)).bytesWritten;
      bytes += chunk.length;
    }
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) {
      input.destroy();
      await close();
      throw error;
    }
    damage = (error as Error).message;
  }
  input.destroy();
  return { handle, bytes, damage, close };
}
