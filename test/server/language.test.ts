import assert from 'node:assert/strict';
import type {
  CompletionItem,
  DocumentHighlight,
  FoldingRange,
  InlayHint,
  Location,
  Position,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  WorkspaceSymbol,
} from 'vscode-languageserver-types';
import { type LspClient, RequestError, startClient } from '../support/lspClient';

const URI = 'file:///capture.ami';

/** Two calls, one after the other; the second has noise in it. */
const TEXT = [
  'Asterisk Call Manager/11.0.0\r\n',
  ...['1795371545.1', '1795371600.2'].flatMap((id, i) => [
    `Event: Newchannel\r\nTimestamp: ${id.split('.')[0]}.500000\r\nChannel: PJSIP/${i}-0000000${i}\r\nCallerIDNum: 10${i}\r\nExten: 200\r\nUniqueid: ${id}\r\nLinkedid: ${id}\r\n\r\n`,
    ...(i === 1 ? [`Event: VarSet\r\nUniqueid: ${id}\r\n\r\n`, `Event: VarSet\r\nUniqueid: ${id}\r\n\r\n`] : []),
    `Event: Hangup\r\nTimestamp: ${Number(id.split('.')[0]) + 3}.700000\r\nChannel: PJSIP/${i}-0000000${i}\r\nUniqueid: ${id}\r\nLinkedid: ${id}\r\nCause: 16\r\n\r\n`,
  ]),
].join('');

/** The position behind the first `needle`. */
function behind(needle: string): Position {
  const before = TEXT.slice(0, TEXT.indexOf(needle) + needle.length);
  const lines = before.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const ALL = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

describe('the language server for an editor without extras', () => {
  let client: LspClient;
  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(`textDocument/${method}`, { textDocument: { uri: URI }, ...params });

  before(async () => {
    client = await startClient({ capabilities: { textDocument: { rename: { prepareSupport: true } } } });
    client.open(URI, TEXT);
  });
  after(() => client.server.kill());

  it('offers no preparation of a rename to who does not know it', async () => {
    const other = await startClient();
    assert.equal(other.initialized.capabilities.renameProvider, true);
    assert.equal(await other.end(), 0);
  });

  it('says what it can do', () => {
    const { capabilities } = client.initialized;
    for (const what of [
      'definitionProvider',
      'referencesProvider',
      'documentHighlightProvider',
      'selectionRangeProvider',
      'workspaceSymbolProvider',
      'inlayHintProvider',
      'foldingRangeProvider',
    ])
      assert.equal(capabilities[what], true, what);
    assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
    assert.deepEqual(capabilities.completionProvider, { triggerCharacters: [':', ' '], resolveProvider: true });
  });

  it('completes, without snippets and commands, and documents on demand', async () => {
    const items = await ask<CompletionItem[]>('completion', { position: behind('Event: ') });
    const hangup = items.find(({ label }) => label === 'Hangup');
    assert.ok(hangup && !hangup.documentation);
    assert.ok(items.every(({ insertTextFormat, command }) => insertTextFormat !== 2 && command === undefined));
    const { documentation } = await client.request<CompletionItem>('completionItem/resolve', hangup);
    assert.match(typeof documentation === 'object' ? documentation.value : '', /channel has ended/i);
  });

  it('finds definitions as plain locations, references and highlights', async () => {
    const position = behind('Event: Hangup\r\nTimestamp: 1795371548.700000\r\nChannel: PJSIP');
    const definition = await ask<Location>('definition', { position });
    assert.deepEqual(definition, { uri: URI, range: { start: { line: 3, character: 9 }, end: { line: 3, character: 25 } } });
    const references = await ask<Location[]>('references', { position, context: { includeDeclaration: true } });
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [3, 6, 11, 12],
    );
    const highlights = await ask<DocumentHighlight[]>('documentHighlight', { position });
    assert.equal(highlights.length, 4);
    assert.equal(await ask('documentHighlight', { position: behind('Cause: ') }), null);
    assert.equal(await ask('definition', { position: behind('Event: Han') }), null);
  });

  it('refuses to rename, and says why', async () => {
    const refused = (error: unknown): boolean => error instanceof RequestError && /evidence/.test(error.message);
    await assert.rejects(ask('prepareRename', { position: behind('Uniqueid: 1') }), refused);
    await assert.rejects(ask('rename', { position: behind('Uniqueid: 1'), newName: 'x' }), refused);
  });

  it('folds calls and noise, without words that nobody asked for', async () => {
    const ranges = await ask<FoldingRange[]>('foldingRange');
    const found = ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`);
    assert.deepEqual(found, ['1-14', '9-14', '16-35', '24-28', '27-28', '30-35']);
    assert.ok(ranges.every(({ collapsedText }) => collapsedText === undefined));
  });

  it('grows selections', async () => {
    const [range] = await ask<SelectionRange[]>('selectionRange', { positions: [behind('Uniqueid: 1')] });
    let depth = 0;
    for (let at = range; at; at = at.parent as SelectionRange) depth++;
    assert.equal(depth, 6);
  });

  it('finds calls, channels and numbers of open documents', async () => {
    const symbols = async (query: string): Promise<string[]> =>
      (await client.request<WorkspaceSymbol[]>('workspace/symbol', { query })).map(({ name }) => name);
    assert.equal((await symbols('')).length, 2);
    assert.ok((await symbols('PJSIP/1')).includes('PJSIP/1-00000001'));
    assert.ok((await symbols('101')).includes('101'));
  });

  it('hints and colours what is shown', async () => {
    const hints = await ask<InlayHint[]>('inlayHint', { range: ALL });
    assert.deepEqual(
      hints.filter(({ position }) => position.line === 9).map(({ label }) => label),
      ['+3.2 s'],
    );
    assert.ok(hints.some(({ label }) => label === 'Normal Clearing'));
    const { data } = await ask<SemanticTokens>('semanticTokens/range', { range: ALL });
    assert.ok(data.length > 0 && data.length % 5 === 0);
  });

  it('colours what is shown for a client that asks for that, else whole documents', async () => {
    const full = async (requests: object): Promise<unknown> => {
      const other = await startClient({ capabilities: { textDocument: { semanticTokens: { requests } } } });
      other.server.kill();
      const { range, full } = other.initialized.capabilities.semanticTokensProvider as { range: unknown; full: unknown };
      assert.equal(range, true);
      return full;
    };
    assert.equal(await full({ full: true, range: true }), false);
    assert.deepEqual(await full({ full: true }), { delta: true });
  });

  it('sends of tokens what changed', async () => {
    const first = await ask<SemanticTokens>('semanticTokens/full');
    const same = await ask<SemanticTokensDelta>('semanticTokens/full/delta', { previousResultId: first.resultId });
    assert.deepEqual(same.edits, []);
    const forgotten = await ask<SemanticTokens>('semanticTokens/full/delta', { previousResultId: 'other' });
    assert.deepEqual(forgotten.data, first.data);
  });
});

describe('the language server with settings', () => {
  it('leaves out hints that are switched off, and takes the user’s noise', async () => {
    const client = await startClient();
    try {
      client.notify('workspace/didChangeConfiguration', {
        settings: { ami: { noise: [], inlayHints: { sinceCallBegan: false, texts: false, times: false } } },
      });
      client.open(URI, TEXT);
      const textDocument = { uri: URI };
      assert.deepEqual(await client.request('textDocument/inlayHint', { textDocument, range: ALL }), []);
      const ranges = await client.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
      assert.ok(!ranges.some(({ startLine, endLine }) => startLine === 24 && endLine === 28));
    } finally {
      client.server.kill();
    }
  });
});
