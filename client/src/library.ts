import type { ExtensionContext } from 'vscode';
import type * as connection from './connection';

/** Loads what needs the library of the language client, most of our code by far. It is in the package once, in the bundle of the browser, which hands it out. */
export async function loadConnection(context: ExtensionContext): Promise<typeof connection> {
  const bundle = require(context.asAbsolutePath('dist/web/client.js')) as typeof import('./library.browser');
  return bundle.loadConnection(context);
}
