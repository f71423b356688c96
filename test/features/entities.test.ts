import assert from 'node:assert/strict';
import type { LocationLink } from 'vscode-languageserver-types';
import { definition } from '../../server/src/features/definition';
import { documentHighlights, references, whyNoRename } from '../../server/src/features/references';
import { finished } from '../../server/src/syntax/steps';
import { captures } from '../support/captures';
import { contextOf } from '../support/catalog';
import { documentOf, marked } from '../support/markers';

/** A channel that is born, renamed, spoken of by its names, and ends; then another that has the same Uniqueid. */
const LIVES = [
  'Event: Newchannel\nChannel: SIP/a-1\nUniqueid: 100.1\nLinkedid: 100.1\n', // 0
  'Event: Newstate\nChannel: SIP/a-1\nUniqueid: 100.1\nLinkedid: 100.1\n', // 5
  'Action: Redirect\nChannel: SIP/a-1\n', // 10
  'Event: Rename\nChannel: SIP/a-1\nNewname: SIP/b-2\nUniqueid: 100.1\n', // 13
  'Event: DialBegin\nChannel: SIP/c-3\nUniqueid: 100.2\nLinkedid: 100.1\nDestChannel: SIP/b-2\nDestUniqueid: 100.1\n', // 18
  'Event: Hangup\nChannel: SIP/b-2\nUniqueid: 100.1\nLinkedid: 100.1\n', // 25
  'Event: Newchannel\nChannel: SIP/a-1\nUniqueid: 100.1\nLinkedid: 100.1\n', // 30
  'Action: Hangup\nChannel: SIP/a-1\n', // 35
].join('\n');

/** The lines that name what the first `needle` from line `line` on names, from 0; `*` marks where it was born. */
function linesOf(text: string, needle: string, line: number, near?: number): string {
  const document = documentOf(`${text}\n`);
  const from = document.lines.offsetAt({ line, character: 0 });
  const position = document.lines.positionAt(document.text.indexOf(needle, from) + 1);
  const found = finished(documentHighlights(document, position, contextOf('22'), near));
  return found?.map(({ range, kind }) => `${range.start.line}${kind === 3 ? '*' : ''}`).join(' ') ?? 'nothing';
}

describe('documentHighlights', () => {
  const table: [what: string, text: string, needle: string, line: number, expected: string][] = [
    ['a channel by its Uniqueid and by every name', LIVES, '100.1', 2, '1 2* 6 7 11 14 15 16 22 23 26 27'],
    ['the same from its first name', LIVES, 'SIP/a-1', 1, '1 2* 6 7 11 14 15 16 22 23 26 27'],
    ['the same from its second name', LIVES, 'SIP/b-2', 22, '1 2* 6 7 11 14 15 16 22 23 26 27'],
    ['the same from an action that has the name alone', LIVES, 'SIP/a-1', 11, '1 2* 6 7 11 14 15 16 22 23 26 27'],
    ['another life of the same Uniqueid', LIVES, '100.1', 32, '31 32* 36'],
    ['another life by the name that the first life had too', LIVES, 'SIP/a-1', 36, '31 32* 36'],
    ['a Linkedid, which is the call and not the channel', LIVES, '100.1', 3, '3* 8 21 28 33'],
    ['a channel whose birth was not captured', 'Event: Newstate\nChannel: A/1-1\nUniqueid: 9.1\n\nEvent: Hangup\nUniqueid: 9.1\n', '9.1', 2, '1 2* 5'],
    ['a name that nobody bears', 'Action: Hangup\nChannel: A/1-1\n\nAction: Park\nChannel: A/1-1\n', 'A/1-1', 1, '1* 4'],
    ['a name before its bearer is known', 'Action: Status\nChannel: A/1-1\n\nEvent: Newchannel\nChannel: A/1-1\nUniqueid: 9.1\n', 'A/1-1', 1, '1 4 5*'],
    ['no longer id that begins the same', 'Event: A\nUniqueid: 9.1\n\nEvent: A\nUniqueid: 9.11\n', '9.1', 1, '1*'],
    ['no half of a Local channel that begins the same', 'Action: A\nChannel: Local/a-1\n\nAction: A\nChannel: Local/a-1;1\n', 'Local/a', 1, '1*'],
    ['no value of another meaning', 'Event: Newchannel\nUniqueid: 1\nPriority: 1\nExten: 1\n\nEvent: Hangup\nUniqueid: 1\nCause: 1\n', '1', 1, '1* 6'],
    ['a bridge, from its BridgeCreate', 'Event: BridgeEnter\nBridgeUniqueid: b\n\nEvent: BridgeCreate\nBridgeUniqueid: b\n', 'b', 1, '1 4*'],
    ['a queue in events and actions', 'Action: QueueAdd\nQueue: q\nInterface: q\n\nEvent: QueueCallerJoin\nQueue: q\n', 'q', 1, '1* 5'],
    ['a request and its answer', 'Action: Ping\nActionID: 1\n\nResponse: Success\nActionID: 1\n', '1', 4, '1* 4'],
    [
      'no other request that has the same ActionID',
      'Action: Ping\nActionID: 1\n\nResponse: Success\nActionID: 1\n\nAction: Ping\nActionID: 1\n\nResponse: Success\nActionID: 1\n',
      '1',
      10,
      '7* 10',
    ],
    ['answers without the request', 'Response: Success\nActionID: 1\n\nEvent: Status\nActionID: 1\n', '1', 1, '1* 4'],
    ['nothing on a value that stands for nothing', 'Event: A\nUniqueid: <unknown>\n\nEvent: A\nUniqueid: <unknown>\n', '<unk', 1, 'nothing'],
    ['the name of a header alone, which stands in many messages', LIVES, 'Uniqueid', 2, '2'],
    ['the first name of a message alone', LIVES, 'Event', 5, '5'],
    ['nothing on other values', 'Event: Hangup\nCause: 16\n', '16', 1, 'nothing'],
  ];
  for (const [what, text, needle, line, expected] of table) it(what, () => assert.equal(linesOf(text, needle, line), expected));

  it('are looked for near the cursor only', () => assert.equal(linesOf(LIVES, '100.1', 2, 120), '1 2* 6 7 11'));
  it('swaps of names, as a masquerade makes them, leave each channel what it is', () => {
    const text = [
      'Event: Newchannel\nChannel: L/a;1\nUniqueid: 9.1\n', // 0
      'Event: Newchannel\nChannel: L/b;1\nUniqueid: 9.2\n', // 4
      'Event: Rename\nChannel: L/b;1\nNewname: L/b;1<MASQ>\nUniqueid: 9.2\n', // 8
      'Event: Rename\nChannel: L/a;1\nNewname: L/b;1\nUniqueid: 9.1\n', // 13
      'Event: Rename\nChannel: L/b;1<MASQ>\nNewname: L/a;1<ZOMBIE>\nUniqueid: 9.2\n', // 18
      'Action: Hangup\nChannel: L/b;1\n', // 23
    ].join('\n');
    assert.equal(linesOf(text, 'L/b;1', 24), '1 2* 14 15 16 24');
    assert.equal(linesOf(text, '9.2', 6), '5 6* 9 10 11 19 20 21');
  });
});

describe('references', () => {
  const { document, position } = marked('Event: Newchannel\nUniqueid: 9.1\n\nEvent: Hangup\nUniqueid: $09.1\n\n');
  const lines = (includeDeclaration: boolean): number[] | undefined =>
    finished(references(document, position, contextOf('22'), includeDeclaration))?.map(({ range }) => range.start.line);
  it('are all mentions', () => assert.deepEqual(lines(true), [1, 4]));
  it('leave out the birth where it is not asked for', () => assert.deepEqual(lines(false), [4]));
  it('in every recording lead from each mention to the same mentions', () => {
    for (const { name, text } of captures().filter((one) => /attended_transfer_complete\.ami|parking_giveup\.ami|odd_same_actionid/.test(one.name))) {
      const recording = documentOf(text);
      const context = contextOf(undefined);
      for (const needle of [/^Uniqueid: (.+)/m, /^DestChannel: (.+)/m, /^ActionID: (.+)/m]) {
        const at = needle.exec(text.replaceAll('\r', ' '));
        if (!at?.[1]) continue;
        const all = finished(references(recording, recording.lines.positionAt(at.index + at[0].length - at[1].length), context, true)) ?? [];
        assert.ok(all.length > 0, `${name} ${needle}`);
        for (const { range } of all)
          assert.deepEqual(finished(references(recording, range.start, context, true)), all, `${name} ${needle} line ${range.start.line}`);
      }
    }
  });
});

/** Checks that the definition at `$0` is the first line that has `line`, and of a link that the target is the message that begins with `message`. */
function checkDefinition(fixture: string, line: string, message: string): void {
  const { document, position, text } = marked(fixture);
  const found = finished(definition(document, position, contextOf('22'), { linkSupport: true })) as LocationLink[] | undefined;
  const [link] = found ?? [];
  assert.ok(link);
  const lines = text.split('\n');
  assert.equal(lines[link.targetSelectionRange.start.line], line);
  assert.equal(lines[link.targetRange.start.line], message);
}

describe('definition', () => {
  const born = 'Event: Newchannel\nChannel: A/1-1\nUniqueid: 9.1\nLinkedid: 9.1\n\n';
  it('of a Uniqueid: its Newchannel', () => checkDefinition(`${born}Event: Hangup\nUniqueid: $09.1\n\n`, 'Uniqueid: 9.1', 'Event: Newchannel'));
  it('of a name: where the Newchannel has it', () => checkDefinition(`${born}Action: Hangup\nChannel: A/1$0-1\n\n`, 'Channel: A/1-1', 'Event: Newchannel'));
  it('of a Linkedid: the Newchannel of the first channel', () =>
    checkDefinition(`${born}Event: Hangup\nUniqueid: 9.2\nLinkedid: 9$0.1\n\n`, 'Uniqueid: 9.1', 'Event: Newchannel'));
  it('of a Linkedid whose channel was not captured: its first mention', () =>
    checkDefinition('Event: A\nLinkedid: 8.8\n\nEvent: A\nLinkedid: $08.8\n\n', 'Linkedid: 8.8', 'Event: A'));
  it('of a bridge: its BridgeCreate', () =>
    checkDefinition('Event: BridgeCreate\nBridgeUniqueid: b\n\nEvent: BridgeEnter\nBridgeUniqueid: $0b\n\n', 'BridgeUniqueid: b', 'Event: BridgeCreate'));
  it('of the ActionID of a response: its action', () =>
    checkDefinition('Action: Ping\nActionID: x\n\nResponse: Success\nActionID: $0x\n\n', 'ActionID: x', 'Action: Ping'));
  for (const key of ['Queue', 'Conference', 'Agent', 'Parkinglot'])
    it(`of ${key}: its first mention`, () => checkDefinition(`Event: First\n${key}: n\n\nEvent: Next\n${key}: $0n\n\n`, `${key}: n`, 'Event: First'));
  it('is a location for a client that knows no links', () => {
    const { document, position } = marked(`${born}Event: Hangup\nUniqueid: $09.1\n\n`);
    assert.deepEqual(finished(definition(document, position, contextOf('22'), { linkSupport: false })), {
      uri: document.uri,
      range: { start: { line: 2, character: 10 }, end: { line: 2, character: 13 } },
    });
  });

  const page = (fixture: string, links: boolean): string | undefined => {
    const { document, position } = marked(fixture);
    const found = finished(definition(document, position, contextOf('22', { links }), { linkSupport: true })) as LocationLink[] | undefined;
    return found?.[0]?.targetUri;
  };
  it('of a name of the catalogue: its page, for a client that has pages', () => {
    assert.equal(page('Event: Han$0gup\n\n', true), 'ami-catalog:/event/Hangup.md');
    assert.equal(page('Event: Hangup\nCau$0se: 1\n\n', true), 'ami-catalog:/header/Cause.md');
    assert.equal(page('Action: Pi$0ng\n\n', true), 'ami-catalog:/action/Ping.md');
    assert.equal(page('Event: Han$0gup\n\n', false), undefined);
    assert.equal(page('Event: Mi$0ne\n\n', true), undefined);
  });
});

describe('whyNoRename', () => {
  it('says why and what to do', () => {
    const { document, position } = marked('Event: Hangup\nUniqueid: $09.1\n\n');
    assert.match(whyNoRename(document, position, contextOf('22')), /^Ids and names in a capture are evidence.*mask.*Replace/);
  });
});
