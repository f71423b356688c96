import { commands, Disposable, Range, Selection, TabInputText, TextEditorRevealType, Uri, ViewColumn, window } from 'vscode';
import { CALL_MESSAGES_REQUEST, type CallItem, type CallMessagesResult, MESSAGES_REQUEST, type MessageSummary } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { GO_TO_CALL, GO_TO_CALL_MESSAGE } from './items';
import type { CallsView } from './view';

/** Registers what a click in the view and in a story does: it goes to a message, and the keyboard stays where it was. */
export function registerShowMessage(server: Server, view: CallsView): Disposable {
  const goTo = async (uri: string, call: number, message: number): Promise<void> => {
    if (view.fromDisk(uri)) {
      await commands.executeCommand('ami.goToSliceMessage', uri, call, message);
      return;
    }
    const [summary] = await server.client.sendRequest<MessageSummary[]>(MESSAGES_REQUEST, { textDocument: { uri }, messages: [message] });
    if (!summary) return;
    const { start, end } = summary.range;
    const range = new Range(start.line, start.character, end.line, end.character);
    const editor = await window.showTextDocument(Uri.parse(uri), { preserveFocus: true, preview: false, viewColumn: columnOf(uri) });
    view.leads(uri);
    editor.selection = new Selection(range.start, range.start);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  };
  return Disposable.from(
    commands.registerCommand(GO_TO_CALL_MESSAGE, goTo),
    commands.registerCommand(GO_TO_CALL, async ({ uri, call: { key } }: CallItem) => {
      const result = await server.client.sendRequest<CallMessagesResult | null>(CALL_MESSAGES_REQUEST, { textDocument: { uri }, call: key, count: 1 });
      const [first] = result?.messages ?? [];
      if (first) await goTo(uri, key, first.index);
    }),
  );
}

/** Where the document is shown already; else beside a story or ladder that is looked at, not in its place. */
function columnOf(uri: string): ViewColumn {
  const groups = window.tabGroups.all;
  const holds = (one: (typeof groups)[number]): boolean => one.tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri);
  const text = window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputText;
  return (groups.find(holds) ?? groups.find((one) => one.activeTab?.input instanceof TabInputText))?.viewColumn ?? (text ? ViewColumn.Active : ViewColumn.One);
}
