import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { inSegments } from '../support/segments';
import { eventually } from './support';

describe('a recording in segments', () => {
  const uris: vscode.Uri[] = [];
  let segments: string[];

  before(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder, 'the tests run on a folder');
    segments = inSegments(readFileSync(vscode.Uri.joinPath(folder, 'asterisk-22.10.1/call_answered.ami').fsPath, 'latin1'), 3);
    for (const [i, text] of segments.entries()) {
      const uri = vscode.Uri.joinPath(folder, `pbx.000${i + 1}.ami`);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'latin1'));
      uris.push(uri);
    }
  });
  after(async () => {
    await vscode.commands.executeCommand('ami.closeCapture');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of uris) await vscode.workspace.fs.delete(uri);
  });

  it('opens as one capture, whose call spans them and whose messages are found in each', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('ami.openAllSegments', uris[1]);
    await vscode.commands.executeCommand('ami.openCallAsDocument', { type: 'call', call: { key: 0 } });
    const slice = await eventually('the call', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'ami-slice' ? document : undefined;
    });
    const text = slice.getText();
    assert.match(text, /^;# Slice of pbx\.ami: call /m);
    for (const [words, segment] of [
      ['Event: Newchannel', 0],
      ['Event: Hangup', 2],
    ] as const) {
      const editor = await vscode.window.showTextDocument(slice);
      const at = slice.positionAt(text.search(new RegExp(`^${words}\r?$`, 'm')));
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand('ami.goToOriginal');
      const original = vscode.window.activeTextEditor;
      assert.equal(original?.document.uri.toString(), uris[segment]?.toString());
      assert.equal(original?.document.lineAt(original.selection.active.line).text, words);
    }
  });
});
