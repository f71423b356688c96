import type { CallGroup, CallGrouping, CallOrder, CallPage, CallParts, CallItem, Leg, Meeting, MessageSummary, Transfer } from '../../../server/src/protocol';

/** What the Calls view is made of: groups → pages → calls → channels, meetings, transfers, messages → noise. */
export type Node = GroupNode | PageNode | CallNode | ChannelNode | MeetingNode | TransferNode | MessagesNode | NoiseNode | MorePage | MessageNode;

/** Calls with something in common. */
export interface GroupNode {
  readonly type: 'group';
  readonly group: CallGroup;
  children?: Promise<(PageNode | CallNode)[]>;
}

/** A stretch of a long list of calls. */
export interface PageNode {
  readonly type: 'page';
  readonly parent: GroupNode | undefined;
  readonly page: CallPage;
  children?: Promise<CallNode[]>;
}

/** A call. */
export interface CallNode extends CallItem {
  readonly parent: GroupNode | PageNode | undefined;
  children?: Promise<Node[]>;
}

/** A channel of a call; below it are the messages that name it. */
export interface ChannelNode {
  readonly type: 'channel';
  readonly parent: CallNode;
  readonly leg: Leg;
  children?: Promise<Node[]>;
}

/** A bridge or conference of a call. */
export interface MeetingNode {
  readonly type: 'meeting';
  readonly parent: CallNode;
  readonly meeting: Meeting;
}

/** A transfer, pick-up or parking. */
export interface TransferNode {
  readonly type: 'transfer';
  readonly parent: CallNode;
  readonly transfer: Transfer;
}

/** All messages of a call. */
export interface MessagesNode {
  readonly type: 'messages';
  readonly parent: CallNode;
  readonly parts: CallParts;
  children?: Promise<Node[]>;
}

/** Messages of one name that say little. */
export interface NoiseNode {
  readonly type: 'noise';
  readonly parent: ChannelNode | MessagesNode;
  readonly name: string;
  readonly count: number;
  children?: Promise<Node[]>;
}

/** A stretch of a long list of messages, from 0. */
export interface MorePage {
  readonly type: 'more';
  readonly parent: MessageHolder;
  readonly from: number;
  readonly count: number;
  children?: Promise<Node[]>;
}

/** What has messages below it. */
export type MessageHolder = ChannelNode | MessagesNode | NoiseNode;

/** A message. */
export interface MessageNode {
  readonly type: 'message';
  readonly parent: MessageHolder | MorePage;
  readonly summary: MessageSummary;
}

/** The call that a node is of or below; `undefined` for groups and pages. */
export function callNodeOf(node: Node): CallNode | undefined {
  switch (node.type) {
    case 'group':
    case 'page':
      return undefined;
    case 'call':
      return node;
    default:
      return callNodeOf(node.parent);
  }
}

/** How the list is shown. */
export interface ListOptions {
  readonly filter: string;
  readonly order: CallOrder;
  readonly grouping: CallGrouping;
}
