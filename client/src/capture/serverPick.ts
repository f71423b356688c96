import { Disposable, l10n, type QuickInputButton, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { type AmiServer, accountOf, addressOf, nameOf } from './servers';

/** What the user wants with a server. */
export type ServerAnswer = { readonly what: 'new' } | { readonly what: 'attach' | 'edit' | 'remove' | 'forget' | 'test'; readonly server: AmiServer };

interface Item extends QuickPickItem {
  readonly server?: AmiServer;
  readonly isNew?: true;
}

/** Shows the saved servers; those that run already are marked. `undefined` where the user goes away. */
export function pickServer(servers: readonly AmiServer[], running: (server: AmiServer) => boolean): Promise<ServerAnswer | undefined> {
  const buttons: (QuickInputButton & { readonly what: 'test' | 'edit' | 'forget' | 'remove' })[] = [
    { iconPath: new ThemeIcon('debug-alt-small'), tooltip: l10n.t('Test Connection'), what: 'test' },
    { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Edit'), what: 'edit' },
    { iconPath: new ThemeIcon('key'), tooltip: l10n.t('Forget Secret'), what: 'forget' },
    { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Remove'), what: 'remove' },
  ];
  const pick = window.createQuickPick<Item>();
  pick.title = l10n.t('Attach to Live Server');
  pick.placeholder = l10n.t('A server to attach to');
  pick.matchOnDescription = true;
  pick.items = [
    ...servers.map((server) => ({
      iconPath: new ThemeIcon(server.tls ? 'lock' : 'plug'),
      label: nameOf(server),
      description: [`${server.user}@${addressOf(server)}`, ...(running(server) ? [l10n.t('attached')] : [])].join(' · '),
      buttons,
      server,
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    { iconPath: new ThemeIcon('add'), label: l10n.t('New server…'), alwaysShow: true, isNew: true },
  ];
  return new Promise((resolve) => {
    const end = (answer: ServerAnswer | undefined): void => {
      resolve(answer);
      listeners.dispose();
      pick.dispose();
    };
    const listeners = Disposable.from(
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen?.server) end({ what: 'attach', server: chosen.server });
        else if (chosen?.isNew) end({ what: 'new' });
      }),
      pick.onDidTriggerItemButton(({ button, item }) => {
        const what = buttons.find((one) => one === button || one.tooltip === button.tooltip)?.what;
        if (item.server && what) end({ what, server: item.server });
      }),
      pick.onDidHide(() => end(undefined)),
    );
    pick.show();
  });
}

/** Asks which of the saved servers. */
export async function chooseServer(servers: readonly AmiServer[], placeHolder: string): Promise<AmiServer | undefined> {
  if (servers.length === 0) {
    void window.showInformationMessage(l10n.t('No server is saved yet. "AMI: Attach to Live Server…" asks for one and saves it.'));
    return undefined;
  }
  const items = servers.map((server) => ({ label: nameOf(server), description: accountOf(server), server }));
  return (await window.showQuickPick(items, { placeHolder }))?.server;
}
