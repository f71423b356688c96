// Starts the VS Code server that `installHost` put into the cache folder; used by the stand-in and by `npm start`.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startFront } from './front.mjs';
import { serverEnvironment } from './install.mjs';
import { exitOf, run, spawnGroup, stopGroup } from './processes.mjs';

const LEAVE_WITH_PARENT = path.join(path.dirname(fileURLToPath(import.meta.url)), 'natives/leaveWithParent.cjs');

/** Settings under which a fresh VS Code shows the folder and nothing else. */
export const QUIET_SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  // The desktop's default. A remote window has 10 (MB) and keeps a larger file out of the editor, and so from extensions.
  'workbench.editorLargeFileConfirmation': 1024,
};

/**
 * Starts a VS Code server on 127.0.0.1 and waits until it listens.
 *
 * - `dataFolder`, `extensionsFolder`: where it keeps its data and finds extensions; made where missing.
 * - `port`: 0 for any free one.
 * - `settings`: become the user's settings; with `keepSettings` only where the user has none yet.
 * - `testDriver`: since 1.13x the built workbench takes `extensionDevelopmentPath` and `extensionTestsPath` from its URL only
 *   with this switch, which the `code-server` command refuses, so that `server-main.js` is started directly. It also silences
 *   notifications, so a server for people goes without.
 *
 * - `untrusted`: folders are not trusted until somebody says so.
 *
 * Gives `{ port, authority, address, exited, stop }`: `address({ folder, payload })` is a URL for a browser and holds the
 * server's token, `exited` resolves when the server is gone. Throws where the server does not start.
 */
export async function startServer(
  host,
  { dataFolder, extensionsFolder, port = 0, settings = QUIET_SETTINGS, keepSettings = false, testDriver = false, untrusted = false, verbose = false },
) {
  mkdirSync(extensionsFolder, { recursive: true });
  // "Machine" settings are the remote's; code-server keeps the user's on the server too.
  for (const kind of ['Machine', 'User']) {
    const file = path.join(dataFolder, 'data', kind, 'settings.json');
    mkdirSync(path.dirname(file), { recursive: true });
    if (!keepSettings || !existsSync(file)) writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
  }
  // Whoever reaches the server runs programs as this user, and other users and web pages of this machine can reach 127.0.0.1.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(dataFolder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const args = [
    ...commonArguments(dataFolder, extensionsFolder),
    ...['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
    ...(untrusted ? [] : ['--disable-workspace-trust']),
    ...['--disable-experiments', '--disable-getting-started-override', '--log', verbose ? 'debug' : 'info'],
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const env = { ...serverEnvironment(), ...ownTemporaries(dataFolder) };
  const child = spawnGroup(host.node, ['--require', LEAVE_WITH_PARENT, host.server, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const exited = exitOf(child);
  try {
    const serverPort = await listeningPort(child, exited, verbose);
    const front = await startFront({ port, serverPort, token, keyFile: path.join(dataFolder, 'secret-key-half') });
    const authority = `127.0.0.1:${front.port}`;
    const stop = async () => {
      front.close();
      await stopGroup(child);
    };
    return { port: front.port, authority, exited, stop, address: (view) => addressOf(authority, token, view) };
  } catch (error) {
    await stopGroup(child);
    throw error;
  }
}

/** Installs a packaged extension for a server with these folders, before it is started. Throws with the installer's words. */
export async function installExtension(host, vsix, { dataFolder, extensionsFolder }) {
  mkdirSync(extensionsFolder, { recursive: true });
  const args = [host.server, ...commonArguments(dataFolder, extensionsFolder), '--install-extension', path.resolve(vsix), '--force'];
  const { code, output } = await run(host.node, args, { env: serverEnvironment() });
  if (code !== 0) throw new Error(`${vsix} could not be installed:\n${output.trim()}`);
}

/** How the workbench of a server names a file of this machine. */
export function remoteUri(authority, file) {
  return `vscode-remote://${authority}${pathToFileURL(file).pathname}`;
}

function commonArguments(dataFolder, extensionsFolder) {
  return ['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder, '--accept-server-license-terms', '--disable-telemetry'];
}

/** Keeps the sockets that VS Code and its extensions leave behind out of /tmp, where their path stays within the system's limit. */
function ownTemporaries(dataFolder) {
  const folder = path.join(path.resolve(dataFolder), 'tmp');
  if (folder.length + '/vscode-ipc-00000000-0000-0000-0000-000000000000.sock'.length > 103) return {};
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { TMPDIR: folder, XDG_RUNTIME_DIR: folder };
}

function addressOf(authority, token, { folder, payload = [] } = {}) {
  const query = new URLSearchParams({ tkn: token });
  if (folder) query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  else query.set('ew', 'true');
  if (payload.length) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

function listeningPort(child, exited, verbose) {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        if (verbose) process.stderr.write(text);
        if (output.length < 100_000) output += text;
        const port = /listening on (\d+)/.exec(output) ?? /http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
        if (port) resolve(Number(port[1]));
      });
    }
    exited.then((code) => reject(new Error(`the VS Code server ended early (${code}):\n${output.trim()}`)));
    setTimeout(() => reject(new Error(`the VS Code server did not start within a minute:\n${output.trim()}`)), 60_000).unref();
  });
}
