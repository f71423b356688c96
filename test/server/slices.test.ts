import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { DocumentSymbol, Hover } from 'vscode-languageserver-types';
import type { CallsResult } from '../../server/src/protocol';
import { type LspClient, startClient } from '../support/lspClient';

const URI = 'file:///large.ami';

/** Long enough that the work on it takes many slices: about 12 MB. */
const LARGE = readFileSync('samples/demo.ami', 'utf8').repeat(30);

describe('long work of the language server', () => {
  let client: LspClient;
  before(async function () {
    this.timeout(60_000);
    client = await startClient({ capabilities: { textDocument: { diagnostic: {}, documentSymbol: { hierarchicalDocumentSymbolSupport: true } } } });
    client.notify('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'ami', version: 1, text: LARGE } });
  });
  after(() => client.end());

  const textDocument = { uri: URI };
  const hover = (): Promise<Hover | null> => client.request<Hover | null>('textDocument/hover', { textDocument, position: { line: 6, character: 3 } });

  for (const [what, method] of [
    ['calls', 'ami/calls'],
    ['the outline', 'textDocument/documentSymbol'],
    ['diagnostics', 'textDocument/diagnostic'],
  ] as const) {
    it(`lets a hover pass that is asked for behind ${what}`, async () => {
      // An edit makes all of it be worked out anew.
      client.notify('textDocument/didChange', {
        textDocument: { uri: URI, version: 2 },
        contentChanges: [{ range: { start: { line: 3, character: 9 }, end: { line: 3, character: 9 } }, text: 'x' }],
      });
      const order: string[] = [];
      const long = client.request(method, { textDocument }).then((result) => {
        order.push(what);
        return result;
      });
      const short = hover().then((result) => {
        order.push('hover');
        return result;
      });
      assert(await short);
      assert(await long);
      // Diagnostics after an edit may be done within one slice; the others are not.
      if (what !== 'diagnostics') assert.deepEqual(order, ['hover', what]);
    });
  }

  it('answers with the newest version where the document changes meanwhile', async () => {
    // All calls have to be worked out anew, which takes long.
    client.notify('textDocument/didChange', {
      textDocument: { uri: URI, version: 3 },
      contentChanges: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          text: 'Event: Newchannel\r\nChannel: SIP/z-1\r\nUniqueid: 0.1\r\nLinkedid: 0.1\r\n\r\n',
        },
      ],
    });
    const symbols = client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
    const calls = client.request<CallsResult>('ami/calls', { textDocument });
    client.notify('textDocument/didChange', {
      textDocument: { uri: URI, version: 4 },
      contentChanges: [{ text: 'Event: Newchannel\r\nChannel: SIP/a-1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n' }],
    });
    assert.deepEqual(
      (await symbols).map(({ name }) => name),
      ['Event: Newchannel · SIP/a-1'],
    );
    const result = await calls;
    assert.equal(result.messages, 1);
    assert.deepEqual(
      result.calls.map(({ id }) => id),
      ['1.1'],
    );
  });
});
