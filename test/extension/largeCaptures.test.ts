import assert from 'node:assert/strict';
import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import * as vscode from 'vscode';
import { eventually } from './support';

const MB = 1024 * 1024;

/** A capture of `size` bytes in the workspace: a recording again and again. */
async function generated(name: string, size: number): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert(folder, 'the tests run on a folder');
  const recording = readFileSync(vscode.Uri.joinPath(folder, 'asterisk-22.10.1/call_answered.ami').fsPath);
  const uri = vscode.Uri.joinPath(folder, name);
  const out = createWriteStream(uri.fsPath);
  for (let written = 0; written < size; written += recording.length) if (!out.write(recording)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
  return uri;
}

function activeSlice(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'ami-slice' ? document : undefined;
}

describe('a capture above 50 MB', () => {
  let uri: vscode.Uri;

  before(async () => {
    uri = await generated('large.ami', 60 * MB);
    // The view follows the editors; one that becomes active when another closes would take it over.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('ami.openLargeCapture', uri.toString());
  });
  after(async () => {
    await vscode.commands.executeCommand('ami.closeCapture');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  it('is searched, and what is found is a document with hovers', async () => {
    await vscode.commands.executeCommand('ami.searchCapture', 'event:Hangup cause:16');
    const slice = await eventually('the slice', activeSlice);
    assert.equal(slice.languageId, 'ami');
    assert.match(slice.getText(), /^;# Slice of large\.ami: event:Hangup cause:16/m);
    const at = slice.positionAt(slice.getText().indexOf('Cause: 16') + 8);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', slice.uri, at);
    assert.match(hovers.flatMap((hover) => hover.contents.map((one) => (typeof one === 'string' ? one : one.value))).join('\n'), /Normal|normal/);
  });

  it('has calls in the view, which open as documents', async () => {
    // The command takes what the view hands to it: a call with its key.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('ami.openCallAsDocument', { type: 'call', call: { key: 0 } });
    const slice = await eventually('the call', activeSlice);
    assert.match(slice.getText(), /^;# Slice of large\.ami: call /m);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', slice.uri);
    assert.ok(symbols.length > 5);
  });

  it('is known by its tab when an editor has it without its text', async () => {
    await vscode.commands.executeCommand('vscode.open', uri);
    const input = await eventually('the tab', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .map((tab) => tab.input)
        .find((one): one is vscode.TabInputText => one instanceof vscode.TabInputText && one.uri.toString() === uri.toString()),
    );
    assert.equal(input.uri.toString(), uri.toString());
    assert.ok(!vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString()));
  });

  it('has statistics', async () => {
    const page = vscode.Uri.from({ scheme: 'ami-statistics', path: '/large.ami.md', query: JSON.stringify({ capture: uri.toString() }) });
    const document = await vscode.workspace.openTextDocument(page);
    assert.match(document.getText(), /# Statistics of `large\.ami`/);
    await vscode.commands.executeCommand('ami.captureStatistics');
  });
});
