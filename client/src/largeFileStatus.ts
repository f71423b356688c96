import {
  Disposable,
  type ExtensionContext,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  l10n,
  languages,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { whyNotFromDisk } from './disk';

/**
 * From these sizes on VS Code leaves out colours, folding, lenses and word highlights of a file; what extensions answer, such as hovers, stays. Bytes, lines.
 * Source: VS Code src/vs/editor/common/model/textModel.ts, LARGE_FILE_SIZE_THRESHOLD and LARGE_FILE_LINE_COUNT_THRESHOLD.
 */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_LINES = 300_000;

/** What the language status says of a file that VS Code shows plainly. */
export interface LargeFileStatus {
  /** Absent while the active editor has no such file. */
  readonly item: LanguageStatusItem | undefined;
}

/** Says in the language status of a file that VS Code shows plainly why it does, and offers to read it from disk. */
export function registerLargeFileStatus(context: ExtensionContext): LargeFileStatus {
  let item: LanguageStatusItem | undefined;
  const show = async (editor: TextEditor | undefined): Promise<void> => {
    const bytes = editor ? await plainSize(editor) : undefined;
    if (editor !== window.activeTextEditor) return;
    item?.dispose();
    item = undefined;
    if (!editor || bytes === undefined) return;
    const { document } = editor;
    item = languages.createLanguageStatusItem('ami.largeFile', { language: 'ami' });
    item.name = l10n.t('Large capture');
    item.severity = LanguageStatusSeverity.Warning;
    item.text = l10n.t('Large file: no colours, folding and lenses');
    item.detail = l10n.t('{0} MB, {1} lines', Math.round(bytes / 1e6), document.lineCount.toLocaleString());
    item.command = { command: 'ami.openLargeCapture', title: l10n.t('Open as Large Capture'), arguments: [document.uri] };
  };
  void show(window.activeTextEditor);
  context.subscriptions.push(
    new Disposable(() => item?.dispose()),
    window.onDidChangeActiveTextEditor((editor) => void show(editor)),
  );
  return {
    get item() {
      return item;
    },
  };
}

/** How many bytes a file has that VS Code shows plainly; `undefined` of others, and of those that cannot be read from disk. */
async function plainSize({ document }: TextEditor): Promise<number | undefined> {
  if (document.languageId !== 'ami' || whyNotFromDisk(document.uri)) return undefined;
  if (!workspace.getConfiguration('editor', document).get<boolean>('largeFileOptimizations', true)) return undefined;
  const { size } = await workspace.fs.stat(document.uri).then(undefined, () => ({ size: 0 }));
  return size > MOST_BYTES || document.lineCount > MOST_LINES ? size : undefined;
}
