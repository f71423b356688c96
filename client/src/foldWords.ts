import { type ExtensionContext, Range, type TextEditor, ThemeColor, window } from 'vscode';
import { FOLD_WORDS_REQUEST, type FoldWordsParams } from '../../server/src/protocol';
import { foldsInView } from './foldsInView';
import type { Server } from './languageClient';

/** How soon after scrolling and folding words follow, in milliseconds. */
const SOON = 50;

/**
 * Says behind the first line of each fold in view what is folded: the call, how many messages of noise, what happened to a channel. LSP has a text for that
 * (`collapsedText`), but VS Code takes none from extensions.
 */
export function registerFoldWords(context: ExtensionContext, { client, onDidChangeCalls }: Server): void {
  const words = window.createTextEditorDecorationType({ after: { color: new ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' } });
  const waiting = new WeakMap<TextEditor, NodeJS.Timeout>();
  const asked = new WeakMap<TextEditor, number>();
  const show = async (editor: TextEditor): Promise<void> => {
    const question = (asked.get(editor) ?? 0) + 1;
    asked.set(editor, question);
    const folds = foldsInView(editor);
    const { document } = editor;
    const { version } = document;
    const params: FoldWordsParams = { textDocument: { uri: document.uri.toString() }, folds };
    const found = folds.length === 0 ? [] : await client.sendRequest<(string | null)[] | null>(FOLD_WORDS_REQUEST, params).catch(() => null);
    if (!found || asked.get(editor) !== question || document.version !== version) return;
    editor.setDecorations(
      words,
      folds.flatMap(([line], i) => {
        const contentText = found[i];
        const end = new Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER);
        return contentText ? [{ range: end, renderOptions: { after: { contentText } } }] : [];
      }),
    );
  };
  const soon = (editor: TextEditor): void => {
    if (editor.document.languageId !== 'ami') return;
    clearTimeout(waiting.get(editor));
    waiting.set(
      editor,
      setTimeout(() => void show(editor), SOON),
    );
  };
  context.subscriptions.push(
    words,
    window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => soon(textEditor)),
    onDidChangeCalls((uri) => {
      for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) soon(editor);
    }),
  );
}
