import { l10n, type TextEditor, window } from 'vscode';
import { CALL_LIST_REQUEST, type CallListResult, type CallTarget, LOCATE_REQUEST, type Located } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import type { CallsView } from './view';

/**
 * The call that a command is meant for: the one that it was given (from the tree or a code lens), the one with the message at the cursor, the one selected in
 * the Calls view, the only one of the capture. Tells the user where there is none.
 */
export async function targetOf(server: Server, view: CallsView, given: unknown): Promise<CallTarget | undefined> {
  const target =
    givenTarget(given, view.uri) ?? (await targetAtCursor(server, window.activeTextEditor)) ?? selectedTarget(view) ?? (await onlyTarget(server, view));
  if (!target) void window.showInformationMessage(l10n.t('Put the cursor on a message of a call, or choose a call in the Calls view.'));
  return target;
}

function givenTarget(given: unknown, shown: string | undefined): CallTarget | undefined {
  const { uri = shown, call } = (given ?? {}) as { uri?: unknown; call?: unknown };
  const key = typeof call === 'object' && call !== null ? (call as { key?: unknown }).key : call;
  return typeof uri === 'string' && typeof key === 'number' ? { uri, call: key } : undefined;
}

/** The call that has the message at the cursor; in a slice that of the capture. */
async function targetAtCursor({ client }: Server, editor: TextEditor | undefined): Promise<CallTarget | undefined> {
  if (editor?.document.languageId !== 'ami') return undefined;
  const uri = editor.document.uri.toString();
  const located = await client.sendRequest<Located | null>(LOCATE_REQUEST, { textDocument: { uri }, position: editor.selection.active }).catch(() => null);
  return located?.call && { uri: located.uri ?? uri, call: located.call.key };
}

function selectedTarget({ selected }: CallsView): CallTarget | undefined {
  return selected && { uri: selected.uri, call: selected.call.key };
}

/** Where a capture has one call, nobody need say which one is meant, although most of its messages are of no call. */
async function onlyTarget({ client }: Server, { uri }: CallsView): Promise<CallTarget | undefined> {
  if (!uri) return undefined;
  const list = await client.sendRequest<CallListResult | null>(CALL_LIST_REQUEST, { textDocument: { uri }, count: 2 }).catch(() => null);
  const [call, ...others] = list?.calls ?? [];
  return call && others.length === 0 ? { uri, call: call.key } : undefined;
}
