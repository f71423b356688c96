import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import { eventually } from './support';

describe('a language server that ends unexpectedly', () => {
  before(function () {
    // Elsewhere nothing that is quickly asked tells of processes.
    if (process.platform !== 'linux') this.skip();
  });

  it('is started again, and knows the documents that are open', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(folder && extension);
    await (await extension.activate()).started;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'asterisk-22.10.1/call_answered.ami'));
    await vscode.window.showTextDocument(document);
    const symbols = async (): Promise<number> =>
      (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri))?.length ?? 0;
    const before = await eventually('the outline', async () => (await symbols()) || undefined);
    const [server] = serversOf(extension);
    assert.ok(server);
    process.kill(server, 'SIGKILL');
    const [next, ...others] = await eventually('another server', () => {
      const now = serversOf(extension);
      return now.length > 0 && !now.includes(server) && now;
    });
    await eventually('the outline of the other server', async () => (await symbols()) === before);
    assert.deepEqual([serversOf(extension), others], [[next], []]);
  });
});

/** The ids of the processes in which the language server of this window runs. */
function serversOf({ extensionPath }: vscode.Extension<Api>): number[] {
  const commandOf = (id: string): string => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => [`${extensionPath}/dist/server.js\0`, `--clientProcessId=${process.pid}\0`].every((part) => commandOf(id).includes(part)))
    .map(Number);
}
