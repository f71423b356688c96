import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Disposable, l10n } from 'vscode';
import { programEnvironment } from './programEnvironment';

/** How long it may take to listen. Milliseconds. */
const LISTENING = 15_000;

/** A PBX that listens on this computer, for the account `demo` and this secret. */
export interface DemoPbx extends Disposable {
  readonly port: number;
  readonly secret: string;
  readonly ended: Promise<void>;
}

/** Serves the capture `file` by `ami-logs replay`, on a free port of this computer alone. Rejects where it does not come to listen. */
export async function startDemoPbx(cli: string, file: string): Promise<DemoPbx> {
  const secret = randomBytes(18).toString('base64url');
  const args = ['replay', file, '--port', '0', '--user', 'demo', '--loop', '--now'];
  // It ends when the channel between us does, so with the extension host however that ends.
  const child = fork(cli, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [], env: { ...programEnvironment(), AMI_SECRET: secret } });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()).once('error', () => resolve()));
  try {
    return { port: await portOf(child), secret, ended, dispose: () => void child.kill() };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** The port that it says it listens on. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    const timer = setTimeout(() => reject(new Error(l10n.t('It does not answer.'))), LISTENING);
    child.stdout?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2_000);
      const port = Number(/:(\d+)\. Ctrl-C/.exec(said)?.[1] ?? 0);
      if (port === 0) return;
      clearTimeout(timer);
      resolve(port);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
    });
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(complaint.trim() || l10n.t('It ended at once.')));
    });
  });
}
