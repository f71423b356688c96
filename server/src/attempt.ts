import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { Cancelled } from './largeFiles/cancelled';
import { logFailure } from './logFailure';

type Log = Pick<Connection, 'console'>;

/**
 * Runs what answers one request. Gives its answer, or null where it has none.
 * Throws what the client is to be told: a `ResponseError` as it is, or that the request is cancelled. Any other throw is a bug of ours, is logged, and costs
 * this answer only.
 */
export async function attempt<R>(log: Log, what: string, token: CancellationToken, feature: () => R | undefined | Promise<R | undefined>): Promise<R | null> {
  if (token.isCancellationRequested) throw cancelled();
  try {
    return (await feature()) ?? null;
  } catch (error) {
    return failed(log, what, token, error);
  }
}

/** The same where the answer is at hand: hovers do not wait in line behind what else is promised. */
export function attemptNow<R>(log: Log, what: string, token: CancellationToken, feature: () => R | undefined): R | null {
  if (token.isCancellationRequested) throw cancelled();
  try {
    return feature() ?? null;
  } catch (error) {
    return failed(log, what, token, error);
  }
}

function failed(log: Log, what: string, token: CancellationToken, error: unknown): null {
  if (error instanceof ResponseError) throw error;
  if (error instanceof Cancelled || token.isCancellationRequested) throw cancelled();
  logFailure(log, what, error);
  return null;
}

/** What a client is told whose request was cancelled. */
export function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
