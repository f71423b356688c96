import { type ExtensionContext, l10n, type Position, QuickPickItemKind, type QuickPickItem, window } from 'vscode';
import {
  FILTER_HELP_REQUEST,
  type FilterHelp,
  type FilterHelpParams,
  FILTERS_AT_REQUEST,
  type FilterProposal,
  type FilterSuggestion,
} from '../../server/src/protocol';
import type { Server } from './languageClient';

/** What a filter is asked for. */
export interface FilterQuestion {
  readonly title: string;
  /** The capture that is searched. */
  readonly uri: string;
  /** What stands in the box at first. */
  readonly value: string;
  /** Where the cursor is in a document: what stands there is suggested. */
  readonly at?: { readonly uri: string; readonly position: Position };
  /** What asking by the filter does, as the row to choose; the messages that fit are shown where it is left out. */
  readonly act?: string;
  readonly placeholder?: string;
  /** Shows what fits while the filter is typed, as soon as it can be read, and says in a few words what that is. Then an empty filter is an answer too: all. */
  readonly preview?: (filter: string) => Promise<string | undefined>;
}

/** While somebody types, the preview follows this many milliseconds behind. */
const TYPING = 120;

interface Row extends QuickPickItem {
  /** Searches by this. */
  readonly run?: string;
  /** Puts this into the box. */
  readonly proposal?: FilterProposal;
}

const HISTORY = 'ami.filters';
const REMEMBERED = 15;

/** Asks for a filter: checks and completes it while it is typed, and offers what stands at the cursor and what was asked before. `undefined`: never mind. */
export async function askFilter(context: ExtensionContext, server: Server, question: FilterQuestion): Promise<string | undefined> {
  const before = context.workspaceState.get<string[]>(HISTORY, []);
  const suggestions = question.at ? await suggestionsAt(server, question.at.uri, question.at.position) : [];
  const picker = window.createQuickPick<Row>();
  picker.title = question.title;
  picker.placeholder = question.placeholder ?? 'event:Hangup cause:!=16 channel:~PJSIP/1001 since:+30s';
  picker.ignoreFocusOut = true;
  picker.value = question.value;
  const help = (filter: string): Promise<FilterHelp> => helpWith(server, { filter, offset: filter.length, textDocument: { uri: question.uri } });
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  const { act = l10n.t('Show the messages that fit'), preview } = question;
  const show = async (filter: string): Promise<void> => {
    const found = await help(filter);
    if (picker.value !== filter || !open) return;
    const empty = filter.trim() === '';
    const fill = (fitting?: string): void => {
      picker.items = [...(empty && !preview ? [] : [firstRow(filter, found, act, fitting)]), ...(empty ? firstRows(found, suggestions, before) : more(found))];
      const [first] = picker.items.filter(({ kind }) => kind !== QuickPickItemKind.Separator);
      if (first) picker.activeItems = [first];
    };
    fill();
    clearTimeout(timer);
    if (!preview || (found.error && !empty)) return;
    timer = setTimeout(async () => {
      const fitting = await preview(filter.trim());
      const [active] = picker.activeItems;
      // Whoever went on to another row meanwhile stays there.
      if (picker.value === filter && open && (!active || active === picker.items[0])) fill(fitting);
    }, TYPING);
  };
  const chosen = new Promise<string | undefined>((resolve) => {
    picker.onDidChangeValue((filter) => void show(filter));
    picker.onDidAccept(async () => {
      const [row] = picker.activeItems;
      const { value } = picker;
      if (row?.proposal) {
        const { text, offset, length } = row.proposal;
        picker.value = value.slice(0, offset) + text + value.slice(offset + length);
        await show(picker.value);
        return;
      }
      const filter = row?.run ?? value;
      // What is typed may be newer than what was checked.
      if (filter.trim() === '' ? !preview : (await help(filter)).error) return;
      resolve(filter.trim());
      picker.hide();
    });
    picker.onDidHide(() => {
      open = false;
      clearTimeout(timer);
      resolve(undefined);
    });
  });
  await show(picker.value);
  picker.show();
  const filter = await chosen.finally(() => picker.dispose());
  if (filter) await context.workspaceState.update(HISTORY, [filter, ...before.filter((one) => one !== filter)].slice(0, REMEMBERED));
  return filter;
}

/** Filters that the message at a position suggests; none where the server does not answer. */
export async function suggestionsAt({ client }: Server, uri: string, position: Position): Promise<FilterSuggestion[]> {
  return client.sendRequest<FilterSuggestion[] | null>(FILTERS_AT_REQUEST, { textDocument: { uri }, position }).then(
    (found) => found ?? [],
    () => [],
  );
}

/** What a suggestion is, in words. */
export function suggestionText(kind: FilterSuggestion['kind']): string {
  switch (kind) {
    case 'value':
      return l10n.t('the same value');
    case 'event':
      return l10n.t('all of this name');
    case 'channel':
      return l10n.t('the same channel');
    case 'call':
      return l10n.t('the same call');
  }
}

async function helpWith({ client }: Server, params: FilterHelpParams): Promise<FilterHelp> {
  return client.sendRequest<FilterHelp | null>(FILTER_HELP_REQUEST, params).then(
    (found) => found ?? { proposals: [] },
    () => ({ proposals: [] }),
  );
}

function firstRows({ proposals }: FilterHelp, suggestions: readonly FilterSuggestion[], before: readonly string[]): Row[] {
  const all: Row[] = [];
  const add = (title: string, some: readonly Row[]): void => {
    if (some.length > 0) all.push({ label: title, kind: QuickPickItemKind.Separator }, ...some);
  };
  add(
    l10n.t('at the cursor'),
    suggestions.map(({ kind, filter }) => ({ label: `$(filter) ${filter}`, description: suggestionText(kind), run: filter })),
  );
  add(
    l10n.t('searched before'),
    before.map((filter) => ({ label: `$(history) ${filter}`, run: filter })),
  );
  add(l10n.t('fields'), proposals.map(proposalRow));
  return all;
}

/** What accepting the filter does, or what is wrong with it. `fitting` says what fits. */
function firstRow(filter: string, { error, hint }: FilterHelp, act: string, fitting: string | undefined): Row {
  const expression = filter.trim();
  if (error && expression !== '') return { label: `$(error) ${error.message}`, detail: pointed(filter, error), alwaysShow: true };
  const detail = [fitting, hint].filter(Boolean).join(' · ');
  return { label: `$(filter) ${act}`, description: expression, alwaysShow: true, run: filter, ...(detail ? { detail } : {}) };
}

function more({ proposals }: FilterHelp): Row[] {
  const all = proposals.map(proposalRow);
  return all.length === 0 ? [] : [{ label: l10n.t('go on with'), kind: QuickPickItemKind.Separator }, ...all];
}

function proposalRow(proposal: FilterProposal): Row {
  return { label: proposal.label, description: proposal.detail, alwaysShow: true, proposal };
}

/** The expression with a mark where it is wrong. */
function pointed(filter: string, { offset, length }: { offset: number; length: number }): string {
  const [before, wrong, behind] = [filter.slice(0, offset), filter.slice(offset, offset + length), filter.slice(offset + length)];
  return wrong === '' ? `${before} ▲ ${behind}` : `${before} ▶${wrong}◀ ${behind}`;
}
