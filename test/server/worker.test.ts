import assert from 'node:assert/strict';
import { captures } from '../support/captures';
import { type LspClient, startClient, startWorkerClient } from '../support/lspClient';

const PULL = { capabilities: { textDocument: { diagnostic: {} }, workspace: { textDocumentContent: {} } }, initializationOptions: { catalogLinks: true } };

/** As vscode.dev names a file of a repository. */
const URI = 'vscode-vfs://github/somebody/captures/one.ami';

/** Recordings of several releases, the smaller ones of each. */
const some = captures().filter(({ text, name }, i) => (i % 23 === 0 || name.includes('transfer')) && text.length < 100_000);

describe('the server in a browser’s worker', () => {
  let worker: LspClient;
  let process: LspClient;

  before(async () => {
    process = await startClient(PULL);
    worker = await startWorkerClient(PULL);
  });

  after(async () => {
    await process.end();
    await worker.end();
  });

  it('can what the server beside an editor can', () => {
    assert.deepEqual(worker.initialized, process.initialized);
  });

  it('answers like it on recordings, which lie in a virtual file system', async () => {
    assert.ok(some.length > 10);
    for (const { name, text } of some) {
      const answers = await Promise.all([worker, process].map((client) => answersOn(client, text)));
      assert.deepEqual(answers[0], answers[1], name);
    }
  });

  it('tells the form of a log, whatever its letters', async () => {
    const sample = '{"Event":"Hangup","CallerIDName":"Zoë 😀","Channel":"PJSIP/1-1"}\n{"Event":"Hangup","Channel":"PJSIP/1-1"}\n';
    const forms = await Promise.all([worker, process].map((client) => client.request('ami/detectForm', { sample })));
    assert.ok(forms[0]);
    assert.deepEqual(forms[0], forms[1]);
  });

  it('says why it reads no capture from disk', async () => {
    await assert.rejects(worker.request('ami/openCapture', { uri: 'file:///large.ami' }), /browser can read no file.*desktop/s);
  });
});

/** What a client asks of one document, from its outline to a call as a document. */
async function answersOn(client: LspClient, text: string): Promise<unknown> {
  const textDocument = { uri: URI };
  client.open(URI, text);
  const lines = text.split('\n').length;
  const hovers = Array.from({ length: 12 }, (_, i) => ({ line: Math.floor((i * lines) / 12), character: 2 + ((i * 7) % 25) }));
  const list = await client.request<{ calls: { key: number }[] } | null>('ami/callList', { textDocument, from: 0, count: 100, page: 100 });
  const [first] = list?.calls ?? [];
  const slices = first
    ? [
        await client.request('ami/openSlice', { textDocument, slice: { call: first.key } }),
        await client.request('ami/openSlice', { textDocument, slice: { filter: 'event:Hangup' } }),
      ]
    : [];
  const answers = {
    symbols: await client.request('textDocument/documentSymbol', { textDocument }),
    folds: await client.request('textDocument/foldingRange', { textDocument }),
    diagnostics: await client.request('textDocument/diagnostic', { textDocument }),
    hovers: await Promise.all(hovers.map((position) => client.request('textDocument/hover', { textDocument, position }))),
    lenses: await client.request('textDocument/codeLens', { textDocument }),
    tokens: await client.request('textDocument/semanticTokens/full', { textDocument }),
    hints: await client.request('textDocument/inlayHint', { textDocument, range: { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } } }),
    completions: await Promise.all(hovers.map((position) => client.request('textDocument/completion', { textDocument, position }))),
    highlights: await Promise.all(hovers.map((position) => client.request('textDocument/documentHighlight', { textDocument, position }))),
    calls: await client.request('ami/calls', { textDocument }),
    version: await client.request('ami/version', { textDocument }),
    list,
    slices,
    texts: await Promise.all(slices.map((slice) => client.request('workspace/textDocumentContent', { uri: (slice as { uri: string }).uri }))),
  };
  client.notify('textDocument/didClose', { textDocument });
  return answers;
}
