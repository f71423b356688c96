import { type Connection, ErrorCodes, type Message, type MessageStrategy, ResponseError } from 'vscode-languageserver';

/** The methods that requests out of order become; no client knows them. */
const REFUSED = {
  'ami/beforeInitialize': [ErrorCodes.ServerNotInitialized, 'The server has not been initialized. Send initialize first.'],
  'ami/initializeAgain': [ErrorCodes.InvalidRequest, 'The server has been initialized already.'],
  'ami/afterShutdown': [ErrorCodes.InvalidRequest, 'The server has been shut down. Send exit, and start another one.'],
} as const;

/**
 * Holds clients to the order that LSP demands, which the library leaves to the server: before `initialize` and after `shutdown` requests are refused and
 * notifications but `exit` are dropped. To be given to `createConnection`; {@link refuseOutOfOrder} says why.
 *
 * Source: LSP 3.18, Lifecycle Messages.
 */
export function inOrder(): MessageStrategy {
  let stage: 'before' | 'between' | 'after' = 'before';
  return {
    handleMessage(message, next) {
      const { method, id } = message as Message & { readonly method?: unknown; readonly id?: unknown };
      if (typeof method !== 'string') return next(message);
      const refused = (as: keyof typeof REFUSED) => next({ ...message, method: as } as Message);
      if (id === undefined) return stage === 'between' || method === 'exit' || method.startsWith('$/') ? next(message) : undefined;
      if (stage === 'after') return refused('ami/afterShutdown');
      if (method === 'initialize') {
        if (stage === 'between') return refused('ami/initializeAgain');
        stage = 'between';
      } else if (stage === 'before') return refused('ami/beforeInitialize');
      if (method === 'shutdown') stage = 'after';
      return next(message);
    },
  };
}

/** Answers what {@link inOrder} refuses. */
export function refuseOutOfOrder(connection: Connection): void {
  for (const [method, [code, words]] of Object.entries(REFUSED)) connection.onRequest(method, () => new ResponseError(code, words));
}
