import { commands, type ExtensionContext, l10n, window } from 'vscode';
import type { CallsView } from '../calls/view';
import type { Server } from '../languageClient';
import { showReadOnlyAccount } from './account';
import type { Attach } from './attach';
import { copyEventFilter } from './eventFilter';

/** Registers the commands of live captures, which in the browser say why there are none, and what needs no connection. Gives what attaches nowhere. */
export function registerCapture(context: ExtensionContext, _language: Server, _calls: CallsView): Attach {
  context.subscriptions.push(
    commands.registerCommand('ami.attach', explain),
    commands.registerCommand('ami.testConnection', explain),
    commands.registerCommand('ami.forgetSecret', explain),
    commands.registerCommand('ami.stopCapture', explain),
    commands.registerCommand('ami.followCapture', explain),
    commands.registerCommand('ami.pauseCaptureView', explain),
    commands.registerCommand('ami.addNote', explain),
    commands.registerCommand('ami.captureActions', explain),
    commands.registerCommand('ami.showReadOnlyAccount', () => showReadOnlyAccount()),
    commands.registerCommand('ami.copyEventFilter', copyEventFilter),
  );
  return () => {
    explain();
    return Promise.resolve(undefined);
  };
}

function explain(): void {
  void window.showInformationMessage(
    l10n.t(
      'A live capture needs a connection to Asterisk and a file to write to, and VS Code in the browser has neither. Attach from VS Code on a desktop, with Remote - SSH, or in a code-server.',
    ),
  );
}
