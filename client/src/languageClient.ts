import {
  type CancellationToken,
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type Hover,
  l10n,
  languages,
  window,
} from 'vscode';
import type { BaseLanguageClient, Middleware, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from 'vscode-languageclient';
import { CALLS_CHANGED, type DocumentParams, type InitializationOptions, OPEN_PAGE_COMMAND } from '../../server/src/protocol';
import { loadConnection } from './library';
import { startServer } from './serverProcess';

/** The language server as the views see it. */
export interface Server {
  readonly client: Client;
  /** Resolves when the server answers; rejects where it could not be started, which the user was told. */
  readonly started: Promise<unknown>;
  /** The calls of the document with this URI may be others now. */
  readonly onDidChangeCalls: Event<string>;
}

/** What the views ask of the language client. What is asked before the server answers waits for it, and fails where it could not be started. */
export interface Client {
  /** Given to the language client when it is made: what is set here before {@link Server.started} counts. */
  readonly middleware: Middleware;
  sendRequest<R>(method: string, params?: unknown, token?: CancellationToken): Promise<R>;
  sendNotification(method: string, params: unknown): Promise<void>;
  /** Hears how the work goes that a request named by a token of ours. */
  onProgress(token: string, heard: (progress: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) => void): Disposable;
}

const SELECTOR = [{ language: 'ami' }];

/**
 * Starts the language server, once the extension is activated: the library of the language client is most of our code, and neither it nor the server is
 * waited for by what is registered meanwhile. Disposed with the extension.
 */
export function startLanguageServer(context: ExtensionContext): Server {
  const middleware: Middleware = {};
  const callsChanged = new EventEmitter<string>();
  const start = async (): Promise<Parts> => {
    await activated();
    const { newClient, WorkDoneProgress } = await loadConnection(context).catch(tellDamage);
    const options: InitializationOptions = { catalogLinks: true, ...(l10n.bundle ? { texts: l10n.bundle } : {}) };
    const client = newClient(() => startServer(context), {
      documentSelector: SELECTOR,
      initializationOptions: options,
      middleware,
      // Links to catalogue pages are the only commands that a hover may run; text of a capture comes in code spans.
      markdown: { isTrusted: { enabledCommands: [OPEN_PAGE_COMMAND] }, supportHtml: false },
    });
    // A client has one handler a notification, so all who want to know ask here.
    client.onNotification(CALLS_CHANGED, ({ textDocument }: DocumentParams) => callsChanged.fire(textDocument.uri));
    context.subscriptions.push(client);
    await client.start();
    return { client, progress: WorkDoneProgress.type };
  };
  const started = start();
  // The client itself tells the user why it did not start.
  const over = started.then(
    () => undefined,
    () => undefined,
  );
  context.subscriptions.push(callsChanged, hoverWhenStarted(over));
  void window.withProgress({ location: { viewId: 'ami.calls' } }, () => over);
  return { client: asClient(started, middleware), started, onDidChangeCalls: callsChanged.event };
}

/** What loads before the client itself can tell anything. */
function tellDamage(error: unknown): never {
  void window.showErrorMessage(
    l10n.t('The language server cannot be started, since a part of the extension cannot be read: {0} Install the extension again.', String(error)),
  );
  throw error;
}

interface Parts {
  readonly client: BaseLanguageClient;
  readonly progress: Parameters<BaseLanguageClient['onProgress']>[0];
}

function asClient(started: Promise<Parts>, middleware: Middleware): Client {
  return {
    middleware,
    async sendRequest<R>(method: string, params?: unknown, token?: CancellationToken): Promise<R> {
      const { client } = await started;
      return token ? client.sendRequest<R>(method, params, token) : client.sendRequest<R>(method, params);
    },
    async sendNotification(method, params) {
      const { client } = await started;
      await client.sendNotification(method, params);
    },
    onProgress(token, heard) {
      let listener: Disposable | undefined;
      let over = false;
      started.then(
        ({ client, progress }) => {
          if (!over) listener = client.onProgress(progress, token, heard as (value: unknown) => void);
        },
        () => undefined,
      );
      return {
        dispose() {
          over = true;
          listener?.dispose();
        },
      };
    },
  };
}

/** Resolves when VS Code has seen the end of our activation, and so has shown what was registered. */
function activated(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Whoever rests the mouse on a header before the server is there gets the hover when it is: VS Code asks for a hover once. Other things (outline, folds, lenses)
 * it asks for again when the language client offers them.
 */
function hoverWhenStarted(over: Promise<void>): Disposable {
  const provider = languages.registerHoverProvider(SELECTOR, {
    async provideHover({ uri }, position) {
      await gone;
      const [hover] = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, position);
      return hover;
    },
  });
  // A question to VS Code and its answer: what it asked before it knew of the language client's own provider is here then, and this one may go.
  const gone = over.then(() => commands.getCommands(true)).then(() => provider.dispose());
  return provider;
}
