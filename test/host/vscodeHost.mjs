#!/usr/bin/env node
// Stands in for the `code` executable where no desktop VS Code can run. It takes the arguments that @vscode/test-electron passes,
// starts the VS Code server, opens its workbench in Chromium, and VS Code runs the suite in its own (remote, Node) extension host.
// Exit codes: 0 the suite passed; 1 it failed; 2 wrong use; 3 no result (time-out, or the server, browser or page died);
// 4 the extension host died before the suite's end.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureChromium, openPage } from './chromium.mjs';
import { installHost } from './install.mjs';
import { exitOnSignals, temporaryFolder } from './processes.mjs';
import { installExtension, QUIET_SETTINGS, remoteUri, startServer } from './server.mjs';

const verbose = Boolean(process.env.VSCODE_HOST_VERBOSE);
const timeoutMs = Number(process.env.VSCODE_HOST_TIMEOUT_MS ?? 10 * 60_000);
const say = (line) => interrupted || console.error(`vscode-host: ${line}`);

let opening;
let server;
let interrupted = false;
async function stopAll() {
  // A browser that is just starting has to be there before it can be closed.
  const opened = await opening?.catch(() => {});
  await opened?.browser.close().catch(() => {});
  await server?.stop();
}
async function finish(code) {
  // After a signal everything dies at once, and each death would report itself as the reason.
  if (interrupted) await new Promise(() => {});
  await stopAll();
  process.exit(code);
}
exitOnSignals(() => {
  interrupted = true;
  return stopAll();
});

/** Ends with `code` where `work` throws, and says why in one place. */
async function orFinish(code, work) {
  try {
    return await work();
  } catch (error) {
    say(error.message);
    return finish(code);
  }
}

const options = await orFinish(2, () => readArguments(process.argv.slice(2)));
const host = await orFinish(2, () => installHost());
if (options.version) {
  console.log(host.version);
  await finish(0);
}
const work = temporaryFolder('vscode-host-');
const places = { dataFolder: path.join(work, 'server'), extensionsFolder: options.extensionsDir ?? path.join(work, 'extensions') };
for (const vsix of options.install) await orFinish(2, () => installExtension(host, vsix, places));
if (!options.tests) {
  // Without a suite this is `code --install-extension`, or nothing that the stand-in is for.
  if (options.install.length === 0) say('--extensionTestsPath is missing: this runs suites; for an editor see `npm start`');
  await finish(options.install.length ? 0 : 2);
}
const chromium = await orFinish(2, () => ensureChromium());
const result = suiteResult(work, options.tests);
const started = Date.now();
const settings = { ...QUIET_SETTINGS, ...userSettings(options.userDataDir) };
server = await orFinish(3, () => startServer(host, { ...places, settings, testDriver: true, verbose }));
say(`VS Code ${host.version} server on port ${server.port} after ${Date.now() - started} ms`);

const told = await orFinish(3, async () => {
  opening = openPage(chromium);
  return runSuite(await opening);
});
const code = verdict(told, result.read());
say(`suite ended with ${code} after ${Date.now() - started} ms`);
await finish(code);

/** Opens the workbench and resolves with the exit code that VS Code tells for the suite, or with ours where it cannot tell one. */
async function runSuite({ browser, page }) {
  const ended = withResolvers();
  // Only the first word counts; what ends after it is our own doing.
  let given = false;
  const give = (code, reason) => {
    if (!given && reason) say(reason);
    given = true;
    ended.resolve(code);
  };
  // An automated window calls these two: one for each log line, the workbench's own mixed in, and one with the exit code.
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = args.map(String).join(' ');
    if (/Extension host.*terminated unexpectedly/i.test(text)) give(4, text);
    if (verbose || !isNoise(text, server.authority)) console[type === 'error' ? 'error' : 'log'](...args);
  });
  await page.exposeFunction('codeAutomationExit', (code) => give(Number(code)));
  page.on('console', (message) => verbose && console.error(`[page ${message.type()}]`, message.text()));
  page.on('pageerror', (error) => verbose && console.error('[page error]', error));
  page.on('crash', () => give(3, 'the page crashed'));
  page.on('close', () => give(3, 'the page was closed'));
  browser.on('disconnected', () => give(3, 'the browser ended'));
  server.exited.then((code) => give(3, `the server ended (${code})`));
  setTimeout(() => give(3, `no result within ${timeoutMs} ms`), timeoutMs).unref();
  const payload = [
    ...options.development.map((folder) => ['extensionDevelopmentPath', remoteUri(server.authority, folder)]),
    ['extensionTestsPath', remoteUri(server.authority, result.shim)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  await page.goto(server.address({ folder: options.folders[0], payload }));
  return ended.promise;
}

/**
 * The workbench reports 0 when the extension host dies in the middle of a suite, so its word is not enough: only a suite that
 * noted its own good end has passed.
 */
function verdict(told, noted) {
  if (told === 0 && !noted) {
    say('the extension host ended before the suite did');
    return 4;
  }
  return told === 0 && !noted.ok ? 1 : told;
}

/** Wraps the test runner into one that notes how it ended: `{ shim, read }`, the file to run and what it noted. */
function suiteResult(folder, runner) {
  const file = path.join(folder, 'suite-result.json');
  const shim = path.join(folder, 'suite-shim.cjs');
  const load = runner.endsWith('.mjs') ? `await import(${JSON.stringify(pathToFileURL(runner).href)})` : `require(${JSON.stringify(runner)})`;
  writeFileSync(
    shim,
    `const { writeFileSync } = require('node:fs');
const note = (result) => writeFileSync(${JSON.stringify(file)}, JSON.stringify(result));
exports.run = async () => {
  try {
    const real = ${load};
    const run = real.run ?? real.default?.run;
    if (typeof run !== 'function') throw new Error('the test runner exports no run()');
    // A runner of two parameters is of the old kind and calls back with (error, number of failures).
    if (run.length < 2) await run();
    else await new Promise((resolve, reject) => run(${JSON.stringify(path.dirname(runner))}, (error, failures) =>
      error ? reject(error) : failures ? reject(new Error(failures + ' failed')) : resolve()));
    note({ ok: true });
  } catch (error) {
    note({ ok: false, error: String(error) });
    throw error;
  }
};
`,
  );
  return { shim, read: () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined) };
}

/** The desktop arguments that matter here; every other switch (`--no-sandbox`, `--skip-welcome`, ...) has no meaning in a server. */
function readArguments(args) {
  const read = { development: [], tests: undefined, folders: [], extensionsDir: undefined, userDataDir: undefined, install: [], version: false };
  const asPath = (value) => (value.startsWith('file:') ? fileURLToPath(value) : path.resolve(value));
  const valued = {
    extensionDevelopmentPath: (value) => read.development.push(asPath(value)),
    extensionTestsPath: (value) => (read.tests = asPath(value)),
    'extensions-dir': (value) => (read.extensionsDir = asPath(value)),
    'user-data-dir': (value) => (read.userDataDir = asPath(value)),
    'install-extension': (value) => read.install.push(asPath(value)),
    'folder-uri': (value) => read.folders.push(asPath(value)),
    'file-uri': () => {},
    log: () => {},
    locale: () => {},
    profile: () => {},
  };
  for (let i = 0; i < args.length; i++) {
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(args[i]) ?? [];
    if (name === undefined) read.folders.push(asPath(args[i]));
    else if (name === 'version') read.version = true;
    else if (valued[name]) {
      const given = value ?? args[++i];
      if (given === undefined) throw new Error(`--${name} wants a value`);
      valued[name](given);
    }
  }
  if (read.tests) read.tests = runnerFile(read.tests);
  return read;
}

/** Node completes ".../index" on the desktop; the remote host wants the file itself. */
function runnerFile(name) {
  const found = [name, `${name}.js`, `${name}.cjs`, path.join(name, 'index.js')].find((file) => existsSync(file) && statSync(file).isFile());
  if (!found) throw new Error(`no such test runner: ${name}`);
  return found;
}

function userSettings(userDataDir) {
  const file = userDataDir && path.join(userDataDir, 'User/settings.json');
  return file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Whether a log line is the workbench's own small talk. */
function isNoise(text, authority) {
  const smallTalk =
    /^(Resolv(ing|ed) connection token|Creating a socket|Creation of workbench contribution|Ignoring fetching additional|Updating additional builtin|\[(Service Worker|reconnection-grace-time|AgentHost|AccountPolicyGate)|Extension host \(\w+\) is (un)?responsive|Timed out waiting for authentication provider|Settings Sync)/;
  return smallTalk.test(text) || text.includes(`http://${authority}/`);
}

// Promise.withResolvers came with Node 22.
function withResolvers() {
  let resolve;
  const promise = new Promise((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
