import assert from 'node:assert/strict';
import { createDocument } from '../../server/src/document';
import { parseFilter } from '../../server/src/features/filter';
import { DiskCapture } from '../../server/src/largeFiles/diskCapture';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callList, callMessages, placeOf, summariesOf } from '../../server/src/largeFiles/lists';
import { search } from '../../server/src/largeFiles/search';
import { makeSlice, originOf } from '../../server/src/largeFiles/slice';
import { addressOf, cutSlice, keyOf, sliceUri } from '../../server/src/largeFiles/slices';
import type { Source } from '../../server/src/largeFiles/source';
import { statistics } from '../../server/src/largeFiles/statistics';
import { indexMessages } from '../../server/src/syntax/messages';
import { captures } from '../support/captures';
import { messageWords } from '../support/describe';
import { folder } from './disk';

const event = (words: string): string => `${words.split('|').join('\r\n')}\r\n\r\n`;

/** Two calls a minute apart, with marks, a cut message and characters of two encodings. */
const TEXT = [
  'Asterisk Call Manager/11.0.0\r\n',
  ';@ 2026-11-22T10:00:00.000Z\r\n',
  event('Event: Newchannel|Channel: PJSIP/1001-00000001|CallerIDNum: 1001|CallerIDName: Jörg|Exten: 200|Uniqueid: 1795341600.1|Linkedid: 1795341600.1'),
  event('Event: Hangup|Channel: PJSIP/1001-00000001|Uniqueid: 1795341600.1|Linkedid: 1795341600.1|Cause: 16|Cause-txt: Normal Clearing'),
  'Event: Hangup\r\nCause: 1\r\n;@ 2026-11-22T10:01:00.000Z\r\n',
  event('Event: Newchannel|Channel: SIP/trunk-a-00000002|CallerIDNum: 11001|Uniqueid: 1795341660.2|Linkedid: 1795341660.2'),
  event('Event: Hangup|Channel: SIP/trunk-a-00000002|Uniqueid: 1795341660.2|Linkedid: 1795341660.2|Cause: 17|Cause-txt: User|busy'),
  event('Action: Ping|ActionID: x 1'),
].join('');

function documentOf(text: string): Source {
  return documentSource(createDocument('file:///folder/a%20b.ami', 'ami', 1, text));
}

describe('the filter', () => {
  const found = async (expression: string): Promise<number[]> => {
    const filter = parseFilter(expression);
    assert.ok('terms' in filter, 'error' in filter ? filter.error : '');
    const here = await search(documentOf(TEXT), filter);
    const temporary = folder();
    const disk = await DiskCapture.open('file:///x', temporary.file('a.ami', TEXT));
    await disk.readAll();
    assert.deepEqual(await search(disk, filter), here, 'on disk as in a document');
    await disk.close();
    temporary.remove();
    return here;
  };

  for (const [expression, expected] of [
    ['event:hangup', [1, 2, 4]],
    ['event:~channel', [0, 3]],
    ['action:Ping', [5]],
    ['response:Success', []],
    ['event:Hangup cause:16', [1]],
    ['cause:"normal clearing"', [1]],
    ['cause:~normal', [1]],
    ['channel:PJSIP/1001', [0, 1]],
    ['channel:SIP/trunk', []],
    ['channel:SIP/trunk-a', [3, 4]],
    ['channel:~1001', [0, 1]],
    ['number:1001', [0]],
    ['number:~1001', [0, 3]],
    ['id:1795341660.2', [3, 4]],
    ['id:"x 1"', [5]],
    ['jörg', [0]],
    ['"x 1"', [5]],
    ['time:2026-11-22T10:01Z-', [3, 4, 5]],
    ['time:10:00Z', [0, 1, 2]],
    ['time:-10:00Z', [0, 1, 2]],
    ['time:10:00:30Z-10:02Z event:Hangup', [4]],
    ['time:23:00Z-09:00Z', []],
    ['time:23:00Z-10:00Z', [0, 1, 2]],
  ] as const) {
    it(expression, async () => assert.deepEqual(await found(expression), expected));
  }

  for (const [expression, words] of [
    ['', /Write what to look for/],
    ['chanel:x', /no key “chanel”.*event, action/],
    ['event:', /a value is missing, such as event:Hangup/],
    ['"open', /quotation mark/],
    ['time:soon', /“soon” is no time. Write time:10:00-10:05/],
    ['time:25:00', /is no time/],
    ['time:-', /is no time/],
    ['time:2026-11-22T10:00-10:05', /write the day at both/],
    ['time:2026-11-22T10:05-2026-11-22T10:00', /ends before it begins/],
  ] as const) {
    it(`says what is wrong with ${expression || 'nothing'}`, () => {
      const parsed = parseFilter(expression);
      assert.match('error' in parsed ? parsed.error : 'no error', words);
    });
  }

  it('finds in each recording what a plain look finds', async () => {
    for (const { name, text } of captures().filter((_, i) => i % 10 === 0)) {
      const index = indexMessages(text);
      const filter = parseFilter('clearing');
      assert.ok('terms' in filter);
      const plain = Array.from({ length: index.count }, (_, i) => i).filter((i) => /:.*clearing/i.test(text.slice(index.starts[i], index.ends[i])));
      assert.deepEqual(await search(documentOf(text), filter), plain, name);
    }
  });
});

describe('a slice', () => {
  it('is a capture of the messages that were wanted', async () => {
    const slice = await makeSlice(documentOf(TEXT), [1, 2, 5], 'some');
    assert.equal(
      slice.text,
      'Asterisk Call Manager/11.0.0\r\n;# Slice of a b.ami: some: 3 messages\r\n;@ 2026-11-22T10:00:00.000Z\r\n' +
        event('Event: Hangup|Channel: PJSIP/1001-00000001|Uniqueid: 1795341600.1|Linkedid: 1795341600.1|Cause: 16|Cause-txt: Normal Clearing') +
        'Event: Hangup\r\nCause: 1\r\n;# (the message before this line is cut off in the capture)\r\n;@ 2026-11-22T10:01:00.000Z\r\n' +
        event('Action: Ping|ActionID: x 1'),
    );
    const lines = slice.text.split('\r\n');
    assert.deepEqual(
      [...slice.lines].map((line) => lines[line]),
      ['Event: Hangup', 'Event: Hangup', 'Action: Ping'],
    );
    assert.equal(originOf(slice, 1), undefined);
    assert.deepEqual(originOf(slice, 5), { message: 1, line: 2 });
    assert.deepEqual(originOf(slice, 9999)?.message, 5);
  });

  it('has of each recording all messages, as they were', async () => {
    for (const { name, text } of captures()) {
      const index = indexMessages(text);
      const slice = await makeSlice(
        documentOf(text),
        Array.from({ length: index.count }, (_, i) => i),
        name,
      );
      const again = indexMessages(slice.text);
      // What the end of the text cut is cut by the remark behind it.
      const words = (one: typeof index): string[] => messageWords(one).map((line) => line.replace(/, (end|cut)$/, ', torn'));
      assert.deepEqual(words(again), words(index), name);
    }
  });

  it('from disk reads characters of both encodings', async () => {
    const temporary = folder();
    const disk = await DiskCapture.open(
      'file:///x.ami',
      temporary.file('a.ami', Buffer.concat([Buffer.from(TEXT), Buffer.from('Event: X\r\nA: J\xf6rg\r\n\r\n', 'latin1')])),
    );
    await disk.readAll();
    const { text } = await makeSlice(disk, [0, 6], 'some');
    assert.match(text, /CallerIDName: Jörg/);
    assert.match(text, /A: Jörg/);
    await disk.close();
    temporary.remove();
  });

  it('is cut before it has more lines than an editor colours', async () => {
    const slice = await cutSlice(documentOf('Event: A\r\n\r\n'.repeat(200_000)), { filter: 'event:A' });
    assert.equal(slice.cut, true);
    const count = slice.text.split('\n').length;
    assert.ok(count > 280_000 && count < 300_000, String(count));
  });

  it('is cut before it is too long for an editor', async () => {
    const text = event(`Event: A|B: ${'x'.repeat(1000)}`).repeat(20_000);
    const slice = await cutSlice(documentOf(text), { filter: 'event:A' });
    assert.equal(slice.cut, true);
    assert.ok(slice.text.length < 17_000_000);
    assert.match(slice.text.slice(0, 200), /the first \d+ of 20000 messages that fit; narrow the filter/);
  });

  it('has a URI that says what it is, however it is encoded', () => {
    for (const what of [{ call: 3 }, { filter: 'event:"a b" channel:~é/%?#&' }]) {
      const uri = sliceUri('file:///folder/a%20b.ami', what, 'x/y?z');
      const address = addressOf(uri);
      assert.ok(address);
      assert.deepEqual(address, { scheme: 'ami-slice', capture: 'file:///folder/a%20b.ami', what });
      const other = addressOf(uri.replace('?', '?%20').replace(/\(/g, '%28'));
      assert.equal(other && keyOf(other), keyOf(address));
    }
    assert.equal(addressOf('file:///a.ami'), undefined);
    assert.equal(addressOf('ami-slice:/x.ami?%7b'), undefined);
  });
});

describe('the lists of the Calls view', () => {
  it('have pages, and no lists of messages', async () => {
    const text = Array.from({ length: 2500 }, (_, i) =>
      event(`Event: Newchannel|Channel: SIP/a-${i}|Uniqueid: ${1795341600 + i}.1|Linkedid: ${1795341600 + i}.1`),
    ).join('');
    const source = documentOf(text);
    const list = await callList(source, { textDocument: { uri: '' }, from: 10, count: 5, page: 1000 });
    assert.equal(list.total, 2500);
    assert.deepEqual(
      list.calls.map(({ index, key, messageCount }) => [index, key, messageCount]),
      [10, 11, 12, 13, 14].map((i) => [i, i, 1]),
    );
    assert.ok(!('messages' in (list.calls[0] ?? {})));
    assert.deepEqual(list.pages, [
      { from: 0, count: 1000, startedAt: 1795341600000, lastStartedAt: 1795342599000 },
      { from: 1000, count: 1000, startedAt: 1795342600000, lastStartedAt: 1795343599000 },
      { from: 2000, count: 500, startedAt: 1795343600000, lastStartedAt: 1795344099000 },
    ]);
    assert.deepEqual((await callList(source, { textDocument: { uri: '' }, from: 9999 })).calls, []);
  });

  it('have the messages of each channel, as the whole list of the call has them', async () => {
    for (const { name, text } of captures().filter(({ name: one }) => /transfer|queue/.test(one))) {
      const source = documentOf(text);
      for (const { key, index } of (await callList(source, { textDocument: { uri: '' } })).calls) {
        const { messages, legs } = source.book().call(index);
        const all = await callMessages(source, { call: key });
        assert.deepEqual(
          all?.messages.map((one) => one.index),
          messages,
          name,
        );
        for (const { uniqueid } of legs) {
          const own = await callMessages(source, { call: key, uniqueid });
          assert.ok((own?.messages.length ?? 0) > 0, name);
          for (const one of own?.messages ?? []) {
            assert.ok(messages.includes(one.index), name);
            assert.equal(placeOf(source, one.index, []).call?.key, key, name);
          }
        }
      }
    }
    assert.equal(await callMessages(documentOf(TEXT), { call: 77 }), undefined);
  });

  it('label messages of a file with their lines', async () => {
    const [first, ...none] = await summariesOf(documentOf(TEXT), [3, 99, -1, 0.5]);
    assert.deepEqual(none, []);
    assert.equal(first?.label, 'Event: Newchannel');
    assert.equal(first?.range.start.line, TEXT.slice(0, TEXT.indexOf('Channel: SIP/trunk')).split('\n').length - 2);
  });
});

describe('statistics', () => {
  it('count what is there, and trust no text of it', async () => {
    const nasty = event('Event: <b>[x](command:y)|B: c');
    const page = await statistics(documentOf(TEXT + nasty), ['a note']);
    assert.match(page, /\| Calls \| 2 \|/);
    assert.match(page, /\| `Event: Hangup` \| 3 \|/);
    assert.match(page, /`Event: <b>\[x\]\(command:y\)`/);
    assert.match(page, /\| `PJSIP\/1001` \| 1 \| 2 \|/);
    assert.match(page, /> `a note`/);
  });

  it('are there for every recording', async () => {
    for (const { name, text } of captures()) assert.match(await statistics(documentOf(text), []), /## Messages/, name);
    assert.match(await statistics(documentOf(''), []), /nothing in the capture tells it/);
  });
});
