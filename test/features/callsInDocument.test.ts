import assert from 'node:assert/strict';
import { callAt } from '../../server/src/features/callAt';
import { callHierarchyItems, incomingCalls, outgoingCalls } from '../../server/src/features/callHierarchy';
import { callLensSteps, resolvedLens, uriOfLens } from '../../server/src/features/callLenses';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callAccess } from '../../server/src/largeFiles/stories';
import type { CallItem } from '../../server/src/protocol';
import { finished } from '../../server/src/syntax/steps';
import { captureNamed } from '../support/captures';
import { documentOf, marked } from '../support/markers';

const CHANNEL = 'Event: Newchannel\nChannel: SIP/a-1\nUniqueid: 1.1\nLinkedid: 1.1\nExten: 200\nCallerIDNum: 100\n\n';
const OTHER = 'Event: Newchannel\nChannel: SIP/b-1\nUniqueid: 1.2\nLinkedid: 1.1\nExten:\nCallerIDNum: 200\n\n';
const DIAL = 'Event: DialBegin\nChannel: SIP/a-1\nUniqueid: 1.1\nLinkedid: 1.1\nDestChannel: SIP/b-1\nDestUniqueid: 1.2\nDestLinkedid: 1.1\nDialString: b\n\n';
const ALONE = 'Event: Newchannel\nChannel: SIP/c-1\nUniqueid: 2.1\nLinkedid: 2.1\n\n';

function hierarchy(fixture: string) {
  const { document, position } = marked(fixture);
  const calls = callAccess(documentSource(document));
  const items = callHierarchyItems(document, position, calls);
  return { document, calls, items, names: items?.map(({ name }) => name) };
}

describe('callHierarchy', () => {
  const table: [what: string, fixture: string, expected: string[] | undefined][] = [
    ['the channel whose name is at the cursor', `${CHANNEL}${OTHER}${DIAL.replace('DestChannel: S', 'DestChannel: $0S')}`, ['SIP/b-1']],
    ['the channel whose Uniqueid is there', `${CHANNEL}${OTHER}${DIAL.replace('Uniqueid: 1.1', 'Uniqueid: 1$0.1')}`, ['SIP/a-1']],
    ['the channel of a header name', `${CHANNEL}${OTHER}${DIAL.replace('DestUniqueid', 'Dest$0Uniqueid')}`, ['SIP/b-1']],
    ['all that the message names, elsewhere in it', `${CHANNEL}${OTHER}${DIAL.replace('DialString', 'Dial$0String')}`, ['SIP/a-1', 'SIP/b-1']],
    ['nothing in a message without a channel', `${CHANNEL}Event: $0FullyBooted\nStatus: x\n\n`, undefined],
    ['nothing between messages', `${CHANNEL}\n$0\n${OTHER}`, undefined],
  ];
  for (const [what, fixture, expected] of table) it(`begins with ${what}`, () => assert.deepEqual(hierarchy(fixture).names, expected));

  it('leads to whom a channel dialled, and back, by the message that shows it', () => {
    const { document, calls, items } = hierarchy(`${CHANNEL.replace('SIP', '$0SIP')}${OTHER}${DIAL}${ALONE}`);
    const [a] = items ?? [];
    assert.ok(a);
    assert.equal(a.detail, 'began the call');
    assert.equal(a.selectionRange.start.line, 0);
    const [out, ...more] = outgoingCalls(document, a, calls) ?? [];
    assert.ok(out);
    assert.deepEqual(more, []);
    assert.deepEqual([out.to.name, out.to.detail, out.to.selectionRange.start.line], ['SIP/b-1', 'dialled', 7]);
    assert.deepEqual(
      out.fromRanges.map(({ start }) => start.line),
      [14],
    );
    assert.deepEqual(incomingCalls(document, a, calls), []);
    const [back] = incomingCalls(document, out.to, calls) ?? [];
    assert.deepEqual([back?.from.name, back?.from.detail], ['SIP/a-1', 'dialled it']);
    assert.deepEqual(outgoingCalls(document, out.to, calls), []);
  });

  it('answers for no item that is not there', () => {
    const { document, calls, items } = hierarchy(`${CHANNEL.replace('SIP', '$0SIP')}`);
    const [item] = items ?? [];
    assert.ok(item);
    assert.equal(outgoingCalls(document, { ...item, data: { call: 99, uniqueid: '1.1' } }, calls), undefined);
    assert.equal(outgoingCalls(document, { ...item, data: undefined }, calls), undefined);
  });
});

describe('code lenses', () => {
  const document = documentOf(`${CHANNEL}${ALONE}${OTHER}${DIAL}`);
  const calls = callAccess(documentSource(document));

  it('stand above the first message of each call', () => {
    const lenses = finished(callLensSteps(document, calls, { commands: true }));
    assert.deepEqual(
      lenses.map(({ range, data, command }) => [range.start.line, (data as { what: string }).what, command]),
      [0, 7].flatMap((line) => ['story', 'ladder', 'document', 'line'].map((what) => [line, what, undefined])),
    );
    for (const lens of lenses) assert.equal(uriOfLens(lens), document.uri);
  });

  it('get title and command when they are looked at', () => {
    const [story, ladder, asDocument, line] = finished(callLensSteps(document, calls, { commands: true })).map((lens) => resolvedLens(lens, calls).command);
    assert.match(line?.title ?? '', /^100 → 200/);
    assert.deepEqual([story?.title, ladder?.title, asDocument?.title], ['Story', 'Ladder', '3 messages']);
    for (const command of [line, story, ladder, asDocument]) assert.ok(command?.tooltip);
    assert.equal(line?.command, story?.command);
    const [item] = (story?.arguments ?? []) as CallItem[];
    assert.deepEqual([story?.command, item?.type, item?.uri, item?.call.key, item?.call.messageCount], ['ami.showCallStory', 'call', document.uri, 0, 3]);
    assert.ok(!('messages' in (item?.call ?? {})));
    assert.deepEqual([ladder?.command, asDocument?.command], ['ami.showLadder', 'ami.openCallAsDocument']);
  });

  it('only say what the call is to a client that does not know our commands', () => {
    const lenses = finished(callLensSteps(document, calls, { commands: false })).map((lens) => resolvedLens(lens, calls).command);
    assert.deepEqual(
      lenses.map((command) => command?.command),
      ['', ''],
    );
    assert.match(lenses[0]?.title ?? '', /^100 → 200/);
  });

  it('say so where the call is gone', () => {
    const [lens] = finished(callLensSteps(document, calls, { commands: true }));
    assert.ok(lens);
    const other = documentOf('Event: A\n\n');
    assert.match(resolvedLens(lens, callAccess(documentSource(other))).command?.title ?? '', /not there/);
    assert.match(resolvedLens(lens, undefined).command?.title ?? '', /not there/);
  });

  it('draw no icon and no second line out of text of the capture', () => {
    const odd = documentOf(CHANNEL.replace('CallerIDNum: 100', 'CallerIDNum: $(trash)\u202e'));
    const access = callAccess(documentSource(odd));
    const title = finished(callLensSteps(odd, access, { commands: true }))
      .map((lens) => resolvedLens(lens, access).command?.title ?? '')
      .at(-1);
    assert.doesNotMatch(title ?? '$(', /\$\(|\u202e/);
  });

  it('are fewer the more calls there are, and offer no slice of a slice', () => {
    const lensesOf = (count: number): number => {
      const many = documentOf(Array.from({ length: count }, (_, i) => ALONE.replaceAll('2.1', `${i}.2`).replace('c-1', `c-${i}`)).join(''));
      return finished(callLensSteps(many, callAccess(documentSource(many)), { commands: true })).length;
    };
    assert.deepEqual([1_000, 1_001, 10_001].map(lensesOf), [4_000, 1_001, 0]);
    const slice = { ...document, uri: 'ami-slice:/x.ami?%7B%7D' };
    assert.equal(finished(callLensSteps(slice, calls, { commands: true })).filter(({ data }) => (data as { what: string }).what === 'document').length, 0);
  });
});

describe('callAt', () => {
  it('gives the lines of all messages of the call at the cursor', () => {
    const { document, position } = marked(`${CHANNEL}${ALONE}${OTHER}${DIAL.replace('DestLinkedid', 'Dest$0Linkedid')}`);
    const found = callAt(document, position, callAccess(documentSource(document)));
    assert.deepEqual(found?.lines, [0, 5, 12, 17, 19, 26]);
    assert.equal(found?.key, 0);
    assert.match(found?.line ?? '', /^100 → 200/);
  });

  it('gives nothing where no call has the message', () => {
    const { document, position } = marked(`${CHANNEL}Event: Full$0yBooted\n\n`);
    assert.equal(callAt(document, position, callAccess(documentSource(document))), undefined);
  });

  it('agrees with the calls of a recording', () => {
    const document = documentOf(captureNamed('asterisk-22.10.1/call_answered.ami').text);
    const source = documentSource(document);
    const calls = callAccess(source);
    for (let i = 0; i < calls.count; i++) {
      const { messages } = source.book().call(i);
      assert.equal(calls.first(i), messages[0], 'the first message is known without making the call');
      const found = callAt(document, document.lines.positionAt(source.startOf(messages.at(-1) ?? 0)), calls);
      assert.equal(found?.key, calls.key(i));
      assert.deepEqual(
        found?.lines.filter((_, at) => at % 2 === 0),
        messages.map((one) => source.lineOf(one)),
      );
    }
  });
});
