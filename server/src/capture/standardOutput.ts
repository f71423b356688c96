import type { Writable } from 'node:stream';
import { type Files, systemFiles } from './files';

/** The name that means standard output instead of a file. */
export const STANDARD_OUTPUT = '-';

/**
 * A file system in which {@link STANDARD_OUTPUT} is `output`: bytes go there in their order and cannot be looked at again, cut or removed. Other names are the system's.
 *
 * A reader that is slow holds the recorder up as a slow disk does. Rejects where `output` cannot be written on; one that was closed is its owner's matter.
 */
export function filesOnto(output: Writable): Files {
  let size = 0;
  const state = async () => ({ device: 0, inode: 0, size, links: 1 });
  const open = {
    async append(pieces: readonly Buffer[]) {
      const data = Buffer.concat(pieces);
      await new Promise<void>((resolve, reject) => output.write(data, (error) => (error ? reject(error) : resolve())));
      size += data.length;
      return data.length;
    },
    read: async () => Buffer.alloc(0),
    truncate: async () => undefined,
    state,
    sync: async () => undefined,
    close: async () => undefined,
  };
  return {
    ...systemFiles,
    create: async (path) => (path === STANDARD_OUTPUT ? open : systemFiles.create(path)),
    state: (path) => (path === STANDARD_OUTPUT ? state() : systemFiles.state(path)),
    remove: async (path) => (path === STANDARD_OUTPUT ? undefined : systemFiles.remove(path)),
  };
}
