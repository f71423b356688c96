import { commands, type ExtensionContext, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Attach } from './capture/attach';
import type { AmiServer } from './capture/servers';
import { type DemoPbx, startDemoPbx } from './demoPbxProcess';

/** The capture that the demo PBX plays, again and again. */
const PLAYED = 'samples/queue-calls-asterisk-22.ami';
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
