import { type CancellationToken, CancellationTokenSource, EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import {
  CALL_LIST_REQUEST,
  CALL_MESSAGES_REQUEST,
  CALL_PARTS_REQUEST,
  type CallListParams,
  type CallListResult,
  type CallMessagesParams,
  type CallMessagesResult,
  type CallParts,
  type Located,
} from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { misfortune } from './callText';
import { itemOf } from './items';
import {
  type CallNode,
  type ChannelNode,
  callNodeOf,
  type GroupNode,
  type ListOptions,
  type MessageHolder,
  type MorePage,
  type Node,
  type PageNode,
} from './nodes';

/** More than this is shown in pages of so many: a tree of tens of thousands would stall the editor. */
const CALLS_PAGE = 500;
const MESSAGES_PAGE = 500;

/** What the list told when it was read last. */
export type ListState = Pick<CallListResult, 'total' | 'fitting' | 'reading' | 'filterError'> & {
  /** How many of the calls reached nobody, where the list tells. */
  readonly missed?: number;
};

/** Of which capture something is asked, where it is not the one that is shown. */
interface Asked {
  readonly uri?: string;
  readonly token?: CancellationToken;
}

/** The tree of the Calls view. It holds what was opened; the server has the rest and does filtering, sorting and grouping. */
export class CallsTree implements TreeDataProvider<Node> {
  /** The capture to show from the next {@link refresh} on. */
  wanted: string | undefined;
  options: ListOptions = { filter: '', order: 'oldest', grouping: 'none' };
  state: ListState | undefined;
  private roots: (GroupNode | PageNode | CallNode)[] = [];
  private shown: string | undefined;
  private reads = 0;
  private reading: CancellationTokenSource | undefined;
  private newest: Promise<boolean> | undefined;
  private readonly changed = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {}

  /** The capture that is shown. It changes together with its calls: a click while another one is being read leads into the one that stands there. */
  get uri(): string | undefined {
    return this.shown;
  }

  /** Reads the list anew. Gives `false` where another reading began meanwhile, once that has been shown instead. */
  refresh(): Promise<boolean> {
    this.newest = this.read();
    return this.newest;
  }

  private async read(): Promise<boolean> {
    const { wanted } = this;
    const { grouping } = this.options;
    const own = ++this.reads;
    // Of a filter that is being typed only the newest is worth the work.
    this.reading?.cancel();
    this.reading = new CancellationTokenSource();
    const { token } = this.reading;
    const result = wanted ? await this.list(grouping === 'none' ? { count: CALLS_PAGE, page: CALLS_PAGE } : { count: 0 }, { uri: wanted, token }) : undefined;
    if (own !== this.reads) {
      await this.newest;
      return false;
    }
    this.shown = wanted;
    this.state = result && stateOf(result);
    this.roots = result?.groups?.map((group): GroupNode => ({ type: 'group', group })) ?? (result ? this.callsOf(result, undefined) : []);
    this.changed.fire(undefined);
    return true;
  }

  getTreeItem(node: Node): TreeItem {
    return itemOf(node, this.uri ?? '', this.options);
  }

  getParent(node: Node): Node | undefined {
    return node.type === 'group' ? undefined : node.parent;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.type) {
      case undefined:
        return this.roots;
      case 'group':
        node.children ??= this.list({ count: CALLS_PAGE, page: CALLS_PAGE, group: node.group.id }).then((result) => (result ? this.callsOf(result, node) : []));
        return node.children;
      case 'page':
        node.children ??= this.list({ from: node.page.from, count: node.page.count, ...(node.parent ? { group: node.parent.group.id } : {}) }).then((result) =>
          result ? this.nodesOf(result, node) : [],
        );
        return node.children;
      case 'call':
        node.children ??= this.partsOf(node);
        return node.children;
      case 'channel':
        node.children ??= this.parts(node, node.leg.uniqueid).then((parts) => (parts ? this.holding(node, parts) : []));
        return node.children;
      case 'messages':
        node.children ??= this.holding(node, node.parts);
        return node.children;
      case 'noise':
        node.children ??= this.paged(node, node.count);
        return node.children;
      case 'more':
        node.children ??= this.messages(node, node.parent, node.from, node.count);
        return node.children;
      case 'meeting':
      case 'transfer':
      case 'message':
        return [];
    }
  }

  /** The node of the call that has a message; `undefined` where the list does not show it. */
  async callNode({ call }: Located): Promise<CallNode | undefined> {
    const found = call && (await this.list({ count: 0, find: call.key }))?.found;
    if (!call || !found) return undefined;
    let nodes: readonly Node[] = this.roots;
    const group = this.roots.find((one): one is GroupNode => one.type === 'group' && one.group.id === found.group);
    if (group) nodes = await this.getChildren(group);
    const page = nodes.find((one): one is PageNode => one.type === 'page' && found.at >= one.page.from && found.at < one.page.from + one.page.count);
    if (page) nodes = await this.getChildren(page);
    return nodes.find((one): one is CallNode => one.type === 'call' && one.call.key === call.key);
  }

  /** The node of a message below a call: in the first channel that it names. */
  async messageNode(call: CallNode, { message, uniqueids }: Located): Promise<Node | undefined> {
    const children = await this.getChildren(call);
    const channel = children.find((one): one is ChannelNode => one.type === 'channel' && uniqueids.includes(one.leg.uniqueid));
    const holder = channel ?? children.find((one) => one.type === 'messages');
    if (!holder) return undefined;
    for (const one of await this.getChildren(holder)) {
      if (one.type === 'message' && one.summary.index === message) return one;
      // Long lists and noise are not unfolded by the cursor.
    }
    return holder;
  }

  private callsOf(result: CallListResult, parent: GroupNode | undefined): (PageNode | CallNode)[] {
    if (result.fitting > CALLS_PAGE) return (result.pages ?? []).map((page) => ({ type: 'page', parent, page }));
    return this.nodesOf(result, parent);
  }

  private nodesOf(result: CallListResult, parent: CallNode['parent']): CallNode[] {
    return result.calls.map((call) => ({ type: 'call', uri: this.uri ?? '', call, parent }));
  }

  private async partsOf(node: CallNode): Promise<Node[]> {
    const parts = await this.parts(node);
    return [
      ...node.call.legs.map((leg): Node => ({ type: 'channel', parent: node, leg })),
      ...(parts?.meetings ?? []).map((meeting): Node => ({ type: 'meeting', parent: node, meeting })),
      ...node.call.transfers.map((transfer): Node => ({ type: 'transfer', parent: node, transfer })),
      ...(parts ? [{ type: 'messages', parent: node, parts } satisfies Node] : []),
    ];
  }

  /** Messages that tell something, one by one, and the others folded by name. */
  private async holding(node: Exclude<MessageHolder, { type: 'noise' }>, { telling, noise }: CallParts): Promise<Node[]> {
    return [...(await this.paged(node, telling)), ...noise.map(({ name, count }): Node => ({ type: 'noise', parent: node, name, count }))];
  }

  private async paged(node: MessageHolder, total: number): Promise<Node[]> {
    if (total <= MESSAGES_PAGE) return total === 0 ? [] : this.messages(node, node, 0, total);
    const pages: MorePage[] = [];
    for (let from = 0; from < total; from += MESSAGES_PAGE) pages.push({ type: 'more', parent: node, from, count: Math.min(MESSAGES_PAGE, total - from) });
    return pages;
  }

  private async messages(parent: MessageHolder | MorePage, holder: MessageHolder, from: number, count: number): Promise<Node[]> {
    const channel = holder.type === 'noise' ? holder.parent : holder;
    const result = await this.ask<CallMessagesResult>(CALL_MESSAGES_REQUEST, {
      call: callNodeOf(holder)?.call.key ?? -1,
      from,
      count,
      only: holder.type === 'noise' ? { noise: holder.name } : 'telling',
      ...(channel.type === 'channel' ? { uniqueid: channel.leg.uniqueid } : {}),
    } satisfies Omit<CallMessagesParams, 'textDocument'>);
    return (result?.messages ?? []).map((summary) => ({ type: 'message', parent, summary }));
  }

  private parts(node: Node, uniqueid?: string): Promise<CallParts | undefined> {
    return this.ask<CallParts>(CALL_PARTS_REQUEST, { call: callNodeOf(node)?.call.key, ...(uniqueid === undefined ? {} : { uniqueid }) });
  }

  private list(params: Omit<CallListParams, 'textDocument'>, of?: Asked): Promise<CallListResult | undefined> {
    return this.ask<CallListResult>(CALL_LIST_REQUEST, { ...this.options, ...params }, of);
  }

  /** A request on the capture, whose failure costs only its own answer; the client has logged it. */
  private async ask<T>(method: string, params: object, { uri = this.uri, token }: Asked = {}): Promise<T | undefined> {
    if (uri === undefined) return undefined;
    try {
      return (await this.server.client.sendRequest<T | null>(method, { textDocument: { uri }, ...params }, ...(token ? [token] : []))) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

/** What is kept of a list; how many calls reached nobody is known where all of them are in it, or in its groups. */
function stateOf({ total, fitting, reading, filterError, calls, groups }: CallListResult): ListState {
  const state = { total, fitting, reading, ...(filterError === undefined ? {} : { filterError }) };
  return calls.length < total || groups ? state : { ...state, missed: calls.filter(({ outcome }) => misfortune(outcome)).length };
}
