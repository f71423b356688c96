import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import type { CallNode } from '../../client/src/calls/nodes';
import { eventually } from './support';

/** A call that a command without a choice is meant for, by the line that it copies. */
async function copied(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('ami.copyCallLine');
  return vscode.env.clipboard.readText();
}

describe('a command without a choice', () => {
  let editor: vscode.TextEditor;
  let first: CallNode;
  let other: CallNode;

  before(async () => {
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(extension);
    const { calls } = await extension.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder, 'the tests run on a folder');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'asterisk-22.10.1/attended_transfer_sip.ami'));
    editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await eventually('the calls', () => calls.uri === document.uri.toString() && (calls.state?.total ?? 0) > 1);
    const nodes = (await calls.getChildren()).filter((node): node is CallNode => node.type === 'call');
    const [one, two] = nodes;
    assert(one && two, 'the recording has two calls');
    [first, other] = [one, two];
    const at = document.positionAt(document.getText().indexOf('Event: DialBegin'));
    editor.selection = new vscode.Selection(at, at);
  });
  afterEach(() => vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One));
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [what, command] of [
    ['story', 'ami.showCallStory'],
    ['ladder', 'ami.showLadder'],
  ] as const)
    it(`is meant for the call of the ${what} that is looked at, and for that at the cursor once the capture is`, async () => {
      const atCursor = await copied();
      assert.match(atCursor, /PJSIP\/loop → 5007/);
      const elsewhere = [first, other].find(({ call }) => call.line !== atCursor);
      assert(elsewhere);
      await vscode.commands.executeCommand(command, elsewhere);
      assert.equal(
        await eventually(`the ${what} to be looked at`, async () => (await copied()) === elsewhere.call.line && elsewhere.call.line),
        elsewhere.call.line,
      );
      await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
      assert.equal(await eventually('the cursor to count again', async () => (await copied()) === atCursor && atCursor), atCursor);
    });
});
