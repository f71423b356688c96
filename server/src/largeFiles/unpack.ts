import { createReadStream, type ReadStream, rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { bytesOf, createDecoder, type Decoder } from '../forms/bytes';

/** A gzipped file or one in UTF-16, unpacked as UTF-8 into a file of its own that no other user may read and that is gone with its handle. */
export interface Unpacked {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** It was UTF-16. */
  readonly recoded: boolean;
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
 * Unpacks `file`, which is gzipped where its name ends in `.gz`. `progress` is called with how much of the file was read, in bytes; where it answers false, the work ends with an
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
  let bytes = 0;
  let decoder: Decoder | undefined;
  let damage: string | undefined;
  const write = async (chunk: Uint8Array): Promise<void> => {
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, bytes);
      at += bytesWritten;
      bytes += bytesWritten;
    }
  };
  try {
    for await (const chunk of unzipped(file, input)) {
      if (!progress(input.bytesRead)) throw new DOMException('cancelled', 'AbortError');
      if (bytes === 0 && isUtf16(chunk)) decoder ??= createDecoder();
      await write(decoder ? bytesOf(decoder.push(chunk)) : chunk);
    }
    if (decoder) await write(bytesOf(decoder.end()));
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) {
      input.destroy();
      await close();
      throw error;
    }
    damage = (error as Error).message;
  }
  input.destroy();
  return { handle, bytes, recoded: decoder !== undefined, damage, close };
}

/** Whether a file has to be unpacked to be read: by its name, or by the byte order mark of UTF-16. Rejects with the system's error. */
export async function isPacked(file: string): Promise<boolean> {
  if (/\.gz$/i.test(file)) return true;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && isUtf16(buffer);
  } finally {
    await handle.close();
  }
}

function unzipped(file: string, input: ReadStream): AsyncIterable<Buffer> {
  if (!/\.gz$/i.test(file)) return input;
  const output = createGunzip({ chunkSize: 1 << 16 });
  input.on('error', (error) => output.destroy(error));
  return input.pipe(output);
}

function isUtf16(start: Uint8Array): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
}
