import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf } from './support';

/** An unsaved capture in an editor, once the diagnostics that the test needs are there. */
async function shown(content: string, code: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'ami', content });
  await vscode.window.showTextDocument(document);
  await diagnosticsOf(document, (found) => found.some((one) => codeOf(one) === code));
  return document;
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

async function actions(document: vscode.TextDocument, kind?: string): Promise<vscode.CodeAction[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, all, kind);
}

/** Does what the light bulb does with the first action of that title. */
async function run(document: vscode.TextDocument, title: RegExp, kind?: string): Promise<void> {
  const found = await actions(document, kind);
  const action = found.find((one) => title.test(one.title));
  assert(action, `${title} is offered: ${found.map((one) => one.title)}`);
  if (action.edit) assert(await vscode.workspace.applyEdit(action.edit), 'the edit is made');
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

describe('fixes in the editor', () => {
  it('mask a secret', async () => {
    const document = await shown('Action: Login\r\nUsername: a\r\nSecret: hunter2\r\n\r\n', 'secret');
    await run(document, /^Mask this secret$/);
    assert.equal(document.lineAt(2).text, 'Secret: ********');
    await diagnosticsOf(document, (found) => !found.some((one) => codeOf(one) === 'secret'));
  });

  it('are made all at once where that is safe', async () => {
    const document = await shown(
      'Asterisk Call Manager/11.0.0\r\nEvent: Reload\r\nPrivilege: system,all\r\nModul: x\r\nStatus 0\r\n\r\nAction: Login\r\nSecret: abc\r\n\r\n',
      'no-colon',
    );
    await run(document, /^Fix names and colons/, 'source.fixAll');
    assert.match(document.getText(), /\r\nModule: x\r\nStatus: 0\r\n\r\nAction: Login\r\nSecret: \*{8}\r\n/);
  });

  it('make an event of another module known to the workspace', async () => {
    const document = await shown('Asterisk Call Manager/11.0.0\r\nEvent: AcmeDoorOpened\r\nPrivilege: user,all\r\nDoor: 3\r\n\r\n', 'unknown-message');
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('ami');
    try {
      await run(document, /AcmeDoorOpened/);
      const known = settings().inspect<{ name: string; headers: string[] }[]>('knownEvents')?.workspaceValue;
      assert.deepEqual(
        known?.map(({ name, headers }) => [name, headers.includes('Door')]),
        [['AcmeDoorOpened', true]],
      );
      await diagnosticsOf(document, (found) => !found.some((one) => codeOf(one) === 'unknown-message'));
    } finally {
      await settings().update('knownEvents', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('follow the settings: a code that is off is not told', async () => {
    const document = await shown('Action: Login\r\nSecret: abc\r\n\r\n', 'secret');
    const settings = vscode.workspace.getConfiguration('ami');
    try {
      await settings.update('diagnostics.severity', { secret: 'off' }, vscode.ConfigurationTarget.Global);
      await diagnosticsOf(document, (found) => !found.some((one) => codeOf(one) === 'secret'));
    } finally {
      await settings.update('diagnostics.severity', undefined, vscode.ConfigurationTarget.Global);
    }
    await diagnosticsOf(document, (found) => found.some((one) => codeOf(one) === 'secret'));
  });
});
