import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type LspClient, startClient, startWorkerClient } from '../support/lspClient';

const URI = 'file:///call.ami';
const CAPABILITIES = { textDocument: { diagnostic: {} } };
const texts = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, string>;

const CALL = ['Asterisk Call Manager/11.0.0', 'Event: Newchannel', 'Privilege: call,all', 'Channel: PJSIP/alice-00000001', 'Channelstat: 4', '', ''].join(
  '\r\n',
);

interface Report {
  readonly items: readonly { readonly code: string; readonly message: string }[];
}

const messages = async (client: LspClient): Promise<string[]> => {
  client.open(URI, CALL);
  const { items } = await client.request<Report>('textDocument/diagnostic', { textDocument: { uri: URI } });
  return items.map(({ message }) => message);
};

for (const [where, start] of [
  ['a process', startClient],
  ['a worker', startWorkerClient],
] as const) {
  describe(`the language of the server in ${where}`, () => {
    let korean: LspClient;
    let english: LspClient;

    before(async () => {
      korean = await start({ capabilities: CAPABILITIES, initializationOptions: { catalogLinks: true, texts } });
      english = await start({ capabilities: CAPABILITIES });
    });

    after(async () => {
      await korean.end();
      await english.end();
    });

    it('is that of the client', async () => {
      const found = await messages(korean);
      assert.ok(found.length > 3);
      for (const message of found) assert.match(message, /[가-힣]{2}/u);
    });

    it('is English for who says nothing', async () => {
      const found = await messages(english);
      assert.ok(found.length > 3);
      for (const message of found) assert.doesNotMatch(message, /[가-힣]/u);
    });
  });
}
