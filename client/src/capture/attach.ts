import { commands, type ExtensionContext, l10n, window, workspace } from 'vscode';
import type { Server } from '../languageClient';
import { askForServer, forgetSecret, keepSecret, secretOf } from './servers';
import { LiveCapture } from './liveCapture';

/** Registers attaching to a live server and stopping. */
export function registerCapture(context: ExtensionContext, language: Server): void {
  const running = new Set<LiveCapture>();
  context.subscriptions.push(
    {
      dispose: () => {
        for (const capture of running) capture.stop();
      },
    },
    commands.registerCommand('ami.attach', () => attach(context, language, running)),
    commands.registerCommand('ami.stopCapture', () => stopOne(running)),
    commands.registerCommand('ami.forgetSecret', () => forgetSecret(context)),
  );
}

async function attach(context: ExtensionContext, language: Server, running: Set<LiveCapture>): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showWarningMessage(
      l10n.t('This workspace is not trusted, so no connection is made from it. Trust the workspace, or open a window without a folder.'),
    );
    return;
  }
  const server = await askForServer(context);
  if (!server) return;
  const known = await secretOf(context, server);
  const secret =
    known ??
    (await window.showInputBox({
      title: l10n.t('Secret of {0} at {1}', server.user, server.host),
      password: true,
      ignoreFocusOut: true,
      prompt: l10n.t('Kept in the secret store of this computer once the login succeeds.'),
    }));
  if (secret === undefined) return;
  const capture = new LiveCapture(context, language, server, secret);
  running.add(capture);
  await commands.executeCommand('setContext', 'ami.capturing', true);
  capture.onDidLogIn(() => void keepSecret(context, server, secret));
  capture.onDidEnd(() => {
    running.delete(capture);
    void commands.executeCommand('setContext', 'ami.capturing', running.size > 0);
  });
  const refused = await capture.start();
  // A secret that the server refuses is asked for anew the next time.
  if (refused && known !== undefined) await forgetSecret(context, server);
}

async function stopOne(running: Set<LiveCapture>): Promise<void> {
  const [first, ...others] = running;
  if (!first) return;
  if (others.length === 0) {
    first.stop();
    return;
  }
  const chosen = await window.showQuickPick(
    [...running].map((capture) => ({ label: capture.name, capture })),
    { placeHolder: l10n.t('Stop which live capture?') },
  );
  chosen?.capture.stop();
}
