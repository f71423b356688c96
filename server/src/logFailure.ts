import type { Connection } from 'vscode-languageserver';

/** Writes to the editor's log that `what` failed: a throw is a bug of ours, and costs one answer only. */
export function logFailure({ console }: Pick<Connection, 'console'>, what: string, error: unknown): void {
  console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
