import {
  type ExtensionContext,
  l10n,
  type LanguageStatusItem,
  languages,
  Position,
  StatusBarAlignment,
  type StatusBarItem,
  type TextEditor,
  window,
} from 'vscode';
import { BETWEEN_REQUEST, type BetweenParams, type BetweenResult, OVERVIEW_REQUEST, type Overview } from '../../server/src/protocol';
import type { Server } from './languageClient';

/** What the editor says of a capture. */
export interface Status {
  /** How much is in it. */
  readonly overview: LanguageStatusItem;
  /** How much time lies between two selected messages. */
  readonly between: StatusBarItem;
}

/** Registers what the editor says of a capture, and gives it. */
export function registerStatus(context: ExtensionContext, server: Server): Status {
  return { overview: registerOverview(context, server), between: registerBetween(context, server) };
}

function registerOverview(context: ExtensionContext, server: Server): LanguageStatusItem {
  const status = languages.createLanguageStatusItem('ami.overview', { language: 'ami' });
  status.name = l10n.t('AMI capture');
  status.command = { command: 'ami.captureStatistics', title: l10n.t('Statistics') };
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== 'ami') return;
    const question = ++asked;
    status.busy = true;
    const found = await server.client.sendRequest<Overview | null>(OVERVIEW_REQUEST, { textDocument: { uri: document.uri.toString() } }).catch(() => undefined);
    if (question !== asked) return;
    status.busy = false;
    if (found) [status.text, status.detail] = [overviewText(found), found.form ?? ''];
  };
  context.subscriptions.push(
    status,
    window.onDidChangeActiveTextEditor(refresh),
    server.onDidChangeCalls((uri) => {
      if (uri === window.activeTextEditor?.document.uri.toString()) void refresh();
    }),
  );
  void refresh();
  return status;
}

function overviewText({ messages, calls, noise }: Overview): string {
  const share = messages === 0 ? 0 : Math.round((noise / messages) * 100);
  const callWords = calls === 1 ? l10n.t('1 call') : l10n.t('{0} calls', calls.toLocaleString());
  return l10n.t('{0} messages, {1}, {2} % noise', messages.toLocaleString(), callWords, share);
}

/** Shown only while two cursors, or the ends of a selection, stand in two messages. */
function registerBetween(context: ExtensionContext, server: Server): StatusBarItem {
  const item = window.createStatusBarItem('ami.between', StatusBarAlignment.Right, 90);
  item.name = l10n.t('AMI: time between messages');
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const refresh = async (editor: TextEditor | undefined): Promise<void> => {
    const question = ++asked;
    const positions = editor && endsOf(editor);
    const params: BetweenParams | undefined = positions && { textDocument: { uri: editor.document.uri.toString() }, positions };
    const found = params && (await server.client.sendRequest<BetweenResult | null>(BETWEEN_REQUEST, params).catch(() => null));
    if (question !== asked) return;
    if (!found) {
      item.hide();
      return;
    }
    const { messages, milliseconds, rough } = found;
    const time = milliseconds === undefined ? l10n.t('time unknown') : `${rough ? '≈ ' : ''}${durationText(milliseconds, rough)}`;
    item.text = `$(watch) ${l10n.t('{0}, {1} messages', time, messages.toLocaleString())}`;
    item.tooltip = rough
      ? l10n.t('From the first to the last message of the selection. This capture tells times to the second at best.')
      : l10n.t('From the first to the last message of the selection.');
    item.show();
  };
  const soon = (editor: TextEditor | undefined): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(editor), 100);
  };
  context.subscriptions.push(
    item,
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === window.activeTextEditor) soon(textEditor);
    }),
    window.onDidChangeActiveTextEditor(soon),
  );
  return item;
}

function endsOf({ document, selections }: TextEditor): [Position, Position] | undefined {
  if (document.languageId !== 'ami') return undefined;
  const [first, second] = selections;
  if (first && second) return selections.length === 2 ? [first.active, second.active] : undefined;
  if (!first || first.isSingleLine) return undefined;
  const { start, end } = first;
  // A selection that ends before the first letter of a line ends on the line above.
  return [start, end.character === 0 ? new Position(end.line - 1, 0) : end];
}

/** `250 ms`, `2.250 s`, `1 min 2.5 s`, `2 h 5 min`. */
function durationText(milliseconds: number, rough: boolean): string {
  const sign = milliseconds < 0 ? '−' : '';
  const all = Math.abs(milliseconds);
  if (all < 1000 && !rough) return `${sign}${l10n.t('{0} ms', Math.round(all))}`;
  const seconds = all / 1000;
  if (seconds < 60) return `${sign}${l10n.t('{0} s', rough ? seconds : seconds.toFixed(3))}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${sign}${l10n.t('{0} min {1} s', minutes, (seconds % 60).toFixed(rough ? 0 : 1))}`;
  return `${sign}${l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60)}`;
}
