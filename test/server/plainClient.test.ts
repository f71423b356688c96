import assert from 'node:assert/strict';
import type {
  CallHierarchyItem,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  MarkupContent,
  Position,
  SelectionRange,
  SemanticTokens,
  SymbolInformation,
} from 'vscode-languageserver-types';
import { type LspClient, RequestError, startClient } from '../support/lspClient';

const URI = 'file:///a%20b/capture.ami';

const TEXT = [
  'Asterisk Call Manager/11.0.0',
  'Action: Login',
  'Username: x',
  'Secret: geheim',
  '',
  'Event: Newchannel',
  'Channel: PJSIP/😀-00000001',
  'CallerIDNum: 300',
  'Exten: 200',
  'Uniqueid: 1795371545.1',
  'Linkedid: 1795371545.1',
  '',
  'Event: Hangup',
  'CallerIDName: 😀 é',
  'Channel: PJSIP/😀-00000001',
  'Uniqueid: 1795371545.1',
  'Linkedid: 1795371545.1',
  'Causee: 16',
  'Cause: 21',
  'Cause-txt: Call Rejected',
  '',
  '',
].join('\r\n');

/** The position behind the first `needle`, counted in UTF-16. */
function behind(needle: string): Position {
  const lines = TEXT.slice(0, TEXT.indexOf(needle) + needle.length).split('\r\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const ALL = { start: { line: 0, character: 0 }, end: { line: 22, character: 0 } };
const MARKDOWN_MARKS = /\*\*|`|\\[_*]|^---$|\]\(/m;

describe('the language server for a client that can nothing but what every client can', () => {
  let client: LspClient;
  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(`textDocument/${method}`, { textDocument: { uri: URI }, ...params });

  before(async () => {
    client = await startClient();
    client.open(URI, TEXT);
  });
  after(() => client.server.kill());

  it('is offered nothing that it must first understand', () => {
    const { capabilities } = client.initialized;
    assert.equal(capabilities.positionEncoding, undefined);
    assert.equal(capabilities.codeActionProvider, false);
    assert.equal(capabilities.renameProvider, true);
    assert.equal(capabilities.executeCommandProvider, undefined);
  });

  it('gets its diagnostics pushed, without a version and other places, and nothing is asked of it', async () => {
    const pushed = await client.next<{ uri: string; version?: number; diagnostics: Diagnostic[] }>('textDocument/publishDiagnostics');
    assert.equal(pushed.uri, URI);
    assert.ok(!('version' in pushed));
    assert.ok(pushed.diagnostics.some(({ code }) => code === 'unknown-header'));
    assert.ok(pushed.diagnostics.every((one) => one.relatedInformation === undefined));
    for (const method of ['client/registerCapability', 'workspace/configuration', 'window/workDoneProgress/create', 'workspace/semanticTokens/refresh'])
      assert.equal(client.arrivedSoFar(method), 0, method);
  });

  it('reads hovers and documentation as plain text', async () => {
    for (const place of ['Event: Hang', 'Cause: 2', 'Chan', 'Uniqueid: 17', 'Asterisk Call']) {
      const { contents } = await ask<Hover>('hover', { position: behind(place) });
      const { kind, value } = contents as MarkupContent;
      assert.equal(kind, 'plaintext');
      assert.doesNotMatch(value, MARKDOWN_MARKS, place);
    }
    const items = await ask<CompletionItem[]>('completion', { position: behind('Event: ') });
    const found = await client.request<CompletionItem>(
      'completionItem/resolve',
      items.find(({ label }) => label === 'Newchannel'),
    );
    const { kind, value } = found.documentation as MarkupContent;
    assert.equal(kind, 'plaintext');
    assert.doesNotMatch(value, MARKDOWN_MARKS);
  });

  it('completes plain text, whole actions included', async () => {
    const items = await ask<CompletionItem[]>('completion', { position: { line: 21, character: 0 } });
    const originate = items.find(({ label }) => label === 'Action: Originate');
    assert.equal(originate?.textEdit?.newText, 'Action: Originate');
    for (const { insertTextFormat, textEdit, command, labelDetails, label } of items) {
      assert.notEqual(insertTextFormat, 2, label);
      assert.doesNotMatch(textEdit?.newText ?? '', /\$[{\d]/, label);
      assert.deepEqual([command, labelDetails], [undefined, undefined]);
    }
  });

  it('gets symbols as they were before there were trees of them', async () => {
    const symbols = await ask<SymbolInformation[]>('documentSymbol');
    assert.deepEqual(
      symbols.map(({ name, location }) => [name, location.uri, location.range.start.line]),
      [
        ['Action: Login · x', URI, 1],
        ['Event: Newchannel · PJSIP/😀-00000001 · 200', URI, 5],
        ['Event: Hangup · PJSIP/😀-00000001 · Call Rejected', URI, 12],
      ],
    );
    assert.ok(symbols.every((one) => !('selectionRange' in one) && !('detail' in one)));
  });

  it('gets no code actions, since they would hold edits', async () => {
    const range = { start: behind('Secret: '), end: behind('Secret: geheim') };
    assert.deepEqual(await ask('codeAction', { range, context: { diagnostics: [{ range, source: 'ami', code: 'secret', message: '' }] } }), []);
  });

  it('is told why there is no renaming', async () => {
    const refused = (error: unknown): boolean => error instanceof RequestError && error.code === -32803 && /evidence/.test(error.message);
    await assert.rejects(ask('rename', { position: behind('Uniqueid: 1'), newName: 'x' }), refused);
  });

  it('gets plain locations, ranges and folds', async () => {
    const definition = await ask<Location>('definition', { position: { line: 15, character: 12 } });
    assert.deepEqual(definition, { uri: URI, range: { start: { line: 9, character: 10 }, end: { line: 9, character: 22 } } });
    const references = await ask<Location[]>('references', { position: { line: 15, character: 12 }, context: { includeDeclaration: true } });
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [6, 9, 14, 15],
    );
    assert.equal((await ask<SelectionRange[]>('selectionRange', { positions: [behind('Uniqueid: 1')] })).length, 1);
    assert.ok((await ask<FoldingRange[]>('foldingRange')).every((one) => one.collapsedText === undefined));
  });

  it('is shown calls by code lenses that run nothing, and by call hierarchy', async () => {
    const lenses = await ask<CodeLens[]>('codeLens');
    assert.ok(lenses.length > 0);
    for (const lens of lenses) {
      const { command } = await client.request<CodeLens>('codeLens/resolve', lens);
      assert.deepEqual([typeof command?.title, command?.command], ['string', '']);
    }
    const [item] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', { position: behind('Channel: PJSIP') });
    assert.equal(item?.name, 'PJSIP/😀-00000001');
    assert.ok(Array.isArray(await client.request('callHierarchy/outgoingCalls', { item })));
  });

  it('gets the colours that a grammar would give elsewhere, in types that every editor knows', async () => {
    const { legend } = client.initialized.capabilities.semanticTokensProvider as { legend: { tokenTypes: string[]; tokenModifiers: string[] } };
    const standard = ['keyword', 'property', 'event', 'method', 'interface', 'function', 'enumMember', 'macro', 'type', 'class', 'number', 'string', 'comment'];
    assert.deepEqual(legend, { tokenTypes: standard, tokenModifiers: ['declaration'] });
    for (const method of ['semanticTokens/full', 'semanticTokens/range']) {
      const { data } = await ask<SemanticTokens>(method, { range: { start: { line: 12, character: 0 }, end: { line: 18, character: 0 } } });
      const shown = tokens(data, legend.tokenTypes).filter(([line]) => line >= 12 && line !== 17);
      assert.deepEqual(
        shown.map(([, text, type]) => `${text}=${type}`),
        [
          'Event=keyword',
          'Hangup=event',
          'CallerIDName=property',
          'Channel=property',
          'PJSIP/😀-00000001=function',
          'Uniqueid=property',
          '1795371545.1=enumMember',
          'Linkedid=property',
          '1795371545.1=macro',
          'Cause=property',
          '21=number',
          'Cause-txt=property',
        ],
        method,
      );
    }
  });

  it('answers for documents that are not open, and refuses methods that there are not', async () => {
    const textDocument = { uri: 'file:///elsewhere.ami' };
    const position = { line: 0, character: 0 };
    for (const method of ['hover', 'definition', 'documentSymbol', 'foldingRange', 'semanticTokens/full', 'completion', 'codeLens', 'prepareCallHierarchy'])
      assert.equal(await client.request(`textDocument/${method}`, { textDocument, position }), null, method);
    const unknown = (error: unknown): boolean => error instanceof RequestError && error.code === -32601;
    await assert.rejects(ask('typeDefinition', { position }), unknown);
    await assert.rejects(client.request('workspace/executeCommand', { command: 'ami.openStory' }), unknown);
  });
});

describe('positions', () => {
  for (const positionEncodings of [['utf-8', 'utf-32', 'utf-16'], ['utf-16'], ['utf-32']])
    it(`are counted in UTF-16, whatever a client would like better: ${positionEncodings.join(', ')}`, async () => {
      const client = await startClient({
        capabilities: { general: { positionEncodings }, textDocument: { hover: { contentFormat: ['plaintext', 'markdown'] } } },
      });
      try {
        assert.equal(client.initialized.capabilities.positionEncoding, 'utf-16');
        client.open(URI, TEXT);
        const { range } = await client.request<Hover>('textDocument/hover', { textDocument: { uri: URI }, position: behind('CallerIDName: 😀') });
        assert.deepEqual(range, { start: behind('CallerIDName: '), end: behind('CallerIDName: 😀 é') });
        // An edit behind the character of two units.
        client.notify('textDocument/didChange', {
          textDocument: { uri: URI, version: 2 },
          contentChanges: [{ range: { start: behind('PJSIP/😀'), end: behind('PJSIP/😀-') }, text: '+' }],
        });
        const [, born] = await client.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
        assert.match(born?.name ?? '', /PJSIP\/😀\+00000001/);
      } finally {
        client.server.kill();
      }
    });
});

describe('answers in the forms that a client names', () => {
  const textDocument = {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'], labelDetailsSupport: true } },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  };
  let client: LspClient;
  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(`textDocument/${method}`, { textDocument: { uri: URI }, ...params });
  before(async () => {
    client = await startClient({ capabilities: { textDocument } });
    client.open(URI, TEXT);
  });
  after(() => client.server.kill());

  it('Markdown without links and commands', async () => {
    const { contents } = await ask<Hover>('hover', { position: behind('Event: Hang') });
    const { kind, value } = contents as MarkupContent;
    assert.equal(kind, 'markdown');
    assert.match(value, /\*\*Hangup\*\*/);
    assert.doesNotMatch(value, /\]\(|command:/);
  });

  it('symbols with ranges, whose names hold the details that pickers leave out', async () => {
    const symbols = await ask<DocumentSymbol[]>('documentSymbol');
    assert.deepEqual(
      symbols.map(({ name, detail, selectionRange }) => [name, detail, selectionRange.start.line]),
      [
        ['Action: Login · x', undefined, 1],
        ['Event: Newchannel · PJSIP/😀-00000001 · 200', undefined, 5],
        ['Event: Hangup · PJSIP/😀-00000001 · Call Rejected', undefined, 12],
      ],
    );
  });

  it('snippets', async () => {
    const items = await ask<CompletionItem[]>('completion', { position: { line: 21, character: 0 } });
    assert.match(items.find(({ label }) => label === 'Action: Originate')?.textEdit?.newText ?? '', /\$\{1:/);
    assert.ok(items.every(({ command }) => command === undefined));
    const resolved = await client.request<CompletionItem>(
      'completionItem/resolve',
      items.find(({ label }) => label === 'Action: Originate'),
    );
    assert.equal((resolved.documentation as MarkupContent).kind, 'markdown');
  });

  it('code actions with edits, none with a command of our own client', async () => {
    const { version, diagnostics } = await client.next<{ version: number; diagnostics: Diagnostic[] }>('textDocument/publishDiagnostics');
    assert.equal(version, 1);
    const actions = await ask<{ title: string; command?: unknown; edit?: unknown }[]>('codeAction', { range: ALL, context: { diagnostics } });
    assert.ok(actions.some(({ title }) => title === 'Mask this secret'));
    assert.ok(actions.every(({ command, edit }) => command === undefined && edit !== undefined));
  });

  it('hints whose words and tooltips are plain', async () => {
    const hints = await ask<InlayHint[]>('inlayHint', { range: ALL });
    assert.ok(hints.every(({ label, tooltip }) => typeof label === 'string' && typeof tooltip === 'string' && !MARKDOWN_MARKS.test(tooltip)));
  });
});

/** Line, text and type of each token. */
function tokens(data: readonly number[], types: readonly string[]): [line: number, text: string, type: string | undefined][] {
  const lines = TEXT.split('\r\n');
  const found: [number, string, string | undefined][] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 4);
    line += down;
    character = down > 0 ? right : character + right;
    found.push([line, lines[line]?.slice(character, character + length) ?? '', types[type]]);
  }
  return found;
}
