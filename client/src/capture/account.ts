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
    `; manager.conf: ${l10n.t('an account that can only watch')}`,
    `; ${l10n.t('Put it into /etc/asterisk/manager.conf, with a secret of your own and your address.')}`,
    `; ${l10n.t('Then run: {0}', 'asterisk -rx "manager reload"')}`,
    '',
    readOnlyUser(server ? `${server.user}-viewer` : 'viewer'),
  ].join('\n');
  const document = await workspace.openTextDocument({ language: 'ini', content });
  await window.showTextDocument(document, { preview: false });
}
