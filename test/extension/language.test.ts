import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { openEditor } from './support';

const RECORDING = 'asterisk-22.10.1/attended_transfer_complete.ami';

/** Opens a capture of test/captures in an editor. */
const open = async (name: string): Promise<vscode.TextDocument> => (await openEditor(name)).document;

async function untitled(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'ami', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The position behind the first `needle`. */
function behind(document: vscode.TextDocument, needle: string): vscode.Position {
  const at = document.getText().indexOf(needle);
  assert(at >= 0, `${needle} is in the capture`);
  return document.positionAt(at + needle.length);
}

/** What VS Code's command of a provider gives, as soon as `wanted` holds. */
async function provided<T>(wanted: (found: T) => boolean, command: string, ...args: unknown[]): Promise<T> {
  for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
    const found = await vscode.commands.executeCommand<T>(command, ...args);
    if (found && wanted(found)) return found;
    if (Date.now() > deadline) throw new Error(`${command} gives ${JSON.stringify(found)?.slice(0, 400)}`);
  }
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe('the language in the editor', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('completes headers and values, with documentation', async () => {
    const document = await untitled('Asterisk Call Manager/11.0.0\nEvent: Hangup\nPrivilege: call,all\n\n');
    const list = await provided<vscode.CompletionList>(
      ({ items }) => items.some((item) => labelOf(item) === 'Cause'),
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(3, 0),
      undefined,
      5,
    );
    const channel = list.items.find((item) => labelOf(item) === 'Channel');
    assert.match(channel?.documentation instanceof vscode.MarkdownString ? channel.documentation.value : '', /hannel/);
  });

  it('offers whole actions as snippets', async () => {
    const document = await untitled('');
    const list = await provided<vscode.CompletionList>(
      ({ items }) => items.length > 100,
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 0),
    );
    const item = list.items.find((item) => labelOf(item) === 'Action: Redirect');
    assert.ok(item?.insertText instanceof vscode.SnippetString);
    assert.match(item.insertText.value, /Exten: \$\{3:100\}/);
  });

  it('goes to where a channel was born, and finds all that names it', async () => {
    const document = await open(RECORDING);
    const position = behind(document, 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: ');
    const [link] = await provided<vscode.LocationLink[]>((found) => found.length > 0, 'vscode.executeDefinitionProvider', document.uri, position);
    assert.ok(link);
    assert.equal(document.lineAt(link.targetRange.start.line).text, 'Event: Newchannel');
    const references = await provided<vscode.Location[]>((found) => found.length > 5, 'vscode.executeReferenceProvider', document.uri, position);
    const texts = new Set(references.map(({ range }) => document.getText(range)));
    assert.ok([...texts].some((text) => text.includes('/')) && [...texts].some((text) => /^[\w-]*\d+\.\d+$/.test(text)), [...texts].join());
    const highlights = await provided<vscode.DocumentHighlight[]>((found) => found.length > 5, 'vscode.executeDocumentHighlights', document.uri, position);
    assert.equal(highlights.filter(({ kind }) => kind === vscode.DocumentHighlightKind.Write).length, 1);
  });

  it('goes to the page of an event', async () => {
    const document = await open(RECORDING);
    const [link] = await provided<vscode.LocationLink[]>(
      (found) => found.length > 0,
      'vscode.executeDefinitionProvider',
      document.uri,
      behind(document, 'Event: Hang'),
    );
    assert.match((await vscode.workspace.openTextDocument(link?.targetUri ?? document.uri)).getText(), /^# Hangup/);
  });

  it('says why it renames nothing', async () => {
    const document = await open(RECORDING);
    await assert.rejects(
      async () => vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, behind(document, 'Uniqueid: 1'), 'x'),
      /evidence/,
    );
  });

  it('finds calls and channels of open captures', async () => {
    await open('asterisk-22.10.1/call_answered.ami');
    const symbols = await provided<vscode.SymbolInformation[]>((found) => found.length > 0, 'vscode.executeWorkspaceSymbolProvider', 'Local/1000');
    assert.ok(symbols.some(({ name }) => name.startsWith('Local/1000@')));
  });

  it('grows selections from the value to the call', async () => {
    const document = await open('asterisk-22.10.1/call_answered.ami');
    const [range] = await provided<vscode.SelectionRange[]>((found) => found.length > 0, 'vscode.executeSelectionRangeProvider', document.uri, [
      behind(document, 'Cause: 1'),
    ]);
    const texts: string[] = [];
    for (let at: vscode.SelectionRange | undefined = range; at; at = at.parent) texts.push(document.getText(at.range));
    assert.ok(
      texts.some((text) => /^Event: SoftHangupRequest\r\n(?:.+\r\n)+.+$/.test(text)),
      texts.map((text) => text.slice(0, 60)).join('\n---\n'),
    );
    assert.ok(texts.some((text) => /^Event: CEL[\s\S]*Event: Newchannel[\s\S]*Event: Hangup/.test(text)));
  });

  it('folds runs of noise', async () => {
    const document = await open('asterisk-22.10.1/getvar_setvar.ami');
    const ranges = await provided<vscode.FoldingRange[]>((found) => found.length > 0, 'vscode.executeFoldingRangeProvider', document.uri);
    const events = (range: vscode.FoldingRange): string[] =>
      [...document.getText(new vscode.Range(range.start, 0, range.end + 1, 0)).matchAll(/^Event: (\S+)/gm)].map((found) => found[1] ?? '');
    const runs = ranges.map(events).filter((names) => names.length > 1);
    assert.ok(
      runs.some((names) => names.every((name) => /^(VarSet|Newexten)$/.test(name))),
      JSON.stringify(runs),
    );
  });

  it('hints at words behind bare numbers, and less when a setting says so', async () => {
    const document = await untitled('Asterisk Call Manager/11.0.0\nEvent: HangupRequest\nCause: 16\n\n');
    const range = new vscode.Range(0, 0, 4, 0);
    const hints = await provided<vscode.InlayHint[]>((found) => found.length > 0, 'vscode.executeInlayHintProvider', document.uri, range);
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['Normal Clearing'],
    );
    const settings = vscode.workspace.getConfiguration('ami');
    await settings.update('inlayHints.texts', false, vscode.ConfigurationTarget.Workspace);
    await provided<vscode.InlayHint[]>((found) => found.length === 0, 'vscode.executeInlayHintProvider', document.uri, range);
    await settings.update('inlayHints.texts', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('colours ids, unknown headers and noise', async () => {
    const document = await untitled(
      'Asterisk Call Manager/11.0.0\nEvent: Hangup\nColour: red\nUniqueid: 1795371545.1\n\nEvent: VarSet\nUniqueid: 1795371545.1\n\n',
    );
    const tokens = await provided<vscode.SemanticTokens>(
      (found) => found.data.length > 0,
      'vscode.provideDocumentRangeSemanticTokens',
      document.uri,
      new vscode.Range(0, 0, 7, 0),
    );
    assert.ok(tokens.data.length >= 15);
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentRangeSemanticTokensLegend',
      document.uri,
      new vscode.Range(0, 0, 7, 0),
    );
    assert.ok(legend.tokenTypes.includes('amiUniqueid') && legend.tokenModifiers.includes('noise'));
  });
});
