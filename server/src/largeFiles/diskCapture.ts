import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type CallBook, callBook } from '../calls/calls';
import { utf8 } from '../stream';
import { Cancelled } from './cancelled';
import { closeFile, notesOf, type OpenFile, openFile } from './openFile';
import { Reading } from './reading';
import { segmentNumber, segmentsOf } from './segments';
import { isRecording, type PlaceInFile, type Source } from './source';

/** How much is read and taken at once: one slice of work, a millisecond or two. Bytes. */
const SLICE = 1 << 17;

/** How a capture on disk is opened. All optional. */
export interface OpenOptions {
  /** Called after each slice with the bytes read and the size; answers whether to go on. For a gzipped file first with its own size. */
  readonly progress?: (done: number, size: number, phase: 'unpack' | 'read') => boolean;
}

/**
 * A capture that is read from disk: index and calls in memory, the text where it is. {@link readAll} first; later {@link refresh} takes what
 * was appended. Its offsets are those of the file, or of all segments of a recording one after the other.
 */
export class DiskCapture implements Source {
  size = 0;
  reading = true;
  /** Sentences for the user on what is not as it should be. */
  readonly notes: string[] = [];
  private now = new Reading();
  private position = 0;
  /** In order; a recording goes on in the last one. */
  private readonly files: OpenFile[] = [];
  /** Names in the folder behind which no file was when they were to be read, such as links that lead nowhere. */
  private readonly missing = new Set<string>();
  private closed = false;
  /** The beginning and the end of what was read of the last file. */
  private readonly head: { bytes: Buffer; end: Buffer } = { bytes: Buffer.alloc(0), end: Buffer.alloc(0) };

  private constructor(
    readonly uri: string,
    /** The path of the file, or the one that a recording was made to. */
    readonly path: string,
    first: OpenFile,
  ) {
    this.add(first);
  }

  /**
   * Opens a file, or the first segment of the recording that `uri` means, unpacking it where it is gzipped or UTF-16; {@link readAll} then reads it. Rejects with the
   * system's error.
   */
  static async open(uri: string, file: string, options: OpenOptions = {}): Promise<DiskCapture> {
    const [first = file] = isRecording(uri) ? await segmentsOf(file) : [];
    return new DiskCapture(uri, file, await openFile(first, 0, (done, size) => options.progress?.(done, size, 'unpack') ?? true));
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
    return this.files.every(({ unpacked }) => !unpacked);
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
      const at = start + filled;
      const i = this.fileAt(at);
      const file = this.files[i];
      if (!file) break;
      const length = Math.min(buffer.length - filled, (this.files[i + 1]?.start ?? Number.POSITIVE_INFINITY) - at);
      // Of a segment that is deleted nothing can be read, and what follows stays where it is.
      if (file.closed) buffer.fill(BLANK, filled, filled + length);
      const read = file.closed ? length : (await file.handle.read(buffer, filled, length, at - file.start)).bytesRead;
      if (read === 0) break;
      filled += read;
    }
    return buffer.toString('latin1', 0, filled);
  }

  async placeInFile(i: number): Promise<PlaceInFile | undefined> {
    const start = this.startOf(i);
    const file = this.files[this.fileAt(start)];
    if (!file || file.closed) return undefined;
    let line = 0;
    for (let at = file.start; at < start; at += SLICE) {
      const text = await this.read(at, Math.min(start, at + SLICE));
      for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) line++;
    }
    return { uri: pathToFileURL(file.path).href, path: file.path, line, offset: start - file.start, isFile: !file.unpacked };
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
    const { last } = this;
    const segments = await this.segments();
    await this.letGo(segments);
    const next = this.nextOf(segments);
    const about = await stat(last.path, { bigint: true }).catch(() => undefined);
    if (!about && !next) return 'gone';
    if (about && `${about.dev}:${about.ino}` !== last.id) return 'other';
    const size = about ? Number(about.size) : Number.POSITIVE_INFINITY;
    if (last.unpacked && !next) return 'same';
    if (!last.unpacked && size < this.position - last.start) return 'other';
    if (size === this.position - last.start && !next) {
      if (Date.now() - Number(about?.mtimeMs) < quiet || this.now.closed) return 'same';
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
    await Promise.all(this.files.map(closeFile));
  }

  private get last(): OpenFile {
    return this.files[this.files.length - 1] as OpenFile;
  }

  /** The file that has an offset: the last one that begins there or before. */
  private fileAt(offset: number): number {
    let i = this.files.length - 1;
    while (i > 0 && (this.files[i]?.start ?? 0) > offset) i--;
    return i;
  }

  private add(file: OpenFile): void {
    this.files.push(file);
    this.notes.push(...notesOf(file));
    this.head.bytes = Buffer.alloc(0);
    this.head.end = Buffer.alloc(0);
  }

  /** The segments that a recording has now; none of a single file. */
  private async segments(): Promise<readonly string[]> {
    return isRecording(this.uri) ? segmentsOf(this.path) : [];
  }

  /** Closes segments that were deleted, which take room on the disk for as long as somebody has them open. */
  private async letGo(segments: readonly string[]): Promise<void> {
    // Where the folder cannot be read nothing is known of what was deleted.
    if (segments.length === 0) return;
    for (const file of this.files) if (file !== this.last && !segments.includes(file.path)) await closeFile(file);
  }

  /** The segment in which the recording goes on. */
  private nextOf(segments: readonly string[]): string | undefined {
    const number = segmentNumber(this.last.path);
    return segments.find((file) => segmentNumber(file) > number && !this.missing.has(file));
  }

  /** Reads from where reading stopped to the end that the file, or the recording, has then. */
  private async readOn(options: OpenOptions): Promise<void> {
    for (;;) {
      await this.readLast(options);
      const next = this.nextOf(await this.segments());
      if (next === undefined) break;
      // What was written before the next segment began.
      await this.readLast(options);
      const opened = await openFile(next, this.position, (done, size) => options.progress?.(done, size, 'unpack') ?? true).catch((error: unknown) => {
        // The oldest segments may be deleted while others are read.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.missing.add(next);
        return undefined;
      });
      if (opened) this.add(opened);
    }
    this.size = this.position;
  }

  private async readLast({ progress }: OpenOptions): Promise<void> {
    const { handle, start } = this.last;
    let [buffer, other] = [Buffer.allocUnsafe(SLICE), Buffer.allocUnsafe(SLICE)];
    this.size = Math.max(this.size, start + Number((await handle.stat()).size));
    let next = handle.read(buffer, 0, SLICE, this.position - start);
    for (;;) {
      const { bytesRead } = await next;
      if (this.closed) throw new Cancelled();
      if (bytesRead === 0) break;
      const at = this.position;
      this.position += bytesRead;
      // The disk reads the next slice while this one is taken.
      next = handle.read(other, 0, SLICE, this.position - start);
      this.remember(buffer, bytesRead, at - start);
      this.now.take(buffer.toString('latin1', 0, bytesRead));
      [buffer, other] = [other, buffer];
      this.size = Math.max(this.size, this.position);
      if (progress && !progress(this.position, this.size, 'read')) {
        await next.catch(() => undefined);
        throw new Cancelled();
      }
    }
  }

  private async finish(): Promise<void> {
    const { mtimeMs } = await this.last.handle.stat();
    if (this.last.unpacked || Date.now() - mtimeMs > QUIET) this.now.settle();
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
    const { start } = this.last;
    const first = await this.read(start, start + bytes.length);
    const last = await this.read(this.position - end.length, this.position);
    return first === bytes.toString('latin1') && last === end.toString('latin1');
  }
}

const BLANK = 0x20;

/** A file that nobody wrote to for this long is taken for complete. Milliseconds. */
export const QUIET = 10_000;

/** How much of the beginning and the end is compared. Bytes. */
const FINGERPRINT = 4096;
