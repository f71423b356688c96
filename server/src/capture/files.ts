import { open, readdir, rm, stat } from 'node:fs/promises';

/** What is known of a file; `links` is 0 once it is deleted. */
export interface FileState {
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  readonly links: number;
}

/** A capture file that is open: bytes are added at its end, whatever others do to it. */
export interface OpenFile {
  /** Writes what it can and gives how many bytes that were. */
  append(pieces: readonly Buffer[]): Promise<number>;
  read(position: number, length: number): Promise<Buffer>;
  truncate(length: number): Promise<void>;
  state(): Promise<FileState>;
  /** Onto the disk itself. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file system, as far as the recorder needs it. All reject with the system's errors. */
export interface Files {
  /** A new file, for its owner only; rejects with `EEXIST` where there is one. */
  create(path: string): Promise<OpenFile>;
  state(path: string): Promise<FileState>;
  /** A file that is not there is removed already. */
  remove(path: string): Promise<void>;
  /** The names in a folder. */
  list(folder: string): Promise<string[]>;
  /** The text of a small file. */
  text(path: string): Promise<string>;
}

/** That of the system. */
export const systemFiles: Files = {
  async create(path) {
    // Appending: a file that somebody cut short does not get a hole.
    const handle = await open(path, 'ax+', 0o600);
    return {
      append: async (pieces) => (await handle.writev(pieces as Buffer[])).bytesWritten,
      async read(position, length) {
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await handle.read(buffer, 0, length, position);
        return buffer.subarray(0, bytesRead);
      },
      truncate: (length) => handle.truncate(length),
      state: async () => stateOf(await handle.stat()),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  state: async (path) => stateOf(await stat(path)),
  remove: (path) => rm(path, { force: true }),
  list: (folder) => readdir(folder),
  async text(path) {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(4_096);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  },
};

function stateOf({ dev, ino, size, nlink }: { dev: number; ino: number; size: number; nlink: number }): FileState {
  return { device: dev, inode: ino, size, links: nlink };
}
