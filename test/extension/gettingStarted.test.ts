import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { startDemoPbx } from '../../client/src/demoPbxProcess';
import { samples } from '../../client/src/samples';
import { eventually, ROOT } from './support';

const packaged = (file: string): string => readFileSync(path.join(ROOT, 'samples', file), 'utf8');
const active = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;

describe('getting started', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('ami.stopDemoPbx');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens each sample, in a copy that is no file of the package', async () => {
    for (const { file } of samples()) {
      await vscode.commands.executeCommand('ami.openSample', file);
      const document = active();
      assert.equal(document?.languageId, 'ami', file);
      assert.equal(document?.getText(), packaged(file));
      assert.notEqual(document?.uri.fsPath, path.join(ROOT, 'samples', file));
    }
  });

  it('opens a sample afresh, but keeps what is not saved yet', async () => {
    const file = 'answered-call-asterisk-11.ami';
    const type = async (text: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(active()?.uri ?? assert.fail('no document'), new vscode.Position(0, 0), text);
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await vscode.commands.executeCommand('ami.openSample', file);
    await type('; mine\n');
    await vscode.commands.executeCommand('ami.openSample', file);
    assert.ok(active()?.getText().startsWith('; mine'));
    assert.ok(await active()?.save());
    assert.ok(!packaged(file).startsWith('; mine'));
    await vscode.commands.executeCommand('ami.openSample', file);
    await eventually('a fresh copy', () => active()?.getText() === packaged(file));
  });

  it('starts a demo PBX with a live capture of it, and keeps neither server nor secret', async () => {
    await vscode.commands.executeCommand('ami.startDemoPbx');
    await eventually('the live capture', () => active()?.languageId === 'ami' && /Demo.PBX/.test(active()?.uri.path ?? ''));
    const document = active();
    await eventually('its calls', () => document?.getText().includes('Event: QueueCallerJoin'));
    assert.deepEqual(vscode.workspace.getConfiguration('ami').get('servers'), []);
    // Times are of now, so that the calls of each round are others.
    const [, seconds = ''] = /^Timestamp: (\d+)\./m.exec(document?.getText() ?? '') ?? [];
    assert.ok(Math.abs(Number(seconds) - Date.now() / 1_000) < 120, seconds);
    // Comes back when the live capture has ended too.
    await vscode.commands.executeCommand('ami.stopDemoPbx');
  });

  it('serves nobody who has not the secret of this very PBX', async () => {
    const file = path.join(ROOT, 'samples', 'answered-call-asterisk-11.ami');
    const cli = path.join(ROOT, 'dist/cli.js');
    const [one, other] = await Promise.all([startDemoPbx(cli, file), startDemoPbx(cli, file)]);
    assert.notEqual(one.secret, other.secret);
    assert.notEqual(one.port, other.port);
    for (const pbx of [one, other]) {
      pbx.dispose();
      await pbx.ended;
    }
    await assert.rejects(startDemoPbx(cli, path.join(ROOT, 'no-such-file.ami')), /no-such-file/);
  });

  it('shows its walkthrough', async () => {
    await vscode.commands.executeCommand('ami.getStarted');
    await eventually('the walkthrough', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /Walkthrough|Get Started|Welcome/.test(label))),
    );
  });
});
