import { type FileHandle, open, stat } from 'node:fs/promises';
import { type CallBook, callBook } from '../calls/calls';
import { utf8 } from '../stream';
import { Cancelled } from './cancelled';
import { Reading } from './reading';
import type { Source } from './source';
import { isPacked, type Unpacked, unpack } from './unpack';
import { t } from '../texts';

/** How much is read and taken at once: one slice of work, a millisecond or two. Bytes. */
const SLICE = 1 << 17;

/** How a capture on disk is opened. All optional. */
export interface OpenOptions {
  /** Called after each slice with the bytes read and the size; answers whether to go on. For a gzipped file first with its own size. */
  readonly progress?: (done: number, size: number, phase: 'unpack' | 'read') => boolean;
}

/** A file as it was opened: the handle stays usable when the name is gone. */
interface Opened {
  readonly handle: FileHandle;
  readonly unpacked: Unpacked | undefined;
}

/**
 * A capture that is read from disk: index and calls in memory, the text where it is. {@link read} first; later {@link refresh} takes what
 * was appended.
 */
export class DiskCapture implements Source {
  size = 0;
  reading = true;
  /** Sentences for the user on what is not as it should be. */
  readonly notes: string[] = [];
  private now = new Reading();
  private position = 0;
  private readonly file: Opened & { readonly id: string };
  private closed = false;
  private readonly head: { bytes: Buffer; end: Buffer } = { bytes: Buffer.alloc(0), end: Buffer.alloc(0) };

  private constructor(
    readonly uri: string,
    readonly path: string,
    opened: Opened,
    readonly id: string,
  ) {
    this.file = { ...opened, id };
    if (opened.unpacked?.damage !== undefined) {
      this.notes.push(t('{0} is damaged ({1}). What comes before the damage was read; fetch the file again for the rest.', path, opened.unpacked.damage));
    }
    if (opened.unpacked?.recoded)
      this.notes.push(t('{0} is UTF-16 and was read as UTF-8: byte offsets are those of the latter, and it is not followed as it grows.', path));
  }

  /** Opens a file, unpacking it where it is gzipped or UTF-16; {@link readAll} then reads it. Rejects with the system's error. */
  static async open(uri: string, file: string, options: OpenOptions = {}): Promise<DiskCapture> {
    const about = await stat(file, { bigint: true });
    if (about.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    let unpacked: Unpacked | undefined;
    try {
      unpacked = (await isPacked(file)) ? await unpack(file, (done) => options.progress?.(done, Number(about.size), 'unpack') ?? true) : undefined;
    } catch (error) {
      throw (error as Error).name === 'AbortError' ? new Cancelled() : error;
    }
    const handle = unpacked?.handle ?? (await open(file, 'r'));
    const { dev, ino } = unpacked ? about : await handle.stat({ bigint: true });
    return new DiskCapture(uri, file, { handle, unpacked }, `${dev}:${ino}`);
  }

  /** Reads all that is there. Rejects with {@link Cancelled} where `progress` says no; the capture is closed then. */
  async readAll(options: OpenOptions = {}): Promise<void> {
    try {
      await this.readOn(options);
      await this.finish();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get offsetsInFile(): boolean {
    return !this.file.unpacked;
  }

  get isUnpacked(): boolean {
    return this.file.unpacked !== undefined;
  }

  get count(): number {
    return this.now.index.count;
  }

  get correlation(): Reading['correlation'] {
    return this.now.correlation;
  }

  /** Bytes of memory of the index. */
  get indexBytes(): number {
    return this.now.index.bytes;
  }

  startOf(i: number): number {
    return this.now.index.startOf(i);
  }

  endOf(i: number): number {
    return this.now.index.endOf(i);
  }

  lineOf(i: number): number {
    return this.now.index.lineOf(i);
  }

  secondOf(i: number): number {
    return this.now.index.secondOf(i);
  }

  shapeOf(i: number): ReturnType<Source['shapeOf']> {
    return this.now.index.shapeOf(i);
  }

  markBefore(i: number): number {
    return this.now.index.markBefore(i);
  }

  lastStartingAtOrBefore(offset: number): number {
    return this.now.index.lastStartingAtOrBefore(offset);
  }

  book(): CallBook {
    return callBook(this.now.correlation);
  }

  async read(start: number, end: number): Promise<string> {
    if (this.closed) return '';
    const buffer = Buffer.allocUnsafe(Math.max(0, end - start));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.file.handle.read(buffer, filled, buffer.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.toString('latin1', 0, filled);
  }

  decode(raw: string): string {
    return utf8(raw);
  }

  /**
   * What has become of the file: `grown` was taken in already; `other` means that its beginning is not what was read (truncated, replaced, written anew), so
   * that it has to be opened again; `gone` that there is no file of this name any more. What was read stays usable.
   */
  async refresh(quiet: number): Promise<'same' | 'grown' | 'other' | 'gone'> {
    if (this.reading || this.closed) return 'same';
    const about = await stat(this.path, { bigint: true }).catch(() => undefined);
    if (!about) return 'gone';
    if (`${about.dev}:${about.ino}` !== this.id) return 'other';
    if (this.file.unpacked) return 'same';
    if (Number(about.size) < this.position) return 'other';
    if (Number(about.size) === this.position) {
      if (Date.now() - Number(about.mtimeMs) < quiet || this.now.closed) return 'same';
      if (!(await this.unchanged())) return 'other';
      const before = this.now.correlation.messages;
      this.now.settle();
      return this.now.correlation.messages > before ? 'grown' : 'same';
    }
    if (this.now.closed || !(await this.unchanged())) return 'other';
    this.reading = true;
    try {
      await this.readOn({});
      this.now.end();
    } finally {
      this.reading = false;
    }
    return 'grown';
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await (this.file.unpacked ? this.file.unpacked.close() : this.file.handle.close().catch(() => undefined));
  }

  /** Reads from where reading stopped to the end that the file has then. */
  private async readOn({ progress }: OpenOptions): Promise<void> {
    const { handle } = this.file;
    let [buffer, other] = [Buffer.allocUnsafe(SLICE), Buffer.allocUnsafe(SLICE)];
    this.size = Math.max(this.size, Number((await handle.stat()).size));
    let next = handle.read(buffer, 0, SLICE, this.position);
    for (;;) {
      const { bytesRead } = await next;
      if (this.closed) throw new Cancelled();
      if (bytesRead === 0) break;
      const at = this.position;
      this.position += bytesRead;
      // The disk reads the next slice while this one is taken.
      next = handle.read(other, 0, SLICE, this.position);
      this.remember(buffer, bytesRead, at);
      this.now.take(buffer.toString('latin1', 0, bytesRead));
      [buffer, other] = [other, buffer];
      this.size = Math.max(this.size, this.position);
      if (progress && !progress(this.position, this.size, 'read')) {
        await next.catch(() => undefined);
        throw new Cancelled();
      }
    }
    this.size = this.position;
  }

  private async finish(): Promise<void> {
    const { mtimeMs } = await this.file.handle.stat();
    if (this.file.unpacked || Date.now() - mtimeMs > QUIET) this.now.settle();
    else this.now.end();
    this.reading = false;
  }

  /** Keeps the first bytes and the last ones, to notice that a file was written anew. */
  private remember(buffer: Buffer, length: number, at: number): void {
    if (at === 0) this.head.bytes = Buffer.from(buffer.subarray(0, Math.min(length, FINGERPRINT)));
    this.head.end = Buffer.from(buffer.subarray(Math.max(0, length - FINGERPRINT), length));
  }

  private async unchanged(): Promise<boolean> {
    const { bytes, end } = this.head;
    const first = await this.read(0, bytes.length);
    const last = await this.read(this.position - end.length, this.position);
    return first === bytes.toString('latin1') && last === end.toString('latin1');
  }
}

/** A file that nobody wrote to for this long is taken for complete. Milliseconds. */
export const QUIET = 10_000;

/** How much of the beginning and the end is compared. Bytes. */
const FINGERPRINT = 4096;
