// Makes sure that Node is new enough and that node_modules is what package-lock.json says. Node's own modules only: nothing else may be there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const OLDEST_NODE = [20, 19];

/** Installs the dependencies where they are missing or older than the lock file. Ends the process with a sentence where that cannot be. */
export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(
      `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}. Install one from https://nodejs.org or with a version manager.`,
    );
    process.exit(1);
  }
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('Installing the dependencies (npm ci)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Runs a command to its end with this terminal; ends the process where it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (status === 0) return;
  console.error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(status ?? 1);
}

if (process.argv[1]?.endsWith('prepare.mjs')) prepare();
