import { Disposable, type Tab, TabInputText, type Uri, window } from 'vscode';
import { TAIL_SCHEME } from './scheme';

/** The tab that shows this document. */
export function tabOf(uri: Uri): Tab | undefined {
  return window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
}

/** Closes a tab that nobody wants to keep; the end of a capture alone is nothing to keep. */
export async function closeTab(tab: Tab): Promise<void> {
  const isTail = tab.input instanceof TabInputText && tab.input.uri.scheme === TAIL_SCHEME;
  if (isTail || (!tab.isDirty && !tab.isPinned)) await window.tabGroups.close(tab, true);
}

/** Waits until other editors are seen, or tabs come or go. */
export async function looked(): Promise<void> {
  const listeners: Disposable[] = [];
  await new Promise<void>((resolve) => {
    listeners.push(
      window.onDidChangeVisibleTextEditors(() => resolve()),
      window.tabGroups.onDidChangeTabs(() => resolve()),
    );
  });
  Disposable.from(...listeners).dispose();
}
