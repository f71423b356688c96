import { commands, type ExtensionContext, l10n, window } from 'vscode';
import type { Server } from '../languageClient';

/** Registers the commands of live captures, which in the browser say why there are none. */
export function registerCapture(context: ExtensionContext, _language: Server): void {
  context.subscriptions.push(
    commands.registerCommand('ami.attach', explain),
    commands.registerCommand('ami.stopCapture', explain),
    commands.registerCommand('ami.forgetSecret', explain),
  );
}

function explain(): void {
  void window.showInformationMessage(
    l10n.t(
      'A live capture needs a connection to Asterisk and a file to write to, and VS Code in the browser has neither. Attach from VS Code on a desktop, with Remote - SSH, or in a code-server.',
    ),
  );
}
