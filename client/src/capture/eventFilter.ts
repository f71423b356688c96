import { env, l10n, type QuickPickItem, ThemeIcon, window, workspace } from 'vscode';
import { filtersOf } from '../../../server/src/protocol';
import { chooseServer } from './serverPick';
import { type AmiServer, nameOf, saveServer, savedServers } from './servers';

/** What is noise where the setting `ami.noise` says nothing. */
const NOISE: readonly string[] = ['VarSet', 'Newexten', 'AGIExec*', 'RTCP*'];

/** The events that are folded away as noise: names, `*` stands for anything. */
function noise(): readonly string[] {
  const set = workspace.getConfiguration('ami').get<unknown>('noise');
  return Array.isArray(set) && set.every((one) => typeof one === 'string') ? set : NOISE;
}

/** Filters that keep these events from being sent, as lines of a section of manager.conf. */
function eventFilterLines(names: readonly string[]): string {
  return `${filtersOf(names)
    .map((filter) => `eventfilter=${filter}`)
    .join('\n')}\n`;
}

/** Turns the noise into filters: as lines for manager.conf in the clipboard, or in a saved server. */
export async function copyEventFilter(): Promise<void> {
  const names = noise();
  const filters = filtersOf(names);
  if (filters.length === 0) {
    void window.showInformationMessage(l10n.t('No event counts as noise: the setting ami.noise is empty.'));
    return;
  }
  const servers = savedServers();
  const copy: QuickPickItem = {
    iconPath: new ThemeIcon('copy'),
    label: l10n.t('Copy the lines for manager.conf'),
    description: names.join(', '),
    detail: l10n.t('For the section of the account. They need no right of it.'),
  };
  const save: QuickPickItem = {
    iconPath: new ThemeIcon('filter'),
    label: l10n.t('Set for a saved server…'),
    detail: l10n.t('Asked for after each login. The account needs write class "system".'),
  };
  const chosen = servers.length > 0 ? await window.showQuickPick([copy, save], { placeHolder: l10n.t('What is noise is no more received') }) : copy;
  if (chosen === copy) {
    await env.clipboard.writeText(eventFilterLines(names));
    void window.setStatusBarMessage(l10n.t('$(check) {0} lines for manager.conf copied', filters.length), 5_000);
  }
  if (chosen !== save) return;
  const server = await chooseServer(servers, l10n.t('Which server is asked to leave them out?'));
  if (!server) return;
  await saveServer(withFilters(server, filters));
  void window.setStatusBarMessage(l10n.t('$(check) {0} leaves them out from the next time you attach', nameOf(server)), 5_000);
}

/** The server with these filters too. */
function withFilters(server: AmiServer, filters: readonly string[]): AmiServer {
  return { ...server, filters: [...new Set([...(server.filters ?? []), ...filters])] };
}
