import { Disposable, type Uri, window } from 'vscode';
import { CLOSE_CAPTURE_REQUEST, type DocumentParams, OPEN_CAPTURE_REQUEST, type OpenCaptureParams } from '../../../server/src/protocol';
import type { CallsView } from '../calls/view';
import type { Server } from '../languageClient';
import { isPartOf } from './part';
import type { Running } from './running';

/**
 * Shows the calls of the whole file, which the server then reads from disk, while the tab of a capture has only its end. Another capture that the user looks at stays
 * until the tab is looked at again.
 */
export function showCallsOfFile({ client }: Server, calls: Pick<CallsView, 'uri' | 'showCapture' | 'forget'>, { capture, view }: Running): Disposable {
  let shown: string | undefined;
  let busy = false;
  let over = false;
  const wanted = (): string | undefined => (view.tail() && !over ? capture.progress().file?.toString() : undefined);
  const isOurs = (uri: string | undefined): boolean => uri === undefined || [...capture.files()].some((file: Uri) => file.toString() === uri);
  const follow = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let next = wanted(); next !== shown; next = wanted()) {
        const before = shown;
        shown = next;
        if (next) {
          await client.sendRequest(OPEN_CAPTURE_REQUEST, { uri: next } satisfies OpenCaptureParams);
          if (isOurs(calls.uri)) await calls.showCapture(next);
        }
        if (before) {
          await client.sendRequest(CLOSE_CAPTURE_REQUEST, { textDocument: { uri: before } } satisfies DocumentParams);
          await calls.forget(before);
        }
      }
    } catch {
      // The file went; the next one comes.
    } finally {
      busy = false;
    }
  };
  const listener = Disposable.from(
    capture.onDidChange(() => void follow()),
    view.onDidChange(() => void follow()),
    window.onDidChangeActiveTextEditor((editor) => {
      if (!shown || !editor || editor.document.uri.toString() !== view.tail()?.toString()) return;
      if (calls.uri !== shown && !(calls.uri && isPartOf(shown, calls.uri))) void calls.showCapture(shown);
    }),
  );
  return Disposable.from(listener, {
    dispose() {
      over = true;
      void follow();
    },
  });
}
