// `npm test`: builds, then runs all suites: those on plain Node, those in a real VS Code, those in VS Code in the browser and in a folder without trust, the
// pictures, which drive it as a person would, and those of Neovim, Emacs and Helix that are there. Ends with a line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { whyUnsupported } from '../test/host/install.mjs';
import { findOnPath } from '../test/host/processes.mjs';
import { run } from './prepare.mjs';

run('npm', ['run', '--silent', 'build']);
run('npx', ['tsc', '-b']);

const suites = [
  { name: 'unit tests', command: process.execPath, args: ['node_modules/mocha/bin/mocha.js'] },
  { name: 'tests in VS Code', command: process.execPath, args: ['test/runExtensionTests.mjs'] },
];
// VS Code in the browser and the pictures are the stand-in's, which runs on Linux x64 only.
const unsupported = whyUnsupported();
if (unsupported) console.log(`Nothing is tried in the browser or without trust, and no pictures are taken: ${unsupported}`);
else {
  suites.push({ name: 'tests in the browser', command: process.execPath, args: ['test/runBrowserTests.mjs'] });
  suites.push({ name: 'tests in a folder without trust', command: process.execPath, args: ['test/runTrustTests.mjs'] });
  suites.push({ name: 'pictures', command: process.execPath, args: ['test/screenshots.mjs'] });
}
const mocha = ['node_modules/mocha/bin/mocha.js', '--no-config', '--reporter', 'dot', '--timeout', '120000'];
suites.push({ name: 'tests in other editors', command: process.execPath, args: [...mocha, 'out/test/editors/*.test.js'] });
for (const [editor, program, how] of [
  ['Neovim', 'nvim', 'apt-get install neovim'],
  ['Emacs', 'emacs', 'apt-get install emacs-nox'],
  ['Helix', 'hx', 'apt-get install hx tmux'],
])
  if (!findOnPath(program)) console.log(`${editor} is not tried: there is no ${program} on the PATH. On Debian it comes with \`${how}\`.`);
let passed = 0;
let failed = 0;
let broken = false;
for (const { name, command, args } of suites) {
  console.log(`\n── ${name}`);
  const { code, output } = await watched(command, args);
  const count = (word) => Number(new RegExp(`(\\d+) ${word}\\b`).exec(output)?.[1] ?? 0);
  passed += count('passing');
  failed += count('failing');
  // A suite that ran no test, or that ended badly without a failing test, has failed.
  if (count('passing') === 0 || (code !== 0 && count('failing') === 0)) {
    console.error(`The ${name} did not come to their end (exit code ${code}).`);
    broken = true;
  }
}
if (broken) failed++;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs a command with its output shown, and gives the end of that output too. */
function watched(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const follow = (stream, to) =>
      stream.on('data', (chunk) => {
        to.write(chunk);
        output = (output + chunk).slice(-100_000);
      });
    follow(child.stdout, process.stdout);
    follow(child.stderr, process.stderr);
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
