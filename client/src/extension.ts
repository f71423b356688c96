import type { ExtensionContext } from 'vscode';
import { registerCallsView } from './callsView';
import { registerCapture } from './capture/attach';
import { registerCatalogPages } from './catalogPages';
import { registerCommands } from './commands';
import { createServer } from './languageClient';
import { registerVersionStatus } from './versionStatus';

/** Starts the language server and registers what the extension contributes; one call a concern. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = createServer(context);
  registerCatalogPages(context, server);
  registerCallsView(context, server);
  registerVersionStatus(context, server);
  registerCapture(context);
  registerCommands(context);
  await server.client.start();
}
