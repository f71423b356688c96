import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import { inSegments } from '../support/segments';
import { eventually } from './support';

/** The Calls view, as the extension gives it to tests. */
async function callsTree(): Promise<Api['calls']> {
  const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
  assert(extension);
  return (await extension.activate()).calls;
}

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

  it('goes on in a segment that comes later', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [first, second, third] = uris as [vscode.Uri, vscode.Uri, vscode.Uri];
    await vscode.workspace.fs.delete(third);
    await vscode.commands.executeCommand('ami.openAllSegments', first);
    const calls = await callsTree();
    const outcome = async (): Promise<string | undefined> => {
      const [node] = await calls.getChildren();
      return node?.type === 'call' ? node.call.outcome : undefined;
    };
    assert.equal(await outcome(), 'in-progress');
    await vscode.window.showTextDocument(second);
    await vscode.workspace.fs.writeFile(third, Buffer.from(segments[2] ?? '', 'latin1'));
    await eventually('the end of the call', async () => {
      await vscode.commands.executeCommand('ami.refreshCalls');
      return (await outcome()) === 'answered';
    });
    await vscode.commands.executeCommand('ami.closeCapture');
  });

  it('opens as one capture, whose call spans them and whose messages are found in each', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('ami.openAllSegments', uris[1]);
    await vscode.commands.executeCommand('ami.openCallAsDocument', { type: 'call', call: { key: 0 } });
    const calls = await callsTree();
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
      // The view goes on showing the recording while one of its segments is looked at.
      assert.match(calls.uri ?? '', /\/pbx\.ami\?segments$/);
    }
  });
});
