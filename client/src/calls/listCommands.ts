import { commands, Disposable, InputBoxValidationSeverity, l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import type { CallGrouping } from '../../../server/src/protocol';
import type { ListOptions } from './nodes';
import type { CallsTree } from './tree';
import { groupingText } from './words';

/** Shows the list otherwise; `keep` remembers it for the workspace. */
export type ShowList = (options: Partial<ListOptions>, keep: boolean) => Promise<void>;

/** While somebody types, the list follows this many milliseconds behind. */
const TYPING = 120;

/** Registers the commands of the view's title bar: filter, groups, order. */
export function registerListCommands(tree: CallsTree, show: ShowList): Disposable {
  return Disposable.from(
    commands.registerCommand('ami.filterCalls', (given?: unknown) => (typeof given === 'string' ? show({ filter: given }, true) : askFilter(tree, show))),
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
async function askFilter(tree: CallsTree, show: ShowList): Promise<void> {
  const before = tree.options.filter;
  const input = window.createInputBox();
  input.title = l10n.t('Filter Calls');
  input.placeholder = l10n.t('300 outcome:busy queue:sales time:10:00-10:05 -channel:local');
  input.prompt = l10n.t(
    'Words are looked for in all of a call, after number:, name:, channel:, id:, outcome:, queue:, system: or time: there alone; - excludes.',
  );
  input.value = before;
  const clear = { iconPath: new ThemeIcon('clear-all'), tooltip: l10n.t('Clear Filter') };
  input.buttons = [clear];
  let timer: NodeJS.Timeout | undefined;
  let accepted = false;
  const status = async (filter: string): Promise<void> => {
    await show({ filter }, false);
    const { state } = tree;
    if (state)
      input.validationMessage =
        state.fitting === 0 && filter.trim() !== '' ? { message: l10n.t('No call fits.'), severity: InputBoxValidationSeverity.Warning } : undefined;
  };
  input.onDidTriggerButton(() => {
    input.value = '';
    void status('');
  });
  input.onDidChangeValue((value) => {
    clearTimeout(timer);
    timer = setTimeout(() => void status(value), TYPING);
  });
  input.onDidAccept(() => {
    accepted = true;
    input.hide();
  });
  input.onDidHide(() => {
    clearTimeout(timer);
    void show({ filter: accepted ? input.value : before }, true);
    input.dispose();
  });
  input.show();
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
