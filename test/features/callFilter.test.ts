import assert from 'node:assert/strict';
import type { Call } from '../../server/src/calls/types';
import { callFilter, callRow } from '../../server/src/features/callFilter';

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

const ROW = callRow(CALL, '300 → queue Sales_1, no-answer', ['Sales_1', 'fallback']);

describe('the filter of calls', () => {
  const fitting = [
    ...['', '   ', '300', 'jane', 'JANE', '"jane doe"', '8001', '402', 'local/301', '1795341735', 'no-answer', '"no answer"', 'sales', 'pbx1', 'clearing'],
    ...['10:22', '10:22:13', '2026-11-22', '300 sales jane', 'number:300', 'number:402', 'name:doe', 'channel:pjsip/300', 'id:1733.7', 'outcome:no-ans'],
    ...['queue:sales', 'queue:fallback', 'system:pbx', 'time:10:2', 'time:10:22-10:22', 'time:10:00-', 'time:-10:22', 'time:9:00-10:30', 'time:22:00-11:00'],
    ...['-busy', '!busy', '-number:999', '-outcome:busy 300', 'number:', 'time:', 'OUTCOME:No', 'name:"jane d"', '"', '-'],
  ];
  for (const expression of fitting) it(`fits: ${expression}`, () => assert.equal(callFilter(expression)(ROW), true));

  const others = [
    ...[
      'busy',
      '300 busy',
      'number:jane',
      'name:300',
      'channel:jane',
      'id:300',
      'outcome:300',
      'queue:300',
      'system:300',
      '-300',
      '-queue:sales',
      '"doe jane"',
    ],
    ...['time:10:23', 'time:11', 'time:10:23-', 'time:-10:21', 'time:11:00-10:00', 'nokey:300', 'constructor:300'],
  ];
  for (const expression of others) it(`does not fit: ${expression}`, () => assert.equal(callFilter(expression)(ROW), false));

  it('takes a call without a time out of every span, and lets it pass a filter without one', () => {
    const { startedAt: _, ...timeless } = CALL;
    const row = callRow(timeless, '', []);
    assert.equal(callFilter('time:00:00-23:59')(row), false);
    assert.equal(callFilter('time:1')(row), false);
    assert.equal(callFilter('300')(row), true);
  });

  it('knows the PBX by the Uniqueid, and none where the id is bare or chosen', () => {
    const systemOf = (uniqueid: string): string => callRow({ ...CALL, uniqueids: [uniqueid] }, '', []).system;
    assert.deepEqual(['pbx1-1795341733.7', 'a-b-1795341733.70', '1795341733.7', 'my-own-id', ''].map(systemOf), ['pbx1', 'a-b', '', '', '']);
  });
});
