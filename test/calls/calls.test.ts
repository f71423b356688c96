import assert from 'node:assert/strict';
import { callsOf } from '../../server/src/calls/calls';
import type { Call, CallsResult } from '../../server/src/calls/types';
import { headersOf } from '../../server/src/syntax/headers';
import { indexMessages, shapeOf } from '../../server/src/syntax/messages';
import { captures } from '../support/captures';
import { callIn, callsIn, logOf } from './logs';

function resultIn(...events: string[]): CallsResult {
  const text = logOf(...events);
  return callsOf(text, indexMessages(text));
}

const A =
  'Newchannel Channel=SIP/a-1 ChannelState=4 ChannelStateDesc=Ring CallerIDNum=100 CallerIDName=Alice Exten=200 Uniqueid=1795371545.1 Linkedid=1795371545.1';
const B = 'Newchannel Channel=SIP/b-2 ChannelState=0 ChannelStateDesc=Down CallerIDNum=200 Exten=s Uniqueid=1795371545.2 Linkedid=1795371545.1';
const DIAL = 'DialBegin Channel=SIP/a-1 Uniqueid=1795371545.1 Linkedid=1795371545.1 DestChannel=SIP/b-2 DestUniqueid=1795371545.2 DestLinkedid=1795371545.1';
const END = DIAL.replace('DialBegin', 'DialEnd');
const HANGUP_A = 'Hangup Channel=SIP/a-1 Uniqueid=1795371545.1 Linkedid=1795371545.1 Cause=16 Cause-txt=Normal_Clearing';
const HANGUP_B = 'Hangup Channel=SIP/b-2 Uniqueid=1795371545.2 Linkedid=1795371545.1 Cause=17 Cause-txt=User_busy';

const channel = (id: string, linkedid: string, more = ''): string => `Newchannel Channel=SIP/${id}-1 Uniqueid=${id} Linkedid=${linkedid}${more}`;

describe('calls', () => {
  it('there are none without channels', () => {
    assert.deepEqual(resultIn(), { calls: [], messages: 0 });
    assert.deepEqual(resultIn('FullyBooted Status=x', 'PeerStatus Peer=SIP/a'), { calls: [], messages: 2 });
  });

  it('of two channels that talk', () => {
    const call = callIn(
      A,
      B,
      DIAL,
      `${END} DialStatus=ANSWER Timestamp=1795371550.250000`,
      'Other X=1',
      `${HANGUP_B} Timestamp=1795371560.1`,
      `${HANGUP_A} Timestamp=1795371560.2`,
    );
    assert.deepEqual(call, {
      id: '1795371545.1',
      linkedids: ['1795371545.1'],
      uniqueids: ['1795371545.1', '1795371545.2'],
      caller: { number: '100', name: 'Alice', channel: 'SIP/a-1', uniqueid: '1795371545.1' },
      dialled: '200',
      answeredBy: { number: '200', channel: 'SIP/b-2', uniqueid: '1795371545.2' },
      outcome: 'answered',
      cause: { code: 16, text: 'Normal Clearing' },
      startedAt: 1795371545000,
      answeredAt: 1795371550250,
      endedAt: 1795371560200,
      transfers: [],
      legs: [
        { uniqueid: '1795371545.1', channel: 'SIP/a-1', joinedBy: 'first', evidence: 0 },
        { uniqueid: '1795371545.2', channel: 'SIP/b-2', joinedBy: 'dialled', evidence: 2 },
      ],
      messages: [0, 1, 2, 3, 5, 6],
      probable: false,
    });
  });

  describe('the outcome', () => {
    for (const [status, outcome] of [
      ['ANSWER', 'answered'],
      ['BUSY', 'busy'],
      ['NOANSWER', 'no-answer'],
      ['CANCEL', 'cancelled'],
      ['CHANUNAVAIL', 'unavailable'],
      ['CONGESTION', 'congestion'],
    ] as const) {
      it(`of a dial that ends ${status} is ${outcome}, whatever the hangup cause`, () => {
        for (const cause of ['16', '34']) {
          const call = callIn(A, B, DIAL, `${END} DialStatus=${status}`, HANGUP_B, HANGUP_A.replace('16', cause));
          assert.equal(call.outcome, outcome);
          assert.equal(call.answeredBy?.number, outcome === 'answered' ? '200' : undefined);
        }
      });
    }

    for (const [what, outcome, events] of [
      ['is in-progress while a channel lives', 'in-progress', [A, B, DIAL]],
      ['is in-progress, though answered, while those who talk still live', 'in-progress', [A, B, DIAL, `${END} DialStatus=ANSWER`]],
      ['is answered, by nobody, for an application', 'answered', [A, 'Newstate ChannelStateDesc=Up Uniqueid=1795371545.1', HANGUP_A]],
      ['is unknown for a channel of which only the end is there', 'unknown', [HANGUP_A]],
      ['stays answered after a later dial fails', 'answered', [A, B, DIAL, `${END} DialStatus=ANSWER`, `${END} DialStatus=BUSY`, HANGUP_A, HANGUP_B]],
      [
        'is cancelled for a queue that the caller left, though it had answered',
        'cancelled',
        [
          A,
          'Newstate ChannelStateDesc=Up Uniqueid=1795371545.1',
          'QueueCallerJoin Uniqueid=1795371545.1',
          'QueueCallerAbandon Uniqueid=1795371545.1',
          HANGUP_A,
        ],
      ],
      [
        'is in-progress for a caller who waits in a queue',
        'in-progress',
        [A, 'Newstate ChannelStateDesc=Up Uniqueid=1795371545.1', 'QueueCallerJoin Uniqueid=1795371545.1'],
      ],
    ] as const) {
      it(what, () => {
        const call = callIn(...events);
        assert.equal(call.outcome, outcome);
        if (what.includes('though answered')) assert.equal(call.answeredBy?.number, '200');
        else if (outcome !== 'answered' || what.includes('nobody')) assert.equal(call.answeredBy, undefined);
      });
    }

    it('is not answered by a Local half', () => {
      const local = END.replaceAll('SIP/b-2', 'Local/200@x-1;1');
      const call = callIn(A, B.replace('SIP/b-2', 'Local/200@x-1;1'), `${local} DialStatus=ANSWER`, HANGUP_B.replace('SIP/b-2', 'Local/200@x-1;1'), HANGUP_A);
      assert.equal(call.answeredBy, undefined);
    });
  });

  describe('channels are of one call', () => {
    const cases: readonly (readonly [string, Call['legs'][number]['joinedBy'], readonly string[]])[] = [
      ['that share a Linkedid', 'same-linkedid', [channel('1.1', '1.1'), channel('1.2', '1.1')]],
      [
        'when one moves to the Linkedid of the other',
        'linkedid-moved',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'BridgeEnter BridgeUniqueid=b Uniqueid=1.2 Linkedid=1.1'],
      ],
      ['when one dials the other', 'dialled', [channel('1.1', '1.1'), channel('1.2', '1.2'), 'DialBegin Uniqueid=1.1 DestUniqueid=1.2']],
      ['when 11 dials', 'dialled', [channel('1.1', ''), channel('1.2', ''), 'Dial SubEvent=Begin UniqueID=1.1 DestUniqueID=1.2']],
      [
        'that are halves of a Local pair',
        'local-pair',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'LocalBridge LocalOneUniqueid=1.1 LocalTwoUniqueid=1.2'],
      ],
      ['that are halves of a Local pair of 11', 'local-pair', [channel('1.1', ''), channel('1.2', ''), 'LocalBridge Uniqueid1=1.1 Uniqueid2=1.2']],
      ['that 11 bridges', 'bridge', [channel('1.1', ''), channel('1.2', ''), 'Bridge Bridgestate=Link Uniqueid1=1.1 Uniqueid2=1.2']],
      [
        'that an attended transfer joins',
        'transfer',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'AttendedTransfer Result=Success OrigTransfererUniqueid=1.1 SecondTransfererUniqueid=1.2'],
      ],
      [
        'that a blind transfer joins',
        'transfer',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'BlindTransfer Result=Success TransfererUniqueid=1.1 TransfereeUniqueid=1.2 Extension=300'],
      ],
      ['when one picks the other up', 'picked-up', [channel('1.1', '1.1'), channel('1.2', '1.2'), 'Pickup Uniqueid=1.2 TargetUniqueid=1.1']],
      [
        'when one takes the other from its parking space',
        'parked',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'UnParkedCall ParkeeUniqueid=1.1 RetrieverUniqueid=1.2'],
      ],
    ];
    for (const [what, reason, events] of cases) {
      it(what, () => {
        const call = callIn(...events);
        assert.deepEqual(call.uniqueids, ['1.1', '1.2']);
        assert.deepEqual(
          call.legs.map(({ joinedBy }) => joinedBy),
          ['first', reason],
        );
        assert.equal(call.legs[1]?.evidence, events.length - 1);
      });
    }

    it('with every Linkedid that was joined into it', () => {
      const call = callIn(channel('1.1', '1.1'), channel('1.2', '1.2'), 'BridgeEnter BridgeUniqueid=b Uniqueid=1.2 Linkedid=1.1');
      assert.equal(call.id, '1.1');
      assert.deepEqual([...call.linkedids].sort(), ['1.1', '1.2']);
    });
  });

  describe('channels are of separate calls', () => {
    for (const [what, events] of [
      ['without a link', [channel('1.1', '1.1'), channel('1.2', '1.2')]],
      ['without Linkedids', [channel('1.1', ''), channel('1.2', '')]],
      [
        'after a transfer that failed',
        [channel('1.1', '1.1'), channel('1.2', '1.2'), 'BlindTransfer Result=Fail TransfererUniqueid=1.1 TransfereeUniqueid=1.2'],
      ],
      [
        'in one conference',
        [
          channel('1.1', '1.1'),
          channel('1.2', '1.2'),
          'BridgeEnter BridgeUniqueid=conf Uniqueid=1.1 Linkedid=1.1',
          'BridgeEnter BridgeUniqueid=conf Uniqueid=1.2 Linkedid=1.2',
        ],
      ],
      ['when a pick-up found nothing', [channel('1.1', '1.1'), channel('1.2', '1.2'), 'Hangup Uniqueid=1.2 Cause=16']],
      ['with fillers for Linkedids', [channel('1.1', '<unknown>'), channel('1.2', '<unknown>')]],
    ] as const) {
      it(what, () => {
        assert.deepEqual(
          callsIn(...events).map(({ uniqueids }) => uniqueids),
          [['1.1'], ['1.2']],
        );
      });
    }

    it('when an id is used again after a hangup', () => {
      const calls = callsIn(
        channel('x', 'x'),
        'Hangup Uniqueid=x Linkedid=x Cause=16',
        channel('x', 'x'),
        'Newstate Uniqueid=x Linkedid=x',
        'Hangup Uniqueid=x Linkedid=x Cause=17',
      );
      assert.deepEqual(
        calls.map(({ uniqueids, messages, cause }) => [uniqueids, messages, cause?.code]),
        [
          [['x'], [0, 1], 16],
          [['x'], [2, 3, 4], 17],
        ],
      );
    });

    it('but an event after the hangup is of the channel that hung up', () => {
      assert.deepEqual(callIn(A, HANGUP_A, 'NewCallerid Uniqueid=1795371545.1 CallerIDNum=1').messages, [0, 1, 2]);
    });
  });

  describe('transfers', () => {
    const two = [channel('1.1', '1.1', ' CallerIDNum=100'), channel('1.2', '1.1', ' CallerIDNum=200')];
    for (const [what, last, expected] of [
      [
        'blind',
        'BlindTransfer Result=Success TransfererUniqueid=1.1 TransfererCallerIDNum=100 TransfereeUniqueid=1.2 Extension=300',
        { kind: 'blind', transferer: '100', target: '300', completed: false },
      ],
      [
        'attended',
        'AttendedTransfer Result=Success OrigTransfererUniqueid=1.1 OrigTransfererCallerIDNum=100 TransferTargetUniqueid=1.2 TransferTargetCallerIDNum=200',
        { kind: 'attended', transferer: '100', target: '200' },
      ],
      ['pick-ups', 'Pickup Uniqueid=1.2 CallerIDNum=200 TargetUniqueid=1.1 TargetChannel=SIP/1.1-1', { kind: 'pickup', transferer: '100', target: '200' }],
      ['parking', 'ParkedCall ParkeeUniqueid=1.1 ParkingSpace=701', { kind: 'park', target: '701' }],
    ] as const) {
      it(`${what} that happened`, () => {
        assert.deepEqual(callIn(...two, last).transfers, [{ completed: true, ...expected, message: 2 }]);
      });
    }

    it('none that failed', () => {
      assert.deepEqual(
        callIn(...two, 'BlindTransfer Result=Fail TransfererUniqueid=1.1', 'AttendedTransfer Result=Fail OrigTransfererUniqueid=1.1').transfers,
        [],
      );
    });
  });

  it('follow the name of a channel', () => {
    const call = callIn(channel('1.1', '1.1'), 'Rename Channel=SIP/1.1-1 Newname=SIP/new-1 Uniqueid=1.1');
    assert.equal(call.legs[0]?.channel, 'SIP/new-1');
  });

  it('hold the messages of their bridges', () => {
    const call = callIn(
      channel('1.1', '1.1'),
      'BridgeCreate BridgeUniqueid=b',
      'BridgeEnter BridgeUniqueid=b Uniqueid=1.1',
      'BridgeDestroy BridgeUniqueid=b',
      'BridgeCreate BridgeUniqueid=c',
    );
    assert.deepEqual(call.messages, [0, 1, 2, 3]);
  });

  it('know no time that the capture does not tell', () => {
    const call = callIn(channel('chosen-by-somebody', ''), 'Hangup Uniqueid=chosen-by-somebody Cause=16');
    assert.deepEqual([call.startedAt, call.answeredAt, call.endedAt], [undefined, undefined, undefined]);
    assert.equal(callIn(channel('pbx-eu-1-1795371545.7', '')).startedAt, 1795371545000);
  });

  it('count names of headers in any case, and only events', () => {
    assert.equal(callIn('Newchannel channel=SIP/a-1 UNIQUEID=1.1 linkedID=1.1').legs[0]?.channel, 'SIP/a-1');
    const text = 'Action: Hangup\r\nUniqueid: 1.1\r\n\r\nResponse: Success\r\nUniqueid: 1.2\r\n\r\n';
    assert.deepEqual(callsOf(text, indexMessages(text)), { calls: [], messages: 2 });
  });

  it('of every recording agree with themselves', () => {
    let found = 0;
    for (const { name, text } of captures()) {
      const index = indexMessages(text);
      const { calls, messages } = callsOf(text, index);
      assert.equal(messages, index.count, name);
      const lives = new Set<string>();
      calls.forEach((call, i) => {
        const where = `${name}, call ${i}`;
        found++;
        assert.ok(call.uniqueids.length > 0, where);
        assert.deepEqual(
          call.legs.map(({ uniqueid }) => uniqueid),
          call.uniqueids,
          where,
        );
        assert.equal(call.legs[0]?.joinedBy, 'first', where);
        assert.ok(call.linkedids.length === 0 || call.linkedids.includes(call.id), where);
        assert.ok(
          call.messages.every((message, at) => message < messages && message > (call.messages[at - 1] ?? -1)),
          `${where}: ascending`,
        );
        const own = new Set(call.messages);
        for (const leg of call.legs) {
          assert.ok(own.has(leg.evidence), `${where}: evidence of ${leg.uniqueid}`);
          assert.ok(!lives.has(`${leg.uniqueid} ${leg.evidence}`), `${where}: ${leg.uniqueid} twice`);
          lives.add(`${leg.uniqueid} ${leg.evidence}`);
        }
        for (const transfer of call.transfers) assert.ok(own.has(transfer.message), where);
        for (const party of [call.caller, call.answeredBy]) assert.ok(!party?.uniqueid || call.uniqueids.includes(party.uniqueid), where);
        assert.ok(['answered', 'in-progress'].includes(call.outcome) || call.answeredBy === undefined, where);
        if (call.startedAt !== undefined && call.endedAt !== undefined) assert.ok(call.startedAt <= call.endedAt + 1_000, where);
      });
      // Whatever event names a channel by its Uniqueid is in a call.
      const all = new Set(calls.flatMap((call) => call.messages));
      for (let i = 0; i < index.count; i++) {
        if (shapeOf(index, i).kind !== 'event') continue;
        const id = headersOf(text, index, i).find(({ column }) => column.key === 'uniqueid');
        // `<null>` and the like stand for none, and so does `none` of a global variable.
        if (id && /^\s*(?!none\s*$)[^\s<(]/.test(text.slice(id.value.start, id.value.end))) assert.ok(all.has(i), `${name}: message ${i} is in no call`);
      }
    }
    assert.ok(found > 100);
  });
});
