import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import { eventually, ROOT } from './support';

describe('a capture that VS Code shows plainly', () => {
  let status: Api['status'];
  const files: vscode.Uri[] = [];

  before(async () => {
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(extension);
    ({ status } = await extension.activate());
  });
  afterEach(async () => {
    await vscode.workspace.getConfiguration('editor').update('largeFileOptimizations', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of files.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  const open = async (lines: number): Promise<vscode.Uri> => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder, 'the tests run on a folder');
    const uri = vscode.Uri.joinPath(folder, `plain-${lines}.ami`);
    files.push(uri);
    // Blank lines cost nobody anything, and VS Code counts them as well.
    await vscode.workspace.fs.writeFile(uri, Buffer.from('\n'.repeat(lines - 1)));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    return uri;
  };

  it('says so in its language status, and offers to read it from disk', async () => {
    const uri = await open(300_001);
    const item = await eventually('the status', () => status.largeFile.item);
    assert.equal(item.text, 'Large file: no colours, folding and lenses');
    assert.equal(item.detail, `0 MB, ${(300_001).toLocaleString()} lines`);
    assert.equal(item.severity, vscode.LanguageStatusSeverity.Warning);
    assert.equal(item.command?.command, 'ami.openLargeCapture');
    assert.equal(String(item.command?.arguments?.[0]), uri.toString());
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(`${ROOT}/samples/answered-call-asterisk-11.ami`));
    await eventually('it to be gone', () => status.largeFile.item === undefined);
  });

  it('is none below the size, nor where VS Code is told to colour it all the same', async () => {
    const large = await open(300_001);
    await eventually('the status', () => status.largeFile.item);
    await open(3_000);
    await eventually('it to be gone', () => status.largeFile.item === undefined);
    await vscode.workspace.getConfiguration('editor').update('largeFileOptimizations', false, vscode.ConfigurationTarget.Global);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(large));
    // Reading the file from disk takes longer than looking at its size.
    await vscode.commands.executeCommand('ami.openLargeCapture', large.toString());
    await vscode.commands.executeCommand('ami.closeCapture');
    assert.equal(status.largeFile.item, undefined);
  });
});
