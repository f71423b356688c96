import { commands, type Disposable, type ExtensionContext, l10n, type WebviewPanel, window } from 'vscode';
import { CALL_STORY_REQUEST, type CallStoryResult, type CallSummary, type CallTarget } from '../../../server/src/protocol';
import { targetOf } from '../calls/target';
import type { CallsView } from '../calls/view';
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

/** Registers ladders: the commands that show and export them, and their return after a reload. */
export function registerLadders(context: ExtensionContext, server: Server, view: CallsView): void {
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
  view.lookers.push(() => {
    const looked = [...open].find(({ panel }) => panel.active);
    return looked && { uri: looked.place.uri, call: looked.place.call };
  });
  context.subscriptions.push(
    commands.registerCommand('ami.showLadder', async (item?: LadderItem) => {
      const target = await targetOf(server, view, item);
      const call = target && (item?.type === 'call' ? item.call : await summaryOf(server, target));
      if (!target || !call) return undefined;
      const ladder = show({ uri: target.uri, call: target.call, uniqueid: call.uniqueids?.[0] ?? '' }, titleOf(call));
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

/** The call of a target, as lists tell of it; tells the user where it is gone. */
async function summaryOf({ client }: Server, { uri, call }: CallTarget): Promise<CallSummary | undefined> {
  const params = { textDocument: { uri }, call };
  const story = await client.sendRequest<CallStoryResult | null>(CALL_STORY_REQUEST, params).then(undefined, () => null);
  if (!story) void window.showInformationMessage(l10n.t('The call is not there any more. Choose it again in the Calls view.'));
  return story?.call;
}
