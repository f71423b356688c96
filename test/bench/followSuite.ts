/** Runs in the editor's extension host: `npm run bench -- follow`. Which way a tab follows a growing file best. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { captureTails } from '../../client/src/capture/tail';

/**
 * The ways: VS Code reloads the file itself; we insert what came; the file comes through a file system of our own; a document of our own shows the end of the file
 * only. `plain` is `reload` of a file that is no capture: what VS Code costs without our language.
 */
export type Way = 'reload' | 'edits' | 'provider' | 'tail' | 'plain';

/** One measurement. */
export interface Following {
  readonly way: Way;
  /** Of the file at the start, in bytes. */
  readonly size: number;
  /** Messages a second. */
  readonly rate: number;
  /** From being written to being in the document, or passed over by what is newer, in ms; one number for each {@link TICK}. */
  readonly delays: readonly number[];
  /** From the last write to the whole file being there, in ms; `undefined`: never within {@link PATIENCE}. */
  readonly settled?: number;
  /** Of processor, until it settled, in ms. */
  readonly hostCpu: number;
  readonly windowCpu: number;
  /** How long that was, in ms. */
  readonly passed: number;
  readonly changes: number;
  /** What the user is left with. */
  readonly remarks: readonly string[];
}

/** What is to be measured. */
export interface FollowTask {
  readonly folder: string;
  readonly recording: string;
  readonly writer: string;
  readonly ways: readonly Way[];
  readonly sizes: readonly number[];
  readonly rates: readonly number[];
  /** How long is written, in ms. */
  readonly duration: number;
  /** Settings of the user. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How long a document may take to show the last write, in ms. */
const PATIENCE = 15_000;
const SCHEME = 'ami-follow-bench';
/** How often the writer writes, in ms; it marks each time. */
const TICK = 20;

/** Measures what the file of AMI_BENCH_FILE asks for. */
export async function run(): Promise<void> {
  const task = JSON.parse(readFileSync(process.env.AMI_BENCH_FILE ?? '', 'utf8')) as FollowTask;
  for (const [key, value] of Object.entries(task.settings)) await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  // Not while something is measured.
  await vscode.extensions.getExtension('ami-logs.ami-logs')?.activate();
  const files = new OwnFiles();
  const registered = vscode.workspace.registerFileSystemProvider(SCHEME, files, { isReadonly: true, isCaseSensitive: true });
  const results: Following[] = [];
  for (const way of task.ways)
    for (const size of task.sizes) for (const rate of task.rates) results.push(await measure(task, way, size, rate, files, results.length));
  registered.dispose();
  writeFileSync(process.env.AMI_BENCH_RESULT ?? '', JSON.stringify(results));
}

async function measure(task: FollowTask, way: Way, size: number, rate: number, files: OwnFiles, number: number): Promise<Following> {
  const file = path.join(task.folder, `follow-${number}.${way === 'plain' ? 'txt' : 'ami'}`);
  writeFileSync(file, begun(readFileSync(task.recording), size));
  const tails = captureTails();
  const tail = way === 'tail' ? tails.of({ files: () => [vscode.Uri.file(file)] }) : undefined;
  const uri = tail?.uri ?? (way === 'provider' ? vscode.Uri.from({ scheme: SCHEME, path: file }) : vscode.Uri.file(file));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // What the server does with the whole document, and colouring it, is no part of following.
  await windowAtRest();

  const delays: number[] = [];
  let changes = 0;
  let seen = 0;
  const listener = vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
    if (changed !== document || contentChanges.length === 0) return;
    changes++;
    const now = Date.now();
    const marks = contentChanges.flatMap(({ text }) => [...text.matchAll(/;# t=(\d+)/g)].map(([, at]) => Number(at)));
    const newest = Math.max(seen, ...marks);
    // What a tail passes over is as good as seen once something newer is there.
    for (let at = seen === 0 ? Math.min(...marks) : seen + TICK; at <= newest; at += TICK) delays.push(now - at);
    seen = newest;
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.revealRange(new vscode.Range(end, end));
  });
  const feeding = way === 'edits' ? insertWhatComes(document, file) : way === 'provider' ? files.follow(uri) : tail ? refreshing(tail, file) : undefined;

  const cpu = process.cpuUsage();
  const windows = windowCpu();
  const began = performance.now();
  const writer = spawn(process.execPath, [task.writer, file, task.recording, String(rate), String(task.duration)], { stdio: 'inherit' });
  await once(writer, 'exit');
  const wrote = Date.now();
  const text = readFileSync(file, 'utf8');
  const last = lastLine(text);
  while (!isThere(document, last) && Date.now() - wrote < PATIENCE) await sleep(20);
  const settled = isThere(document, last) ? Date.now() - wrote : undefined;
  const passed = performance.now() - began;
  const used = process.cpuUsage(cpu);
  const windowUsed = windowCpu();

  const remarks: string[] = [];
  if (tail ? !text.endsWith(document.getText().slice(-1_000)) : document.getText() !== text) remarks.push('text differs from the file');
  feeding?.dispose();
  if (document.isDirty) {
    remarks.push('left dirty');
    const saved = await Promise.race([document.save(), sleep(5_000, 'no answer' as const)]);
    remarks.push(saved === true ? 'saved over the file' : saved === false ? 'save refused' : 'save waits for an answer');
    if (readFileSync(file, 'utf8') !== text) remarks.push('saving changed the file');
  }
  listener.dispose();
  tail?.dispose();
  tails.dispose();
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return {
    way,
    size,
    rate,
    delays,
    ...(settled === undefined ? {} : { settled }),
    hostCpu: (used.user + used.system) / 1_000,
    windowCpu: (windowUsed - windows) / 1_000,
    passed,
    changes,
    remarks,
  };
}

/** The last line that is not blank. It is looked for often while the editor works, so the text is not walked for it. */
function lastLine(text: string): string {
  const end = text.trimEnd();
  return end.slice(end.lastIndexOf('\n') + 1);
}

/** Whether the last line of the file is at the end of the document. */
function isThere(document: vscode.TextDocument, last: string): boolean {
  for (let line = document.lineCount - 1, looked = 0; line >= 0 && looked < 3; line--, looked++) if (document.lineAt(line).text === last) return true;
  return false;
}

/** Asks a tail to be shown anew as often as a recorder tells of its progress. */
function refreshing(tail: { refresh(): void }, file: string): vscode.Disposable {
  const watcher = watch(file, () => tail.refresh());
  return { dispose: () => watcher.close() };
}

/** A capture of about that size, whole messages. */
function begun(recording: Buffer, size: number): Buffer {
  return recording.subarray(0, recording.lastIndexOf('\r\n\r\n', size - 4) + 4);
}

/** Reads what is appended and inserts it at the end of the document, one edit after the other. */
function insertWhatComes(document: vscode.TextDocument, file: string): vscode.Disposable {
  let at = statSync(file).size;
  let busy = false;
  const take = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let fresh = from(file, at); fresh.length > 0; fresh = from(file, at)) {
      at += fresh.length;
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, fresh.toString('utf8'));
      await vscode.workspace.applyEdit(edit);
      // A third as often as the writer writes, as one would.
      await sleep(60);
    }
    busy = false;
  };
  const watcher = watch(file, () => void take());
  return { dispose: () => watcher.close() };
}

function from(file: string, at: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - at));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, at));
  } finally {
    closeSync(descriptor);
  }
}

/** Files of the disk under a scheme of our own, which say themselves when they change. */
class OwnFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  /** Says that the file changed, at most ten times a second. */
  follow(uri: vscode.Uri): vscode.Disposable {
    let timer: NodeJS.Timeout | undefined;
    const watcher = watch(uri.path, () => {
      if (timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      }, 100);
    });
    return {
      dispose: () => {
        clearTimeout(timer);
        watcher.close();
      },
    };
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { size, mtimeMs, ctimeMs } = statSync(uri.path);
    return { type: vscode.FileType.File, size, mtime: mtimeMs, ctime: ctimeMs, permissions: vscode.FilePermission.Readonly };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return readFileSync(uri.path);
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(): void {}
  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

/** Waits until the windows have little to do, half a minute at most. */
async function windowAtRest(): Promise<void> {
  await sleep(1_000);
  for (let i = 0; i < 60; i++) {
    const before = windowCpu();
    await sleep(500);
    if (!(windowCpu() - before > 50_000)) return;
  }
}

/** Microseconds of processor that windows (the browser's renderers) have used, where the system tells: on Linux. */
function windowCpu(): number {
  if (process.platform !== 'linux') return Number.NaN;
  let ticks = 0;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // A process that ended meanwhile.
    }
  }
  // Linux counts in hundredths of a second for every program.
  return ticks * 10_000;
}
