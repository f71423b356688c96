import { commands, type ExtensionContext, l10n, type QuickPickItem, type TextEditor, window } from 'vscode';
import { SLICE_SCHEME } from '../../server/src/protocol';
import { askFilter, suggestionsAt, suggestionText } from './filterInput';
import type { Server } from './languageClient';
import { openSlice } from './slices';

/** What the Calls view shows: a capture's URI. */
interface Shown {
  readonly uri: string | undefined;
}

/** Registers the commands that show the messages of a capture that fit a filter as a document. */
export function registerFilter(context: ExtensionContext, server: Server, view: Shown): void {
  const open = (uri: string, filter: string): Promise<void> => openSlice(server, { textDocument: { uri }, slice: { filter } });
  context.subscriptions.push(
    commands.registerCommand('ami.filter', async (given?: unknown) => {
      const target = targetOf(view);
      if (!target) return;
      const { uri, value, editor } = target;
      const at = editor && { uri: editor.document.uri.toString(), position: editor.selection.active };
      const filter =
        typeof given === 'string' ? given : await askFilter(context, server, { title: l10n.t('Filter the Capture'), uri, value, ...(at ? { at } : {}) });
      if (filter !== undefined) await open(uri, filter);
    }),
    commands.registerCommand('ami.filterAtCursor', async () => {
      const target = targetOf(view);
      const filter = target?.editor && (await chooseAtCursor(server, target.editor));
      if (target && filter) await open(target.uri, filter);
    }),
    commands.registerCommand('ami.openWithoutNoise', async () => {
      const target = targetOf(view);
      if (target) await open(target.uri, target.value === '' ? 'not noise' : `(${target.value}) not noise`);
    }),
  );
}

/** What is filtered: the capture in the active editor, or of the slice there, whose own filter is the beginning; else that of the Calls view. */
function targetOf(view: Shown): { uri: string; value: string; editor?: TextEditor } | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId === 'ami') {
    const { uri } = editor.document;
    if (uri.scheme !== SLICE_SCHEME) return { uri: uri.toString(), value: '', editor };
    try {
      const { capture, filter } = JSON.parse(uri.query) as { capture?: unknown; filter?: unknown };
      if (typeof capture === 'string') return { uri: capture, value: typeof filter === 'string' ? filter : '', editor };
    } catch {
      // No slice of ours: the capture of the view is meant.
    }
  }
  if (view.uri) return { uri: view.uri, value: '' };
  void window.showInformationMessage(l10n.t('Open a capture first, in an editor or with AMI: Open Large Capture….'));
  return undefined;
}

/** A filter for what is selected or stands at the cursor; the user chooses where there are several. */
async function chooseAtCursor(server: Server, { document, selection }: TextEditor): Promise<string | undefined> {
  const selected = selection.isSingleLine ? document.getText(selection).trim() : '';
  const suggestions = await suggestionsAt(server, document.uri.toString(), selection.active);
  const items: (QuickPickItem & { filter: string })[] = suggestions.map(({ kind, filter }) => ({ label: filter, description: suggestionText(kind), filter }));
  if (selected !== '') {
    const filter = `"${selected.replace(/["\\]/g, '\\$&')}"`;
    items.unshift({ label: filter, description: l10n.t('the selected text in any value'), filter });
  }
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('Put the cursor on a message first, or select a text to look for.'));
    return undefined;
  }
  return (await window.showQuickPick(items, { title: l10n.t('Filter by What Is at the Cursor'), placeHolder: l10n.t('Show the messages that fit') }))?.filter;
}
