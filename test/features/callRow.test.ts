import assert from 'node:assert/strict';
import type { Call, CallStory } from '../../server/src/calls/types';
import { callRow } from '../../server/src/features/callRow';
import { parseFilter } from '../../server/src/features/filter';
import { callFits, callQuestion } from '../../server/src/features/filterCalls';

const BEGAN = new Date(2026, 10, 22, 10, 22, 13).getTime();

const CALL: Call = {
  id: 'pbx1-1795341733.7',
  linkedids: ['pbx1-1795341733.7'],
  uniqueids: ['pbx1-1795341733.7', 'pbx1-1795341735.9'],
  caller: { number: '300', name: 'Jane Doe', channel: 'PJSIP/300-00000001' },
  dialled: '8001',
  answeredBy: { number: '301', channel: 'PJSIP/301-00000002' },
  outcome: 'no-answer',
  cause: { code: 16, text: 'Normal Clearing' },
  startedAt: BEGAN,
  transfers: [{ kind: 'blind', transferer: '301', target: '402', completed: true, message: 5 }],
  legs: [
    { uniqueid: 'pbx1-1795341733.7', channel: 'PJSIP/300-00000001', joinedBy: 'first', evidence: 0 },
    { uniqueid: 'pbx1-1795341735.9', channel: 'Local/301@agents-00000002;1', joinedBy: 'dialled', evidence: 3 },
  ],
  messages: [0, 1, 2],
  probable: false,
};

const STORY: Pick<CallStory, 'line' | 'steps'> = {
  line: '300 → queue Sales_1, no-answer',
  steps: ['Sales_1', 'fallback', 'Sales_1'].map((name) => ({ kind: 'queue-enter', message: 0, text: '', place: { kind: 'queue', id: name, name } })),
};

function fits(expression: string, call = CALL): boolean {
  const filter = parseFilter(expression);
  assert.ok('root' in filter, expression);
  const hasMessage = (): boolean => assert.fail('words are not looked for in messages');
  return callFits(filter, call, hasMessage, () => callRow(call, STORY, '').texts);
}

describe('words that calls are looked for by', () => {
  const fitting = [
    ...['300', 'jane', 'JANE', '"jane doe"', '8001', '402', 'local/301', '1795341735', 'no-answer', '"no answer"', 'sales', 'fallback', 'pbx1', 'clearing'],
    ...['10:22', '10:22:13', '2026-11-22', '300 sales jane', 'not busy', 'busy or jane', '/^30[01]$/', '16', 'outcome:no-answer 300', 'caller:300 301'],
  ];
  for (const expression of fitting) it(`fit: ${expression}`, () => assert.equal(fits(expression), true));

  const others = ['busy', '300 busy', '"doe jane"', 'not 300', '300 not sales', '10:23', '999', '/^30$/', 'outcome:answered 300'];
  for (const expression of others) it(`do not fit: ${expression}`, () => assert.equal(fits(expression), false));

  it('find in bytes what they find in text, and not across two texts', () => {
    const fitsBytes = (expression: string): boolean => {
      const filter = parseFilter(expression);
      assert.ok('root' in filter);
      const bytes = ['Zoë', 'Ängström'].map((text) => Buffer.from(text).toString('latin1'));
      const { fits: isFitting } = callQuestion(filter, (raw) => Buffer.from(raw, 'latin1').toString('utf8'));
      return isFitting(
        CALL,
        () => false,
        () => bytes,
      );
    };
    for (const expression of ['zoë', 'ZOË', 'ängst', 'z*ë', 'not zoe']) assert.equal(fitsBytes(expression), true, expression);
    for (const expression of ['zoe', 'ëä', '"zoë ä"']) assert.equal(fitsBytes(expression), false, expression);
  });

  it('find a call whose time is not known', () => {
    const { startedAt: _, ...timeless } = CALL;
    assert.equal(fits('300', timeless), true);
    assert.equal(fits('10:22', timeless), false);
  });
});

describe('the row of a call', () => {
  it('has each queue once, in order', () => assert.deepEqual(callRow(CALL, STORY, '').queues, ['Sales_1', 'fallback']));

  it('knows the PBX by its messages, else by the Uniqueid, and none where the id is bare or chosen', () => {
    const systemOf = (uniqueid: string): string => callRow({ ...CALL, uniqueids: [uniqueid] }, STORY, '').system;
    assert.deepEqual(['pbx1-1795341733.7', 'a-b-1795341733.70', '1795341733.7', 'my-own-id', ''].map(systemOf), ['pbx1', 'a-b', '', '', '']);
    assert.equal(callRow(CALL, STORY, 'pbx9').system, 'pbx9');
  });
});
