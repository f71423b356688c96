import { commands, type ExtensionContext, l10n, Uri, window } from 'vscode';
import type { CallsView } from './calls/view';
import { recordingOf } from './capture/part';
import type { LargeCaptures } from './largeCaptures';

/** Registers the command that reads a recording in segments as one capture, so that a call that spans two of them is one call. */
export function registerAllSegments(context: ExtensionContext, view: CallsView, captures: LargeCaptures): void {
  context.subscriptions.push(
    commands.registerCommand('ami.openAllSegments', async (given?: Uri) => {
      const file = given ?? (view.uri === undefined ? window.activeTextEditor?.document.uri : Uri.parse(view.uri));
      if (!file) {
        void window.showInformationMessage(l10n.t('Open a segment of a recording first, such as calls.0001.ami.'));
        return;
      }
      await captures.open([recordingOf(file)]);
    }),
  );
}
