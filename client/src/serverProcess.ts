import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ExtensionContext } from 'vscode';
import type { ServerChannel } from './serverChannel';

/** How long a server that was asked to end may take. Milliseconds. */
const LAST_WORDS = 2_000;

/** Starts a language server as a process beside the extension host; it goes when the host goes. */
export async function startServer(context: ExtensionContext): Promise<ServerChannel> {
  const child = fork(context.asAbsolutePath('dist/server.js'), ['--node-ipc', `--clientProcessId=${process.pid}`], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Where somebody debugs the extension, the launch configuration "Language server" attaches here.
    execArgv: process.execArgv.some((argument) => /^--inspect(-brk)?(=|$)/.test(argument)) ? ['--nolazy', '--inspect=6009'] : [],
    // The extension host's own Node runs it; in a desktop VS Code that is Electron, which has to be told.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
  });
  await spawned(child);
  const channel: ServerChannel = {
    send: (message) =>
      new Promise((resolve, reject) => {
        child.send(message, (error) => (error ? reject(error) : resolve()));
      }),
    onMessage: (heard) => void child.on('message', heard),
    onClose: (told) => void child.once('close', told),
    onLine(heard) {
      for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', heard);
      child.once('exit', (code, signal) => {
        if (code !== 0) heard(`The language server ended with ${signal ?? code}.`);
      });
    },
    end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), LAST_WORDS);
      child.once('exit', () => clearTimeout(timer));
    },
  };
  context.subscriptions.push({ dispose: channel.end });
  return channel;
}

/** Resolves when the process is there; rejects where it cannot be started. */
function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', reject);
  });
}
