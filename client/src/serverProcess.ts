import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** A language client whose server is a process beside the editor. Not started yet. */
export function newClient(context: ExtensionContext, id: string, name: string, options: LanguageClientOptions): BaseLanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const run = { module, transport: TransportKind.ipc };
  return new LanguageClient(id, name, { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } } }, options);
}
