import assert from 'node:assert/strict';
import type { DocumentLink } from 'vscode-languageserver-types';
import { type LspClient, startClient } from '../support/lspClient';

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

describe('the language server for our own client', () => {
  const workspace = {
    configuration: true,
    semanticTokens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    foldingRange: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
  };
  let client: LspClient;
  before(async () => {
    client = await startClient({ initializationOptions: { catalogLinks: true }, capabilities: { workspace, textDocument: { diagnostic: {} } } });
    client.open(URI, TEXT);
  });
  after(() => client.server.kill());

  it('links names to their pages, with a target on demand', async () => {
    assert.deepEqual(client.initialized.capabilities.documentLinkProvider, { resolveProvider: true });
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: URI } });
    assert.deepEqual(
      links.map(({ range, target }) => [range.start.line, target]),
      [
        [1, undefined],
        [9, undefined],
        [16, undefined],
        [30, undefined],
      ],
    );
    const { target } = await client.request<DocumentLink>('documentLink/resolve', links[1]);
    assert.match(decodeURIComponent(target ?? ''), /^command:ami\.openCatalogPage\?\["event","Hangup"\]$/);
    const other = await startClient();
    assert.equal(other.initialized.capabilities.documentLinkProvider, undefined, 'nobody else can open pages');
    other.server.kill();
  });

  it('says what folds hold', async () => {
    const folds = [
      [1, 14],
      [24, 28],
      [30, 35],
      [2, 3],
      [900, 901],
    ];
    const words = await client.request('ami/foldWords', { textDocument: { uri: URI }, folds });
    assert.deepEqual(words, ['100 → 200 · cancelled', '2 × VarSet', 'PJSIP/1-00000001', null, null]);
  });

  for (const [what, change] of [
    ['version', (): void => client.notify('ami/setVersion', { textDocument: { uri: URI }, version: '13' })],
    ['setting', (): void => client.notify('workspace/didChangeConfiguration', { settings: null })],
  ] as const)
    it(`asks for everything anew after another ${what}`, async () => {
      // So that there is something that could be others.
      await client.request('textDocument/diagnostic', { textDocument: { uri: URI } });
      const asked = ['semanticTokens', 'inlayHint', 'codeLens', 'foldingRange', 'diagnostic'].map((one) => client.next(`workspace/${one}/refresh`));
      change();
      await Promise.all(asked);
    });
});
