import type { ExtensionContext } from 'vscode';
import type * as connection from './connection';

/** Loads what needs the library of the language client: it is in this bundle, but runs no sooner than it is asked for. */
export async function loadConnection(_context: ExtensionContext): Promise<typeof connection> {
  return import('./connection.js');
}
