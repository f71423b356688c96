import {
  commands,
  Disposable,
  l10n,
  OverviewRulerLane,
  Range,
  Selection,
  TextEditorRevealType,
  type TextDocument,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import { CALL_AT_REQUEST, type CallAt } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { inCall, nextStart, standsOut, stretches } from './callLines';

/** How long the cursor rests before its call is marked, in milliseconds. */
const REST = 120;

/** Marks on the overview ruler; a call of more stretches is drawn coarser. */
const MOST_MARKS = 2_000;

/** Marks the messages of the call at the cursor, and registers the commands that go from one of them to the next. */
export function registerCallInEditor(server: Server): Disposable {
  const lines = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('ami.callBackground'),
  });
  const ruler = window.createTextEditorDecorationType({ overviewRulerColor: new ThemeColor('ami.callOverview'), overviewRulerLane: OverviewRulerLane.Center });
  const known = new WeakMap<TextEditor, { readonly version: number; readonly call: CallAt | undefined }>();
  let timer: NodeJS.Timeout | undefined;

  /** The call at the cursor: asked for once while the cursor stays in it and the document as it is. */
  const callAtCursor = async (editor: TextEditor): Promise<CallAt | undefined> => {
    const { document, selection } = editor;
    const { version } = document;
    const before = known.get(editor);
    if (before?.version === version && before.call && inCall(before.call.lines, selection.active.line)) return before.call;
    const params = { textDocument: { uri: document.uri.toString() }, position: selection.active };
    const call = (await server.client.sendRequest<CallAt | null>(CALL_AT_REQUEST, params).catch(() => null)) ?? undefined;
    // Of another version the lines would be wrong; its own event comes.
    if (document.version === version) known.set(editor, { version, call });
    return call;
  };
  const draw = (editor: TextEditor, all: boolean): void => {
    const found = isMarked(editor.document) ? known.get(editor)?.call : undefined;
    const call = found && standsOut(found.lines, editor.document.lineCount) ? found : undefined;
    const [first] = editor.visibleRanges;
    // Folds part what is in view; a stretch is drawn once all the same, since marks that lie on each other shine.
    const last = editor.visibleRanges.at(-1);
    const visible = call && first && last ? stretches(call.lines, first.start.line - 50, last.end.line + 50) : [];
    editor.setDecorations(lines, visible.map(rangeOf));
    if (all) editor.setDecorations(ruler, call ? stretches(call.lines, 0, Number.POSITIVE_INFINITY, MOST_MARKS).map(rangeOf) : []);
  };
  const mark = (editor: TextEditor | undefined): void => {
    if (editor?.document.languageId !== 'ami') return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (isMarked(editor.document)) await callAtCursor(editor);
      draw(editor, true);
    }, REST);
  };
  const step = async (by: 1 | -1): Promise<void> => {
    const editor = window.activeTextEditor;
    const call = editor?.document.languageId === 'ami' ? await callAtCursor(editor) : undefined;
    if (!editor || !call) {
      window.setStatusBarMessage(l10n.t('There is no message of a call at the cursor.'), 3_000);
      return;
    }
    const line = nextStart(call.lines, editor.selection.active.line, by);
    if (line === undefined) {
      window.setStatusBarMessage(by > 0 ? l10n.t('This is the last message of the call.') : l10n.t('This is the first message of the call.'), 3_000);
      return;
    }
    const range = new Range(line, 0, line, 0);
    editor.selection = new Selection(range.start, range.start);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  };
  mark(window.activeTextEditor);
  return Disposable.from(
    lines,
    ruler,
    new Disposable(() => clearTimeout(timer)),
    window.onDidChangeTextEditorSelection(({ textEditor }) => mark(textEditor)),
    window.onDidChangeActiveTextEditor(mark),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => draw(textEditor, false)),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document) mark(window.activeTextEditor);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('ami.highlightCall')) for (const editor of window.visibleTextEditors) mark(editor);
    }),
    commands.registerCommand('ami.nextMessageOfCall', () => step(1)),
    commands.registerCommand('ami.previousMessageOfCall', () => step(-1)),
  );
}

function isMarked(document: TextDocument): boolean {
  return workspace.getConfiguration('ami', document).get<boolean>('highlightCall', true);
}

function rangeOf([first, last]: readonly [number, number]): Range {
  return new Range(first, 0, last, 0);
}
