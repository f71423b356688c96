import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, openEditor } from './support';

/** Opens a capture of test/captures in an editor. */
const open = async (name: string): Promise<vscode.TextDocument> => (await openEditor(name)).document;

/** An unsaved capture with this text. */
function untitled(content: string): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument({ language: 'ami', content });
}

/** The position of the first `needle`, `offset` characters into it. */
function positionOf(document: vscode.TextDocument, needle: string, offset = 1): vscode.Position {
  const at = document.getText().indexOf(needle);
  assert(at >= 0, `${needle} is in the capture`);
  return document.positionAt(at + offset);
}

async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap((hover) => hover.contents.map((one) => (typeof one === 'string' ? one : one.value))).join('\n');
}

describe('a capture in the editor', () => {
  it('is of language ami by its extension', async () => {
    assert.equal((await open('asterisk-22.10.1/call_answered.ami')).languageId, 'ami');
  });

  it('is of language ami by its first line, whatever its name', async () => {
    assert.equal((await untitledByFirstLine()).languageId, 'ami');
  });

  it('explains an event, a header and the value at hand', async () => {
    const document = await open('asterisk-22.10.1/call_answered.ami');
    assert.match(await hoverText(document, positionOf(document, 'Event: DialEnd', 8)), /DialEnd.*dial attempt/s);
    assert.match(await hoverText(document, positionOf(document, 'ChannelState: 6')), /ChannelState/);
    assert.match(await hoverText(document, positionOf(document, 'ChannelState: 6', 14)), /`6` = \*\*Up\*\*/);
  });

  it('has one symbol a message', async () => {
    const document = await open('asterisk-22.10.1/call_answered.ami');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    const messages = document.getText().split('\r\n\r\n').length - 1;
    assert.equal(symbols.length, messages);
    const hangup = symbols.find((symbol) => symbol.name === 'Event: Hangup');
    assert.match(hangup?.detail ?? '', /Local\/1000@default-.*Normal Clearing/);
  });

  it('folds each message and the output of a command', async () => {
    const document = await open('asterisk-11.25.3/command_core_show_functions.duplex.ami');
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    const output = ranges.find((range) => range.kind === vscode.FoldingRangeKind.Region);
    assert(output && output.end - output.start > 20, 'the command output folds');
    assert(
      ranges.some((range) => document.lineAt(range.start).text.startsWith('Event: ')),
      'events fold',
    );
  });

  it('is silent on a recording and reports planted mistakes on their lines', async () => {
    const clean = await open('asterisk-18.26.4/queue_call_complete_caller.ami');
    await hoverText(clean, new vscode.Position(0, 0));
    assert.deepEqual(vscode.languages.getDiagnostics(clean.uri), []);
    const broken = await untitled(
      'Asterisk Call Manager/7.0.3\nEvent: Hangup\nPrivilege: call,all\nChannell: SIP/1-00000001\nUniqueid 1.1\n\nEvent: NoSuchThing\nA: b\n\n',
    );
    const found = await diagnosticsOf(broken, (diagnostics) => diagnostics.length >= 3);
    assert.deepEqual(
      found.map(({ code, range }) => [code, range.start.line]),
      [
        ['unknown-header', 3],
        ['no-colon', 4],
        ['unknown-message', 6],
      ],
    );
  });

  it('follows edits', async () => {
    const document = await untitled(
      'Asterisk Call Manager/7.0.3\nEvent: FullyBooted\nPrivilege: system,all\nUptime: 1\nLastReload: 1\nStatus: Fully Booted\n\n',
    );
    const editor = await vscode.window.showTextDocument(document);
    await diagnosticsOf(document, (diagnostics) => diagnostics.length === 0);
    await editor.edit((edit) => edit.delete(document.lineAt(3).rangeIncludingLineBreak));
    const [missing] = await diagnosticsOf(document, (diagnostics) => diagnostics.length === 1);
    assert.equal(missing?.code, 'missing-header');
    assert.match(missing?.message ?? '', /Uptime/);
    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(document, (diagnostics) => diagnostics.length === 0);
  });

  it('opens pages of the catalogue', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('ami-catalog:/event/Hangup.md'));
    assert.match(page.getText(), /^# Hangup/);
    assert.match(page.getText(), /\*\*Cause\*\*/);
  });
});

async function untitledByFirstLine(): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert(folder);
  const uri = vscode.Uri.joinPath(folder, 'no-extension');
  await vscode.workspace.fs.writeFile(uri, Buffer.from('Asterisk Call Manager/11.0.0\r\nEvent: FullyBooted\r\n\r\n'));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

describe('the manifest', () => {
  it('declares commands that exist', async () => {
    const extension = vscode.extensions.getExtension('ami-logs.ami-logs');
    assert(extension);
    await extension.activate();
    const declared = (extension.packageJSON as { contributes: { commands: { command: string }[] } }).contributes.commands.map(({ command }) => command);
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !known.has(command)),
      [],
    );
  });
});
