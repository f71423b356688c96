import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';

/** A browser's worker, as far as we speak with it; its type is not among Node's. */
interface PageWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (address: string) => PageWorker & ConstructorParameters<typeof BrowserMessageReader>[0];

/** A language client whose server is a worker of the page. Not started yet. */
export function newClient(context: ExtensionContext, id: string, name: string, options: LanguageClientOptions): BaseLanguageClient {
  const start = async () => {
    const catalog = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist/catalog.json'));
    const worker = new Worker(Uri.joinPath(context.extensionUri, 'dist/web/server.js').toString(true));
    context.subscriptions.push({ dispose: () => worker.terminate() });
    // The server waits for this before it listens to anything else: a worker has no files of its own.
    worker.postMessage({ catalog: new TextDecoder().decode(catalog) });
    // Not the worker itself: the extension host's workers are not what the client takes for one.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return new LanguageClient(id, name, start, options);
}
