import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Cancelled } from './cancelled';
import { DiskCapture, type OpenOptions, QUIET } from './diskCapture';
import { isRecording } from './source';
import { t } from '../texts';

/** Who opens captures: is told of changes and gets the sentences for the user. */
export interface CapturesHost {
  /** Calls and messages of the capture may be others now. */
  changed(uri: string): void;
  warn(sentence: string): void;
}

/** How often a followed file is looked at, besides what the system tells of it, and when it counts as complete. Milliseconds. */
export interface FollowOptions {
  readonly poll?: number;
  readonly quiet?: number;
}

/** While a capture is read, the views are told at most this often. Milliseconds. */
const TELL = 1_000;

interface Entry {
  readonly key: string;
  capture: DiskCapture;
  readonly ready: Promise<void>;
  timer: NodeJS.Timeout | undefined;
  watcher: FSWatcher | undefined;
  checking: boolean;
  gone: boolean;
}

/** The captures that are open from disk. Each is followed: what is appended is read, a file that became another one is read anew. */
export class Captures {
  private readonly entries = new Map<string, Entry>();
  private readonly opening = new Map<string, Promise<DiskCapture>>();

  constructor(
    private readonly host: CapturesHost,
    private readonly options: FollowOptions = {},
  ) {}

  /** The capture of that URI; `undefined` where it is not open. */
  get(uri: string): DiskCapture | undefined {
    const key = keyOf(uri);
    return key === undefined ? undefined : this.entries.get(key)?.capture;
  }

  /**
   * Opens and reads a capture; one that is open already is given as it is. Rejects with an error whose message is for the user; with {@link Cancelled}
   * where `progress` says no, and then nothing is left of it.
   */
  async open(what: { readonly path?: string | undefined; readonly uri?: string | undefined }, options: OpenOptions = {}): Promise<DiskCapture> {
    const file = what.path ?? (what.uri === undefined ? undefined : pathOf(what.uri));
    if (file === undefined) throw new Error(t('Only a file on this computer can be read. Give its path, or copy it here first.'));
    const key = what.uri !== undefined && isRecording(what.uri) ? what.uri : file;
    const running = this.opening.get(key);
    if (running) return running;
    const entry = this.entries.get(key);
    if (entry) {
      await entry.ready;
      return entry.capture;
    }
    const opened = this.begin(what.uri ?? pathToFileURL(file).href, file, key, options);
    this.opening.set(key, opened);
    try {
      return await opened;
    } finally {
      this.opening.delete(key);
    }
  }

  /** Forgets a capture. */
  async close(uri: string): Promise<void> {
    const key = keyOf(uri);
    const entry = key === undefined ? undefined : this.entries.get(key);
    if (!key || !entry) return;
    this.entries.delete(key);
    clearInterval(entry.timer);
    entry.watcher?.close();
    await entry.capture.close();
  }

  /** Forgets all of them. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ capture }) => this.close(capture.uri)));
  }

  private async begin(uri: string, file: string, key: string, options: OpenOptions): Promise<DiskCapture> {
    let capture: DiskCapture;
    try {
      capture = await DiskCapture.open(uri, file, options);
    } catch (error) {
      throw error instanceof Cancelled ? error : new Error(sentenceOf(file, error));
    }
    const reading = this.read(capture, options);
    const entry: Entry = { key, capture, ready: reading.catch(() => undefined), timer: undefined, watcher: undefined, checking: false, gone: false };
    this.entries.set(key, entry);
    try {
      await reading;
    } catch (error) {
      if (this.entries.get(key) === entry) this.entries.delete(key);
      this.host.changed(uri);
      throw error instanceof Cancelled ? error : new Error(sentenceOf(file, error));
    }
    this.follow(entry, file);
    return capture;
  }

  /** Reads all of a capture, telling the views of the first calls as soon as there are any. */
  private async read(capture: DiskCapture, options: OpenOptions): Promise<void> {
    let told = Number.NEGATIVE_INFINITY;
    const progress: NonNullable<OpenOptions['progress']> = (done, size, phase) => {
      if (phase === 'read' && capture.correlation.channels.length > 0 && performance.now() - told > TELL) {
        told = performance.now();
        this.host.changed(capture.uri);
      }
      return options.progress?.(done, size, phase) ?? true;
    };
    await capture.readAll({ progress });
    this.host.changed(capture.uri);
  }

  private follow(entry: Entry, file: string): void {
    const check = (): void => void this.check(entry, file);
    entry.timer = setInterval(check, this.options.poll ?? 1_000);
    entry.timer.unref();
    try {
      // The system tells sooner than the clock, where it tells at all.
      entry.watcher = watch(isRecording(entry.capture.uri) ? path.dirname(file) : file, { persistent: false }, check);
      entry.watcher.on('error', () => entry.watcher?.close());
    } catch {
      entry.watcher = undefined;
    }
  }

  private async check(entry: Entry, file: string): Promise<void> {
    if (entry.checking) return;
    entry.checking = true;
    try {
      const { capture } = entry;
      const state = await capture.refresh(this.options.quiet ?? QUIET);
      if (this.entries.get(entry.key) !== entry) return;
      if (state === 'gone') {
        if (!entry.gone)
          this.host.warn(
            t('{0} is not there any more. What was read of it stays usable until you close the capture; open the file again where it is now.', file),
          );
        entry.gone = true;
      } else if (state === 'grown') this.host.changed(capture.uri);
      else if (state === 'other') await this.again(entry, file);
      if (state !== 'gone') entry.gone = false;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.host.warn(sentenceOf(file, error));
    } finally {
      entry.checking = false;
    }
  }

  private async again(entry: Entry, file: string): Promise<void> {
    const before = entry.capture;
    let next: DiskCapture;
    try {
      next = await DiskCapture.open(before.uri, file);
    } catch {
      // Gone between two looks: the next look tells.
      return;
    }
    if (this.entries.get(entry.key) !== entry) return next.close();
    entry.capture = next;
    this.host.warn(
      t('{0} was truncated or replaced by another file, so it is read anew. Open slices show what was there before; slice again for the new text.', file),
    );
    await before.close();
    entry.watcher?.close();
    await this.read(next, {});
    if (this.entries.get(entry.key) !== entry) return;
    clearInterval(entry.timer);
    this.follow(entry, file);
  }
}

/** A file and the recording that is named like it are two captures. */
function keyOf(uri: string): string | undefined {
  return isRecording(uri) ? uri : pathOf(uri);
}

/** The path of a `file:` URI; `undefined` for others. */
export function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The size of a file in bytes; infinite where nothing tells it. */
export async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (about) => about.size,
    () => Number.POSITIVE_INFINITY,
  );
}

/** What to say of a file that cannot be read, and what to do. */
function sentenceOf(file: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return t('{0}: there is no such file. Check the path.', file);
    case 'EACCES':
    case 'EPERM':
      return t('{0}: may not be read. Check its permissions.', file);
    case 'EISDIR':
      return t('{0}: is a folder. Name a file in it.', file);
    case 'ENOSPC':
      return t('{0}: the folder for temporary files is full. Make room there, or set TMPDIR to another folder and reload the window.', file);
    default:
      return t('{0}: cannot be read: {1}. Copy it to a local disk and try again.', file, message);
  }
}
