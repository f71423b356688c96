import assert from 'node:assert/strict';
import type { Call, Outcome } from '../../server/src/calls/types';
import { callIn, callsIn, comesIn, ends, enters, gone, isMade, leaves, local, part, rings, storyIn, talk, up } from './logs';

/** The channels of each call. */
function groups(...events: readonly string[]): string[][] {
  return callsIn(...events).map(({ uniqueids }) => uniqueids);
}

describe('calls: one or several', () => {
  const conference = (id: string, linkedid: string): string =>
    `BridgeEnter BridgeUniqueid=conf BridgeType=base BridgeCreator=ConfBridge Uniqueid=${id} Linkedid=${linkedid}`;

  it('those in a conference stay apart, though it gives them one Linkedid', () => {
    const events = [comesIn('1', '800'), comesIn('2', '800'), conference('1', '1'), conference('2', '2'), 'NewConnectedLine Uniqueid=2 Linkedid=1'];
    assert.deepEqual(groups(...events), [['1'], ['2']]);
    assert.deepEqual(
      callsIn(...events).map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('whom one of them dials afterwards is of its call alone', () => {
    const events = [
      ...[comesIn('1', '800'), comesIn('2', '800'), conference('1', '1'), conference('2', '2'), 'NewConnectedLine Uniqueid=2 Linkedid=1'],
      ...['BridgeLeave BridgeUniqueid=conf BridgeType=base BridgeCreator=ConfBridge Uniqueid=2 Linkedid=1', isMade('3', '1'), rings('2', '3')],
    ];
    assert.deepEqual(groups(...events), [['1'], ['2', '3']]);
  });

  it('two calls that only a bridge joined stay two, whatever their Linkedid becomes', () => {
    const events = [
      ...talk('1', '2'),
      ...talk('3', '4'),
      leaves('1', 'bridge-1'),
      leaves('3', 'bridge-3'),
      enters('1', 'new'),
      enters('3', 'new', 'Linkedid=1'),
    ];
    assert.deepEqual(groups(...events, gone('2'), gone('4'), 'NewConnectedLine Uniqueid=3 Linkedid=1'), [
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('become one when an attended transfer says so, also after the bridge did', () => {
    const call = callIn(
      ...talk('1', '2'),
      ...talk('3', '4'),
      enters('2', 'bridge-3', 'Linkedid=1'),
      'NewConnectedLine Uniqueid=4 Linkedid=1',
      'AttendedTransfer Result=Success DestType=Bridge OrigTransfererUniqueid=1 OrigTransfererCallerIDNum=1 SecondTransfererUniqueid=3 SecondTransfererCallerIDNum=3 OrigBridgeUniqueid=bridge-1 SecondBridgeUniqueid=bridge-3',
    );
    assert.deepEqual(
      call.legs.map(({ uniqueid, joinedBy, evidence }) => [uniqueid, joinedBy, evidence]),
      [
        ['1', 'first', 0],
        ['2', 'dialled', 2],
        ['3', 'transfer', 18],
        ['4', 'dialled', 10],
      ],
    );
    assert.equal(call.id, '1');
    assert.deepEqual(
      call.transfers.map(({ kind, transferer, target, completed }) => [kind, transferer, target, completed]),
      [['attended', '3', '4', true]],
    );
  });

  it('one channel that moves to another Linkedid outside of bridges joins them', () => {
    assert.deepEqual(groups(comesIn('1', '9'), comesIn('2', '9'), 'Newstate Uniqueid=2 Linkedid=1 ChannelStateDesc=Up'), [['1', '2']]);
  });

  it('the same ids of two servers are two calls', () => {
    const calls = callsIn(
      comesIn('1', '9', 'SystemName=east'),
      comesIn('1', '8', 'SystemName=west'),
      gone('1', 'SystemName=east Cause=17'),
      gone('1', 'SystemName=west Cause=16'),
    );
    assert.deepEqual(
      calls.map(({ dialled, cause, messages }) => [dialled, cause?.code, messages]),
      [
        ['9', 17, [0, 2]],
        ['8', 16, [1, 3]],
      ],
    );
  });

  it('who spies on a call is none of it', () => {
    const events = [...talk('1', '2'), comesIn('3', '555'), 'ChanSpyStart SpyerChannel=SIP/3 SpyerUniqueid=3 SpyeeChannel=SIP/1 SpyeeUniqueid=1'];
    assert.deepEqual(groups(...events), [['1', '2'], ['3']]);
    assert.equal(callsIn(...events)[1]?.outcome, 'in-progress');
  });

  it('a call that comes back by a trunk in the same second is a guess', () => {
    const out = (second: string): string[] => [
      'Newchannel Channel=SIP/a-1 ChannelStateDesc=Ring CallerIDNum=+31260010001 Exten=0150010001 Uniqueid=1530278036.1 Linkedid=1530278036.1',
      'Newchannel Channel=SIP/trunk-1 ChannelStateDesc=Down CallerIDNum=+31150010001 Exten=s Uniqueid=1530278036.2 Linkedid=1530278036.1',
      'DialBegin Uniqueid=1530278036.1 CallerIDNum=+31260010001 DestUniqueid=1530278036.2 DestCallerIDNum=+31150010001',
      `Newchannel Channel=SIP/trunk-2 ChannelStateDesc=Ring CallerIDNum=+31260010001 Exten=+31150010001 Uniqueid=${second}.3 Linkedid=${second}.3`,
    ];
    const call = callIn(...out('1530278036'));
    assert.equal(call.probable, true);
    assert.equal(call.legs[2]?.joinedBy, 'guess');
    assert.equal(callsIn(...out('1530278046')).length, 2);
    assert.equal(callsIn(...out('1530278036').map((one) => one.replaceAll('+31150010001', '200'))).length, 2, 'short numbers are no evidence');
  });

  it('both halves of a Local channel are of one, by their name alone', () => {
    const call = callIn('Newchannel Channel=Local/200@x-00000001;1 Uniqueid=1', 'Newchannel Channel=Local/200@x-00000001;2 Uniqueid=2');
    assert.equal(call.legs[1]?.joinedBy, 'local-pair');
  });

  it('whom a phone forwards to is joined as forwarded', () => {
    const call = callIn(
      ...[comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), ends('1', '2', 'CANCEL', 'Forward=Local/300@default')],
      ...local('300', '00000009', '1'),
      'DialBegin Uniqueid=1 DestUniqueid=00000009.1',
    );
    assert.equal(call.legs.find(({ uniqueid }) => uniqueid === '00000009.1')?.joinedBy, 'forwarded');
  });

  it('a channel that a dial takes over while it calls in has picked the call up', () => {
    const call = callIn(
      ...[comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), comesIn('3', '*8'), up('3'), ends('1', '2', 'CANCEL'), rings('1', '3')],
      ...[ends('1', '3', 'ANSWER'), up('1'), enters('3', 'b'), enters('1', 'b'), ...part('1', '3', 'b'), gone('2', 'Cause=26')],
    );
    assert.equal(call.legs[2]?.joinedBy, 'picked-up');
    assert.deepEqual(call.transfers, [{ kind: 'pickup', transferer: '2', target: '3', completed: true, message: 6 }]);
    assert.equal(call.answeredBy?.uniqueid, '3');
  });

  it('the next life of an id is a call of its own, also under its Linkedid', () => {
    assert.deepEqual(groups(comesIn('1', '9'), gone('1'), comesIn('1', '9'), isMade('2', '1'), rings('1', '2'), gone('2'), gone('1')), [['1'], ['1', '2']]);
  });

  it('an event before the birth of its channel is of that channel', () => {
    const call = callIn('VarSet Uniqueid=1 Linkedid=1 Variable=X Value=1', comesIn('1', '9'));
    assert.deepEqual([call.messages, call.dialled, call.uniqueids], [[0, 1], '9', ['1']]);
  });

  it('of 11: a masquerade joins, by the names of the channels', () => {
    const newchannel = (id: string, name: string): string => `Newchannel Channel=${name} ChannelStateDesc=Up Uniqueid=${id}`;
    assert.deepEqual(groups(newchannel('1', 'SIP/a-1'), newchannel('2', 'AsyncGoto/SIP/a-1'), 'Masquerade Clone=SIP/a-1 Original=AsyncGoto/SIP/a-1'), [
      ['1', '2'],
    ]);
  });

  it('of 11: Channel of AgentConnect is the member, not the caller', () => {
    const call = callIn(
      'Newchannel Channel=SIP/a-1 ChannelStateDesc=Ring CallerIDNum=100 Exten=600 Uniqueid=1',
      'Newstate Channel=SIP/a-1 ChannelStateDesc=Up Uniqueid=1',
      'Join Channel=SIP/a-1 Queue=sales Uniqueid=1',
      'Newchannel Channel=SIP/m-2 ChannelStateDesc=Down CallerIDNum=200 Uniqueid=2',
      'AgentCalled Queue=sales AgentName=Mary ChannelCalling=SIP/a-1 DestinationChannel=SIP/m-2 Uniqueid=1',
      'AgentConnect Queue=sales Uniqueid=1 Channel=SIP/m-2 MemberName=Mary BridgedChannel=2',
      'Bridge Bridgestate=Link Channel1=SIP/a-1 Channel2=SIP/m-2 Uniqueid1=1 Uniqueid2=2',
      gone('2'),
      gone('1'),
    );
    assert.deepEqual([call.caller?.channel, call.answeredBy?.channel, call.outcome], ['SIP/a-1', 'SIP/m-2', 'answered']);
  });
});

describe('calls: the outcome', () => {
  const queue = (kind: string, more = ''): string => `Queue${kind} Uniqueid=1 Queue=sales ${more}`;
  const asked = [comesIn('1', '600'), up('1'), queue('CallerJoin')];
  const member = [isMade('2', '1'), rings('1', '2')];
  const app = (name: string): string => `Newexten Uniqueid=1 Application=${name}`;
  const status = (value: string): string => `VarSet Uniqueid=1 Variable=DIALSTATUS Value=${value}`;

  const table: readonly (readonly [string, Outcome, readonly string[]])[] = [
    [
      'of a queue that the caller gave up',
      'cancelled',
      [...asked, ...member, queue('CallerAbandon'), ends('1', '2', 'CANCEL'), queue('CallerLeave'), gone('2'), gone('1')],
    ],
    ['of a queue whose time was up', 'no-answer', [...asked, queue('CallerLeave'), 'VarSet Uniqueid=1 Variable=QUEUESTATUS Value=TIMEOUT', gone('1')]],
    ['of a queue that was full', 'congestion', [comesIn('1', '6'), up('1'), app('Queue'), 'VarSet Uniqueid=1 Variable=QUEUESTATUS Value=FULL', gone('1')]],
    [
      'of a member who took the announcement and left',
      'cancelled',
      [...asked, ...member, up('2'), ends('1', '2', 'ANSWER'), gone('2'), queue('CallerAbandon'), queue('CallerLeave'), gone('1')],
    ],
    [
      'of a queue that connects',
      'answered',
      [...asked, ...member, up('2'), ends('1', '2', 'ANSWER'), enters('2', 'b'), enters('1', 'b'), ...part('2', '1', 'b')],
    ],
    [
      'of voicemail after nobody answered',
      'answered',
      [comesIn('1', '2'), ...member, ends('1', '2', 'NOANSWER'), gone('2'), app('VoiceMail'), up('1'), gone('1')],
    ],
    [
      'of an announcement after nobody answered',
      'no-answer',
      [comesIn('1', '2'), up('1'), ...member, ends('1', '2', 'NOANSWER'), gone('2'), app('Playback'), gone('1')],
    ],
    ['of an application', 'answered', [comesIn('1', '9'), app('Answer'), up('1'), app('Echo'), gone('1', 'Cause=34')]],
    ['of a dialplan that plays busy', 'busy', [comesIn('1', '9'), app('Busy'), gone('1')]],
    ['of a device that is not there, of which no channel tells', 'unavailable', [comesIn('1', '9'), app('Dial'), status('CHANUNAVAIL'), gone('1')]],
    [
      'by the ends of dials before DIALSTATUS',
      'no-answer',
      [comesIn('1', '2'), ...member, ends('1', '2', 'NOANSWER'), status('CHANUNAVAIL'), gone('2'), gone('1')],
    ],
    ['of a caller who gave up while it rang', 'cancelled', [comesIn('1', '2'), ...member, 'HangupRequest Uniqueid=1', gone('2'), gone('1')]],
    ['of a caller who came and went', 'cancelled', [comesIn('1', '2'), gone('1', 'Cause=0')]],
    [
      'of a fork in which one was busy and time was up for the other',
      'no-answer',
      [
        ...[comesIn('1', '2'), isMade('2', '1'), isMade('3', '1'), rings('1', '2'), rings('1', '3')],
        ...[ends('1', '2', 'BUSY'), ends('1', '3', 'NOANSWER'), gone('2'), gone('3'), gone('1')],
      ],
    ],
    [
      'of a second try',
      'busy',
      [
        ...[comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), ends('1', '2', 'NOANSWER'), gone('2')],
        ...[isMade('3', '1'), rings('1', '3'), ends('1', '3', 'BUSY'), gone('3'), gone('1')],
      ],
    ],
    [
      'of an originated call that nobody took',
      'no-answer',
      [isMade('1', '1'), 'DialBegin DestUniqueid=1 DialString=1', 'DialEnd DestUniqueid=1 DialStatus=NOANSWER', gone('1')],
    ],
    ['of a capture that ends while two talk', 'in-progress', talk('1', '2')],
    ['of a capture that begins while two talk', 'answered', part('1', '2', 'b').map((event) => `${event} Linkedid=1`)],
  ];
  for (const [what, outcome, events] of table) it(`${what}: ${outcome}`, () => assert.equal(callIn(...events).outcome, outcome));

  it('of a later transfer that fails does not change it', () => {
    const call = callIn(
      ...talk('1', '2'),
      'BlindTransfer Result=Success TransfererUniqueid=2 TransfererCallerIDNum=2 TransfereeUniqueid=1 Extension=3',
      ...[leaves('2', 'bridge-1'), gone('2'), leaves('1', 'bridge-1'), isMade('3', '1'), rings('1', '3'), ends('1', '3', 'BUSY'), gone('3'), gone('1')],
    );
    assert.equal(call.outcome, 'answered');
    assert.deepEqual(call.transfers, [{ kind: 'blind', transferer: '2', target: '3', completed: false, message: 8 }]);
  });

  it('of an agent who had logged in before: answered, by somebody of another call', () => {
    const hold = 'BridgeUniqueid=hold BridgeType=agent_hold BridgeCreator=AgentPool';
    const [login, call] = callsIn(
      ...[comesIn('7', '*77'), up('7'), 'AgentLogin Uniqueid=7 Agent=1001', `BridgeEnter ${hold} Uniqueid=7 Linkedid=7`],
      ...[comesIn('1', '600'), up('1'), `BridgeLeave ${hold} Uniqueid=7 Linkedid=7`, enters('1', 'b', 'Linkedid=1'), enters('7', 'b', 'Linkedid=7')],
      ...['NewConnectedLine Uniqueid=1 Linkedid=7', leaves('1', 'b', 'Linkedid=7'), leaves('7', 'b', 'Linkedid=7'), gone('1')],
    );
    assert.deepEqual(login?.uniqueids, ['7']);
    assert.deepEqual([call?.uniqueids, call?.outcome, call?.answeredBy?.uniqueid], [['1'], 'answered', '7']);
  });
});

describe('calls: who and what', () => {
  it('the caller of an originated call is who was rung first, through Local channels', () => {
    const call = callIn(
      ...local('a', '00000001', '1'),
      'DialBegin DestUniqueid=00000001.1 DialString=a@x',
      ...[isMade('100', '1'), 'DialBegin Uniqueid=00000001.2 DestUniqueid=100', up('100'), 'DialEnd Uniqueid=00000001.2 DestUniqueid=100 DialStatus=ANSWER'],
      ...[up('00000001.2'), up('00000001.1'), enters('100', 'one'), enters('00000001.2', 'one')],
      ...[isMade('200', '1'), 'NewCallerid Uniqueid=200 CallerIDNum=200 Exten=200', 'DialBegin Uniqueid=00000001.1 DestUniqueid=200', up('200')],
      ...['DialEnd Uniqueid=00000001.1 DestUniqueid=200 DialStatus=ANSWER', enters('200', 'two'), enters('00000001.1', 'two')],
      ...[gone('200'), gone('100'), gone('00000001.1'), gone('00000001.2')],
    );
    assert.deepEqual([call.caller?.number, call.dialled, call.answeredBy?.number, call.outcome], ['100', '200', '200', 'answered']);
  });

  it('the number of a caller is the one it had when it called', () => {
    const call = callIn(
      comesIn('1', '2'),
      'NewCallerid Uniqueid=1 CallerIDNum=555',
      isMade('2', '1'),
      rings('1', '2'),
      'NewCallerid Uniqueid=1 CallerIDNum=999',
    );
    assert.equal(call.caller?.number, '555');
  });

  it('a blonde transfer is completed when the target is put through', () => {
    const events = [
      ...[...talk('1', '2'), comesIn('3', '4'), isMade('4', '3'), rings('3', '4')],
      'AttendedTransfer Result=Success DestType=App DestApp=Dial OrigTransfererUniqueid=2 OrigTransfererCallerIDNum=2 SecondTransfererUniqueid=3 SecondTransfererCallerIDNum=2 SecondTransfererExten=4',
      ...[leaves('2', 'bridge-1'), leaves('1', 'bridge-1'), ends('3', '4', 'NOANSWER'), rings('1', '4'), gone('3'), gone('2')],
    ];
    const kinds = (call: Call): unknown => call.transfers.map(({ kind, transferer, target, completed }) => [kind, transferer, target, completed]);
    assert.deepEqual(kinds(callIn(...events)), [['blonde', '2', '4', false]]);
    assert.deepEqual(kinds(callIn(...events, up('4'), ends('1', '4', 'ANSWER'), enters('4', 'c'), enters('1', 'c'))), [['blonde', '2', '4', true]]);
  });

  it('times are those of Timestamp, else of marks, else of Uniqueids, and else there are none', () => {
    const call = (...events: string[]): (number | undefined)[] => {
      const { startedAt, answeredAt, endedAt } = callIn(...events);
      return [startedAt, answeredAt, endedAt];
    };
    const stamped = (event: string, at: number): string => `${event} Timestamp=17953715${at}.5`;
    const [a = '', b = '', dial = '', ...rest] = [...talk('1', '2'), ...part('1', '2', 'bridge-1')];
    assert.deepEqual(call(...[a, b, dial, ...rest].map((event, i) => stamped(event, 45 + i))), [1795371545500, 1795371552500, 1795371556500]);
    assert.deepEqual(call(';@ 2026-11-22T18:19:05.000Z', a, b, dial, ';@ 2026-11-22T18:19:07.000Z', ...rest), [1795371545000, 1795371547000, 1795371547000]);
    assert.deepEqual(call(a, b, dial, ...rest), [undefined, undefined, undefined]);
  });

  it('a gap is told to those who lived then', () => {
    const { steps } = storyIn(comesIn('1', '2'), ';! gap 2026-11-22T18:19:05.000Z connection lost', up('1'));
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['channel', 'gap', 'answer'],
    );
  });
});

describe('calls: the story', () => {
  const stamp = (events: readonly string[]): string[] => events.map((event, i) => `${event} Timestamp=${1795371500 + i}.0`);

  it('is one line', () => {
    const events = [...talk('300', '200'), 'HangupRequest Uniqueid=300', ...part('300', '200', 'bridge-300')];
    assert.equal(storyIn(...stamp(events)).line, '300 → 200, answered after 7 s, 5 s talk, caller hung up (16 normal clearing)');
    assert.equal(
      storyIn(...events.filter((event) => !event.startsWith('HangupRequest'))).line,
      '300 → 200, answered, caller probably hung up (16 normal clearing)',
    );
  });

  it('says step by step what happened, and what is a guess', () => {
    const { steps, ending } = storyIn(...talk('300', '200'), ...part('200', '300', 'bridge-300'));
    assert.deepEqual(
      steps.map(({ text, message }) => `${message} ${text}`),
      [
        '0 300 calls 200',
        '2 300 rings 200',
        '3 200 answers',
        '5 Asterisk answers 300',
        '7 300 talks with 200',
        '10 200 is gone (16 normal clearing)',
        '11 300 is gone (16 normal clearing)',
      ],
    );
    assert.deepEqual(ending[0], { text: '200, who had answered, left first, so probably hung up', message: 8, guess: true });
  });

  it('names the queue and the member', () => {
    const { line } = storyIn(
      ...[comesIn('300', '600'), up('300'), 'QueueCallerJoin Uniqueid=300 Queue=sales Position=1', isMade('2', '300')],
      ...['AgentCalled Uniqueid=300 Queue=sales MemberName=Mary DestUniqueid=2', rings('300', '2'), up('2'), ends('300', '2', 'ANSWER')],
      ...[
        'AgentConnect Uniqueid=300 Queue=sales MemberName=Mary DestUniqueid=2 HoldTime=3',
        enters('2', 'b'),
        enters('300', 'b'),
        'HangupRequest Uniqueid=2',
        ...part('2', '300', 'b'),
      ],
    );
    assert.equal(line, '300 → queue sales → Mary, answered, callee hung up (16 normal clearing)');
  });
});
