import type { Environment } from './environment';
import { FileError, isFull } from './fileError';
import { createFramer, type Framer } from './framer';
import { endMark, gapMark, noteMark } from './marks';
import type { Opened, Segments } from './segments';
import type { NoticeKind } from './status';
import { every } from './timers';
import { t } from '../texts';

/** What the writer tells. */
export interface WriterEvents {
  /** The disk takes nothing now; told again with each attempt. */
  stalled(reason: string): void;
  /** It does again. */
  resumed(): void;
  /** Nothing more can be written. */
  failed(error: FileError): void;
  notice(about: NoticeKind, text: string): void;
  /** Another file is being written from here on. */
  turned(path: string, segment: number): void;
}

/** Brings bytes to the disk in order, without making whoever brings them wait. */
export interface Writer {
  /** Bytes that wait, and what it costs to hold them. */
  readonly queued: number;
  /** Bytes in all files. */
  readonly bytes: number;
  readonly path: string;
  push(data: Buffer, mark: boolean): void;
  /** The line that each later file begins with. */
  banner(line: Buffer): void;
  /** The end mark of the file, where it ends between messages; then a new file. */
  turn(): void;
  /** Deletes the oldest of the finished files. */
  removeOldest(): void;
  /** Goes on in this folder, with the message that is being written, at once. */
  move(folder: string): void;
  /** Writes what waits and the end mark, and closes. Gives how many bytes could not be written. */
  close(): Promise<number>;
}

type Item =
  | { readonly data: Buffer; readonly mark: boolean; readonly ends?: true }
  | { readonly end: true }
  | { readonly turn: true }
  | { readonly removeOldest: true };

/** What holding a piece costs beside its bytes. */
const OVERHEAD = 128;
/** The most that is written in one go. */
const BATCH = 1 << 20;
const RETRY = 2_000;
const INSPECT_EVERY = 1_000;

/** Writes to `opened`, and after that to what `segments` makes. Never throws; what it cannot do, it tells. */
export function createWriter(opened: Opened, segments: Segments, environment: Environment, tell: WriterEvents): Writer {
  let { file, path } = opened;
  let framer: Framer = createFramer();
  let banner: Buffer = Buffer.alloc(0);
  let queue: Item[] = [];
  let queued = 0;
  let before = 0;
  let busy: Promise<void> | undefined;
  let folder: string | undefined;
  let stalled = false;
  let closing = false;
  let failed = false;
  let inspect = false;
  /** Up to here the file was seen in its place, whole. */
  let verified = 0;
  /** The files before, the oldest first. */
  const finished: string[] = [];
  let wake: (() => void) | undefined;

  const cancelInspection = every(environment, INSPECT_EVERY, () => {
    inspect = true;
    start();
  });

  function start(): void {
    busy ??= work().finally(() => {
      busy = undefined;
      if (!failed && (queue.length > 0 || inspect || folder !== undefined) && !(closing && stalled)) start();
    });
  }

  async function work(): Promise<void> {
    while (!failed) {
      try {
        if (folder !== undefined) await moveTo(folder);
        else if (inspect) await look();
        else if (queue.length > 0) await next();
        else return;
        if (stalled) {
          stalled = false;
          tell.resumed();
        }
      } catch (error) {
        if (!isFull(error)) fail(error);
        else {
          stalled = true;
          if (closing) return;
          tell.stalled((error as Error).message);
          await rest();
        }
      }
    }
  }

  /** Until the next attempt, or until something else is to be done. */
  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = environment.after(RETRY, () => wake?.());
      wake = () => {
        cancel();
        wake = undefined;
        resolve();
      };
    });
  }

  function fail(error: unknown): void {
    failed = true;
    tell.failed(
      error instanceof FileError
        ? error
        : new FileError(t('{0} cannot be written on: {1}. What was received until now is in the file. Choose another folder.', path, (error as Error).message)),
    );
  }

  async function next(): Promise<void> {
    const [first] = queue;
    if (!first) return;
    if ('data' in first) return append();
    if ('end' in first) {
      queue.shift();
      if (framer.atEnd && framer.bytes > 0) {
        const data = Buffer.from(`${endMark(environment.now(), framer.messages, framer.bytes)}\r\n`);
        queue.unshift({ data, mark: true, ends: true });
        queued += data.length + OVERHEAD;
      }
      return;
    }
    if ('removeOldest' in first) {
      const oldest = finished.shift();
      if (oldest === undefined) return void queue.shift();
      await environment.files.remove(oldest).catch((error: unknown) => {
        tell.notice('file', t('{0} cannot be deleted: {1}. The recording grows beyond its limit.', oldest, (error as Error).message));
      });
      queue.shift();
      return;
    }
    const last = path;
    await open(await segments.next(), noteMark(`segment ${segments.number}, after ${nameOf(last)}`));
    queue.splice(queue.indexOf(first), 1);
  }

  async function append(): Promise<void> {
    const batch: Buffer[] = [];
    let size = 0;
    for (const item of queue) {
      if (!('data' in item) || size >= BATCH || batch.length >= 1_000) break;
      batch.push(item.data);
      size += item.data.length;
    }
    consume(await file.append(batch));
  }

  /** So many bytes of the queue are in the file. */
  function consume(count: number): void {
    let left = count;
    let whole = 0;
    for (const item of queue) {
      if (!('data' in item) || (left === 0 && item.data.length > 0)) break;
      const data = item.data.subarray(0, left);
      left -= data.length;
      // A mark is one when it is whole: what leaves this file takes half a mark along.
      if (item.mark && data.length === item.data.length) framer.pushMark(data);
      else framer.push(data);
      queued -= data.length;
      if (data.length < item.data.length) {
        queue[whole] = { ...item, data: item.data.subarray(data.length) };
        break;
      }
      queued -= OVERHEAD;
      whole++;
    }
    queue = whole === 0 ? queue : queue.slice(whole);
  }

  /** Takes a new file, which begins with the banner and a note; the old one is closed beside. */
  async function open(one: Opened, words: string, carried: Buffer = Buffer.alloc(0), gone = 0): Promise<void> {
    const old = file;
    finished.push(path);
    before += framer.bytes - gone;
    ({ file, path } = one);
    framer = createFramer();
    verified = 0;
    const head: Item[] = [{ data: Buffer.concat([banner, Buffer.from(`${words}\r\n`)]), mark: true }];
    if (carried.length > 0) head.push({ data: carried, mark: false });
    for (const item of head) if ('data' in item) queued += item.data.length + OVERHEAD;
    queue = [...head, ...queue];
    tell.turned(path, segments.number);
    await old.sync().catch(() => undefined);
    await old.close().catch(() => undefined);
  }

  /** Goes on elsewhere with the message that is being written, which the old file then ends before. */
  async function leave(words: string, target?: string): Promise<void> {
    const from = framer.boundary;
    const carried = await carry(from);
    const one = await segments.next(target);
    forgetEnd();
    const cut = await file.truncate(from).then(
      () => true,
      () => framer.bytes === from,
    );
    if (cut && from > 0) {
      const end = Buffer.from(`${endMark(environment.now(), framer.messages, from)}\r\n`);
      // A full disk may have no room for it: then none rather than a part of one.
      if ((await file.append([end]).catch(() => 0)) < end.length) await file.truncate(from).catch(() => undefined);
    }
    // Nothing was in it but the beginning of what goes along.
    if (cut && from === 0 && target !== undefined) await environment.files.remove(path).catch(() => undefined);
    await open(one, words, cut ? carried : Buffer.alloc(0), cut ? framer.bytes - from : 0);
  }

  async function moveTo(target: string): Promise<void> {
    folder = undefined;
    try {
      await leave(noteMark(`segment ${segments.number + 1}, after ${path}`), target);
    } catch (error) {
      tell.notice('file', t('Nothing can be written in {0}: {1}. Choose another folder.', target, (error as Error).message));
    }
  }

  /** What is in the file from there on; not an end mark that is being written, for it counts this file. */
  async function carry(from: number): Promise<Buffer> {
    const to = endBegun() ? framer.boundary : framer.bytes;
    return from < to ? await file.read(from, to - from).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
  }

  function endBegun(): boolean {
    const [first] = queue;
    return first !== undefined && 'data' in first && first.ends === true;
  }

  /** An end mark that waits is for the file before: the next one gets its own. */
  function forgetEnd(): void {
    const [first] = queue;
    if (first === undefined || !('data' in first) || !first.ends) return;
    queue[0] = { end: true };
    queued -= first.data.length + OVERHEAD;
  }

  /** Whether the file is still what and where it was. */
  async function look(): Promise<void> {
    inspect = false;
    const own = await file.state().catch(() => undefined);
    if (!own) return;
    const there = await environment.files.state(path).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : own));
    const inPlace = there !== undefined && there.device === own.device && there.inode === own.inode;
    const name = path;
    if (own.size < framer.bytes) {
      await open(await segments.next(), gapMark(environment.now(), `${nameOf(name)} was cut short by another program; what is missing there is lost`));
      tell.notice(
        'file',
        t(
          '{0} was cut short by another program. The recording goes on in {1}. Keep it out of what empties or rotates files there: what it held is lost.',
          name,
          path,
        ),
      );
    } else if (inPlace) {
      verified = framer.boundary;
    } else if (own.links === 0) {
      const carried = await carry(verified);
      const next = await segments.next();
      forgetEnd();
      await open(next, noteMark(`${nameOf(name)} was deleted while it was recorded, and what stood in it with it`), carried, framer.bytes);
      tell.notice(
        'file',
        t(
          '{0} was deleted while it was recorded. The recording goes on in {1}; what was recorded before is gone. Keep it out of what cleans up there.',
          name,
          path,
        ),
      );
    } else {
      // Renamed, as programs do that rotate logs: nothing is lost.
      await leave(noteMark(`${nameOf(name)} was renamed while it was recorded, and holds what came before`));
      tell.notice('file', t('{0} was renamed while it was recorded. The recording goes on in {1}.', name, path));
    }
  }

  return {
    get queued() {
      return queued;
    },
    get bytes() {
      return before + framer.bytes;
    },
    get path() {
      return path;
    },
    push(data, mark) {
      if (failed || data.length === 0) return;
      queue.push({ data, mark });
      queued += data.length + OVERHEAD;
      start();
    },
    banner(line) {
      banner = line;
    },
    turn() {
      queue.push({ end: true }, { turn: true });
      start();
    },
    removeOldest() {
      queue.push({ removeOldest: true });
      start();
    },
    move(target) {
      folder = target;
      wake?.();
      start();
    },
    async close() {
      cancelInspection();
      inspect = false;
      queue.push({ end: true });
      closing = true;
      wake?.();
      start();
      while (busy) await busy;
      const lost = queue.reduce((sum, item) => sum + ('data' in item && !item.mark ? item.data.length : 0), 0);
      await file.sync().catch(() => undefined);
      await file.close().catch(() => undefined);
      // A recording that never began leaves no empty file behind.
      if (before + framer.bytes === 0) await environment.files.remove(path).catch(() => undefined);
      return lost;
    },
  };
}

function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}
