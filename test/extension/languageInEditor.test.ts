import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/extension';
import { diagnosticsOf, eventually, openEditor } from './support';

const CALL = 'asterisk-22.10.1/call_answered.ami';

async function untitled(content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'ami', content }));
}

async function status(): Promise<Api['status']> {
  const extension = vscode.extensions.getExtension<Api>('ami-logs.ami-logs');
  assert(extension);
  return (await extension.activate()).status;
}

const now = <T>(value: T | undefined): T => {
  assert.ok(value !== undefined);
  return value;
};

describe('links to the catalogue', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('stand on the names of events and lead to their pages', async () => {
    const { document } = await openEditor(CALL);
    const links = await eventually('links', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri, 1000);
      return found.length > 0 && found;
    });
    const hangup = now(links.find(({ range }) => document.getText(range) === 'Hangup'));
    assert.equal(decodeURIComponent(String(hangup.target)), 'command:ami.openCatalogPage?["event","Hangup"]');
    assert.ok(links.every(({ range }) => /^(Event|Action): /.test(document.lineAt(range.start.line).text)));
    assert.ok(!links.some(({ range }) => document.getText(range) === 'VarSet'), 'noise stays quiet');
  });

  it('and definitions open pages as they are read, not as Markdown source', async () => {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse('ami-catalog:/event/Hangup.md'));
    const view = await eventually('the page', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.uri.scheme === 'ami-catalog' && input.viewType;
    });
    assert.equal(view, 'vscode.markdown.preview.editor');
  });
});

describe('what is being typed', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is no mistake yet', async () => {
    const editor = await untitled('');
    const { document } = editor;
    const end = (): vscode.Position => document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end(), 'Action: Frobnicate\nAct'));
    await diagnosticsOf(document, (found) => found.map(({ code }) => code).join() === 'unknown-message');
    await editor.edit((edit) => edit.replace(document.lineAt(0).range, 'Action: Originate'));
    await diagnosticsOf(document, (found) => found.length === 0);
  });
});

describe('problems', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are gone to, forwards and backwards', async () => {
    const { document } = await untitled('Asterisk Call Manager/11.0.0\nEvent: Hangupp\n\nEvent: Hold\nPrivilege 1\n\n');
    await diagnosticsOf(document, (found) => found.length >= 2);
    const line = (): number | undefined => vscode.window.activeTextEditor?.selection.active.line;
    await vscode.commands.executeCommand('ami.nextProblem');
    // Which comes first is VS Code's to say: it may sort by severity.
    const first = await eventually('a problem', () => [1, 4].find((one) => one === line()));
    await vscode.commands.executeCommand('ami.nextProblem');
    await eventually('the other one', () => line() === 5 - first);
    await vscode.commands.executeCommand('ami.previousProblem');
    await eventually('the first one again', () => line() === first);
  });
});

describe('the status of a capture', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('says how much is in it, and its version', async () => {
    const { overview, version } = await status();
    await openEditor(CALL);
    await eventually('the overview', () => /^\d+ messages, 1 call, \d+ % noise$/.test(overview.text) && overview.detail !== '');
    await eventually('the version', () => /^Asterisk 22\./.test(version.text) && /banner/.test(version.detail ?? ''));
  });

  it('follows a version that is chosen, and so do diagnostics and hints', async () => {
    const { version } = await status();
    const { document } = await untitled('Event: Hangup\nPrivilege: call,all\nColour: red\nCause: 16\n\n');
    await eventually(`an unknown version instead of ${version.text}`, () => /unknown/.test(version.text));
    await vscode.commands.executeCommand('ami.chooseVersion', '13');
    await eventually('the chosen version', () => version.text === 'Asterisk 13' && /Chosen/.test(version.detail ?? ''));
    await diagnosticsOf(document, (found) => found.some(({ code, message }) => code === 'missing-header' && message.includes('AccountCode')));
    await vscode.commands.executeCommand('ami.chooseVersion', 'auto');
    await eventually('the version before', () => /unknown/.test(version.text));
    await diagnosticsOf(document, (found) => !found.some(({ message }) => message.includes('AccountCode')));
  });

  it('says how much time lies between two messages that are selected', async () => {
    const { between } = await status();
    const editor = await openEditor(CALL);
    const lines = editor.document.getText().split(/\r?\n/);
    const [first = 0, last = 0] = [lines.indexOf('Event: DialBegin'), lines.indexOf('Event: DialEnd')];
    assert.ok(first > 0 && last > first);
    editor.selections = [new vscode.Selection(first, 0, first, 0), new vscode.Selection(last, 0, last, 0)];
    const two = await eventually('the time between two cursors', () => /watch/.test(between.text) && between.text);
    assert.match(two, /^\$\(watch\) ≈ \d+ s, \d+ messages$|^\$\(watch\) [\d.]+ m?s, \d+ messages$/);
    between.text = '';
    editor.selections = [new vscode.Selection(first, 0, last + 1, 0)];
    assert.equal(await eventually('the time of a selection', () => /watch/.test(between.text) && between.text), two);
  });
});
