import { commands, type Disposable, type ExtensionContext, l10n, type WebviewPanel, window } from 'vscode';
import { CALL_LIST_REQUEST, type CallListResult, type CallSummary } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { exportLadder, type ExportFormat, type ExportTarget } from './exports';
import { type LadderPlace, placeOf } from './messages';
import { columnForLadder, createLadderPanel, type LadderPanel, locate, type PanelHost, placeAgain, titleOf } from './panel';

/** The kind of our panels. */
const VIEW_TYPE = 'ami.ladder';

/** What the Calls view hands to {@link registerLadders}'s command; `uri` is the capture, that of the view where it is left out. */
export interface LadderItem {
  readonly type: 'call';
  readonly call: CallSummary;
  readonly uri?: string;
}

/** What ladders need of the Calls view. */
export interface ShownCapture {
  /** The capture that it shows. */
  readonly uri: string | undefined;
  /** Whether a capture is read from disk, without an editor. */
  fromDisk(uri: string): boolean;
}

/** Registers ladders: the commands that show and export them, and their return after a reload. */
export function registerLadders(context: ExtensionContext, server: Server, view: ShownCapture): void {
  const open = new Set<LadderPanel>();
  const host: PanelHost = {
    extension: context.extensionUri,
    server,
    fromDisk: (uri) => view.fromDisk(uri),
    closed: (ladder) => void open.delete(ladder),
  };
  const show = (place: LadderPlace, title: string): LadderPanel => {
    for (const ladder of open) {
      if (ladder.place.uri !== place.uri || ladder.place.call !== place.call) continue;
      ladder.panel.reveal(undefined, true);
      return ladder;
    }
    const panel = window.createWebviewPanel(VIEW_TYPE, title, { viewColumn: columnForLadder(open), preserveFocus: false }, { enableFindWidget: false });
    const ladder = createLadderPanel(host, panel, place);
    open.add(ladder);
    return ladder;
  };
  const active = (): LadderPanel | undefined => {
    const ladder = [...open].find(({ panel }) => panel.active) ?? [...open].find(({ panel }) => panel.visible);
    if (!ladder) void window.showInformationMessage(l10n.t('Show a ladder first: AMI: Show Ladder, with the cursor in a message of the call.'));
    return ladder;
  };
  context.subscriptions.push(
    commands.registerCommand('ami.showLadder', async (item?: LadderItem) => {
      const found = item?.type === 'call' ? { uri: item.uri ?? view.uri, call: item.call } : await callAtCursor(server, view);
      if (!found?.uri) return undefined;
      const ladder = show({ uri: found.uri, call: found.call.key, uniqueid: found.call.uniqueids?.[0] ?? '' }, titleOf(found.call));
      const { lifelines, rows } = await ladder.drawn;
      return { lifelines, rows };
    }),
    commands.registerCommand('ami.exportLadder', async (format?: ExportFormat, target?: ExportTarget) => {
      const ladder = active();
      return ladder && exportLadder(ladder, isFormat(format) ? format : undefined, isTarget(target) ? target : undefined);
    }),
    commands.registerCommand('ami.copyLadder', async (format?: ExportFormat) => {
      const ladder = active();
      return ladder && exportLadder(ladder, isFormat(format) ? format : undefined, 'clipboard');
    }),
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      async deserializeWebviewPanel(panel: WebviewPanel, state: unknown) {
        const kept = placeOf(state);
        const place = kept && (await placeAgain(server, kept));
        // Where the capture is gone, the page says so; it may be opened again.
        if (kept) open.add(createLadderPanel(host, panel, place ?? kept));
        else panel.dispose();
      },
    }),
    followCursor(server, open),
  );
}

function isFormat(value: unknown): value is ExportFormat {
  return value === 'svg' || value === 'mermaid' || value === 'text' || value === 'ascii';
}

function isTarget(value: unknown): value is ExportTarget {
  return value === 'file' || value === 'document' || value === 'clipboard';
}

/** Marks in the ladders the step that the cursor is in, once it rests. */
function followCursor(server: Server, open: ReadonlySet<LadderPanel>): Disposable {
  let timer: NodeJS.Timeout | undefined;
  return window.onDidChangeTextEditorSelection(({ textEditor }) => {
    clearTimeout(timer);
    if (open.size === 0 || textEditor.document.languageId !== 'ami') return;
    timer = setTimeout(async () => {
      const located = await locate(server, textEditor);
      if (located) for (const ladder of open) ladder.followCursor(textEditor.document.uri.toString(), located);
    }, 120);
  });
}

/** The call that the cursor is in; where it is in none, the only one of the capture or the one that the user picks. */
async function callAtCursor(server: Server, view: ShownCapture): Promise<{ uri: string; call: CallSummary } | undefined> {
  const editor = window.activeTextEditor?.document.languageId === 'ami' ? window.activeTextEditor : undefined;
  const located = editor && (await locate(server, editor));
  const uri = located?.uri ?? editor?.document.uri.toString() ?? view.uri;
  const ask = (from: number, count: number): Promise<CallListResult | null> =>
    server.client.sendRequest<CallListResult | null>(CALL_LIST_REQUEST, { textDocument: { uri }, from, count }).then(undefined, () => null);
  if (uri === undefined) {
    void window.showInformationMessage(l10n.t('Open a capture first, in an editor or with AMI: Open Large Capture….'));
    return undefined;
  }
  if (located?.call) {
    const call = (await ask(located.call.index, 1))?.calls[0];
    if (call) return { uri, call };
  }
  const calls = (await ask(0, 1000))?.calls ?? [];
  if (calls.length === 0) void window.showInformationMessage(l10n.t('This capture names no channel, so there is no call to draw.'));
  if (calls.length < 2) return calls[0] && { uri, call: calls[0] };
  const items = calls.map((call) => ({
    label: call.line ?? titleOf(call),
    description: call.startedAt === undefined ? '' : new Date(call.startedAt).toLocaleTimeString(),
    call,
  }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Show the ladder of which call?'), matchOnDescription: true });
  return chosen && { uri, call: chosen.call };
}
