import { type CancellationToken, commands, type ExtensionContext, l10n, ProgressLocation, TabInputText, Uri, window, workspace } from 'vscode';
import { CLOSE_CAPTURE_REQUEST, OPEN_CAPTURE_REQUEST, type OpenCaptureParams, type OpenCaptureResult } from '../../server/src/protocol';
import type { CallsView } from './calls/view';
import { whyNotFromDisk } from './disk';
import type { Server } from './languageClient';

/** Above this size VS Code hands an extension no text. Bytes. Source: VS Code src/vs/editor/common/model/textModel.ts. */
const EDITOR_LIMIT = 50 * 1024 * 1024;

/** Reads captures from disk in the server. */
export interface LargeCaptures {
  /** Opens captures one after another, with progress, and shows the last one in the Calls view. */
  open(uris: readonly Uri[]): Promise<void>;
}

/** Registers the commands that open and close captures of any size, and the offer for one that an editor cannot hand out. */
export function registerLargeCaptures(context: ExtensionContext, server: Server, view: CallsView): LargeCaptures {
  const captures: LargeCaptures = {
    async open(uris) {
      for (const uri of uris) await open(server, view, uri);
    },
  };
  const offered = new Set<string>();
  const offer = async (): Promise<void> => {
    for (const tab of window.tabGroups.all.flatMap((group) => group.tabs)) {
      if (!(tab.input instanceof TabInputText)) continue;
      const { uri } = tab.input;
      const key = uri.toString();
      if (whyNotFromDisk(uri) || !/\.ami(\.gz)?$/i.test(uri.path) || offered.has(key)) continue;
      const size = await workspace.fs.stat(uri).then(
        (about) => about.size,
        () => 0,
      );
      // Between the two a second look may have been here.
      if ((size <= EDITOR_LIMIT && !/\.gz$/i.test(uri.path)) || offered.has(key) || view.fromDisk(key)) continue;
      offered.add(key);
      void ask(captures, uri, size);
    }
  };
  context.subscriptions.push(
    window.tabGroups.onDidChangeTabs(() => void offer()),
    commands.registerCommand('ami.openLargeCapture', (uri?: Uri | string) => openCommand(captures, uri)),
    commands.registerCommand('ami.closeCapture', async () => {
      const { uri } = view;
      if (!uri) return;
      await server.client.sendRequest(CLOSE_CAPTURE_REQUEST, { textDocument: { uri } });
      await view.forget(uri);
    }),
  );
  void offer();
  return captures;
}

async function ask(captures: LargeCaptures, uri: Uri, size: number): Promise<void> {
  const read = l10n.t('Show in Calls View');
  const name = uri.path.split('/').pop() ?? uri.path;
  const text = /\.gz$/i.test(uri.path)
    ? l10n.t('{0} is packed: the editor cannot show it. Its calls, searches and parts can be shown all the same.', name)
    : l10n.t('{0} has {1} MB. Above 50 MB the editor gives extensions no text, but its calls, searches and parts can be shown.', name, Math.round(size / 1e6));
  if ((await window.showInformationMessage(text, read)) === read) await captures.open([uri]);
}

async function openCommand(captures: LargeCaptures, uri: Uri | string | undefined): Promise<void> {
  const why = whyNotFromDisk();
  if (why) return void window.showInformationMessage(why);
  if (uri) return captures.open([typeof uri === 'string' ? Uri.parse(uri) : uri]);
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: l10n.t('Read'),
    filters: { [l10n.t('AMI captures')]: ['ami', 'gz', 'log', 'txt'], [l10n.t('All files')]: ['*'] },
  });
  await captures.open(chosen ?? []);
}

async function open(server: Server, view: CallsView, uri: Uri): Promise<void> {
  const why = whyNotFromDisk(uri);
  if (why) return void window.showErrorMessage(why);
  const key = uri.toString();
  await commands.executeCommand('ami.calls.focus').then(undefined, () => undefined);
  const name = uri.path.split('/').pop() ?? key;
  try {
    const result = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Reading {0}', name), cancellable: true },
      (progress, token) =>
        withServerProgress<OpenCaptureResult>(
          server,
          OPEN_CAPTURE_REQUEST,
          { uri: key } satisfies OpenCaptureParams,
          progress,
          token,
          () => void view.showCapture(key),
        ),
    );
    await view.showCapture(key);
    for (const note of result.notes) void window.showWarningMessage(note);
    if (result.messages === 0)
      void window.showWarningMessage(l10n.t('{0} holds no AMI message. Is it a capture? AMI: Open as AMI Capture shows it as text.', name));
  } catch (error) {
    await view.forget(key);
    // Who cancelled knows.
    if (!isCancelled(error)) void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Whether a request ended because it was cancelled. Source: LSPErrorCodes.RequestCancelled. */
export function isCancelled(error: unknown): boolean {
  return (error as { code?: number }).code === -32800;
}

let tokens = 0;

/** Sends a request whose progress the server reports by a token of ours, and shows that progress. `begun` is called once the request is on its way. */
export async function withServerProgress<T>(
  { client }: Server,
  method: string,
  params: object,
  progress: { report(value: { message?: string; increment?: number }): void },
  token: CancellationToken,
  begun: () => void = () => undefined,
): Promise<T> {
  const workDoneToken = `ami-progress-${++tokens}`;
  let done = 0;
  const listener = client.onProgress(workDoneToken, (value) => {
    if (value.kind !== 'report') return;
    const percent = value.percentage ?? done;
    progress.report({ increment: percent - done, ...(value.message === undefined ? {} : { message: value.message }) });
    done = percent;
  });
  try {
    const answer = client.sendRequest<T>(method, { ...params, workDoneToken }, token);
    begun();
    return await answer;
  } finally {
    listener.dispose();
  }
}
