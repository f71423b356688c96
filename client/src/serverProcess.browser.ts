import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';

/** A browser's worker, as far as we speak with it; its type is not among Node's. */
interface PageWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (address: string) => PageWorker & ConstructorParameters<typeof BrowserMessageReader>[0];

/**
 * Writes messages as JSON would give them. A worker gets copies of the fields that objects have, and those of VS Code's positions and ranges have other names
 * than JSON gives them. What LSP itself defines the language client has made plain already, and a text need not be copied twice.
 */
class PlainWriter extends BrowserMessageWriter {
  override write(message: Parameters<BrowserMessageWriter['write']>[0]): Promise<void> {
    const { method = '' } = message as { method?: string };
    return super.write(method.startsWith('ami/') ? (JSON.parse(JSON.stringify(message)) as typeof message) : message);
  }
}

/** A language client whose server is a worker of the page. Not started yet. */
export function newClient(context: ExtensionContext, id: string, name: string, options: LanguageClientOptions): BaseLanguageClient {
  const start = async () => {
    const catalog = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist/catalog.json'));
    const worker = new Worker(Uri.joinPath(context.extensionUri, 'dist/web/server.js').toString(true));
    context.subscriptions.push({ dispose: () => worker.terminate() });
    // The server waits for this before it listens to anything else: a worker has no files of its own.
    worker.postMessage({ catalog: new TextDecoder().decode(catalog) });
    // Not the worker itself: the extension host's workers are not what the client takes for one.
    return { reader: new BrowserMessageReader(worker), writer: new PlainWriter(worker) };
  };
  return new LanguageClient(id, name, start, options);
}
