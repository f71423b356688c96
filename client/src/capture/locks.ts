import { commands, type Disposable, type TextEditor, type Uri, window } from 'vscode';

/** Keeps files that are being recorded from being edited, which would keep VS Code from showing what comes. */
export interface EditorLocks extends Disposable {
  /** Makes the document of this editor read-only, where it is the active one: VS Code knows no other. */
  lock(editor: TextEditor): Promise<void>;
  /** Lets these files be edited again, each as soon as it is the active one. */
  release(files: readonly Uri[]): void;
}

/** Locks for this window. */
export function editorLocks(): EditorLocks {
  const locked = new Set<string>();
  const released = new Set<string>();
  const unlockActive = (editor: TextEditor | undefined): void => {
    const uri = editor?.document.uri.toString() ?? '';
    if (!released.delete(uri)) return;
    locked.delete(uri);
    void commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
  };
  const listener = window.onDidChangeActiveTextEditor(unlockActive);
  return {
    async lock(editor) {
      if (window.activeTextEditor !== editor) return;
      locked.add(editor.document.uri.toString());
      await commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    },
    release(files) {
      for (const file of files) if (locked.has(file.toString())) released.add(file.toString());
      unlockActive(window.activeTextEditor);
    },
    dispose: () => listener.dispose(),
  };
}
