import { commands, type ExtensionContext, languages, l10n, Range, Selection, TextEditorRevealType, Uri, window } from 'vscode';

/** Commands that belong to no view. */
export function registerCommands(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand('ami.openAsCapture', openAsCapture), commands.registerCommand('ami.goToMessage', goToMessage));
}

/** Reads the document of the active editor as a capture, whatever its name. */
async function openAsCapture(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document) await languages.setTextDocumentLanguage(document, 'ami');
  else void window.showInformationMessage(l10n.t('Open the file first. VS Code gives extensions no text of files over 50 MB.'));
}

/** Shows a range of a document. Lines and characters from 0. */
async function goToMessage(uri: string, startLine: number, startCharacter: number, endLine: number, endCharacter: number): Promise<void> {
  const range = new Range(startLine, startCharacter, endLine, endCharacter);
  const editor = await window.showTextDocument(Uri.parse(uri), { preserveFocus: true, preview: false });
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
