import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import { eventually } from './support';

type Drops = Api['drops'];

describe('a file dropped on the Calls view', () => {
  let api: Api;

  before(async () => {
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(extension);
    api = await extension.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => vscode.commands.executeCommand('ami.closeCapture'));

  const uriOf = (name: string): string => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder, 'the tests run on a folder');
    return vscode.Uri.joinPath(folder, 'asterisk-22.10.1', name).toString();
  };
  const drop = async (data: Readonly<Record<string, string>>): Promise<void> => {
    const transfer = new vscode.DataTransfer();
    for (const [type, value] of Object.entries(data)) transfer.set(type, new vscode.DataTransferItem(value));
    const { handleDrop }: Drops = api.drops;
    assert(handleDrop);
    await handleDrop(undefined, transfer, new vscode.CancellationTokenSource().token);
  };

  it('is read from disk and shown there, without an editor', async () => {
    const uri = uriOf('call_answered.ami');
    await drop({ 'text/uri-list': `# files\r\n${uri}\r\n`, 'text/plain': 'ignored' });
    assert.equal(api.calls.uri, uri);
    await eventually('its calls', () => (api.calls.state?.total ?? 0) > 0);
    // What was open in another test may still be a document, but it has no tab.
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      [],
    );
  });

  it('is the last of several, and none where nothing but text is dropped', async () => {
    const [first, last] = [uriOf('queue_call_complete_caller.ami'), uriOf('attended_transfer_sip.ami')];
    await drop({ 'text/uri-list': `${first}\n${last}` });
    assert.equal(api.calls.uri, last);
    await drop({ 'text/plain': first });
    assert.equal(api.calls.uri, last);
  });
});
