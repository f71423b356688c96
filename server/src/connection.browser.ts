import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { inOrder } from './lifecycle';

/** The worker that this is, as the messages' reader and writer want it. */
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

/** The connection to the editor: messages between this worker and the page that made it. */
export const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(worker), new BrowserMessageWriter(worker), {
  messageStrategy: inOrder(),
});
