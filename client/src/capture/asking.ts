import { l10n, type LogOutputChannel, window } from 'vscode';
import { warnOfAccount } from './account';
import type { LiveCapture } from './liveCapture';
import { askEditedServer, askSecret } from './newServer';
import { accountOf } from './servers';
import type { Asking } from './session';
import { askCertificate } from './trust';

/** The questions as VS Code asks them. */
export function asking(log: LogOutputChannel): Asking {
  const warned = new Set<string>();
  return {
    secret: askSecret,
    certificate: askCertificate,
    edit: askEditedServer,
    async failed(_server, words) {
      const again = l10n.t('Try Again');
      const edit = l10n.t('Edit Server…');
      const show = l10n.t('Show Log');
      const answer = await window.showErrorMessage(l10n.t('AMI: {0}', words), again, edit, show);
      if (answer === show) log.show();
      return answer === again ? 'again' : answer === edit ? 'edit' : undefined;
    },
    notice(capture, about, words) {
      if (about === 'account') {
        // The account is the same at the next attachment; once a window is enough.
        if (!warned.has(accountOf(capture.server))) void warnOfAccount(capture.server, words);
        warned.add(accountOf(capture.server));
      } else if (capture.progress().state === 'full') void offerFolder(capture, words);
      else void window.showWarningMessage(l10n.t('{0}: {1}', capture.name, words));
    },
  };
}

async function offerFolder(capture: LiveCapture, words: string): Promise<void> {
  const choose = l10n.t('Choose Folder…');
  if ((await window.showWarningMessage(l10n.t('{0}: {1}', capture.name, words), choose)) !== choose) return;
  const [folder] = (await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title: l10n.t('Where the capture goes on') })) ?? [];
  if (folder) capture.moveTo(folder);
}
