import { commands, type ExtensionContext, l10n, window } from 'vscode';
import type { Attach } from './capture/attach';

/** Registers the commands of the demo PBX, which in the browser say why there is none. */
export function registerDemoPbx(context: ExtensionContext, _attach: Attach): void {
  context.subscriptions.push(commands.registerCommand('ami.startDemoPbx', explain), commands.registerCommand('ami.stopDemoPbx', explain));
}

function explain(): void {
  void window.showInformationMessage(
    l10n.t(
      'The demo PBX is a program of its own, which VS Code in the browser cannot start. Start it from VS Code on a desktop, with Remote - SSH, or in a code-server.',
    ),
  );
}
