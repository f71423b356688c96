import { l10n, type TextEditor, ThemeColor, ThemeIcon, window } from 'vscode';
import { CALL_LIST_REQUEST, type CallListResult, type CallTarget, LOCATE_REQUEST, type Located } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { callText } from './callText';
import type { CallsView } from './view';
import { OUTCOME_ICONS, outcomeText } from './words';

/** So many calls are offered where it is not clear which one is meant. */
const MOST_OFFERED = 1_000;

/**
 * The call that a command is meant for: the one that it was given (from the tree or a code lens), the one of the story or ladder that is looked at, the one
 * with the message at the cursor, the one selected in the Calls view, the only one of the capture; else the one that the user picks. Tells the user where there is none.
 */
export async function targetOf(server: Server, view: CallsView, given: unknown): Promise<CallTarget | undefined> {
  return (
    givenTarget(given, view.uri) ??
    view.lookedAt() ??
    (await targetAtCursor(server, window.activeTextEditor)) ??
    selectedTarget(view) ??
    (await pickedTarget(server, view))
  );
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
async function pickedTarget({ client }: Server, { uri }: CallsView): Promise<CallTarget | undefined> {
  if (!uri) {
    void window.showInformationMessage(l10n.t('Open a capture first, in an editor or with AMI: Open Large Capture….'));
    return undefined;
  }
  const list = await client.sendRequest<CallListResult | null>(CALL_LIST_REQUEST, { textDocument: { uri }, count: MOST_OFFERED }).catch(() => null);
  const calls = list?.calls ?? [];
  const [call, ...others] = calls;
  if (!call) void window.showInformationMessage(l10n.t('This capture names no channel, so it has no call.'));
  if (!call || others.length === 0) return call && { uri, call: call.key };
  const items = calls.map((one) => {
    const { label, description } = callText(one, { t: l10n.t, outcome: outcomeText });
    const [icon, color] = OUTCOME_ICONS[one.outcome];
    return { label, description, iconPath: new ThemeIcon(icon, new ThemeColor(color)), call: one.key };
  });
  const chosen = await window.showQuickPick(items, { title: l10n.t('Which call?'), matchOnDescription: true });
  return chosen && { uri, call: chosen.call };
}
