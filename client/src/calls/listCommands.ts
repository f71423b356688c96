import { commands, Disposable, type ExtensionContext, l10n, type QuickPickItem, window } from 'vscode';
import type { CallGrouping } from '../../../server/src/protocol';
import { askFilter } from '../filterInput';
import type { Server } from '../languageClient';
import { MISSED } from './listText';
import type { ListOptions } from './nodes';
import type { CallsTree } from './tree';
import { groupingText } from './words';

/** Shows the list otherwise; `keep` remembers it for the workspace. */
export type ShowList = (options: Partial<ListOptions>, keep: boolean) => Promise<void>;

/** Registers the commands of the view's title bar: filter, groups, order. */
export function registerListCommands(context: ExtensionContext, server: Server, tree: CallsTree, show: ShowList): Disposable {
  return Disposable.from(
    commands.registerCommand('ami.filterCalls', (given?: unknown) =>
      typeof given === 'string' ? show({ filter: given }, true) : askCallFilter(context, server, tree, show),
    ),
    commands.registerCommand('ami.showMissedCalls', () => show({ filter: MISSED }, true)),
    commands.registerCommand('ami.clearCallFilter', () => show({ filter: '' }, true)),
    commands.registerCommand('ami.groupCalls', async (given?: unknown) => {
      const grouping = isGrouping(given) ? given : await askGrouping(tree);
      if (grouping) await show({ grouping }, true);
    }),
    commands.registerCommand('ami.showNewestCallsFirst', () => show({ order: 'newest' }, true)),
    commands.registerCommand('ami.showOldestCallsFirst', () => show({ order: 'oldest' }, true)),
  );
}

/** Asks for a filter and shows the list as it is typed. Escape leaves the filter as it was. */
async function askCallFilter(context: ExtensionContext, server: Server, tree: CallsTree, show: ShowList): Promise<void> {
  const before = tree.options.filter;
  const filter = await askFilter(context, server, {
    title: l10n.t('Filter Calls'),
    act: l10n.t('Show the calls that fit'),
    placeholder: l10n.t('a number, name, channel or queue, or an expression: outcome:busy queue:sales since:10:00 not channel:~Local/'),
    uri: tree.uri ?? '',
    value: before,
    async preview(typed) {
      await show({ filter: typed }, false);
      return tree.state && l10n.t('{0} of {1} calls', tree.state.fitting.toLocaleString(), tree.state.total.toLocaleString());
    },
  });
  await show({ filter: filter ?? before }, true);
}

const GROUPINGS: readonly CallGrouping[] = ['none', 'outcome', 'queue', 'system'];

function isGrouping(value: unknown): value is CallGrouping {
  return GROUPINGS.some((one) => one === value);
}

async function askGrouping(tree: CallsTree): Promise<CallGrouping | undefined> {
  const items = GROUPINGS.map((grouping): QuickPickItem & { grouping: CallGrouping } => ({
    label: capital(groupingText(grouping)),
    description: tree.options.grouping === grouping ? l10n.t('now') : '',
    grouping,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('Group Calls'), placeHolder: l10n.t('By what are calls put together?') }))?.grouping;
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
