import { commands, type ExtensionContext, l10n, languages, LanguageStatusSeverity, type QuickPickItem, window } from 'vscode';
import { SET_VERSION, VERSION_REQUEST, type VersionResult } from '../../server/src/protocol';
import type { Server } from './languageClient';

const SERIES = ['23', '22', '21', '20', '19', '18', '17', '16', '15', '14', '13', '12', '11', '10', '1.8'];

/** Registers the language status item that says which Asterisk a capture is read as, and the command that changes it for the document. */
export function registerVersionStatus(context: ExtensionContext, server: Server): void {
  const status = languages.createLanguageStatusItem('ami.version', { language: 'ami' });
  status.name = l10n.t('Asterisk version');
  status.command = { command: 'ami.chooseVersion', title: l10n.t('Change') };
  const refresh = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== 'ami') return;
    const result = await server.client.sendRequest<VersionResult | null>(VERSION_REQUEST, { textDocument: { uri: document.uri.toString() } }).catch(() => null);
    status.text = result?.label ?? l10n.t('Asterisk version unknown');
    status.detail = result?.reason ?? '';
    status.severity = LanguageStatusSeverity.Information;
  };
  context.subscriptions.push(
    status,
    window.onDidChangeActiveTextEditor(refresh),
    server.onDidChangeCalls(refresh),
    commands.registerCommand('ami.chooseVersion', () => chooseVersion(server)),
  );
  void refresh();
}

async function chooseVersion({ client }: Server): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'ami') return;
  const items: (QuickPickItem & { version: string })[] = [
    { label: l10n.t('Automatic'), description: l10n.t('banner, then the setting ami.asteriskVersion'), version: 'auto' },
    ...SERIES.map((version) => ({ label: `Asterisk ${version}`, version })),
  ];
  const chosen = await window.showQuickPick(items, { placeHolder: l10n.t('Read this capture as') });
  if (chosen) await client.sendNotification(SET_VERSION, { textDocument: { uri: document.uri.toString() }, version: chosen.version });
}
