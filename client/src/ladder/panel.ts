import { type Disposable, env, l10n, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import {
  CALL_LIST_REQUEST,
  type CallListResult,
  type CallSummary,
  LADDER_REQUEST,
  type LadderFormat,
  type LadderParams,
  type LadderResult,
  type LocalChannels,
  LOCATE_REQUEST,
  type Located,
  SLICE_SCHEME,
} from '../../../server/src/protocol';
import { labelOf } from '../calls/callText';
import type { Server } from '../languageClient';
import { type FromPage, fromPage, type LadderPlace, type Look, type ToPage } from './messages';
import { pageFolder, pageHtml } from '../webviewPage';
import { PAGE_BODY, pageWords } from './page';
import { openMessage } from './openMessage';

/** An open ladder. */
export interface LadderPanel {
  readonly panel: WebviewPanel;
  readonly place: LadderPlace;
  /** What was drawn last: for tests and for whoever waits for it. */
  readonly drawn: Promise<FromPage & { type: 'drawn' }>;
  /** The ladder of now, also written in a form. */
  read(format?: LadderFormat): Promise<LadderResult | undefined>;
  /** The colours that the page has; none where it does not answer, as when its tab is hidden. */
  look(): Promise<Look | undefined>;
  /** The cursor of an editor moved: marks its step where it is in this call. */
  followCursor(uri: string, located: Located): void;
}

/** How long a live call rests between two drawings, in milliseconds. */
const REDRAW = 250;

/** How long a page has to tell its colours, in milliseconds. */
const PATIENCE = 2000;

/** What a panel asks of those who opened it. */
export interface PanelHost {
  readonly extension: Uri;
  readonly server: Server;
  /** Whether a capture is read from disk, without an editor. */
  fromDisk(uri: string): boolean;
  closed(panel: LadderPanel): void;
}

/** Fills a webview panel with the ladder of a call and keeps it up to date until it is closed. */
export function createLadderPanel(host: PanelHost, panel: WebviewPanel, place: LadderPlace): LadderPanel {
  const { server } = host;
  let local = workspace.getConfiguration('ami', Uri.parse(place.uri)).get<LocalChannels>('ladder.localChannels', 'together');
  let timer: NodeJS.Timeout | undefined;
  let ready = false;
  let hasDrawn: (message: FromPage & { type: 'drawn' }) => void = () => undefined;
  const drawn = new Promise<FromPage & { type: 'drawn' }>((resolve) => {
    hasDrawn = resolve;
  });
  const looks = new Map<number, (look: Look) => void>();
  let asked = 0;
  const tell = (message: ToPage): void => void panel.webview.postMessage(message);

  async function read(format?: LadderFormat): Promise<LadderResult | undefined> {
    const params: LadderParams = { textDocument: { uri: place.uri }, call: place.call, local, ...(format ? { format } : {}) };
    return (await server.client.sendRequest<LadderResult | null>(LADDER_REQUEST, params)) ?? undefined;
  }

  function problem(text: string): void {
    tell({ type: 'problem', text });
    // Nothing will be drawn, and who waits for it need not wait on.
    hasDrawn({ type: 'drawn', lifelines: 0, rows: 0, milliseconds: 0 });
  }

  async function show(): Promise<void> {
    try {
      const result = await read();
      if (!result) {
        problem(l10n.t('The capture is not open, or the call is not there any more. Open the capture, then show the ladder again.'));
        return;
      }
      panel.title = titleOf(result.call);
      tell({ type: 'ladder', ladder: result.ladder });
    } catch (error) {
      problem(error instanceof Error ? error.message : String(error));
    }
  }

  const self: LadderPanel = {
    panel,
    place,
    drawn,
    read,
    async look() {
      if (!ready || !panel.visible) return undefined;
      const id = ++asked;
      return new Promise<Look | undefined>((resolve) => {
        const late = setTimeout(() => resolve(looks.delete(id) ? undefined : undefined), PATIENCE);
        looks.set(id, (look) => {
          clearTimeout(late);
          looks.delete(id);
          resolve(look);
        });
        tell({ type: 'look', id });
      });
    },
    followCursor(uri, { message, call, uri: capture }) {
      if ((capture ?? uri) === place.uri && call?.key === place.call) tell({ type: 'cursor', message });
    },
  };

  function take(message: FromPage): void {
    switch (message.type) {
      case 'ready':
        ready = true;
        tell({ type: 'begin', words: pageWords(), place, local, language: env.language });
        void show();
        break;
      case 'drawn':
        hasDrawn(message);
        break;
      case 'open':
        void openMessage(host, place, message.message, panel.viewColumn);
        break;
      case 'local':
        local = message.local;
        void show();
        break;
      case 'look':
        looks.get(message.id)?.(message.look);
        break;
    }
  }

  panel.webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [pageFolder(host.extension, 'ladder')] };
  panel.iconPath = { light: Uri.joinPath(host.extension, 'images', 'ladder-light.svg'), dark: Uri.joinPath(host.extension, 'images', 'ladder-dark.svg') };
  const listeners: Disposable[] = [
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = fromPage(value);
      if (message) take(message);
    }),
    server.onDidChangeCalls((uri) => {
      if (uri !== place.uri || !ready || timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        void show();
      }, REDRAW);
    }),
  ];
  panel.onDidDispose(() => {
    clearTimeout(timer);
    for (const listener of listeners) listener.dispose();
    hasDrawn({ type: 'drawn', lifelines: 0, rows: 0, milliseconds: 0 });
    host.closed(self);
  });
  panel.webview.html = pageHtml(panel.webview, host.extension, 'ladder', PAGE_BODY);
  return self;
}

/** What the tab is called. */
export function titleOf(call: CallSummary): string {
  return l10n.t('Ladder {0}', labelOf(call));
}

/** Where the place of a former session is now: the capture is opened, and the call looked up again. `undefined` where it is gone. */
export async function placeAgain(server: Server, place: LadderPlace): Promise<LadderPlace | undefined> {
  if (!place.uri.startsWith(`${SLICE_SCHEME}:`)) await workspace.openTextDocument(Uri.parse(place.uri)).then(undefined, () => undefined);
  const list = await server.client.sendRequest<CallListResult | null>(CALL_LIST_REQUEST, { textDocument: { uri: place.uri } }).then(undefined, () => null);
  const call =
    list?.calls.find((one) => one.key === place.call && one.uniqueids[0] === place.uniqueid) ?? list?.calls.find((one) => one.uniqueids[0] === place.uniqueid);
  return call && { ...place, call: call.key };
}

/** Where a ladder opens: beside the editor, so that both can be seen; with other ladders where there are some. */
export function columnForLadder(others: Iterable<LadderPanel>): ViewColumn {
  const editor = window.activeTextEditor;
  if (!editor) return ViewColumn.Active;
  for (const { panel } of others) if (panel.visible && panel.viewColumn !== undefined && panel.viewColumn !== editor.viewColumn) return panel.viewColumn;
  return ViewColumn.Beside;
}

/** What is at the cursor of an editor. */
export async function locate(server: Server, editor: typeof window.activeTextEditor & object): Promise<Located | undefined> {
  const params = { textDocument: { uri: editor.document.uri.toString() }, position: editor.selection.active };
  return server.client.sendRequest<Located | null>(LOCATE_REQUEST, params).then(
    (found) => found ?? undefined,
    () => undefined,
  );
}
