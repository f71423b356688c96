import { commands, Range, Selection, TabInputText, TextEditorRevealType, Uri, ViewColumn, window, workspace } from 'vscode';
import { MESSAGES_REQUEST, type MessageSummary } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import type { LadderPlace } from './messages';

/** Shows a message beside the ladder, which keeps the focus: in the capture's editor, or in a slice where the capture is read from disk. */
export async function openMessage(
  { server, fromDisk }: { readonly server: Server; fromDisk(uri: string): boolean },
  { uri, call }: LadderPlace,
  message: number,
  ladderColumn: ViewColumn | undefined,
): Promise<void> {
  const open = workspace.textDocuments.find((one) => one.uri.toString() === uri);
  // The editor may have been closed since.
  const document = open ?? (fromDisk(uri) ? undefined : await workspace.openTextDocument(Uri.parse(uri)).then(undefined, () => undefined));
  if (!document) {
    await commands.executeCommand('ami.goToSliceMessage', uri, call, message, besides(ladderColumn));
    return;
  }
  const found = await server.client.sendRequest<MessageSummary[]>(MESSAGES_REQUEST, { textDocument: { uri }, messages: [message] });
  const range = found[0]?.range;
  if (!range) return;
  const editor = await window.showTextDocument(document, { viewColumn: columnOf(document.uri) ?? besides(ladderColumn), preserveFocus: true, preview: false });
  const start = new Range(range.start.line, range.start.character, range.end.line, range.end.character);
  editor.selection = new Selection(start.start, start.start);
  editor.revealRange(start, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The group of editors that has the document already. */
function columnOf(uri: Uri): ViewColumn | undefined {
  const visible = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  if (visible?.viewColumn !== undefined) return visible.viewColumn;
  return window.tabGroups.all.find((group) => group.tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()))
    ?.viewColumn;
}

/** A group that is not the ladder's, since a message in its own group would cover it. */
function besides(ladderColumn: ViewColumn | undefined): ViewColumn {
  const other = window.tabGroups.all.find((group) => group.viewColumn !== ladderColumn);
  return other?.viewColumn ?? ViewColumn.Beside;
}
