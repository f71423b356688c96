// Child processes, temporary folders and signals: whatever is started here is gone when this process is.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const windows = process.platform === 'win32';
const groups = new Set();
const folders = new Set();

// The last net. It also holds after a second Ctrl-C, when nobody waits for an orderly end any more.
process.on('exit', () => {
  for (const child of groups) signalGroup(child, 'SIGKILL');
  for (const folder of folders) removeNow(folder);
});

/**
 * Starts a program as the head of a process group of its own.
 *
 * A terminal's Ctrl-C does not reach that group: it ends when `stopGroup` or the end of this process ends it, and all of it,
 * so that an extension host never outlives its server.
 */
export function spawnGroup(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: !windows });
  // Without a listener, a program that cannot be started would throw here instead of being reported by `exitOf`.
  child.on('error', () => groups.delete(child));
  groups.add(child);
  return child;
}

/** How a child ended: `code` (128 + the signal's number where a signal ended it; 127 where it could not be started). */
export function exitOf(child) {
  return new Promise((resolve) => {
    const status = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);
    if (child.exitCode !== null || child.signalCode !== null) resolve(status(child.exitCode, child.signalCode));
    child.once('error', (error) => resolve(error.code === 'ENOENT' ? 127 : 126));
    child.once('exit', (code, signal) => resolve(status(code, signal)));
  });
}

/** Ends a child and everything in its group: politely, and after `graceMs` not so. */
export async function stopGroup(child, graceMs = 3000) {
  if (!groups.has(child)) return;
  signalGroup(child, 'SIGTERM');
  for (const deadline = Date.now() + graceMs; isAlive(child) && Date.now() < deadline; ) await sleep(50);
  signalGroup(child, 'SIGKILL');
  for (const deadline = Date.now() + 2000; isAlive(child) && Date.now() < deadline; ) await sleep(20);
  groups.delete(child);
}

/**
 * Runs a program to its end and returns `{ code, output }`, both of its streams in one text.
 * With `show` the output goes to this process's standard error as it comes, and `output` is empty.
 */
export async function run(command, args, { show = false, ...options } = {}) {
  const child = spawnGroup(command, args, { stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const streamsEnded = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const code = await exitOf(child);
  await streamsEnded;
  groups.delete(child);
  return { code, output };
}

/** A new folder that is removed with this process, unless `VSCODE_HOST_KEEP` is set. */
export function temporaryFolder(prefix) {
  // macOS hands out a path through a symbolic link, which VS Code would take for another folder than the one it reports.
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), prefix));
  removeAtExit(folder);
  return folder;
}

/** Has a folder removed when this process ends; the function it returns takes that back. */
export function removeAtExit(folder) {
  folders.add(folder);
  return () => folders.delete(folder);
}

/**
 * Calls `cleanUp(signal)` at the first SIGINT, SIGTERM or SIGHUP and then exits with 128 + its number, or with `exitCode` where
 * that is a program's ordinary end. A second signal does not wait.
 */
export function exitOnSignals(cleanUp, { exitCode } = {}) {
  let leaving = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      const code = exitCode ?? 128 + constants.signals[signal];
      // A terminal and test-electron may both pass on one Ctrl-C: two at the same moment are one.
      if (leaving) return void (Date.now() - leaving > 500 && process.exit(code));
      leaving = Date.now();
      await Promise.resolve(cleanUp?.(signal)).catch(() => {});
      process.exit(code);
    });
  }
}

/** The first of `names` that is an executable file on the PATH; `undefined` where there is none. */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = windows ? ['.cmd', '.exe', '.bat'] : [''];
  const candidates = names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))));
  return candidates.find((file) => existsSync(file) && statSync(file).isFile() && (windows || statSync(file).mode & 0o111));
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}

function isAlive(child) {
  if (child.pid === undefined) return false;
  if (windows) return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function removeNow(folder) {
  if (process.env.VSCODE_HOST_KEEP) return console.error(`vscode-host: kept ${folder}`);
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    console.error(`vscode-host: could not remove ${folder}: ${error.message}`);
  }
}
