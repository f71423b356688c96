import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';

// This file is the first of the suite: what is asked here mostly comes before the language server is there.
describe('activation', () => {
  it('waits for no server: a hover that is asked meanwhile comes when the server answers, and once', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(folder && extension);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'asterisk-22.10.1/call_answered.ami'));
    // Hovers are asked for what is shown, and the server need not know a document before that.
    await vscode.window.showTextDocument(document);
    const position = document.positionAt(document.getText().indexOf('Event: Hangup') + 'Event: H'.length);
    const { started } = await extension.activate();
    const texts = async (): Promise<string[]> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      return hovers.map(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value).join('\n'));
    };
    const early = await texts();
    assert.equal(early.length, 1);
    assert.match(early[0] ?? '', /Hangup/);
    await started;
    assert.deepEqual(await texts(), early);
  });
});
