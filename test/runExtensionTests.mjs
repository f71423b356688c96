#!/usr/bin/env node
// Runs test/extension in a real VS Code: the one that VSCODE_EXECUTABLE_PATH names, else a desktop VS Code from the cache or the
// download site, else the stand-in in test/host. Exits with 0 only where a test ran and none failed.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { cachePath, whyUnsupported } from './host/install.mjs';
import { exitOf, exitOnSignals, findOnPath, run, temporaryFolder } from './host/processes.mjs';

const HELP = `node test/runExtensionTests.mjs [--vsix FILE] [--grep PATTERN]
  --vsix FILE     test this packaged extension instead of the sources' build
  --grep PATTERN  run only the tests whose names match
Environment: VSCODE_EXECUTABLE_PATH names the VS Code to use; VSCODE_HOST_VERBOSE shows the stand-in's logs;
AMI_TEST_RESULT names a file for the numbers, as JSON.`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const standIn = path.join(root, 'test/host/vscodeHost.mjs');
const downloads = cachePath('vscode-test');
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
};
const say = (line) => console.log(`extension tests: ${line}`);

// test-electron passes SIGINT on to VS Code, but no other signal; the end of VS Code then ends us.
exitOnSignals((signal) => {
  if (signal !== 'SIGINT') process.emit('SIGINT');
  return new Promise((resolve) => setTimeout(resolve, 5000).unref());
});
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`extension tests: ${error.message}`);
  process.exitCode = 1;
}

async function main() {
  const { values } = parseArgs({ options: { vsix: { type: 'string' }, grep: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const runner = path.join(root, 'out/test/extension/index');
  const captures = path.join(root, 'test/captures');
  for (const needed of [`${runner}.js`, captures, values.vsix])
    if (needed && !existsSync(needed)) throw new Error(`${needed} is missing; \`npm run build && npm run check-types\` makes what is built`);

  const editor = await chooseEditor();
  say(`${editor.what} (${editor.why})`);
  if (editor.wrap) return rerunUnderXvfb(editor);

  const work = temporaryFolder('ami-logs-test-');
  // Tests write into their workspace, and the repository stays as it is.
  const workspace = path.join(work, 'captures');
  cpSync(captures, workspace, { recursive: true });
  const extensionsDir = path.join(work, 'extensions');
  const userDataDir = path.join(work, 'user');
  mkdirSync(path.join(userDataDir, 'User'), { recursive: true });
  writeFileSync(path.join(userDataDir, 'User/settings.json'), JSON.stringify(SETTINGS));
  const result = process.env.AMI_TEST_RESULT ? path.resolve(process.env.AMI_TEST_RESULT) : path.join(work, 'result.json');
  writeFileSync(result, '');

  // An extensions folder of our own leaves out the user's extensions, as --disable-extensions would, but keeps an installed VSIX.
  const launchArgs = [workspace, `--extensions-dir=${extensionsDir}`, `--user-data-dir=${userDataDir}`, '--disable-telemetry'];
  if (values.vsix) await install(editor.executable, path.resolve(values.vsix), extensionsDir, userDataDir);
  const failure = await runTests({
    vscodeExecutablePath: editor.executable,
    extensionDevelopmentPath: values.vsix ? harness(work) : root,
    extensionTestsPath: runner,
    extensionTestsEnv: { AMI_TEST_RESULT: result, ...(values.grep ? { MOCHA_GREP: values.grep } : {}) },
    launchArgs,
  }).then(
    () => undefined,
    (error) => error,
  );
  return verdict(failure, readFileSync(result, 'utf8'));
}

/** 0 only where the suite left its numbers, some test ran and none failed: an editor's exit code alone has been 0 for a dead host. */
function verdict(failure, noted) {
  if (!noted) {
    say(failure ? `no result: ${failure.message}` : 'no result: VS Code ended before the suite did');
    return 1;
  }
  const { passed, failed } = JSON.parse(noted);
  if (failure && failed === 0 && passed > 0) say(`VS Code failed after the tests: ${failure.message}`);
  return failure || failed > 0 || passed === 0 ? 1 : 0;
}

/** The editor to test in: `{ executable, what, why }`, with `wrap` where it needs a virtual display. */
async function chooseEditor() {
  const given = process.env.VSCODE_EXECUTABLE_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`VSCODE_EXECUTABLE_PATH is ${given}, which does not exist`);
    return { executable: path.resolve(given), what: given, why: 'named by VSCODE_EXECUTABLE_PATH' };
  }
  const fallBack = (why) => {
    const unsupported = whyUnsupported();
    if (unsupported) throw new Error(`${why}. ${unsupported}`);
    return { executable: standIn, what: 'the stand-in, test/host', why };
  };
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const xvfb = headless && findOnPath('xvfb-run');
  if (headless && !xvfb) return fallBack('there is no display and no xvfb-run for a desktop VS Code');

  const unreachable = await whyUnreachable();
  const cached = newestDownload();
  if (unreachable && !cached) return fallBack(`no desktop VS Code is cached and the download site does not answer: ${unreachable}`);
  let executable = cached;
  if (!unreachable) {
    try {
      mkdirSync(downloads, { recursive: true });
      executable = await downloadAndUnzipVSCode({ cachePath: downloads, extensionDevelopmentPath: root });
    } catch (error) {
      if (!cached) return fallBack(`the download of a desktop VS Code failed: ${error.message ?? error}`);
    }
  }
  const missing = await missingLibraries(executable);
  if (missing) return fallBack(`the desktop VS Code lacks ${missing}`);
  return { executable, what: `desktop VS Code ${path.basename(path.dirname(executable))}`, why: unreachable ? 'cached' : 'the current version', wrap: xvfb };
}

/** Why the download site cannot be reached, within a few seconds: test-electron itself would try for a minute. */
function whyUnreachable() {
  // A proxy is test-electron's to handle, and it answers for itself.
  if (process.env.npm_config_proxy || process.env.npm_config_https_proxy) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const request = get('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(4000) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `HTTP ${response.statusCode}`);
    });
    request.on('error', (error) => resolve(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no answer in 4 s' : (error.code ?? error.message)));
  });
}

/** The executable of the newest complete download; `undefined` where there is none. */
function newestDownload() {
  if (!existsSync(downloads)) return undefined;
  const complete = readdirSync(downloads).filter((name) => name.startsWith('vscode-') && existsSync(path.join(downloads, name, 'is-complete')));
  const [newest] = complete.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const places = ['code', 'Code.exe', 'Visual Studio Code.app/Contents/MacOS/Electron', 'Visual Studio Code.app/Contents/MacOS/Code'];
  return newest && places.map((place) => path.join(downloads, newest, place)).find((file) => existsSync(file));
}

/** The system libraries that a downloaded VS Code lacks here, as on a server without a desktop; `undefined` where it has them all. */
async function missingLibraries(executable) {
  if (process.platform !== 'linux' || !findOnPath('ldd')) return undefined;
  const { output } = await run('ldd', [executable]);
  const missing = [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
  return missing.length ? missing.join(', ') : undefined;
}

/** Runs this script again under a virtual display, with the editor that was chosen. */
function rerunUnderXvfb(editor) {
  const child = spawn(editor.wrap, ['-a', process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, VSCODE_EXECUTABLE_PATH: editor.executable },
  });
  return exitOf(child);
}

/** Installs a packaged extension into `extensionsDir`. */
async function install(executable, vsix, extensionsDir, userDataDir) {
  // Beside a downloaded executable lies its command line; a `code` from the PATH, and the stand-in, is one itself.
  const beside = resolveCliPathFromVSCodeExecutablePath(executable);
  const cli = existsSync(beside) ? beside : executable;
  const shell = process.platform === 'win32';
  const args = ['--install-extension', vsix, '--force', `--extensions-dir=${extensionsDir}`, `--user-data-dir=${userDataDir}`, '--no-sandbox'];
  const { code, output } = await run(shell ? `"${cli}"` : cli, shell ? args.map((arg) => `"${arg}"`) : args, { shell });
  if (code !== 0) throw new Error(`${vsix} could not be installed:\n${output.trim()}`);
}

/** An extension that does nothing: VS Code runs a suite only for an extension under development, and the one to test is installed. */
function harness(work) {
  const folder = path.join(work, 'harness');
  mkdirSync(folder);
  const manifest = { name: 'test-harness', publisher: 'ami-logs', version: '0.0.0', engines: { vscode: '^1.101.0' } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
