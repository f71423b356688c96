import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openEditor } from './support';

function activeSlice(text: string): () => vscode.TextDocument | undefined {
  return () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.scheme === 'ami-slice' && document.getText().includes(text) ? document : undefined;
  };
}

const CAPTURE = 'asterisk-22.10.1/call_answered.ami';

describe('filters in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('show what fits as a document that leads back', async () => {
    const { document } = await openEditor(CAPTURE);
    await vscode.commands.executeCommand('ami.filter', 'event:Hangup cause:>=0');
    const slice = await eventually('the slice', activeSlice('event:Hangup cause:>=0'));
    const hangups = document.getText().match(/^Event: Hangup\r?$/gm)?.length;
    assert.equal(slice.getText().match(/^Event: /gm)?.length, hangups);
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    const at = slice.positionAt(slice.getText().indexOf('Event: Hangup'));
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('ami.goToOriginal');
    const original = await eventually('the original', () =>
      vscode.window.activeTextEditor?.document === document && vscode.window.activeTextEditor.selection.active.line > 0
        ? vscode.window.activeTextEditor
        : undefined,
    );
    assert.match(document.lineAt(original.selection.active.line).text, /^Event: Hangup/);
  });

  it('leave noise out, of a slice too', async () => {
    await openEditor(CAPTURE);
    await vscode.commands.executeCommand('ami.openWithoutNoise');
    const slice = await eventually('the slice', activeSlice('not noise'));
    assert.doesNotMatch(slice.getText(), /^Event: (VarSet|Newexten)\r?$/m);
    assert.match(slice.getText(), /^Event: DialEnd\r?$/m);
    await openEditor(CAPTURE);
    await vscode.commands.executeCommand('ami.filter', 'event:Newexten or event:Hangup');
    await eventually('the slice with noise', activeSlice('Event: Newexten'));
    await vscode.commands.executeCommand('ami.openWithoutNoise');
    const quiet = await eventually('the slice without', activeSlice('(event:Newexten or event:Hangup) not noise'));
    assert.deepEqual([...new Set(quiet.getText().match(/^Event: \w+/gm))], ['Event: Hangup']);
  });
});

describe('moving about in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('goes to messages, names, numbers and times', async () => {
    const editor = await openEditor(CAPTURE);
    const { document } = editor;
    const lines = document.getText().split(/\r?\n/);
    const starts = lines.flatMap((line, i) => (/^(Event|Action|Response): /.test(line) && !/^(Event|Action|Response): /.test(lines[i - 1] ?? '') ? [i] : []));
    const line = (): number => editor.selection.active.line;
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('ami.goToMessageNumber', '3');
    assert.equal(line(), starts[2]);
    await vscode.commands.executeCommand('ami.nextMessage');
    assert.equal(line(), starts[3]);
    await vscode.commands.executeCommand('ami.previousMessage');
    assert.equal(line(), starts[2]);
    const hangups = lines.flatMap((one, i) => (one === 'Event: Hangup' ? [i] : []));
    const [first = 0, second] = hangups;
    editor.selection = new vscode.Selection(first, 2, first, 2);
    await vscode.commands.executeCommand('ami.nextSameEvent');
    assert.equal(line(), second);
    await vscode.commands.executeCommand('ami.previousSameEvent');
    assert.equal(line(), first);
    await vscode.commands.executeCommand('ami.goToTime', '+0s');
    assert.match(lines[line()] ?? '', /^Event: SuccessfulAuth/, 'the first that tells a time');
    const before = line();
    await vscode.commands.executeCommand('ami.goToTime', 'noon');
    assert.equal(line(), before, 'what is no time moves nothing');
  });
});

describe('noise in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('folds and unfolds', async () => {
    const editor = await openEditor(CAPTURE);
    // The editor folds what it has been told of before.
    await vscode.commands.executeCommand('vscode.executeFoldingRangeProvider', editor.document.uri);
    const first = editor.document
      .getText()
      .split(/\r?\n/)
      .findIndex((line) => /^Event: (VarSet|Newexten)/.test(line));
    assert.ok(first > 0);
    editor.selection = new vscode.Selection(first, 0, first, 0);
    editor.revealRange(new vscode.Range(first, 0, first, 0), vscode.TextEditorRevealType.InCenter);
    const isHidden = (line: number): boolean => !editor.visibleRanges.some((range) => range.start.line <= line && line <= range.end.line);
    await eventually('the first noise in view', () => (isHidden(first) || isHidden(first + 1) ? undefined : true));
    await vscode.commands.executeCommand('ami.foldNoise');
    await eventually('folded noise', () => (isHidden(first + 1) && !isHidden(first) ? true : undefined));
    await vscode.commands.executeCommand('ami.unfoldNoise');
    await eventually('unfolded noise', () => (isHidden(first + 1) ? undefined : true));
  });

  it('is dimmed until it is switched off', async () => {
    const { document } = await openEditor(CAPTURE);
    const dim = (): unknown => vscode.workspace.getConfiguration('ami', document.uri).get('dimNoise');
    assert.equal(dim(), true);
    await vscode.commands.executeCommand('ami.toggleNoise');
    assert.equal(dim(), false);
    await vscode.commands.executeCommand('ami.toggleNoise');
    assert.equal(dim(), true);
  });
});
