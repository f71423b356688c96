import { l10n, window, workspace } from 'vscode';
import { readOnlyUser } from '../../../server/src/protocol';
import type { AmiServer } from './servers';

/** Says that an account may do more than read, and offers what to write into manager.conf instead. */
export async function warnOfAccount(server: AmiServer, words: string): Promise<void> {
  const show = l10n.t('Show manager.conf Lines');
  if ((await window.showWarningMessage(words, show)) === show) await showReadOnlyAccount(server);
}

/** Opens the lines of manager.conf for an account that can watch and nothing else. */
export async function showReadOnlyAccount(server?: Pick<AmiServer, 'user'>): Promise<void> {
  const content = [
    `; ${l10n.t('An account that can watch and do nothing else. Put it into /etc/asterisk/manager.conf with a secret of your own, then:')}`,
    `;   asterisk -rx "manager reload"`,
    readOnlyUser(server ? `${server.user}-viewer` : 'viewer'),
  ].join('\n');
  const document = await workspace.openTextDocument({ language: 'ini', content });
  await window.showTextDocument(document, { preview: false });
}
