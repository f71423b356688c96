import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { callText, clockText, shortChannel } from './callText';
import type {
  CallNode,
  ChannelNode,
  GroupNode,
  ListOptions,
  MeetingNode,
  MessageNode,
  MessagesNode,
  MorePage,
  Node,
  NoiseNode,
  PageNode,
  TransferNode,
} from './nodes';
import { callNodeOf } from './nodes';
import { outcomeUri } from './outcomeColors';
import { groupText, OUTCOME_ICONS, outcomeText, reasonText, transferText } from './words';

/** Goes to a message of a call: its arguments are the capture's URI, the call's key and the message's index. Of this client alone. */
export const GO_TO_CALL_MESSAGE = 'ami.goToCallMessage';

/** Goes to the first message of a call: its argument is the node. Of this client alone. */
export const GO_TO_CALL = 'ami.goToCall';

/** How a node looks. Ids stay the same while the capture grows, so that what is open stays open. */
export function itemOf(node: Node, uri: string, options: ListOptions): TreeItem {
  switch (node.type) {
    case 'group':
      return groupItem(node, uri, options);
    case 'page':
      return pageItem(node, uri);
    case 'call':
      return callItem(node);
    case 'channel':
      return channelItem(node);
    case 'meeting':
      return meetingItem(node);
    case 'transfer':
      return transferItem(node);
    case 'messages':
      return messagesItem(node);
    case 'noise':
      return noiseItem(node);
    case 'more':
      return moreItem(node);
    case 'message':
      return messageItem(node);
  }
}

function collapsed(label: string, id: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = id;
  return item;
}

function groupItem({ group }: GroupNode, uri: string, { grouping }: ListOptions): TreeItem {
  const name = groupText(grouping, group.id);
  const item = collapsed(`${name} (${group.count.toLocaleString()})`, `${uri}#${grouping}=${group.id}`);
  const [icon, color] =
    grouping === 'outcome' ? OUTCOME_ICONS[group.id as keyof typeof OUTCOME_ICONS] : [grouping === 'queue' ? 'organization' : 'server', undefined];
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.accessibilityInformation = { label: l10n.t('{0}, {1} calls', name, group.count) };
  item.contextValue = 'group';
  return item;
}

function pageItem({ page, parent }: PageNode, uri: string): TreeItem {
  const item = collapsed(l10n.t('Calls {0}–{1}', page.from + 1, page.from + page.count), `${uri}#${parent?.group.id ?? ''}${page.from}+`);
  const times = [page.startedAt, page.lastStartedAt].filter((time) => time !== undefined).map(clockText);
  item.description = times.join(' – ');
  item.iconPath = new ThemeIcon('list-ordered');
  // The first page is open, so that a long capture shows calls at once.
  if (page.from === 0 && !parent) item.collapsibleState = TreeItemCollapsibleState.Expanded;
  item.contextValue = 'page';
  return item;
}

function callItem(node: CallNode): TreeItem {
  const { call } = node;
  const { label, description, tooltip, spoken } = callText(call, { t: l10n.t, outcome: outcomeText });
  const item = collapsed(label, idOf(node));
  item.description = description;
  item.tooltip = new MarkdownString(tooltip);
  item.resourceUri = outcomeUri(call.outcome);
  const [icon, color] = OUTCOME_ICONS[call.outcome];
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.accessibilityInformation = { label: spoken };
  item.command = { command: GO_TO_CALL, title: l10n.t('Go to First Message'), arguments: [node] };
  item.contextValue = 'call';
  return item;
}

function idOf(node: CallNode): string {
  return `${node.uri}#${node.call.key}:${node.call.uniqueids[0]}`;
}

function channelItem(node: ChannelNode): TreeItem {
  const { leg } = node;
  const item = collapsed(shortChannel(leg.channel) || leg.uniqueid, `${idOf(node.parent)}:${leg.uniqueid}:${leg.evidence}`);
  item.description = reasonText(leg.joinedBy);
  item.tooltip = `${leg.channel}\nUniqueid ${leg.uniqueid}\n${reasonText(leg.joinedBy)}`;
  item.iconPath = new ThemeIcon(leg.channel.startsWith('Local/') ? 'arrow-swap' : 'device-mobile');
  item.accessibilityInformation = { label: l10n.t('Channel {0}, {1}', leg.channel || leg.uniqueid, reasonText(leg.joinedBy)) };
  item.command = goTo(node, leg.evidence, l10n.t('Go to the Message That Shows It'));
  item.contextValue = 'channel';
  return item;
}

function meetingItem(node: MeetingNode): TreeItem {
  const { place, channels, message } = node.meeting;
  const label = place.kind === 'conference' ? l10n.t('Conference {0}', place.name) : l10n.t('Bridge of {0}', channels.length);
  const names = channels.map((uniqueid) => node.parent.call.legs.find((leg) => leg.uniqueid === uniqueid)?.channel ?? uniqueid);
  const item = new TreeItem(label);
  item.id = `${idOf(node.parent)}:${place.kind}:${place.id}`;
  item.description = names.join(', ');
  item.tooltip = [label, place.id, ...names].join('\n');
  item.iconPath = new ThemeIcon('link');
  item.accessibilityInformation = { label: `${label}, ${names.join(', ')}` };
  item.command = goTo(node, message, l10n.t('Go to Message'));
  item.contextValue = 'meeting';
  return item;
}

function transferItem(node: TransferNode): TreeItem {
  const { kind, transferer, target, completed, message } = node.transfer;
  const text = transferText(kind);
  const item = new TreeItem(text.charAt(0).toLocaleUpperCase() + text.slice(1));
  item.id = `${idOf(node.parent)}:transfer:${message}`;
  item.description = [[transferer, target].filter(Boolean).join(' → '), completed ? undefined : l10n.t('not put through')].filter(Boolean).join(' · ');
  item.iconPath = new ThemeIcon(kind === 'park' ? 'debug-pause' : 'arrow-right');
  item.accessibilityInformation = { label: `${text}, ${item.description}` };
  item.command = goTo(node, message, l10n.t('Go to Message'));
  item.contextValue = 'transfer';
  return item;
}

function messagesItem(node: MessagesNode): TreeItem {
  const noise = node.parts.noise.reduce((sum, { count }) => sum + count, 0);
  const item = collapsed(l10n.t('Messages'), `${idOf(node.parent)}:messages`);
  item.description = noise === 0 ? `${node.parts.telling}` : l10n.t('{0}, and {1} folded', node.parts.telling, noise);
  item.iconPath = new ThemeIcon('list-flat');
  item.contextValue = 'messages';
  return item;
}

function noiseItem(node: NoiseNode): TreeItem {
  const item = collapsed(`${node.count} ${node.name}`, `${holderId(node.parent)}:noise:${node.name}`);
  item.iconPath = new ThemeIcon('fold', new ThemeColor('disabledForeground'));
  item.tooltip = l10n.t('Messages of this name say little of what happened, so they are folded.');
  item.contextValue = 'noise';
  return item;
}

function moreItem(node: MorePage): TreeItem {
  const item = collapsed(l10n.t('Messages {0}–{1}', node.from + 1, node.from + node.count), `${holderId(node.parent)}:${node.from}+`);
  item.iconPath = new ThemeIcon('list-ordered');
  item.contextValue = 'more';
  return item;
}

function holderId(node: ChannelNode | MessagesNode | NoiseNode): string {
  switch (node.type) {
    case 'channel':
      return `${idOf(node.parent)}:${node.leg.uniqueid}:${node.leg.evidence}`;
    case 'messages':
      return `${idOf(node.parent)}:messages`;
    case 'noise':
      return `${holderId(node.parent)}:noise:${node.name}`;
  }
}

function messageItem(node: MessageNode): TreeItem {
  const { summary, parent } = node;
  const item = new TreeItem(summary.label.replace(/^Event: /, ''), TreeItemCollapsibleState.None);
  item.id = `${holderId(parent.type === 'more' ? parent.parent : parent)}:${summary.index}`;
  item.description = summary.detail;
  item.tooltip = `${summary.label}\n${summary.detail}`;
  item.iconPath = new ThemeIcon('circle-small');
  item.accessibilityInformation = { label: [summary.label, summary.detail].filter(Boolean).join(', ') };
  item.command = goTo(node, summary.index, l10n.t('Go to Message'));
  item.contextValue = 'message';
  return item;
}

function goTo(node: Node, message: number, title: string): NonNullable<TreeItem['command']> {
  const call = callNodeOf(node);
  return { command: GO_TO_CALL_MESSAGE, title, arguments: [call?.uri, call?.call.key, message] };
}
