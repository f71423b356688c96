import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

const EXTENSION = 'ami-logs.ami-logs';

describe('the extension in VS Code', () => {
  it('is found', () => {
    assert.ok(vscode.extensions.getExtension(EXTENSION), `VS Code has no extension ${EXTENSION}`);
  });

  it('activates for a document of language `ami`', async () => {
    const [capture] = await vscode.workspace.findFiles('**/*.ami', undefined, 1);
    assert.ok(capture, 'the workspace has no .ami file');
    const document = await vscode.workspace.openTextDocument(capture);
    assert.equal(document.languageId, 'ami');
    // Nobody calls activate() here: the opened document has to do it. VS Code has no event for it.
    const extension = vscode.extensions.getExtension(EXTENSION);
    for (const deadline = Date.now() + 30_000; !extension?.isActive && Date.now() < deadline; ) await sleep(50);
    assert.equal(extension?.isActive, true, 'an .ami document did not activate the extension within 30 s');
  });
});
