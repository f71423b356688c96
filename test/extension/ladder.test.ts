import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { openEditor } from './support';

interface Drawn {
  lifelines: number;
  rows: number;
}

function ladderTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('ami.ladder'));
}

describe('a ladder', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is drawn for the call at the cursor, under the policy of its page', async () => {
    const editor = await openEditor('asterisk-22.10.1/queue_call_complete_caller.ami');
    const at = editor.document.getText().indexOf('Event: QueueCallerJoin');
    assert.ok(at > 0);
    const position = editor.document.positionAt(at);
    editor.selection = new vscode.Selection(position, position);
    // The page says itself what it has drawn: its script and its style sheet were let through.
    const drawn = await vscode.commands.executeCommand<Drawn>('ami.showLadder');
    assert.equal(drawn.lifelines, 3);
    assert.ok(drawn.rows > 15, `${drawn.rows} steps`);
    assert.equal(ladderTabs().length, 1);
    assert.match(ladderTabs()[0]?.label ?? '', /^Ladder .*queue support/);
  });

  it('is shown once a call, and given away as SVG, Mermaid and text', async () => {
    await openEditor('asterisk-22.10.1/queue_call_complete_caller.ami');
    const drawn = await vscode.commands.executeCommand<Drawn>('ami.showLadder');
    await vscode.window.showTextDocument(vscode.window.visibleTextEditors[0]?.document ?? assert.fail('the editor is visible'), vscode.ViewColumn.One);
    assert.deepEqual(await vscode.commands.executeCommand<Drawn>('ami.showLadder'), drawn);
    assert.equal(ladderTabs().length, 1);
    const svg = await vscode.commands.executeCommand<string>('ami.exportLadder', 'svg', 'clipboard');
    assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/);
    assert.doesNotMatch(svg, /var\(|<script/);
    assert.equal(await vscode.env.clipboard.readText(), svg);
    assert.match(await vscode.commands.executeCommand<string>('ami.copyLadder', 'mermaid'), /^sequenceDiagram\n {2}title /);
    await vscode.commands.executeCommand('ami.exportLadder', 'text', 'document');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /rings/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('shows a call that the Calls view hands over, of a capture on disk too', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder);
    const uri = vscode.Uri.joinPath(folder, 'asterisk-22.10.1/attended_transfer_complete.ami').toString();
    await vscode.commands.executeCommand('ami.openLargeCapture', uri);
    const drawn = await vscode.commands.executeCommand<Drawn>('ami.showLadder', { type: 'call', uri, call: { key: 0, id: 'x', uniqueids: ['x'] } });
    assert.ok(drawn.lifelines >= 3 && drawn.rows > 15);
    // What a click on a step does: no editor has the capture, so the message is shown in the call's slice, beside the ladder.
    await vscode.commands.executeCommand('ami.goToSliceMessage', uri, 0, 12, vscode.ViewColumn.Two);
    const slice = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'ami-slice');
    assert.equal(slice?.viewColumn, vscode.ViewColumn.Two);
    assert.match(slice?.document.lineAt(slice.selection.active.line).text ?? '', /^Event: /);
    assert.equal(ladderTabs().length, 1);
    await vscode.commands.executeCommand('ami.closeCapture');
  });

  it('says so where the call is not there any more', async () => {
    await openEditor('asterisk-22.10.1/call_answered.ami');
    const gone = { type: 'call', uri: 'file:///nowhere/gone.ami', call: { key: 0, id: 'x', uniqueids: ['x'] } };
    assert.deepEqual(await vscode.commands.executeCommand<Drawn>('ami.showLadder', gone), { lifelines: 0, rows: 0 });
  });

  it('is drawn again when the capture changes', async () => {
    const editor = await openEditor('asterisk-22.10.1/call_answered.ami');
    const document = await vscode.workspace.openTextDocument({ language: 'ami', content: editor.document.getText() });
    const copy = await vscode.window.showTextDocument(document);
    const before = await vscode.commands.executeCommand<Drawn>('ami.showLadder');
    const at = document.getText().indexOf('Event: Hangup');
    await copy.edit((edit) => edit.delete(new vscode.Range(document.positionAt(at), document.positionAt(document.getText().length))));
    for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
      const text = await vscode.commands.executeCommand<string>('ami.copyLadder', 'text');
      if (text && !text.includes('hangup 16')) break;
      assert.ok(Date.now() < deadline, 'the ladder does not follow');
    }
    assert.ok(before.rows > 3);
    // An untitled document would ask whether to save it.
    await vscode.window.showTextDocument(document, copy.viewColumn);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
