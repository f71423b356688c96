import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noiseOf } from '../../server/src/features/noise';
import { allSemanticTokens, STANDARD_UP_TO, semanticTokens, tokenEdits, WHOLE_UP_TO } from '../../server/src/features/semanticTokens';
import { STANDARD_TYPES, TOKEN_MODIFIERS, TOKEN_TYPES } from '../../server/src/features/tokenTypes';
import { finished } from '../../server/src/syntax/steps';
import { captures } from '../support/captures';
import { contextOf } from '../support/catalog';
import { random } from '../support/logText';
import { documentOf } from '../support/markers';

const noise = noiseOf(['VarSet', 'RTCP*']);

/** The tokens as words: `text=type.modifier`. */
function shown(text: string, data: readonly number[]): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const words: string[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0, mask = 0] = data.slice(at, at + 5);
    line += down;
    character = down > 0 ? right : character + right;
    const modifiers = TOKEN_MODIFIERS.filter((_, i) => mask & (1 << i));
    words.push([`${lines[line]?.slice(character, character + length)}=${TOKEN_TYPES[type]?.slice(3)}`, ...modifiers].join('.'));
  }
  return words;
}

function tokensOf(text: string): string[] {
  const found = finished(allSemanticTokens(documentOf(text), contextOf('22'), noise));
  assert.ok(found);
  return shown(text, found.data);
}

describe('semanticTokens', () => {
  const table: [what: string, text: string, expected: string[]][] = [
    ['ids by what they name', 'Event: Hangup\nChannel: A/1\nUniqueid: 9.1\nLinkedid: 9.0\nCause: 16\n\n', ['A/1=Channel', '9.1=Uniqueid', '9.0=Linkedid']],
    ['where a channel is born', 'Event: Newchannel\nUniqueid: 9.1\n\n', ['9.1=Uniqueid.declaration']],
    ['a bridge', 'Event: BridgeCreate\nBridgeUniqueid: b\n\nEvent: BridgeEnter\nBridgeUniqueid: b\n\n', ['b=Bridge.declaration', 'b=Bridge']],
    ['a request and its answer', 'Action: Ping\nActionID: 1\n\nResponse: Success\nActionID: 1\n\n', ['1=ActionId.declaration', '1=ActionId']],
    ['names of queues and the like', 'Event: QueueCallerJoin\nQueue: sales\n\n', ['sales=Name']],
    ['an unknown header', 'Event: Hangup\nColour: red\n\n', ['Colour=Header.unknown']],
    ['no header of an event that nobody knows', 'Event: Mine\nColour: red\n\n', []],
    ['a secret', 'Action: Login\nUsername: a\nSecret: geheim\n\n', ['geheim=Secret']],
    ['a secret in a variable', 'Event: DialBegin\nChanVariable: PIN=1234\n\n', ['1234=Secret']],
    ['a secret in the output of a command', 'Response: Follows\nPrivilege: Command\n  Secret : abc\n--END COMMAND--\n\n', ['abc=Secret']],
    [
      'noise',
      'Event: VarSet\nChannel: A/1\nVariable: X\nValue: \n\n',
      ['Event=Header.noise', 'VarSet=Value.noise', 'Channel=Header.noise', 'A/1=Channel.noise', 'Variable=Header.noise', 'X=Value.noise', 'Value=Header.noise'],
    ],
    [
      'noise with a secret',
      'Event: VarSet\nVariable: PIN\nValue: 1234\n\n',
      ['Event=Header.noise', 'VarSet=Value.noise', 'Variable=Header.noise', 'PIN=Value.noise', 'Value=Header.noise', '1234=Secret.noise'],
    ],
    ['each line of a value that a carriage return parts', 'Event: DialBegin\nChannel: A/\r1\r\r2\n\n', ['A/=Channel', '1=Channel', '2=Channel']],
    ['nothing where there is nothing to say', 'Event: Hangup\nChannel: <unknown>\nCause: 16\n\n', []],
  ];
  for (const [what, text, expected] of table) it(what, () => assert.deepEqual(tokensOf(text), expected));

  it('of a range are those of its messages', () => {
    const text = 'Event: A\nUniqueid: 9.1\n\n'.repeat(4);
    const range = { start: { line: 4, character: 0 }, end: { line: 7, character: 0 } };
    const { data } = semanticTokens(documentOf(text), range, contextOf('22'), noise);
    assert.deepEqual(data.slice(0, 2), [4, 10]);
    assert.equal(data.length, 10);
  });
  it('for editors without our grammar are whole messages in standard types, noise as comments', () => {
    const text = 'Action: Ping\nActionID: 1\n\nEvent: Hangup\nChannel: A/1\nColour: red\nCause: 16\n\nEvent: VarSet\nValue: 1\n\n';
    const { data } = finished(allSemanticTokens(documentOf(text), contextOf('22'), noise, 'standard')) ?? { data: [] };
    const types = data.filter((_, at) => at % 5 === 3).map((type) => STANDARD_TYPES[type]);
    assert.deepEqual(types, [
      ...['keyword', 'method', 'property', 'enumMember'],
      ...['keyword', 'event', 'property', 'function', 'property', 'property', 'number'],
      ...['comment', 'comment', 'comment', 'comment'],
    ]);
    // The ActionID of a request declares it; what is unknown or noise has no modifier of its own.
    assert.deepEqual(
      data.filter((_, at) => at % 5 === 4),
      types.map((_, at) => (at === 3 ? 1 : 0)),
    );
    const long = documentOf(text.repeat(Math.ceil(STANDARD_UP_TO / text.length) + 1));
    assert.equal(finished(allSemanticTokens(long, contextOf('22'), noise, 'standard')), undefined);
  });
  it('of a whole document end where it is large', () => {
    const message = 'Event: A\nUniqueid: 9.1\n\n';
    const document = documentOf(message.repeat(Math.ceil(WHOLE_UP_TO / message.length) + 1));
    assert.equal(finished(allSemanticTokens(document, contextOf('22'), noise)), undefined);
    const range = { start: { line: 0, character: 0 }, end: { line: 10, character: 0 } };
    assert.ok(semanticTokens(document, range, contextOf('22'), noise).data.length > 0);
  });
  it('stand in order and apart in every recording', () => {
    for (const { name, text } of captures()) {
      const data = finished(allSemanticTokens(documentOf(text), contextOf(undefined), noise))?.data ?? [];
      let length = 0;
      for (let at = 0; at < data.length; at += 5) {
        assert.ok((data[at] ?? -1) > 0 || (data[at + 1] ?? -1) >= length, `${name} ${at}`);
        length = data[at + 2] ?? 0;
        assert.ok(length > 0, name);
      }
    }
  });
});

describe('tokenEdits', () => {
  it('make of the tokens before those after', () => {
    const tokens = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(tokens, tokens, (before, after) => {
        const made = [...before];
        for (const { start, deleteCount, data = [] } of tokenEdits(before, after)) made.splice(start, deleteCount, ...data);
        assert.deepEqual(made, after);
      }),
      random(500),
    );
  });
  it('are none where nothing changed', () => assert.deepEqual(tokenEdits([1, 2], [1, 2]), []));
});

describe('noiseOf', () => {
  const is = (patterns: string[], name: string, kind: 'event' | 'action' = 'event'): boolean =>
    noiseOf(patterns)({ id: 0, kind, name, columns: [], ending: 'blank' });
  it('takes names in any case and stars for any letters', () => {
    assert.equal(is(['varset'], 'VarSet'), true);
    assert.equal(is(['RTCP*'], 'RTCPSent'), true);
    assert.equal(is(['*Start'], 'AGIExecStart'), true);
    assert.equal(is(['VarSet'], 'VarSetting'), false);
    assert.equal(is(['Var.et'], 'VarSet'), false);
  });
  it('takes events alone, and none where there is no pattern', () => {
    assert.equal(is(['*'], 'Ping', 'action'), false);
    assert.equal(is([], 'VarSet'), false);
  });
});
