import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient } from 'vscode-languageclient/browser';

/** What a browser's worker is to us; its type is not among Node's. */
interface PageWorker {
  postMessage(message: unknown): void;
}
declare const Worker: new (address: string) => PageWorker & ConstructorParameters<typeof LanguageClient>[2];

/** A language client whose server is a worker of the page. Not started yet. */
export function newClient(context: ExtensionContext, id: string, name: string, options: LanguageClientOptions): BaseLanguageClient {
  const start = async () => {
    const read = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist/catalog.json'));
    const worker = new Worker(Uri.joinPath(context.extensionUri, 'dist/web/server.js').toString(true));
    context.subscriptions.push({ dispose: () => worker.terminate() });
    // The server waits for this before it listens to anything else: a worker has no files of its own.
    worker.postMessage({ catalog: new TextDecoder().decode(read) });
    return worker;
  };
  return new LanguageClient(id, name, start, options);
}
