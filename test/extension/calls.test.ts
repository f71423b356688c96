import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import type { Node } from '../../client/src/calls/nodes';
import { eventually, openEditor } from './support';

type Calls = Api['calls'];

/** What the view shows below a node: label and description. */
async function shown(calls: Calls, node?: Node): Promise<string[]> {
  return (await calls.getChildren(node)).map((one) => {
    const { label, description } = calls.getTreeItem(one);
    return [label, description].filter(Boolean).join(' | ');
  });
}

function cursorAt(editor: vscode.TextEditor, needle: string, offset = 0): void {
  const at = editor.document.positionAt(editor.document.getText().indexOf(needle) + offset);
  editor.selection = new vscode.Selection(at, at);
}

describe('calls in the editor', () => {
  let calls: Calls;
  let editor: vscode.TextEditor;

  before(async () => {
    const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
    assert(extension);
    ({ calls } = await extension.activate());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    editor = await openEditor('asterisk-22.10.1/attended_transfer_sip.ami');
    await eventually('the calls', () => (calls.uri === editor.document.uri.toString() && (calls.state?.total ?? 0) > 0 ? true : undefined));
  });
  after(async () => {
    await vscode.commands.executeCommand('ami.clearCallFilter');
    await vscode.commands.executeCommand('ami.groupCalls', 'none');
    await vscode.commands.executeCommand('ami.showOldestCallsFirst');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are in the view, each as one line', async () => {
    const [first] = await shown(calls);
    assert.match(first ?? '', /^PJSIP\/loop → 5007 \| \d\d:\d\d:\d\d · /);
  });

  it('consist of channels with reasons, and of messages with noise folded', async () => {
    const [call] = await calls.getChildren();
    assert(call);
    const parts = await calls.getChildren(call);
    assert.ok(parts.some((one) => one.type === 'channel' && calls.getTreeItem(one).description === 'began the call'));
    const messages = parts.find((one) => one.type === 'messages');
    assert(messages);
    const lines = await shown(calls, messages);
    assert.ok(
      lines.some((line) => /^\d+ VarSet$/.test(line)),
      lines.join('\n'),
    );
    assert.ok(!lines.some((line) => line.startsWith('VarSet')));
    const noise = (await calls.getChildren(messages)).find((one) => one.type === 'noise');
    assert(noise?.type === 'noise');
    assert.equal((await calls.getChildren(noise)).length, noise.count);
    for (const one of await calls.getChildren(messages)) assert.equal(calls.getParent(one), messages);
  });

  it('are filtered, sorted and grouped', async () => {
    const all = await shown(calls);
    await vscode.commands.executeCommand('ami.showNewestCallsFirst');
    assert.deepEqual(await shown(calls), [...all].reverse());
    await vscode.commands.executeCommand('ami.showOldestCallsFirst');
    await vscode.commands.executeCommand('ami.filterCalls', 'trunkuser');
    assert.deepEqual(
      await shown(calls),
      all.filter((line) => line.startsWith('trunkuser')),
    );
    await vscode.commands.executeCommand('ami.clearCallFilter');
    await vscode.commands.executeCommand('ami.groupCalls', 'outcome');
    assert.deepEqual(await shown(calls), [`Answered (${all.length})`]);
    const [group] = await calls.getChildren();
    assert.deepEqual(await shown(calls, group), all);
    await vscode.commands.executeCommand('ami.groupCalls', 'none');
  });

  it('are copied as a line and as Markdown', async () => {
    const [call] = await calls.getChildren();
    await vscode.commands.executeCommand('ami.copyCallLine', call);
    assert.match(await vscode.env.clipboard.readText(), /^Originate → PJSIP\/loop → 5007, answered/);
    await vscode.commands.executeCommand('ami.copyCallStory', call);
    assert.match(await vscode.env.clipboard.readText(), /^# Originate → PJSIP\/loop → 5007[\s\S]*## What happened/);
  });

  it('have lenses above their first messages', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', editor.document.uri, 4);
    assert.match(lenses.find(({ command }) => command?.title.includes('→'))?.command?.title ?? '', /^Originate → PJSIP\/loop → 5007, answered/);
    assert.equal(lenses[0]?.command?.command, 'ami.showCallStory');
    assert.deepEqual(
      lenses.slice(0, 2).map(({ command }) => command?.title),
      ['Story', 'Ladder'],
    );
  });

  it('are gone through message by message', async () => {
    const { document } = editor;
    await vscode.window.showTextDocument(document);
    cursorAt(editor, 'Event: Newchannel');
    const first = editor.selection.active.line;
    await vscode.commands.executeCommand('ami.nextMessageOfCall');
    const next = editor.selection.active.line;
    assert.ok(next > first);
    assert.match(document.lineAt(next).text, /^Event: /);
    await vscode.commands.executeCommand('ami.previousMessageOfCall');
    assert.equal(editor.selection.active.line, first);
  });

  it('have a hierarchy of channels', async () => {
    const at = editor.document.positionAt(editor.document.getText().indexOf('Event: DialBegin') + 3);
    const items = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', editor.document.uri, at);
    assert.equal(items[0]?.name, 'PJSIP/loop-00000040');
    const reached = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>('vscode.provideOutgoingCalls', items[0]);
    assert.ok(reached.some(({ to }) => to.name === 'PJSIP/loop-00000042'));
  });

  it('open as documents, from the cursor too', async () => {
    await vscode.window.showTextDocument(editor.document);
    cursorAt(editor, 'Event: DialBegin');
    await vscode.commands.executeCommand('ami.openCallAsDocument');
    const slice = await eventually('the call', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'ami-slice' ? document : undefined;
    });
    assert.match(slice.getText(), /^;# Slice of attended_transfer_sip\.ami: call /m);
    const active = vscode.window.activeTextEditor;
    assert(active);
    cursorAt(active, 'Event: DialBegin');
    await vscode.commands.executeCommand('ami.goToOriginal');
    const original = vscode.window.activeTextEditor;
    assert.equal(original?.document.uri.toString(), editor.document.uri.toString());
    assert.equal(original?.document.lineAt(original.selection.active.line).text, 'Event: DialBegin');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    editor = await vscode.window.showTextDocument(editor.document);
  });

  it('have a story beside the capture', async () => {
    cursorAt(editor, 'Event: DialBegin');
    await vscode.commands.executeCommand('ami.showCallStory');
    const tab = await eventually('the story', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('ami.story')),
    );
    assert.match(tab.label, /^PJSIP\/loop → 5007/);
    assert.notEqual(tab.group.viewColumn, editor.viewColumn);
    // Asked for again it is the same page.
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('ami.showCallStory');
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputWebview).length, 1);
  });

  it('have a story that goes on with the capture', async () => {
    const channel = (name: string, id: string): string => `Channel: SIP/${name}-1\nUniqueid: ${id}\nLinkedid: 1795341600.1\nCallerIDNum: ${name}\n`;
    const content = `Event: Newchannel\n${channel('100', '1795341600.1')}Exten: 200\n\nEvent: Newchannel\n${channel('201', '1795341600.2')}Exten:\n\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'ami', content });
    const live = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
    await vscode.commands.executeCommand('ami.showCallStory');
    await eventually('the story', () => (labels().includes('100 → 200') ? true : undefined));
    const dial = `${channel('100', '1795341600.1')}${channel('201', '1795341600.2').replace(/^/gm, 'Dest').replace(/Dest$/, '')}`;
    await live.edit((edit) =>
      edit.insert(document.lineAt(document.lineCount - 1).range.end, `Event: DialBegin\n${dial}\nEvent: DialEnd\n${dial}DialStatus: ANSWER\n\n`),
    );
    await eventually('the story to go on', () => (labels().includes('100 → 200 → 201') ? true : undefined));
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    editor = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await eventually('the capture in the view', () => (calls.uri === editor.document.uri.toString() ? true : undefined));
  });

  it('lead from the view to the message, in the editor that has it', async () => {
    const [call] = await calls.getChildren();
    assert(call);
    const { command } = calls.getTreeItem(call);
    assert(command);
    cursorAt(editor, 'Asterisk Call Manager');
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const moved = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === editor.document.uri.toString());
    assert.match(moved?.document.lineAt(moved.selection.active.line).text ?? '', /^Event: /);
  });
});
