import assert from 'node:assert/strict';
import { SymbolKind } from 'vscode-languageserver-types';
import { documentSymbols } from '../../server/src/features/documentSymbols';
import { foldingRanges } from '../../server/src/features/foldingRanges';
import { locate, messageSummaries } from '../../server/src/features/messageSummaries';
import { captures } from '../support/captures';
import { documentOf, marked } from '../support/markers';

const URI = { uri: 'file:///test.ami' };

describe('documentSymbols', () => {
  const table: [what: string, text: string, expected: [name: string, detail: string][]][] = [
    [
      'an event with its channel and cause',
      'Event: Hangup\nChannel: PJSIP/1-1\nCause: 16\nCause-txt: Normal Clearing\n\n',
      [['Event: Hangup', 'PJSIP/1-1 · Normal Clearing']],
    ],
    ['an action', 'Action: Login\nUsername: a\nSecret: b\n\n', [['Action: Login', 'a']]],
    ['a response', 'Response: Error\nMessage: No such channel\n\n', [['Response: Error', 'No such channel']]],
    ['a list item without a name', 'Channel: SIP/1\nState: Up\n\n', [['Message: Channel', 'SIP/1 · Up']]],
    ['two channels', 'Event: DialBegin\nChannel: a\nDestChannel: b\n\n', [['Event: DialBegin', 'a · b']]],
    ['a state, where it is what happened', 'Event: Newstate\nChannel: a\nChannelStateDesc: Ringing\n\n', [['Event: Newstate', 'a · Ringing']]],
    ['a state, where it is not', 'Event: Hangup\nChannel: a\nChannelStateDesc: Up\n\n', [['Event: Hangup', 'a']]],
    ['fillers, which say nothing', 'Event: Hangup\nChannel: <unknown>\nCause-txt: \n\n', [['Event: Hangup', '']]],
    ['an event without a name', 'Event: \nFoo: 1\n\n', [['Event: ?', '']]],
    ['a name of control characters', 'Event: a\0b\n\n', [['Event: a b', '']]],
    ['a long value', `Event: UserEvent\nUserEvent: ${'x'.repeat(300)}\n\n`, [['Event: UserEvent', `${'x'.repeat(119)}…`]]],
    ['no banner, no mark, no free text', 'Asterisk Call Manager/1.3\n;@ t\nfree text\n\nEvent: A\n\n', [['Event: A', '']]],
    [
      'the order of the text',
      'Event: B\n\nAction: A\n\nEvent: A\n\n',
      [
        ['Event: B', ''],
        ['Action: A', ''],
        ['Event: A', ''],
      ],
    ],
    ['nothing', '', []],
  ];
  for (const [what, text, expected] of table)
    it(what, () =>
      assert.deepEqual(
        documentSymbols(documentOf(text)).map(({ name, detail }) => [name, detail]),
        expected,
      ),
    );

  it('have a kind for each kind of message', () =>
    assert.deepEqual(
      documentSymbols(documentOf('Event: A\n\nAction: A\n\nResponse: A\n\nX: 1\n\n')).map(({ kind }) => kind),
      [SymbolKind.Event, SymbolKind.Function, SymbolKind.Interface, SymbolKind.Object],
    ));
  it('reach from the first line to the last that is not blank, and select the first', () => {
    const { document, span } = marked('\n$0Event: A\r\nB: 1$0\r\n\r\n');
    const [symbol] = documentSymbols(document);
    assert.deepEqual(symbol?.range, { start: document.lines.positionAt(span.start), end: document.lines.positionAt(span.end) });
    assert.deepEqual(symbol?.selectionRange, { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } });
  });
  it('are as many as the messages of every recording, in order and apart', () => {
    for (const { name, text } of captures()) {
      const document = documentOf(text);
      const symbols = documentSymbols(document);
      assert.equal(symbols.length, document.index.count, name);
      let line = -1;
      for (const { range, selectionRange, name: label } of symbols) {
        assert.ok(range.start.line > line && range.end.line >= selectionRange.end.line, `${name}: ${label}`);
        assert.match(label, /^(Event|Action|Response|Message): \S/);
        line = range.end.line;
      }
    }
  });
});

describe('foldingRanges', () => {
  const table: [what: string, text: string, expected: string[]][] = [
    ['a message', 'Event: A\nB: 1\nC: 1\n\nEvent: B\nC: 1\n\n', ['0-2', '4-5']],
    ['no message of one line', 'Event: A\n\nEvent: B\n\n', []],
    ['a repeated header within', 'Response: Success\nOutput: a\nOutput: b\nOutput: c\nX: 1\n\n', ['0-4', '1-3 region']],
    ['two runs', 'Event: A\nV: 1\nV: 2\nX: 1\nW: 1\nW: 2\n\n', ['0-5', '1-2 region', '4-5 region']],
    ['the free text of a command', 'Response: Follows\nPrivilege: Command\na\n\nb\n--END COMMAND--\n\n', ['0-5', '2-5 region']],
    ['no free text of one line', 'Response: Follows\n--END COMMAND--\n\n', ['0-1']],
    ['a message that is not ended', 'Event: A\nB: 1', ['0-1']],
    ['not what stands between', ';@ a\n;@ b\n\nfree\ntext\n', []],
  ];
  for (const [what, text, expected] of table)
    it(what, () =>
      assert.deepEqual(
        foldingRanges(documentOf(text)).map(({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind ? ` ${kind}` : ''}`),
        expected,
      ),
    );
});

describe('messageSummaries', () => {
  const document = documentOf('Event: A\nUniqueid: 1.1\n\nEvent: B\nUniqueid: 1.1\nDestUniqueid: 1.2\n\nEvent: C\nBridgeUniqueid: 1.2\n\n');
  const indexes = (messages: number[], uniqueid?: string): number[] =>
    messageSummaries(document, { textDocument: URI, messages, ...(uniqueid ? { uniqueid } : {}) }).map((one) => one.index);
  it('have label, detail and range', () =>
    assert.deepEqual(messageSummaries(document, { textDocument: URI, messages: [2] }), [
      { index: 2, label: 'Event: C', detail: '1.2', range: { start: { line: 7, character: 0 }, end: { line: 8, character: 19 } } },
    ]));
  it('come in the order asked for', () => assert.deepEqual(indexes([2, 0, 1]), [2, 0, 1]));
  it('leave out what there is not', () => assert.deepEqual(indexes([-1, 0, 3, 99]), [0]));
  it('of a channel are those that name it, and no bridge', () => {
    assert.deepEqual(indexes([0, 1, 2], '1.1'), [0, 1]);
    assert.deepEqual(indexes([0, 1, 2], '1.2'), [1]);
    assert.deepEqual(indexes([0, 1, 2], '9.9'), []);
  });
});

describe('locate', () => {
  const table: [what: string, fixture: string, expected: ReturnType<typeof locate>][] = [
    ['in a message', 'Event: A\n\nEvent: B\nUniq$0ueid: 1.1\nDestUniqueid: 1.2 \n\n', { message: 1, uniqueids: ['1.1', '1.2'] }],
    ['of two numbered channels', 'Event: Link\nUniqueid1: a\nUniqueid2: b$0\n\n', { message: 0, uniqueids: ['a', 'b'] }],
    ['without a channel', 'Event: $0A\nBridgeUniqueid: 1\n\n', { message: 0, uniqueids: [] }],
    ['between messages', 'Event: A\n\n$0\nEvent: B\n\n', undefined],
    ['behind the last', 'Event: A\n\n$0', undefined],
  ];
  for (const [what, fixture, expected] of table)
    it(what, () => {
      const { document, position } = marked(fixture);
      assert.deepEqual(locate(document, position), expected);
    });
});
