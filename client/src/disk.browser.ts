import { l10n, type Uri } from 'vscode';

/** Why a file cannot be read from disk, as a sentence for the user: in the browser none can. */
export function whyNotFromDisk(_uri?: Uri): string | undefined {
  return l10n.t(
    'VS Code in the browser cannot read captures from disk. Open the capture in an editor (up to 50 MB), or use VS Code on a desktop, with Remote - SSH, or in a code-server.',
  );
}
