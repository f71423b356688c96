import {
  CancellationTokenSource,
  ColorThemeKind,
  commands,
  ConfigurationTarget,
  type ExtensionContext,
  l10n,
  Range,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { NOISE_REQUEST, type NoiseParams, type NoiseResult, type NoiseRun } from '../../server/src/protocol';
import type { Server } from './languageClient';

/** Dims what the setting `ami.noise` names, where it is in view, and registers the commands that fold it. */
export function registerNoise(context: ExtensionContext, server: Server): void {
  const dimmed = window.createTextEditorDecorationType({ opacity: '0.55' });
  const waiting = new Map<TextEditor, NodeJS.Timeout>();
  const asking = new WeakMap<TextEditor, CancellationTokenSource>();

  /** The runs of noise, in view or all; `undefined` where a newer question took the place of this one. */
  const ask = async (editor: TextEditor, all: boolean): Promise<readonly NoiseRun[] | undefined> => {
    const [first] = editor.visibleRanges;
    const last = editor.visibleRanges[editor.visibleRanges.length - 1];
    const range = first && last && new Range(first.start.line, 0, last.end.line, 0);
    const params: NoiseParams = {
      textDocument: { uri: editor.document.uri.toString() },
      ...(all || !range ? {} : { range: { start: { line: range.start.line, character: 0 }, end: { line: range.end.line, character: 0 } } }),
    };
    const source = new CancellationTokenSource();
    if (!all) {
      asking.get(editor)?.cancel();
      asking.set(editor, source);
    }
    const runs = await server.client.sendRequest<NoiseResult | null>(NOISE_REQUEST, params, source.token).then(
      (result) => result?.runs ?? [],
      () => [],
    );
    return source.token.isCancellationRequested ? undefined : runs;
  };
  const show = async (editor: TextEditor): Promise<void> => {
    waiting.delete(editor);
    if (editor.document.languageId !== 'ami' || !window.visibleTextEditors.includes(editor)) return;
    const dim = workspace.getConfiguration('ami', editor.document.uri).get<boolean>('dimNoise', true) && !isHighContrast();
    const { version } = editor.document;
    const runs = await ask(editor, false);
    // What is dimmed stays so until the newest answer is here: clearing it meanwhile would flicker while the user scrolls.
    if (!runs || editor.document.version !== version) return;
    editor.setDecorations(dimmed, dim ? runs.map(([start, end]) => new Range(start, 0, end, Number.MAX_SAFE_INTEGER)) : []);
  };
  const soon = (editor: TextEditor): void => {
    if (editor.document.languageId !== 'ami') return;
    clearTimeout(waiting.get(editor));
    waiting.set(
      editor,
      setTimeout(() => void show(editor), 50),
    );
  };
  const all = (uri?: string): void => {
    for (const editor of window.visibleTextEditors) if (uri === undefined || editor.document.uri.toString() === uri) soon(editor);
  };
  const fold = async (command: 'editor.fold' | 'editor.unfold'): Promise<void> => {
    const editor = window.activeTextEditor;
    if (editor?.document.languageId !== 'ami') return;
    if (isNeverFolded(editor)) {
      window.setStatusBarMessage(l10n.t('AMI: VS Code folds nothing in so large a document. AMI: Open without Noise shows the rest of it.'), 8_000);
      return;
    }
    const runs = (await ask(editor, true)) ?? [];
    if (runs.length === 0) window.setStatusBarMessage(l10n.t('AMI: there is no noise in this capture.'), 5_000);
    else await commands.executeCommand(command, { selectionLines: runs.map(([start]) => start), levels: 1 });
    soon(editor);
  };
  context.subscriptions.push(
    dimmed,
    window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => soon(textEditor)),
    window.onDidChangeVisibleTextEditors(() => all()),
    window.onDidChangeActiveColorTheme(() => all()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('ami.dimNoise')) all();
    }),
    // The server tells of changed documents and of changed settings in the same way.
    server.onDidChangeCalls(all),
    commands.registerCommand('ami.foldNoise', () => fold('editor.fold')),
    commands.registerCommand('ami.unfoldNoise', () => fold('editor.unfold')),
    commands.registerCommand('ami.toggleNoise', () => {
      const settings = workspace.getConfiguration('ami', window.activeTextEditor?.document.uri);
      const here = settings.inspect<boolean>('dimNoise')?.workspaceValue !== undefined;
      return settings.update('dimNoise', !settings.get<boolean>('dimNoise', true), here ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
    }),
  );
  all();
}

/** From here on VS Code neither folds nor colours, unless `editor.largeFileOptimizations` is off: characters and lines. */
const LARGE = { characters: 20 * 1024 * 1024, lines: 300_000 };

function isNeverFolded({ document }: TextEditor): boolean {
  if (!workspace.getConfiguration('editor', document).get<boolean>('largeFileOptimizations', true)) return false;
  return document.lineCount > LARGE.lines || document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > LARGE.characters;
}

/** Whoever chose a theme of high contrast needs every letter at its full colour. */
function isHighContrast(): boolean {
  const { kind } = window.activeColorTheme;
  return kind === ColorThemeKind.HighContrast || kind === ColorThemeKind.HighContrastLight;
}
