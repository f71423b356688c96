import {
  commands,
  env,
  type ExtensionContext,
  l10n,
  ProgressLocation,
  Range,
  Selection,
  TextEditorRevealType,
  Uri,
  type ViewColumn,
  window,
  workspace,
} from 'vscode';
import {
  OPEN_SLICE_REQUEST,
  type OpenSliceParams,
  type OpenSliceResult,
  ORIGIN_REQUEST,
  type Origin,
  SLICE_SCHEME,
  STATISTICS_SCHEME,
} from '../../server/src/protocol';
import { targetOf } from './calls/target';
import type { CallsView } from './calls/view';
import { askFilter } from './filterInput';
import { isCancelled, withServerProgress } from './largeCaptures';
import type { Conversions } from './conversion';
import type { Server } from './languageClient';
import { showMarkdown } from './markdownPage';

/** Registers the commands that show parts of a capture as documents: a call, a search, its statistics; and the way back to the original. */
export function registerSlices(context: ExtensionContext, server: Server, view: CallsView, conversions: Conversions): void {
  let lastSearch = '';
  context.subscriptions.push(
    commands.registerCommand('ami.openCallAsDocument', async (given?: unknown) => {
      const target = await targetOf(server, view, given);
      if (target) await openSlice(server, { textDocument: { uri: target.uri }, slice: { call: target.call } });
    }),
    commands.registerCommand('ami.goToSliceMessage', (uri: string, call: number, message: number, viewColumn?: ViewColumn) =>
      openSlice(server, { textDocument: { uri }, slice: { call }, message }, viewColumn),
    ),
    commands.registerCommand('ami.searchCapture', async (given?: string) => {
      const uri = captureOf(view);
      if (!uri) return;
      const filter = given ?? (await askFilter(context, server, { title: l10n.t('Search Capture'), uri, value: lastSearch }));
      if (filter === undefined) return;
      lastSearch = filter;
      await openSlice(server, { textDocument: { uri }, slice: { filter } });
    }),
    commands.registerCommand('ami.captureStatistics', async () => {
      const uri = captureOf(view);
      if (!uri) return;
      const name = Uri.parse(uri).path.split('/').pop() ?? uri;
      const page = Uri.from({
        scheme: STATISTICS_SCHEME,
        path: `/${l10n.t('{0} – statistics', name)}.md`,
        query: JSON.stringify({ capture: uri }),
      });
      await showMarkdown(page);
    }),
    commands.registerCommand('ami.goToOriginal', () => goToOriginal(server, conversions)),
  );
}

/** The capture that a command is meant for: of the slice in the active editor, of the Calls view. */
function captureOf(view: CallsView): string | undefined {
  if (!view.uri) void window.showInformationMessage(l10n.t('Open a capture first, in an editor or with AMI: Open Large Capture….'));
  return view.uri;
}

/** Makes a part of a capture and shows it. */
export async function openSlice(server: Server, params: OpenSliceParams, viewColumn?: ViewColumn): Promise<void> {
  const search = 'filter' in params.slice ? params.slice.filter : undefined;
  const options = {
    location: search === undefined ? ProgressLocation.Window : ProgressLocation.Notification,
    title: search === undefined ? l10n.t('Reading the call') : l10n.t('Searching {0}', search),
    cancellable: search !== undefined,
  };
  try {
    const result = await window.withProgress(options, (progress, token) =>
      withServerProgress<OpenSliceResult>(server, OPEN_SLICE_REQUEST, params, progress, token),
    );
    if (result.messages === 0) {
      void window.showInformationMessage(l10n.t('No message fits. Fewer terms find more, and ~ looks within values: channel:~1001.'));
      return;
    }
    const document = await workspace.openTextDocument(Uri.parse(result.uri));
    const editor = await window.showTextDocument(document, {
      preview: params.message !== undefined,
      preserveFocus: params.message !== undefined,
      ...(viewColumn === undefined ? {} : { viewColumn }),
    });
    if (result.line !== undefined) show(editor, result.line);
    if (result.cut)
      void window.showWarningMessage(
        l10n.t('More messages fit than a document can hold: the first {0} are shown. Add a term, such as time:10:00-10:05.', result.messages),
      );
  } catch (error) {
    if (!isCancelled(error)) void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Where the message at the cursor stands in its capture. */
async function goToOriginal({ client }: Server, conversions: Conversions): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor && (await conversions.goToSource(editor.document, editor.selection.active))) return;
  if (editor?.document.uri.scheme !== SLICE_SCHEME) {
    void window.showInformationMessage(
      l10n.t('Put the cursor on a message of a slice (a call as a document, the result of a search) or of a converted capture first.'),
    );
    return;
  }
  const { document, selection } = editor;
  const origin = await client.sendRequest<Origin | null>(ORIGIN_REQUEST, { textDocument: { uri: document.uri.toString() }, position: selection.active }).then(
    (found) => found ?? undefined,
    () => undefined,
  );
  if (!origin) {
    void window.showInformationMessage(
      l10n.t('There is no message at the cursor, or the capture is closed. Move the cursor to a message, or open the capture again.'),
    );
    return;
  }
  if (origin.openable) {
    show(await window.showTextDocument(Uri.parse(origin.uri), { preview: false }), origin.line);
    return;
  }
  const file = origin.path ?? origin.uri;
  const where =
    origin.offset === undefined ? l10n.t('{0}, line {1}', file, origin.line + 1) : l10n.t('{0}, line {1}, byte {2}', file, origin.line + 1, origin.offset);
  const copy = l10n.t('Copy');
  if ((await window.showInformationMessage(where, copy)) === copy) await env.clipboard.writeText(where);
}

function show(editor: typeof window.activeTextEditor & object, line: number): void {
  const range = new Range(line, 0, line, 0);
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
