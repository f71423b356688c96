import assert from 'node:assert/strict';
import type { Call, Outcome, Transfer } from '../../server/src/calls/types';
import { callIn, callsIn, comesIn, ends, enters, gone, isMade, leaves, local, part, rings, storyIn, talk, up } from './logs';

const PAIR = '00000001';
const [ONE, TWO] = [`${PAIR}.1`, `${PAIR}.2`];

/** Channel 1 comes in and rings a Local pair, behind which a dialplan decides. */
const throughLocal = [comesIn('1', '200'), ...local('200', PAIR, '1'), rings('1', ONE)];
/** The dialplan behind the pair answers by itself, before it has rung anybody. */
const answersItself = [up(TWO), up(ONE), ends('1', ONE, 'ANSWER'), up('1'), enters(ONE, 'b'), enters('1', 'b')];
const allGone = [leaves(ONE, 'b'), leaves('1', 'b'), gone(TWO), gone(ONE), gone('1')];
const app = (id: string, name: string): string => `Newexten Uniqueid=${id} Application=${name}`;
const request = (id: string): string => `HangupRequest Uniqueid=${id}`;
/** Channel 1 rings 2, and nothing comes of it. */
const inVain = (status: string, more = 'Cause=16'): string[] => [isMade('2', '1'), rings('1', '2'), ends('1', '2', status), gone('2', more)];
/** 2 transfers 1 to `exten` and leaves. */
const blind = (exten: string): string[] => [
  ...talk('1', '2'),
  `BlindTransfer Result=Success TransfererUniqueid=2 TransfererCallerIDNum=2 TransfereeUniqueid=1 Extension=${exten}`,
  ...[request('2'), leaves('2', 'bridge-1'), gone('2'), leaves('1', 'bridge-1')],
];
/** 1 rings `id`, who answers. */
const reaches = (id: string, number = id): string[] => [
  isMade(id, '1').replace(`CallerIDNum=${id}`, `CallerIDNum=${number}`),
  ...[rings('1', id), up(id), ends('1', id, 'ANSWER'), enters(id, `with-${id}`), enters('1', `with-${id}`)],
];

describe('calls: variants of outcomes', () => {
  const table: readonly (readonly [string, Outcome, string | undefined, readonly string[]])[] = [
    [
      'a dialplan behind a Local pair that answers before somebody busy is rung',
      'busy',
      undefined,
      [...throughLocal, ...answersItself, isMade('200', '1'), rings(TWO, '200'), ends(TWO, '200', 'BUSY'), gone('200'), ...allGone],
    ],
    [
      'the same where somebody answers',
      'answered',
      '200',
      [
        ...[...throughLocal, ...answersItself, isMade('200', '1'), rings(TWO, '200'), up('200'), ends(TWO, '200', 'ANSWER')],
        ...[enters('200', 'c'), enters(TWO, 'c'), gone('200'), ...allGone],
      ],
    ],
    ['the same with an application', 'answered', undefined, [...throughLocal, ...answersItself, app(TWO, 'Echo'), ...allGone]],
    [
      'the same with voicemail after nobody answered',
      'answered',
      undefined,
      [
        ...[...throughLocal, ...answersItself, isMade('200', '1'), rings(TWO, '200'), ends(TWO, '200', 'NOANSWER'), gone('200')],
        ...[app(TWO, 'VoiceMail'), ...allGone],
      ],
    ],
    [
      'a caller who is answered after nobody else was to be had, without events of the dialplan',
      'answered',
      undefined,
      [comesIn('1', '2'), ...inVain('NOANSWER'), up('1'), gone('1')],
    ],
    ['a caller who was answered before', 'no-answer', undefined, [comesIn('1', '2'), up('1'), ...inVain('NOANSWER'), gone('1')]],
    [
      'a device that refuses, of which the status says that it does not answer',
      'rejected',
      undefined,
      [comesIn('1', '2'), ...inVain('NOANSWER', 'Cause=21'), gone('1', 'Cause=21')],
    ],
    ['a device that refuses with busy', 'busy', undefined, [comesIn('1', '2'), ...inVain('BUSY', 'Cause=21'), gone('1', 'Cause=21')]],
    ['a caller who gives up', 'cancelled', undefined, [comesIn('1', '2'), ...inVain('CANCEL'), gone('1', 'Cause=127')]],
    [
      'busy, then voicemail',
      'answered',
      undefined,
      [comesIn('1', '2'), app('1', 'Dial'), ...inVain('BUSY', 'Cause=17'), app('1', 'VoiceMail'), up('1'), request('1'), gone('1')],
    ],
    [
      'a forward to somebody busy',
      'busy',
      undefined,
      [
        ...[comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), ends('1', '2', 'CANCEL', 'Forward=Local/3@default'), ...local('3', PAIR, '1')],
        ...[rings('1', ONE), gone('2'), isMade('3', '1'), rings(TWO, '3'), ends(TWO, '3', 'BUSY'), gone('3'), ends('1', ONE, 'BUSY'), gone(ONE)],
        ...[gone(TWO), gone('1', 'Cause=17')],
      ],
    ],
    [
      'a group in which one is busy and one answers',
      'answered',
      '3',
      [
        ...[comesIn('1', '400'), isMade('2', '1'), isMade('3', '1'), rings('1', '2'), rings('1', '3'), ends('1', '2', 'BUSY'), gone('2')],
        ...[up('3'), ends('1', '3', 'ANSWER'), up('1'), enters('3', 'b'), enters('1', 'b'), ...part('3', '1', 'b')],
      ],
    ],
    [
      'a group in which two answer at once',
      'answered',
      '2',
      [
        ...[comesIn('1', '400'), isMade('2', '1'), isMade('3', '1'), rings('1', '2'), rings('1', '3'), up('2'), up('3'), ends('1', '2', 'ANSWER')],
        ...[ends('1', '3', 'CANCEL'), up('1'), enters('2', 'b'), enters('1', 'b'), gone('3', 'Cause=26'), ...part('2', '1', 'b')],
      ],
    ],
  ];
  for (const [what, outcome, by, events] of table)
    it(`${what}: ${outcome}`, () => {
      const call = callIn(...events);
      assert.deepEqual([call.outcome, call.answeredBy?.uniqueid], [outcome, by]);
    });

  it('a consultation that was given up is a call of its own', () => {
    const calls = callsIn(...[...talk('1', '2'), ...talk('3', '4'), ...part('4', '3', 'bridge-3'), ...part('1', '2', 'bridge-1')]);
    assert.deepEqual(
      calls.map(({ outcome, transfers }) => [outcome, transfers.length]),
      [
        ['answered', 0],
        ['answered', 0],
      ],
    );
  });
});

describe('calls: variants of transfers', () => {
  const told = ({ transfers }: Call): Partial<Transfer>[] => transfers.map(({ message: _, ...transfer }) => transfer);
  const to = (target: string, completed: boolean): Partial<Transfer>[] => [{ kind: 'blind', transferer: '2', target, completed }];

  it('to somebody who answers are completed', () => assert.deepEqual(told(callIn(...blind('3'), ...reaches('3'))), to('3', true)));

  it('to voicemail are completed', () => assert.deepEqual(told(callIn(...blind('95'), app('1', 'VoiceMail'), gone('1'))), to('95', true)));

  it('to an announcement are not', () => assert.deepEqual(told(callIn(...blind('95'), app('1', 'Playback'), gone('1'))), to('95', false)));

  it('that come back to who transferred are not', () => {
    const busy = [isMade('3', '1'), rings('1', '3'), ends('1', '3', 'BUSY'), gone('3')];
    assert.deepEqual(told(callIn(...blind('3'), ...busy, ...reaches('22', '2'))), to('3', false));
  });

  it('one after the other are told each', () => {
    const again = 'BlindTransfer Result=Success TransfererUniqueid=3 TransfererCallerIDNum=3 TransfereeUniqueid=1 Extension=4';
    const call = callIn(...blind('3'), ...reaches('3'), again, leaves('3', 'with-3'), gone('3'), leaves('1', 'with-3'), ...reaches('4'));
    assert.deepEqual(told(call), [...to('3', true), { kind: 'blind', transferer: '3', target: '4', completed: true }]);
  });

  it('name who parked by its number', () => {
    const parked = 'ParkedCall ParkeeUniqueid=1 ParkeeChannel=SIP/1-00000001 ParkerDialString=SIP/2 ParkingSpace=701 ParkingLot=default';
    const call = callIn(...talk('1', '2').map((event) => event.replace('CallerIDNum=2 ', 'CallerIDNum=222 ')), parked);
    assert.deepEqual([call.transfers[0]?.transferer, call.transfers[0]?.target], ['222', '701']);
  });
});

describe('calls: how they end', () => {
  const ended = (...events: string[]): [string, (string | undefined)[]] => {
    const { line, ending } = storyIn(...events);
    return [line, ending.map(({ text, guess }) => (guess ? `${text} (guess)` : text))];
  };

  it('who transfers a call and leaves it hangs nothing up', () => {
    const [line, [ending]] = ended(...blind('3'), isMade('3', '1'), rings('1', '3'), ends('1', '3', 'NOANSWER'), gone('3'), gone('1', 'Cause=19'));
    assert.equal(line, '1 → 2, answered, blind transfer to 3 (not put through), ended (19 no answer)');
    assert.match(ending ?? '', /^The caller's channel ended with cause 19/);
  });

  it('who cancelled is the caller, probably', () => {
    const [line, [ending]] = ended(comesIn('1', '2'), ...inVain('CANCEL'), gone('1', 'Cause=127'));
    assert.equal(line, '1 → 2, cancelled, caller probably hung up (127 interworking)');
    assert.equal(ending, '1, the caller, was gone before anybody answered, so probably hung up (guess)');
  });

  it('where only Asterisk asks for it, that is said as a guess', () => {
    const [, [ending]] = ended(comesIn('1', '9'), up('1'), app('1', 'Playback'), 'SoftHangupRequest Uniqueid=1', gone('1'));
    assert.equal(ending, 'Nobody hung up before, so the dialplan or a command probably ended it (guess)');
  });

  it('an originated call begins with Originate, and says once where a stand-in was sent', () => {
    const made = [isMade('1', '1'), 'DialBegin DestUniqueid=1 DialString=1', 'DialEnd DestUniqueid=1 DialStatus=BUSY', gone('1', 'Cause=17')];
    assert.equal(storyIn(...made).line, 'Originate → 1, busy, ended (17 user busy)');
    const standIn = [...local('600', PAIR, ONE), `DialBegin DestUniqueid=${ONE} DialString=600@x`, `DialEnd DestUniqueid=${ONE} DialStatus=NOANSWER`];
    assert.equal(storyIn(...standIn, gone(ONE), gone(TWO)).line, 'Originate → Local/600@x, no-answer, ended (16 normal clearing)');
  });

  it('names the application that took the call in the end, and no queue to which it went later', () => {
    const voicemail = [comesIn('1', '2'), ...inVain('BUSY'), app('1', 'VoiceMail'), up('1'), request('1'), gone('1')];
    assert.equal(storyIn(...voicemail).line, '1 → 2 → VoiceMail, answered, caller hung up (16 normal clearing)');
    const queued = [...blind('600'), 'QueueCallerJoin Uniqueid=1 Queue=sales', ...reaches('3')];
    assert.equal(storyIn(...queued).line, '1 → 2, in progress, answered, blind transfer to 600');
  });
});

describe('calls: variants of clicking to dial', () => {
  const second = '00000002';
  const head = [
    ...[...local('ctd', PAIR, ONE), `DialBegin DestUniqueid=${ONE} DialString=ctd@x`, ...local('201', second, ONE), rings(TWO, `${second}.1`)],
    ...[isMade('201', ONE), rings(`${second}.2`, '201')],
  ];
  const refused = (status: string, cause: string): string[] => [
    ...[ends(`${second}.2`, '201', status), gone('201', cause), gone(`${second}.2`, cause), ends(TWO, `${second}.1`, status), gone(`${second}.1`, cause)],
    ...[gone(TWO, cause), `DialEnd DestUniqueid=${ONE} DialStatus=${status}`, gone(ONE, cause)],
  ];
  const accepted = [
    ...[up('201'), ends(`${second}.2`, '201', 'ANSWER'), up(`${second}.2`), up(`${second}.1`), ends(TWO, `${second}.1`, 'ANSWER'), up(TWO), up(ONE)],
    ...[`DialEnd DestUniqueid=${ONE} DialStatus=ANSWER`, enters('201', 'x'), enters(`${second}.2`, 'x'), enters(`${second}.1`, 'y'), enters(TWO, 'y')],
    ...[isMade('300', ONE), rings(ONE, '300')],
  ];
  const over = [gone(`${second}.2`), gone(`${second}.1`), gone(TWO), gone(ONE)];
  const told = (...events: string[]): unknown[] => {
    const { outcome, caller, dialled, answeredBy } = callIn(...events);
    return [outcome, caller?.number, dialled, answeredBy?.number];
  };

  it('who is rung first is busy', () => assert.deepEqual(told(...head, ...refused('BUSY', 'Cause=17')), ['busy', '201', undefined, undefined]));

  it('who is rung first does not answer', () =>
    assert.deepEqual(told(...head, ...refused('NOANSWER', 'Cause=19')), ['no-answer', '201', undefined, undefined]));

  it('who is rung first hangs up while the other one rings', () =>
    assert.deepEqual(told(...head, ...accepted, request('201'), leaves('201', 'x'), gone('201'), ends(ONE, '300', 'CANCEL'), gone('300'), ...over), [
      'cancelled',
      '201',
      '300',
      undefined,
    ]));

  it('who is rung second is busy', () =>
    assert.deepEqual(told(...head, ...accepted, ends(ONE, '300', 'BUSY'), gone('300'), leaves('201', 'x'), gone('201'), ...over), [
      'busy',
      '201',
      '300',
      undefined,
    ]));
});

describe('calls: variants of taking over', () => {
  it('a pick-up of a call that rings at a group', () => {
    const call = callIn(
      ...[comesIn('1', '400'), isMade('2', '1'), isMade('3', '1'), rings('1', '2'), rings('1', '3'), comesIn('9', '*8')],
      ...['Pickup Uniqueid=9 Channel=SIP/9-00000001 TargetUniqueid=2 TargetChannel=SIP/2-00000001', up('9'), ends('1', '2', 'CANCEL'), rings('1', '9')],
      ...[ends('1', '9', 'ANSWER'), ends('1', '3', 'CANCEL'), gone('2', 'Cause=26'), gone('3', 'Cause=26'), up('1'), enters('9', 'b'), enters('1', 'b')],
      ...part('9', '1', 'b'),
    );
    assert.deepEqual([call.outcome, call.answeredBy?.number], ['answered', '9']);
    assert.deepEqual(call.transfers, [{ kind: 'pickup', transferer: '2', target: '9', completed: true, message: 6 }]);
  });

  const asked = 'OrigTransfererUniqueid=2 OrigTransfererCallerIDNum=2 SecondTransfererUniqueid=3 SecondTransfererCallerIDNum=2 OrigBridgeUniqueid=bridge-1';

  it('a transfer to a group that still rings and does not answer', () => {
    const call = callIn(
      ...[...talk('1', '2'), comesIn('3', '401'), isMade('4', '3'), isMade('5', '3'), rings('3', '4'), rings('3', '5')],
      `AttendedTransfer Result=Success DestType=App DestApp=Dial ${asked} SecondTransfererExten=401`,
      ...[leaves('2', 'bridge-1'), gone('2'), leaves('1', 'bridge-1'), ends('3', '4', 'NOANSWER'), ends('3', '5', 'NOANSWER'), rings('1', '4')],
      ...[rings('1', '5'), gone('3'), ends('1', '4', 'NOANSWER'), ends('1', '5', 'NOANSWER'), gone('4'), gone('5'), gone('1', 'Cause=19')],
    );
    assert.equal(call.outcome, 'answered');
    assert.deepEqual(call.transfers, [{ kind: 'blonde', transferer: '2', target: '401', completed: false, message: 13 }]);
  });

  it('a transfer to voicemail that was listened to before', () => {
    const call = callIn(
      ...[...talk('1', '2'), comesIn('3', '95'), up('3'), app('3', 'VoiceMail'), `AttendedTransfer Result=Success DestType=App DestApp=VoiceMail ${asked}`],
      ...[leaves('2', 'bridge-1'), gone('2'), leaves('1', 'bridge-1'), gone('3'), gone('1')],
    );
    assert.deepEqual(call.transfers, [{ kind: 'attended', transferer: '2', target: '95', completed: true, message: 11 }]);
  });
});
