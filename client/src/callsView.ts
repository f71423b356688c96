import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
  type TreeDataProvider,
  type TextEditor,
} from 'vscode';
import {
  CALLS_REQUEST,
  type Call,
  type CallsResult,
  type Leg,
  LOCATE_REQUEST,
  type Located,
  MESSAGES_REQUEST,
  type MessageSummary,
  type Outcome,
} from '../../server/src/protocol';
import type { Server } from './languageClient';

/** Registers the Calls view: calls → channels → messages of the capture that was looked at last. */
export function registerCallsView(context: ExtensionContext, server: Server): void {
  const calls = new CallsTree(server);
  const view = window.createTreeView('ami.calls', { treeDataProvider: calls, showCollapseAll: true });
  calls.view = view;
  context.subscriptions.push(
    view,
    window.onDidChangeActiveTextEditor((editor) => void calls.show(editor)),
    workspace.onDidCloseTextDocument((document) => {
      if (document.uri.toString() === calls.uri) void calls.show(window.activeTextEditor, true);
    }),
    workspace.onDidOpenTextDocument((document) => {
      if (document === window.activeTextEditor?.document) void calls.show(window.activeTextEditor);
    }),
    followCursor(calls, view),
    server.onDidChangeCalls((uri) => {
      if (uri === calls.uri) void calls.refresh();
    }),
    commands.registerCommand('ami.refreshCalls', () => calls.refresh()),
  );
  void calls.show(window.activeTextEditor);
}

type Node = CallNode | ChannelNode | MessageNode;

interface CallNode {
  readonly type: 'call';
  readonly call: Call;
  readonly index: number;
  channels?: ChannelNode[];
}

interface ChannelNode {
  readonly type: 'channel';
  readonly parent: CallNode;
  readonly leg: Leg;
  messages?: MessageNode[];
}

interface MessageNode {
  readonly type: 'message';
  readonly parent: ChannelNode;
  readonly summary: MessageSummary;
}

class CallsTree implements TreeDataProvider<Node> {
  uri: string | undefined;
  view: TreeView<Node> | undefined;
  private nodes: CallNode[] = [];
  private readonly changed = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {}

  /** Shows the calls of the editor's capture; an editor of anything else leaves the last one standing, unless that is gone. */
  async show(editor: TextEditor | undefined, gone = false): Promise<void> {
    const uri = editor?.document.languageId === 'ami' ? editor.document.uri.toString() : undefined;
    if (!uri && !gone) return;
    if (uri === this.uri) return;
    this.uri = uri;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const { uri } = this;
    const result = uri ? await this.ask<CallsResult>(CALLS_REQUEST, { textDocument: { uri } }) : undefined;
    if (uri !== this.uri) return;
    this.nodes = result?.calls.map((call, index) => ({ type: 'call', call, index })) ?? [];
    await commands.executeCommand('setContext', 'ami.hasCapture', uri !== undefined);
    if (this.view) {
      this.view.description = uri ? Uri.parse(uri).path.split('/').pop() : undefined;
      this.view.badge = undefined;
    }
    this.changed.fire(undefined);
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.type) {
      case 'call':
        return callItem(node, this.uri);
      case 'channel':
        return channelItem(node, this.uri);
      case 'message':
        return messageItem(node, this.uri);
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.type) {
      case undefined:
        return this.nodes;
      case 'call':
        node.channels ??= node.call.legs.map((leg) => ({ type: 'channel', parent: node, leg }));
        return node.channels;
      case 'channel': {
        const { uri } = this;
        if (!node.messages && uri) {
          const summaries = await this.ask<MessageSummary[]>(MESSAGES_REQUEST, {
            textDocument: { uri },
            messages: node.parent.call.messages,
            uniqueid: node.leg.uniqueid,
          });
          node.messages = (summaries ?? []).map((summary) => ({ type: 'message', parent: node, summary }));
        }
        return node.messages ?? [];
      }
      case 'message':
        return [];
    }
  }

  getParent(node: Node): Node | undefined {
    return node.type === 'call' ? undefined : node.parent;
  }

  /** The node of a message: in the first channel that it names, of the call that has it. */
  async nodeOf({ message, uniqueids }: Located): Promise<Node | undefined> {
    const call = this.nodes.find((one) => holds(one.call.messages, message));
    if (!call) return undefined;
    const channels = (await this.getChildren(call)) as ChannelNode[];
    const channel = channels.find((one) => uniqueids.includes(one.leg.uniqueid));
    if (!channel) return call;
    const messages = (await this.getChildren(channel)) as MessageNode[];
    return messages.find((one) => one.summary.index === message) ?? channel;
  }

  /** A request whose failure costs only its own answer; the client has logged it. */
  async ask<T>(method: string, params: unknown): Promise<T | undefined> {
    try {
      return (await this.server.client.sendRequest<T | null>(method, params)) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

/** Shows in the tree where the cursor is, once it rests. */
function followCursor(calls: CallsTree, view: TreeView<Node>): Disposable {
  let timer: NodeJS.Timeout | undefined;
  return window.onDidChangeTextEditorSelection(({ textEditor }) => {
    clearTimeout(timer);
    const uri = textEditor.document.uri.toString();
    if (uri !== calls.uri || !view.visible) return;
    timer = setTimeout(async () => {
      const located = await calls.ask<Located>(LOCATE_REQUEST, { textDocument: { uri }, position: textEditor.selection.active });
      const node = located && uri === calls.uri ? await calls.nodeOf(located) : undefined;
      if (node && view.visible) await view.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
    }, 150);
  });
}

/** Whether an ascending list holds a number. */
function holds(list: readonly number[], wanted: number): boolean {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}

const ICONS: Readonly<Record<Outcome, readonly [string, string]>> = {
  answered: ['call-outgoing', 'charts.green'],
  busy: ['circle-slash', 'charts.orange'],
  'no-answer': ['watch', 'charts.yellow'],
  cancelled: ['close', 'charts.yellow'],
  rejected: ['circle-slash', 'charts.red'],
  congestion: ['warning', 'charts.red'],
  unavailable: ['debug-disconnect', 'charts.red'],
  failed: ['error', 'charts.red'],
  'in-progress': ['pulse', 'charts.blue'],
  unknown: ['question', 'disabledForeground'],
};

function outcomeText(outcome: Outcome): string {
  const words: Readonly<Record<Outcome, string>> = {
    answered: l10n.t('answered'),
    busy: l10n.t('busy'),
    'no-answer': l10n.t('no answer'),
    cancelled: l10n.t('cancelled'),
    rejected: l10n.t('rejected'),
    congestion: l10n.t('congestion'),
    unavailable: l10n.t('unavailable'),
    failed: l10n.t('failed'),
    'in-progress': l10n.t('in progress'),
    unknown: l10n.t('outcome unknown'),
  };
  return words[outcome];
}

function callItem({ call, index }: CallNode, uri: string | undefined): TreeItem {
  const parties = [call.caller?.number ?? call.caller?.channel, call.dialled, call.answeredBy?.number ?? call.answeredBy?.channel];
  const label = parties.filter((one, i) => one && parties.indexOf(one) === i).join(' → ') || call.id;
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const time = call.startedAt === undefined ? undefined : new Date(call.startedAt).toLocaleTimeString();
  item.id = `${uri}#${index}:${call.uniqueids[0]}`;
  item.description = [time, outcomeText(call.outcome), call.cause && call.cause.code > 0 ? `${call.cause.code} ${call.cause.text}` : undefined]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = [
    label,
    item.description,
    l10n.t('{0} channels, {1} messages', call.legs.length, call.messages.length),
    `Linkedid ${call.linkedids.join(', ') || call.id}`,
  ].join('\n');
  const [icon, color] = ICONS[call.outcome];
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  item.contextValue = 'call';
  return item;
}

function reasonText(leg: Leg): string {
  const words: Readonly<Record<Leg['joinedBy'], string>> = {
    first: l10n.t('began the call'),
    'same-linkedid': l10n.t('same Linkedid'),
    'linkedid-moved': l10n.t('its Linkedid moved here'),
    dialled: l10n.t('was dialled'),
    'local-pair': l10n.t('other half of a Local channel'),
    transfer: l10n.t('joined by a transfer'),
    parked: l10n.t('parked or retrieved'),
    'picked-up': l10n.t('picked up'),
    forwarded: l10n.t('forwarded'),
    bridge: l10n.t('bridged'),
    guess: l10n.t('a guess'),
  };
  return words[leg.joinedBy];
}

function channelItem({ leg, parent }: ChannelNode, uri: string | undefined): TreeItem {
  const item = new TreeItem(leg.channel || leg.uniqueid, TreeItemCollapsibleState.Collapsed);
  item.id = `${uri}#${parent.index}:${leg.uniqueid}:${leg.evidence}`;
  item.description = reasonText(leg);
  item.tooltip = `${leg.channel}\nUniqueid ${leg.uniqueid}\n${reasonText(leg)}`;
  item.iconPath = new ThemeIcon(leg.channel.startsWith('Local/') ? 'arrow-swap' : 'device-mobile');
  item.contextValue = 'channel';
  return item;
}

function messageItem({ summary, parent }: MessageNode, uri: string | undefined): TreeItem {
  const { start, end } = summary.range;
  const item = new TreeItem(summary.label.replace(/^Event: /, ''), TreeItemCollapsibleState.None);
  item.id = `${uri}#${parent.parent.index}:${parent.leg.uniqueid}:${parent.leg.evidence}:${summary.index}`;
  item.description = summary.detail;
  item.tooltip = `${summary.label}\n${summary.detail}`;
  item.iconPath = new ThemeIcon('circle-small');
  item.command = { command: 'ami.goToMessage', title: l10n.t('Go to Message'), arguments: [uri, start.line, start.character, end.line, end.character] };
  item.contextValue = 'message';
  return item;
}
