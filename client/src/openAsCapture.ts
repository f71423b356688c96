import { commands, type ExtensionContext, languages, l10n, window } from 'vscode';

/** Registers the command that reads the document of the active editor as a capture, whatever its name. */
export function registerOpenAsCapture(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand('ami.openAsCapture', openAsCapture));
}

async function openAsCapture(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document) await languages.setTextDocumentLanguage(document, 'ami');
  else void window.showInformationMessage(l10n.t('Open the file first. VS Code gives extensions no text of files over 50 MB.'));
}
