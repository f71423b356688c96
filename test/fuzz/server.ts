import assert from 'node:assert/strict';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { randomNumbers } from '../support/logText';
import type { LspClient } from '../support/lspClient';
import { documentOf } from '../support/markers';
import type { Case } from './cases';
import { changeOf } from './checks';

let opened = 0;

/** Plays a case to the server: a request after each edit is answered, and the outline is that of the new text. */
export async function checkServer(client: LspClient, { text, edits, seed }: Case): Promise<void> {
  const below = randomNumbers(seed);
  const uri = `file:///fuzz-${++opened}.ami`;
  const textDocument = { uri };
  let expected = documentOf(text);
  client.open(uri, text);
  for (const [i, edit] of edits.entries()) {
    const after = changeOf(expected.lines.text, edit);
    client.notify('textDocument/didChange', { textDocument: { uri, version: i + 2 }, contentChanges: [after.change] });
    expected = documentOf(after.text);
    const position = expected.lines.positionAt(below(expected.text.length + 1));
    const [symbols] = await Promise.all([
      client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument }),
      client.request('textDocument/hover', { textDocument, position }),
      client.request('textDocument/foldingRange', { textDocument }),
      client.request('textDocument/diagnostic', { textDocument }),
      client.request('ami/calls', { textDocument }),
    ]);
    assert.equal(symbols.length, expected.index.count, `messages after edit ${i}`);
  }
  client.notify('textDocument/didClose', { textDocument });
}
