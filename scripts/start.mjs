#!/usr/bin/env node
// `npm start`: installs what is missing, builds, starts the demo PBX, and opens an editor with the extension on sample captures.
// Nothing here may need node_modules before `prepare` has run, so what does is imported after it.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
// Not `{ parseArgs }`: an older Node, which `prepare` tells off, does not have it and would stop at this line.
import * as util from 'node:util';
import { prepare, run as runHere } from './prepare.mjs';

const HELP = `npm start [-- OPTIONS]

Installs and builds where needed, starts the demo PBX (a recorded capture of a real Asterisk, served as a live AMI server),
and opens an editor with the extension on a folder of sample captures: the desktop \`code\` where it is on the PATH, else a
real VS Code in the browser, which is installed from npm on first use (Linux x64). Ctrl-C stops everything.

  --browser         VS Code in the browser, even where there is a desktop \`code\`
  --no-open         open nothing, only print the address (or the command)
  --port PORT       port of VS Code in the browser (8038, or the next free one)
  --pbx-port PORT   port of the demo PBX (5038, or the next free one)
  --check           start everything, see that editor and PBX answer, stop, and exit with 0
  --help            this text

Try then: open a sample, hover a header, look at the Calls view, run "AMI: Attach to Live Server…".
Also: npm test (everything, in a real VS Code too), npm run build, npm run package, node dist/cli.js --help`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const options = readOptions();
prepare();
const { cachePath, installHost, whyUnsupported } = await import('../test/host/install.mjs');
const { exitOnSignals, findOnPath, run } = await import('../test/host/processes.mjs');
const { ACCOUNT, freePort, startDemoPbx } = await import('./demoPbx.mjs');

const stops = [];
let stopping = false;
function stopAll() {
  stopping = true;
  return Promise.all(stops.map((stop) => stop()));
}
exitOnSignals(
  () => {
    console.log('\nStopping.');
    return stopAll();
  },
  { exitCode: 0 },
);
try {
  await main();
} catch (error) {
  console.error(error.message);
  await stopAll();
  process.exit(1);
}

async function main() {
  const code = options.browser ? undefined : desktopCode();
  const unsupported = code ? undefined : whyUnsupported();
  if (unsupported) throw new Error(`There is no desktop \`code\` on the PATH (in VS Code: "Shell Command: Install 'code' command in PATH"). ${unsupported}`);
  const editor = code ? desktopEditor(code) : await browserEditor();
  // Packaging leaves a build for users in dist, so the one with source maps comes after it.
  runHere('npm', ['run', '--silent', 'build']);

  const pbx = await startDemoPbx(root, { port: options.pbxPort });
  stops.push(pbx.stop);
  const samples = cachePath('start', 'samples');
  mkdirSync(samples, { recursive: true });
  cpSync(path.join(root, 'samples'), samples, { recursive: true });
  const opened = await editor.open(samples);

  if (options.check) {
    await pbx.login();
    await editor.check();
    console.log(`The demo PBX answers on port ${pbx.port}, and ${opened.what} answers too.`);
    await stopAll();
    return;
  }
  console.log(`
  Editor     ${opened.where}
  Samples    ${samples} (a copy)
  Demo PBX   127.0.0.1:${pbx.port}, no encryption, user ${ACCOUNT.user}, secret ${ACCOUNT.secret}
             In the editor: F1, "AMI: Attach to Live Server…"

Ctrl-C stops ${opened.stops}.`);
  pbx.exited.then((status) => fail(`The demo PBX ended by itself (${status}).`));
  opened.exited?.then((status) => fail(`The VS Code server ended by itself (${status}).`));
  await new Promise(() => {});
}

async function fail(message) {
  if (stopping) return;
  console.error(message);
  await stopAll();
  process.exit(1);
}

/** The desktop editor: opens the folder with the extension from this repository. */
function desktopEditor(code) {
  const shell = process.platform === 'win32';
  const quote = (text) => (shell ? `"${text}"` : text);
  return {
    open(folder) {
      const args = [`--extensionDevelopmentPath=${root}`, '--new-window', folder];
      if (!options.check && !options.noOpen) spawn(quote(code), args.map(quote), { stdio: 'ignore', detached: true, shell }).unref();
      const where = options.noOpen ? [code, ...args].map((part) => `"${part}"`).join(' ') : `VS Code (${code}), in a window of its own`;
      return { what: 'VS Code', where, stops: 'the demo PBX; the window of VS Code is yours to close' };
    },
    async check() {
      const { code: status, output } = await run(quote(code), ['--version'], { shell });
      if (status !== 0) throw new Error(`\`${code} --version\` failed:\n${output.trim()}`);
    },
  };
}

/** A real VS Code in the browser, with the packaged extension installed as a user would have it. */
async function browserEditor() {
  const { packageExtension } = await import('../test/host/package.mjs');
  const { installExtension, QUIET_SETTINGS, startServer } = await import('../test/host/server.mjs');
  const log = (line) => console.log(`VS Code: ${line}`);
  const host = await installHost({ log });
  // Data by port: two servers never share a folder, and the window finds its layout again the next time.
  const port = await freePort(options.port);
  const dataFolder = cachePath('start', `editor-${port}`);
  const extensionsFolder = path.join(dataFolder, 'extensions');
  rmSync(extensionsFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  const vsix = path.join(dataFolder, 'ami-logs.vsix');
  await packageExtension(root, vsix);
  await installExtension(host, vsix, { dataFolder, extensionsFolder });
  let address;
  return {
    async open(folder) {
      const server = await startServer(host, { dataFolder, extensionsFolder, port, settings: QUIET_SETTINGS, keepSettings: true });
      stops.push(server.stop);
      address = server.address({ folder });
      const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
      const opener = display && !options.noOpen && !options.check && findOnPath('xdg-open');
      if (opener) spawn(opener, [address], { stdio: 'ignore', detached: true }).unref();
      return { what: `VS Code ${host.version} in the browser`, where: address, stops: 'both', exited: server.exited };
    },
    check: () => checkWorkbench(address),
  };
}

/** Throws unless the address gives the workbench, by way of the redirect that turns the token into a cookie. */
async function checkWorkbench(address) {
  const first = await fetch(address, { redirect: 'manual' });
  const location = first.headers.get('location');
  const cookie = first.headers.getSetCookie().map((one) => one.split(';')[0]);
  const page = location ? await fetch(new URL(location, address), { headers: { cookie: cookie.join('; ') } }) : first;
  if (page.status !== 200 || !(await page.text()).includes('vscode-workbench-web-configuration'))
    throw new Error(`VS Code does not answer at ${address} (HTTP ${page.status}).`);
}

/** The command line of a desktop VS Code that can show a window here; `undefined` where there is none. */
function desktopCode() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const places = {
    darwin: ['/Applications', path.join(homedir(), 'Applications')].map((folder) =>
      path.join(folder, 'Visual Studio Code.app/Contents/Resources/app/bin/code'),
    ),
    win32: [process.env.LOCALAPPDATA, process.env.ProgramFiles].flatMap((folder) =>
      folder ? [path.join(folder, 'Programs/Microsoft VS Code/bin/code.cmd'), path.join(folder, 'Microsoft VS Code/bin/code.cmd')] : [],
    ),
  };
  return findOnPath('code') ?? places[process.platform]?.find((file) => existsSync(file));
}

function readOptions() {
  const flag = { type: 'boolean', default: false };
  const port = { type: 'string' };
  // Node that is too old for parseArgs gets the sentence that `prepare` has for it.
  if (!util.parseArgs) return prepare();
  try {
    const { values } = util.parseArgs({ options: { browser: flag, 'no-open': flag, port, 'pbx-port': port, check: flag, help: { ...flag, short: 'h' } } });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    return {
      browser: values.browser,
      noOpen: values['no-open'],
      check: values.check,
      port: portNumber('--port', values.port ?? '8038'),
      pbxPort: portNumber('--pbx-port', values['pbx-port'] ?? '5038'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function portNumber(name, text) {
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > 65_535) throw new Error(`${name} wants a port, not "${text}".`);
  return Number(text);
}
