import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { commands, type Disposable, type ExtensionContext, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Attach } from './capture/attach';
import type { AmiServer } from './capture/servers';

/** The capture that the demo PBX plays, again and again. */
const PLAYED = 'samples/queue-calls-asterisk-22.ami';
/** How long it may take to listen. Milliseconds. */
const LISTENING = 15_000;

/** A PBX that listens on this computer, for the account `demo` and this secret. */
export interface DemoPbx extends Disposable {
  readonly port: number;
  readonly secret: string;
  readonly ended: Promise<void>;
}

/** Registers the demo PBX: a recorded capture that is served as an AMI server, to which a live capture is attached at once. It goes with the window. */
export function registerDemoPbx(context: ExtensionContext, attach: Attach): void {
  let running: DemoPbx | undefined;
  let starting: Promise<void> | undefined;
  let session: Promise<unknown> = Promise.resolve();
  const tell = (now: DemoPbx | undefined): void => {
    running = now;
    void commands.executeCommand('setContext', 'ami.demoPbx', now !== undefined);
  };
  const start = async (): Promise<void> => {
    try {
      const pbx = await startDemoPbx(context.asAbsolutePath('dist/cli.js'), context.asAbsolutePath(PLAYED));
      tell(pbx);
      void pbx.ended.then(() => {
        if (running === pbx) tell(undefined);
      });
      const server = await serverOf(pbx, context.globalStorageUri);
      session = attach({ server, secret: pbx.secret, passing: true }).finally(() => pbx.dispose());
    } catch (error) {
      void window.showErrorMessage(l10n.t('The demo PBX could not be started: {0}', error instanceof Error ? error.message : String(error)));
    }
  };
  context.subscriptions.push(
    { dispose: () => running?.dispose() },
    commands.registerCommand('ami.startDemoPbx', async () => {
      if (running) {
        await commands.executeCommand('ami.followCapture');
        return;
      }
      starting ??= Promise.resolve(window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Starting the demo PBX') }, start)).finally(() => {
        starting = undefined;
      });
      await starting;
    }),
    commands.registerCommand('ami.stopDemoPbx', async () => {
      running?.dispose();
      await session;
    }),
  );
}

/** Serves the capture `file` by `ami-logs replay`, on a free port of this computer alone. Rejects where it does not come to listen. */
export async function startDemoPbx(cli: string, file: string): Promise<DemoPbx> {
  const secret = randomBytes(18).toString('base64url');
  const args = ['replay', file, '--port', '0', '--user', 'demo', '--loop', '--now'];
  // It ends when the channel between us does, so with the extension host however that ends.
  const child = fork(cli, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [], env: { ...process.env, AMI_SECRET: secret } });
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

/** The server to attach to. Its captures are worth nothing later, so those of before go. */
async function serverOf({ port }: DemoPbx, storage: Uri): Promise<AmiServer> {
  const folder = Uri.joinPath(storage, 'demo');
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.toString()));
  const before = await Promise.resolve(workspace.fs.readDirectory(folder)).catch(() => []);
  for (const [name] of before) {
    const file = Uri.joinPath(folder, name);
    if (!open.has(file.toString())) await Promise.resolve(workspace.fs.delete(file)).catch(() => undefined);
  }
  return { name: l10n.t('Demo PBX'), host: '127.0.0.1', port, user: 'demo', events: 'on', reconnect: false, folder: folder.fsPath };
}
