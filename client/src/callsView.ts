import {
  commands,
  type DataTransfer,
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
  CALL_LIST_REQUEST,
  CALL_MESSAGES_REQUEST,
  type CallListResult,
  type CallMessagesResult,
  type CallPage,
  type CallSummary,
  type Leg,
  LOCATE_REQUEST,
  type Located,
  type MessageSummary,
  type Outcome,
  SLICE_SCHEME,
} from '../../server/src/protocol';
import type { Server } from './languageClient';

/** More calls than this are shown in groups of so many: a tree of tens of thousands would stall the editor. */
const PAGE = 500;

/** The Calls view as the commands on captures see it. */
export interface CallsView {
  /** The capture that it shows. */
  readonly uri: string | undefined;
  /** Shows a capture that is read from disk. */
  showCapture(uri: string): Promise<void>;
  /** The capture is closed: shows what the active editor has. */
  forget(uri: string): Promise<void>;
  /** Whether a capture is shown that no editor has. */
  fromDisk(uri: string): boolean;
}

/** Registers the Calls view: calls → channels → messages of the capture that was looked at last. `dropped` gets the files that are dropped on it. */
export function registerCallsView(context: ExtensionContext, server: Server, dropped: (uris: readonly Uri[]) => void): CallsView {
  const calls = new CallsTree(server);
  const view = window.createTreeView('ami.calls', {
    treeDataProvider: calls,
    showCollapseAll: true,
    dragAndDropController: { dropMimeTypes: ['text/uri-list'], dragMimeTypes: [], handleDrop: async (_, data) => dropped(await urisOf(data)) },
  });
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
  return calls;
}

/** The files of a drop. */
async function urisOf(data: DataTransfer): Promise<Uri[]> {
  const list = (await data.get('text/uri-list')?.asString()) ?? '';
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line));
}

/** A call in the tree, for commands of its menu. */
export interface CallItem {
  readonly type: 'call';
  readonly call: CallSummary;
}

type Node = PageNode | CallNode | ChannelNode | MessageNode;

interface PageNode {
  readonly type: 'page';
  readonly page: CallPage;
  calls?: Promise<CallNode[]>;
}

interface CallNode extends CallItem {
  readonly parent: PageNode | undefined;
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

class CallsTree implements TreeDataProvider<Node>, CallsView {
  uri: string | undefined;
  view: TreeView<Node> | undefined;
  private nodes: (PageNode | CallNode)[] = [];
  private readonly captures = new Set<string>();
  private readonly changed = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {}

  /**
   * Shows the calls of the editor's capture; an editor of anything else leaves the last one standing, unless that is gone. A slice leaves its capture standing
   * too.
   */
  async show(editor: TextEditor | undefined, gone = false): Promise<void> {
    const shown = editor?.document.languageId === 'ami' && editor.document.uri.scheme !== SLICE_SCHEME;
    const uri = shown ? editor.document.uri.toString() : undefined;
    if (!uri && !(gone && !(this.uri && this.captures.has(this.uri)))) return;
    if (uri === this.uri) return;
    this.uri = uri;
    await this.refresh();
  }

  async showCapture(uri: string): Promise<void> {
    this.captures.add(uri);
    this.uri = uri;
    await this.refresh();
  }

  async forget(uri: string): Promise<void> {
    this.captures.delete(uri);
    if (uri !== this.uri) return;
    this.uri = undefined;
    await this.refresh();
    await this.show(window.activeTextEditor);
  }

  fromDisk(uri: string): boolean {
    return this.captures.has(uri) && !workspace.textDocuments.some((document) => document.uri.toString() === uri);
  }

  async refresh(): Promise<void> {
    const { uri } = this;
    const result = uri ? await this.list(uri, 0, PAGE, PAGE) : undefined;
    if (uri !== this.uri) return;
    const pages = (result?.pages ?? []).map((page): PageNode => ({ type: 'page', page }));
    this.nodes = result && result.total > PAGE ? pages : (result?.calls ?? []).map((call): CallNode => ({ type: 'call', call, parent: undefined }));
    await commands.executeCommand('setContext', 'ami.hasCapture', uri !== undefined);
    await commands.executeCommand('setContext', 'ami.hasLargeCapture', uri !== undefined && this.captures.has(uri));
    if (this.view) {
      const name = uri ? Uri.parse(uri).path.split('/').pop() : undefined;
      this.view.description = result?.reading ? l10n.t('{0} (reading, {1} calls so far)', name ?? '', result.total) : name;
      this.view.badge = undefined;
    }
    this.changed.fire(undefined);
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.type) {
      case 'page':
        return pageItem(node, this.uri);
      case 'call':
        return callItem(node, this.uri);
      case 'channel':
        return channelItem(node, this.uri);
      case 'message':
        return messageItem(node, this.uri, this.uri !== undefined && this.fromDisk(this.uri));
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.type) {
      case undefined:
        return this.nodes;
      case 'page':
        return this.callsOf(node);
      case 'call':
        node.channels ??= node.call.legs.map((leg) => ({ type: 'channel', parent: node, leg }));
        return node.channels;
      case 'channel': {
        const { uri } = this;
        if (!node.messages && uri) {
          const result = await this.ask<CallMessagesResult>(CALL_MESSAGES_REQUEST, {
            textDocument: { uri },
            call: node.parent.call.key,
            uniqueid: node.leg.uniqueid,
          });
          node.messages = (result?.messages ?? []).map((summary) => ({ type: 'message', parent: node, summary }));
        }
        return node.messages ?? [];
      }
      case 'message':
        return [];
    }
  }

  getParent(node: Node): Node | undefined {
    return node.type === 'page' ? undefined : node.parent;
  }

  /** The node of a message: in the first channel that it names, of the call that has it. */
  async nodeOf({ message, uniqueids, call: place }: Located): Promise<Node | undefined> {
    if (!place) return undefined;
    const page = this.nodes.find((one): one is PageNode => one.type === 'page' && place.index >= one.page.from && place.index < one.page.from + one.page.count);
    const calls = page ? await this.callsOf(page) : this.nodes;
    const call = calls.find((one): one is CallNode => one.type === 'call' && one.call.key === place.key);
    if (!call) return undefined;
    const channels = (await this.getChildren(call)) as ChannelNode[];
    const channel = channels.find((one) => uniqueids.includes(one.leg.uniqueid));
    if (!channel) return call;
    const messages = (await this.getChildren(channel)) as MessageNode[];
    return messages.find((one) => one.summary.index === message) ?? channel;
  }

  private callsOf(node: PageNode): Promise<CallNode[]> {
    const { uri } = this;
    const { from, count } = node.page;
    node.calls ??= (uri ? this.list(uri, from, count) : Promise.resolve(undefined)).then((result) =>
      (result?.calls ?? []).map((call) => ({ type: 'call', call, parent: node })),
    );
    return node.calls;
  }

  private list(uri: string, from: number, count: number, page?: number): Promise<CallListResult | undefined> {
    return this.ask<CallListResult>(CALL_LIST_REQUEST, { textDocument: { uri }, from, count, ...(page ? { page } : {}) });
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
    const { scheme } = textEditor.document.uri;
    if ((uri !== calls.uri && scheme !== SLICE_SCHEME) || !view.visible) return;
    timer = setTimeout(async () => {
      const located = await calls.ask<Located>(LOCATE_REQUEST, { textDocument: { uri }, position: textEditor.selection.active });
      const node = located && (located.uri ?? uri) === calls.uri ? await calls.nodeOf(located) : undefined;
      if (node && view.visible) await view.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
    }, 150);
  });
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

function pageItem({ page }: PageNode, uri: string | undefined): TreeItem {
  const last = page.from + page.count;
  const item = new TreeItem(l10n.t('Calls {0}–{1}', page.from + 1, last), TreeItemCollapsibleState.Collapsed);
  item.id = `${uri}#${page.from}+`;
  const times = [page.startedAt, page.lastStartedAt].filter((time) => time !== undefined).map((time) => new Date(time).toLocaleTimeString());
  item.description = times.join(' – ');
  item.iconPath = new ThemeIcon('list-ordered');
  item.contextValue = 'page';
  return item;
}

function callItem({ call }: CallNode, uri: string | undefined): TreeItem {
  const parties = [call.caller?.number ?? call.caller?.channel, call.dialled, call.answeredBy?.number ?? call.answeredBy?.channel];
  const label = parties.filter((one, i) => one && parties.indexOf(one) === i).join(' → ') || call.id;
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const time = call.startedAt === undefined ? undefined : new Date(call.startedAt).toLocaleTimeString();
  item.id = idOf(call, uri);
  item.description = [time, outcomeText(call.outcome), call.cause && call.cause.code > 0 ? `${call.cause.code} ${call.cause.text}` : undefined]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = [
    label,
    item.description,
    l10n.t('{0} channels, {1} messages', call.legs.length, call.messageCount),
    `Linkedid ${call.linkedids.join(', ') || call.id}`,
  ].join('\n');
  const [icon, color] = ICONS[call.outcome];
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  item.contextValue = 'call';
  return item;
}

function idOf(call: CallSummary, uri: string | undefined): string {
  return `${uri}#${call.key}:${call.uniqueids[0]}`;
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
  item.id = `${idOf(parent.call, uri)}:${leg.uniqueid}:${leg.evidence}`;
  item.description = reasonText(leg);
  item.tooltip = `${leg.channel}\nUniqueid ${leg.uniqueid}\n${reasonText(leg)}`;
  item.iconPath = new ThemeIcon(leg.channel.startsWith('Local/') ? 'arrow-swap' : 'device-mobile');
  item.contextValue = 'channel';
  return item;
}

function messageItem({ summary, parent }: MessageNode, uri: string | undefined, fromDisk: boolean): TreeItem {
  const { start, end } = summary.range;
  const item = new TreeItem(summary.label.replace(/^Event: /, ''), TreeItemCollapsibleState.None);
  item.id = `${idOf(parent.parent.call, uri)}:${parent.leg.uniqueid}:${parent.leg.evidence}:${summary.index}`;
  item.description = summary.detail;
  item.tooltip = `${summary.label}\n${summary.detail}`;
  item.iconPath = new ThemeIcon('circle-small');
  item.command = fromDisk
    ? { command: 'ami.goToSliceMessage', title: l10n.t('Go to Message'), arguments: [uri, parent.parent.call.key, summary.index] }
    : { command: 'ami.goToMessage', title: l10n.t('Go to Message'), arguments: [uri, start.line, start.character, end.line, end.character] };
  item.contextValue = 'message';
  return item;
}
