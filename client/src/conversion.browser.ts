import { commands, type ExtensionContext, l10n, window } from 'vscode';
import type { Conversions } from './conversion';
import type { Server } from './languageClient';

/** Registers **Convert to AMI Capture**, which in the browser says why it cannot. Nothing offers it there. */
export function registerConversion(context: ExtensionContext, _server: Server): Conversions {
  context.subscriptions.push(
    commands.registerCommand(
      'ami.convert',
      () =>
        void window.showInformationMessage(
          l10n.t(
            'Converting a log needs a program that VS Code in the browser cannot run. Convert it in VS Code on a desktop, with Remote - SSH, or in a code-server, or with `ami-logs convert` at a command line.',
          ),
        ),
    ),
  );
  return { goToSource: () => Promise.resolve(false) };
}
