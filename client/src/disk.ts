import { l10n, type Uri } from 'vscode';

/** Why a file cannot be read from disk, as a sentence for the user; without a file, why none can. `undefined` where it can. */
export function whyNotFromDisk(uri?: Uri): string | undefined {
  if (!uri || uri.scheme === 'file') return undefined;
  return l10n.t('Only files on this computer can be read: {0}. Save a copy here and open that.', uri.toString());
}
