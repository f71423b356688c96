import type { Connection } from 'vscode-languageserver';

/**
 * Writes to the editor's log that `what` failed: a throw is a bug of ours, and costs one answer only. Where it was thrown is told, its message is not: that may hold
 * text of the capture, and with it a secret (JSON.parse quotes what it could not read).
 */
export function logFailure({ console }: Pick<Connection, 'console'>, what: string, error: unknown): void {
  console.error(`${what}: ${error instanceof Error ? [error.name, ...framesOf(error)].join('\n') : typeof error}`);
}

/** The lines of a stack that name places in our code, after a message of as many lines as it has. */
function framesOf({ message, stack = '' }: Error): string[] {
  const at = stack.indexOf(message);
  return (at < 0 ? '' : stack.slice(at + message.length)).split('\n').filter((line) => /^ {4}at /.test(line));
}
