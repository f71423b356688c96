import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type LspClient, startClient, startWorkerClient } from '../support/lspClient';

const URI = 'file:///call.ami';
const CAPABILITIES = { textDocument: { diagnostic: {} } };
const texts = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, string>;

const CALL = ['Asterisk Call Manager/11.0.0', 'Event: Newchannel', 'Privilege: call,all', 'Channel: PJSIP/alice-00000001', 'Channelstat: 4', '', ''].join(
  '\r\n',
);

/** One rings another, who answers. */
const ANSWERED = [
  ['Newchannel', 'Channel: SIP/a-1', 'Uniqueid: 1.1', 'Linkedid: 1.1', 'CallerIDNum: 300', 'Exten: 301', 'ChannelState: 4', 'ChannelStateDesc: Ring'],
  ['Newchannel', 'Channel: SIP/b-1', 'Uniqueid: 1.2', 'Linkedid: 1.1', 'CallerIDNum: 301', 'Exten: ', 'ChannelState: 0', 'ChannelStateDesc: Down'],
  ['DialBegin', 'Channel: SIP/a-1', 'Uniqueid: 1.1', 'Linkedid: 1.1', 'DestChannel: SIP/b-1', 'DestUniqueid: 1.2', 'DestLinkedid: 1.1', 'DestCallerIDNum: 301'],
  ['Newstate', 'Channel: SIP/b-1', 'Uniqueid: 1.2', 'Linkedid: 1.1', 'CallerIDNum: 301', 'ChannelState: 6', 'ChannelStateDesc: Up'],
]
  .map(([name = '', ...headers]) => [`Event: ${name}`, ...headers, '', ''].join('\r\n'))
  .join('');

interface Told {
  readonly line: string;
  readonly steps: readonly { readonly text: string }[];
}

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

    it('is that of stories, ladders, lenses, hovers and completion too', async () => {
      const uri = 'file:///answered.ami';
      korean.open(uri, ANSWERED);
      const textDocument = { uri };
      const list = await korean.request<{ calls: { key: number }[] }>('ami/callList', { textDocument, from: 0, count: 10, page: 10 });
      const call = list.calls[0]?.key;
      const story = await korean.request<Told>('ami/callStory', { textDocument, call });
      assert.match(story.line, /^300 → 301, /);
      assert.deepEqual(
        story.steps.map(({ text }) => text),
        ['300 → 301 발신', '300 → 301 호출', '301: 응답'],
      );
      const { ladder } = await korean.request<{ ladder: { rows: readonly { label: string }[] } }>('ami/ladder', { textDocument, call });
      assert.ok(ladder.rows.some(({ label }) => label === '다이얼'));
      const hover = await korean.request<{ contents: { value: string } }>('textDocument/hover', { textDocument, position: { line: 3, character: 14 } });
      assert.match(hover.contents.value, /클래스|항상|형식|UTC|정한 값|번째 채널/u);
    });

    it('is English for who says nothing', async () => {
      const found = await messages(english);
      assert.ok(found.length > 3);
      for (const message of found) assert.doesNotMatch(message, /[가-힣]/u);
    });
  });
}
