import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { ServerChannel } from './serverChannel';

/** A browser's worker, as far as we speak with it; its type is not among Node's. */
interface PageWorker {
  onmessage: ((event: { readonly data: object }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (address: string) => PageWorker;

/** Starts a language server as a worker of the page. */
export async function startServer({ extensionUri, subscriptions }: ExtensionContext): Promise<ServerChannel> {
  const catalog = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'dist/catalog.json'));
  const worker = new Worker(Uri.joinPath(extensionUri, 'dist/web/server.js').toString(true));
  subscriptions.push({ dispose: () => worker.terminate() });
  // The server waits for this before it listens to anything else: a worker has no files of its own.
  worker.postMessage({ catalog: new TextDecoder().decode(catalog) });
  return {
    send: async (message) => worker.postMessage(plain(message)),
    onMessage(heard) {
      worker.onmessage = ({ data }) => heard(data);
    },
    // A worker ends only when it is made to.
    onClose: () => undefined,
    onLine: () => undefined,
    end: () => worker.terminate(),
  };
}

/**
 * A message as JSON would give it. A worker gets copies of the fields that objects have, and those of VS Code's positions and ranges have other names
 * than JSON gives them. What LSP itself defines the language client has made plain already, and a text need not be copied twice.
 */
function plain(message: object): unknown {
  const { method = '' } = message as { method?: string };
  return method.startsWith('ami/') ? JSON.parse(JSON.stringify(message)) : message;
}
