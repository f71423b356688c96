import { type Event, EventEmitter, type ExtensionContext, l10n } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { CALLS_CHANGED, type DocumentParams, type InitializationOptions, OPEN_PAGE_COMMAND } from '../../server/src/protocol';
import { newClient } from './serverProcess';

/** The language server as the views see it. */
export interface Server {
  readonly client: BaseLanguageClient;
  /** The calls of the document with this URI may be others now. */
  readonly onDidChangeCalls: Event<string>;
}

/** The language client, not started yet; disposed with the extension. */
export function createServer(context: ExtensionContext): Server {
  const options: InitializationOptions = { catalogLinks: true, ...(l10n.bundle ? { texts: l10n.bundle } : {}) };
  const client = newClient(context, 'ami', 'Asterisk AMI Logs', {
    documentSelector: [{ language: 'ami' }],
    initializationOptions: options,
    // Links to catalogue pages are the only commands that a hover may run; text of a capture comes in code spans.
    markdown: { isTrusted: { enabledCommands: [OPEN_PAGE_COMMAND] }, supportHtml: false },
  });
  const callsChanged = new EventEmitter<string>();
  // A client has one handler a notification, so all who want to know ask here.
  client.onNotification(CALLS_CHANGED, ({ textDocument }: DocumentParams) => callsChanged.fire(textDocument.uri));
  context.subscriptions.push(client, callsChanged);
  return { client, onDidChangeCalls: callsChanged.event };
}
