import {
  commands,
  type ExtensionContext,
  l10n,
  type LanguageStatusItem,
  languages,
  LanguageStatusSeverity,
  type QuickPickItem,
  type TextDocument,
  window,
} from 'vscode';
import { type DocumentParams, SET_VERSION, type SetVersionParams, VERSION_REQUEST, type VersionResult } from '../../server/src/protocol';
import type { Server } from './languageClient';

const SERIES = ['23', '22', '21', '20', '19', '18', '17', '16', '15', '14', '13', '12', '11', '10', '1.8'];

/** Registers the language status item that says which Asterisk a capture is read as, which it gives, and the command that changes it for the document. */
export function registerVersionStatus(context: ExtensionContext, server: Server): LanguageStatusItem {
  const status = languages.createLanguageStatusItem('ami.version', { language: 'ami' });
  status.name = l10n.t('Asterisk version');
  status.command = { command: 'ami.chooseVersion', title: l10n.t('Change') };
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== 'ami') return;
    const question = ++asked;
    const result = await versionOf(server, document);
    if (question !== asked) return;
    status.text = result?.label ?? l10n.t('Asterisk version unknown');
    status.detail = result?.reason ?? '';
    status.severity = LanguageStatusSeverity.Information;
  };
  context.subscriptions.push(
    status,
    window.onDidChangeActiveTextEditor(refresh),
    server.onDidChangeCalls(refresh),
    commands.registerCommand('ami.chooseVersion', (given?: unknown) => chooseVersion(server, given)),
  );
  void refresh();
  return status;
}

async function versionOf({ client }: Server, { uri }: TextDocument): Promise<VersionResult | undefined> {
  const params: DocumentParams = { textDocument: { uri: uri.toString() } };
  return (await client.sendRequest<VersionResult | null>(VERSION_REQUEST, params).catch(() => null)) ?? undefined;
}

/** Lets the user choose; `given` is a series or `auto`, for which nobody is asked. */
async function chooseVersion(server: Server, given: unknown): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'ami') return;
  const version = typeof given === 'string' ? given : await askVersion(await versionOf(server, document));
  if (version) await server.client.sendNotification(SET_VERSION, { textDocument: { uri: document.uri.toString() }, version } satisfies SetVersionParams);
}

interface VersionItem extends QuickPickItem {
  readonly version: string;
}

/** The versions to choose from. What holds now has a tick, and the cursor is on it. */
function askVersion(now: VersionResult | undefined): Promise<string | undefined> {
  const chosen = now?.source === 'document' ? now.series[0] : 'auto';
  const item = (version: string, label: string, description?: string): VersionItem => ({
    version,
    label: version === chosen ? `$(check) ${label}` : label,
    description: [description, version === chosen ? l10n.t('now') : ''].filter(Boolean).join(' · '),
  });
  const automatic = now && chosen === 'auto' ? now.label : l10n.t('banner, then the setting ami.asteriskVersion');
  const picker = window.createQuickPick<VersionItem>();
  picker.placeholder = l10n.t('Read this capture as');
  picker.items = [item('auto', l10n.t('Automatic'), automatic), ...SERIES.map((version) => item(version, `Asterisk ${version}`))];
  picker.activeItems = picker.items.filter(({ version }) => version === chosen);
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.activeItems[0]?.version);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}
