import assert from 'node:assert/strict';
import { callBook } from '../../server/src/calls/calls';
import { type CallModel, modelOf } from '../../server/src/calls/model';
import type { Call, CallStory } from '../../server/src/calls/types';
import { indexMessages } from '../../server/src/syntax/messages';
import { callsIn, comesIn, ends, enters, gone, isMade, logOf, rings, storyIn, talk, up } from './logs';

const LOST = ';! gap 2026-11-23T10:00:10.000Z the server closed the connection; 1 byte and 1 message since 2026-11-23T10:00:00.000Z';
const AGAIN = ';@ 2026-11-23T10:00:20.000Z';
const AT = Date.parse('2026-11-23T10:00:20.000Z');
/** How our recorder asks for bridges. */
const OURS = 'ActionID=ami-logs-restate-bridges';

/** An item of CoreShowChannels: a channel that is up, with other values for some headers. */
function listed(id: string, other = ''): string {
  const headers = `ActionID=l Channel=SIP/${id}-00000001 ChannelState=6 ChannelStateDesc=Up CallerIDNum=${id} Uniqueid=${id} Linkedid=${id} Application=Dial BridgeId=`;
  const values = new Map(`${headers} ${other}`.split(' ').map((header) => [header.split('=', 1)[0], header]));
  return ['CoreShowChannel', ...values.values()].join(' ');
}

/** The end of a list of so many channels. */
function complete(items: number, more = 'EventList=Complete'): string {
  return `CoreShowChannelsComplete ActionID=l ${more} ListItems=${items}`;
}

function callOf(...events: readonly string[]): Call {
  const [call] = callsIn(...events);
  assert.ok(call);
  return call;
}

function outcomes(...events: readonly string[]): string[] {
  return callsIn(...events).map(({ outcome }) => outcome);
}

/** What the story says at the end of the list. */
function texts(story: CallStory, kind: string): string[] {
  return story.steps.filter((step) => step.kind === kind).map(({ text }) => text);
}

describe('calls after the connection was lost: channels that a list lacks', () => {
  const talking = talk('1', '2');

  it('are gone, which is a guess, and what was known of their call stays', () => {
    const call = callOf(...talking, LOST, AGAIN, complete(0));
    assert.equal(call.outcome, 'answered');
    assert.equal(call.answeredBy?.uniqueid, '2');
    assert.equal(call.endedAt, undefined);
    assert.equal(call.cause, undefined);
    assert.equal(call.messages.at(-1), talking.length);
    const story = storyIn(...talking, LOST, AGAIN, complete(0));
    const steps = story.steps.filter(({ kind }) => kind === 'gone');
    assert.deepEqual(
      steps.map(({ message, at, guess, channel }) => [message, at, guess, channel]),
      ['1', '2'].map((channel) => [talking.length, AT, true, channel]),
    );
    assert.deepEqual(texts(story, 'gone')[0], '1 is gone: not in the list of channels after the connection was lost');
    assert.match(story.line, /^1 → 2, answered, ended while the connection was lost$/);
    assert.deepEqual(
      story.ending.map(({ message, guess }) => [message, guess]),
      [[talking.length, true]],
    );
  });

  it('leave nothing known of a call that rang', () => {
    const call = callOf(comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), LOST, AGAIN, complete(0));
    assert.equal(call.outcome, 'unknown');
    assert.equal(call.answeredBy, undefined);
  });

  it('leave nothing known of a caller for whom a dial had ended: the dialplan may have gone on', () => {
    assert.deepEqual(outcomes(comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), ends('1', '2', 'BUSY'), gone('2'), LOST, complete(0)), ['unknown']);
  });

  it('take nothing from a call of which the end was told before', () => {
    const call = callOf(...talking, gone('2'), gone('1'), LOST, AGAIN, complete(0));
    assert.equal(call.cause?.code, 16);
    assert.deepEqual(texts(storyIn(...talking, gone('2'), gone('1'), LOST, complete(0)), 'gone'), []);
  });

  it('are those alone: who is listed goes on, and ends as events say', () => {
    const events = [...talking, ...talk('3', '4'), LOST, AGAIN, listed('3', 'BridgeId=bridge-3'), listed('4', 'BridgeId=bridge-3 Linkedid=3'), complete(2)];
    assert.deepEqual(outcomes(...events), ['answered', 'in-progress']);
    const [, call] = callsIn(...events, gone('4'), gone('3'));
    assert.equal(call?.outcome, 'answered');
    assert.equal(call?.endedAt, AT);
    assert.deepEqual(call?.uniqueids, ['3', '4']);
  });

  it('are those alone also where the list spans two segments', () => {
    const roll = [';# end 2026-11-23T10:00:10.000Z messages=1 bytes=1', 'Asterisk Call Manager/11.0.0'];
    const list = [listed('3', 'BridgeId=bridge-3'), ...roll, listed('4', 'BridgeId=bridge-3 Linkedid=3'), complete(2)];
    assert.deepEqual(outcomes(...talking, ...talk('3', '4'), LOST, ...list), ['answered', 'in-progress']);
  });

  it('are gone also where the list is one of Status, which other accounts may ask for', () => {
    const item = (id: string): string => `Status ActionID=s Channel=SIP/${id}-00000001 ChannelStateDesc=Up Uniqueid=${id} BridgeID=`;
    assert.deepEqual(outcomes(...talking, LOST, item('8'), item('9'), 'StatusComplete ActionID=s Items=2')[0], 'answered');
    assert.deepEqual(outcomes(...talking, LOST, 'StatusComplete ActionID=s EventList=Complete ListItems=0 Items=0'), ['answered']);
    const ours = [item('9'), 'StatusComplete ActionID=s Items=1'].map((one) => one.replace('ActionID=s', 'ActionID=ami-logs-restate-status'));
    assert.deepEqual(outcomes(...talking, LOST, ...ours), ['answered', 'in-progress']);
  });

  it('are gone also where nothing but a second banner tells of another connection', () => {
    assert.deepEqual(outcomes(...talking, 'Asterisk Call Manager/11.0.0', complete(0)), ['answered']);
  });

  it('are those of the server that made the list, whose items leave its name out', () => {
    const of = (events: readonly string[]): string[] => events.map((event) => `${event} SystemName=pbx`);
    const events = [...of([...talking, ...talk('3', '4')]), LOST, listed('3', 'BridgeId=bridge-3'), listed('4', 'BridgeId=bridge-3 Linkedid=3'), complete(2)];
    assert.deepEqual(outcomes(...events), ['answered', 'in-progress']);
  });

  it('are those of AMI 1, which spells ids in another way', () => {
    const bridge = 'Bridge Bridgestate=Link Uniqueid1=1 Uniqueid2=2 Channel1=SIP/1-00000001 Channel2=SIP/2-00000001';
    const born = [comesIn('1', '2'), isMade('2', '')].map((event) => event.replace(/ Linkedid=\S*/, ''));
    const item = (id: string, other: string): string =>
      `CoreShowChannel ActionID=l Channel=SIP/${id}-00000001 UniqueID=${id} Extension=2 ChannelStateDesc=Up Application=Dial CallerIDnum=${id} BridgedChannel=SIP/${other}-00000001 BridgedUniqueID=${other}`;
    const begun = [...born, 'Dial SubEvent=Begin UniqueID=1 DestUniqueID=2 Channel=SIP/1-00000001 Destination=SIP/2-00000001'];
    assert.deepEqual(outcomes(...begun, bridge, LOST, complete(0)), ['answered']);
    assert.deepEqual(outcomes(...begun, bridge, LOST, item('1', '2'), item('2', '1'), complete(2)), ['in-progress']);
    const call = callOf(...begun, LOST, item('1', '2'), item('2', '1'), complete(2), gone('1'), gone('2'));
    assert.deepEqual([call.outcome, call.answeredBy?.uniqueid, call.answeredAt], ['answered', '2', undefined]);
  });
});

describe('calls after the connection was lost: nothing is ended', () => {
  const talking = talk('1', '2');
  const item = listed('9');
  const cases: readonly [string, readonly string[]][] = [
    ['where no list came', [LOST, AGAIN, 'FullyBooted Status=Fully_Booted']],
    ['where items of the list are missing', [LOST, item, complete(2)]],
    ['where the list was cancelled', [LOST, complete(0, 'EventList=Cancelled')]],
    ['where the list does not say how many items it has', [LOST, 'CoreShowChannelsComplete ActionID=l EventList=Complete']],
    [
      'where more lists are open than anybody asks for',
      [LOST, ...Array.from({ length: 1_000 }, (_, i) => item.replace('ActionID=l', `ActionID=${i}`)), item, complete(1)],
    ],
    ['where a list was cut off by the next gap', [LOST, item, LOST, complete(1)]],
    ['where the items are of another list', [LOST, item.replace('ActionID=l', 'ActionID=m'), complete(1)]],
    ['where the list was asked without a gap', [complete(0)]],
    ['where events tell of the channels after the gap', [LOST, up('1'), up('2'), complete(0)]],
    ['where another segment of the recording begins', [';# end 2026-11-23T10:00:10.000Z messages=1 bytes=1', 'Asterisk Call Manager/11.0.0', complete(0)]],
    ['by a list of one channel that somebody asked for', [LOST, 'Status Uniqueid=9 Channel=SIP/9 ActionID=l', 'StatusComplete ActionID=l ListItems=1 Items=1']],
    ['by a list of bridges that has theirs', [LOST, `BridgeListItem ${OURS} BridgeUniqueid=bridge-1`, `BridgeListComplete ${OURS} ListItems=1`]],
    ['by a list of bridges that somebody else asked for, maybe of one technology', [LOST, 'BridgeListComplete ActionID=b EventList=Complete ListItems=0']],
    ['by a list of bridges that is not whole', [LOST, `BridgeListComplete ${OURS} EventList=Complete ListItems=1`]],
    ['by an Asterisk that goes on', ['FullyBooted Uptime=5', LOST, AGAIN, 'FullyBooted Uptime=25']],
    ['by a channel that is counted on', [comesIn('1795401009.9', '5'), gone('1795401009.9'), LOST, comesIn('1795401029.10', '5'), gone('1795401029.10')]],
  ];
  for (const [name, after] of cases)
    it(name, () => {
      assert.equal(callsIn(...talking, ...after)[0]?.outcome, 'in-progress');
    });

  it('by a list that is older than what events say before it and behind it', () => {
    // Born before the list, told before it; and told behind it, with an end.
    assert.deepEqual(outcomes(LOST, comesIn('5', '6'), complete(0)), ['in-progress']);
    const call = callOf(LOST, AGAIN, listed('5'), complete(1), comesIn('5', '6'), gone('5'));
    assert.deepEqual([call.uniqueids, call.outcome, call.dialled], [['5'], 'cancelled', '6']);
  });
});

describe('calls after the connection was lost: what comes behind a list', () => {
  const talking = talk('1', '2');

  it('is right where it is a Hangup, which the server had told by then', () => {
    const events = [...talking, LOST, AGAIN, complete(0), gone('2'), gone('1')];
    const call = callOf(...events);
    assert.deepEqual([call.outcome, call.cause?.code, call.endedAt], ['answered', 16, AT]);
    assert.deepEqual(texts(storyIn(...events), 'gone'), []);
  });

  it('brings back who was taken for gone', () => {
    assert.deepEqual(outcomes(...talking, LOST, complete(0), enters('1', 'x'), 'Newexten Uniqueid=2 Application=Wait'), ['in-progress']);
    assert.deepEqual(outcomes(...talking, LOST, complete(0), listed('1'), listed('2', 'Linkedid=1'), complete(2)), ['in-progress']);
  });

  it('tells exactly what the list showed', () => {
    const before = [comesIn('1', '2'), isMade('2', '1'), rings('1', '2'), LOST, AGAIN];
    const list = [listed('1', 'BridgeId=b'), listed('2', 'BridgeId=b Linkedid=1'), complete(2)];
    const later = ';@ 2026-11-23T10:00:21.000Z';
    assert.equal(callOf(...before, ...list).answeredAt, undefined);
    assert.equal(callOf(...before, ...list, later, enters('2', 'b'), enters('1', 'b')).answeredAt, AT + 1000);
  });
});

describe('calls after the connection was lost: what a list has and nobody knew', () => {
  it('is born with it: state, number, extension, Linkedid and bridge', () => {
    const events = [LOST, AGAIN, listed('1.1', 'BridgeId=b Exten=2'), listed('2.2', 'BridgeId=b Linkedid=1.1 ApplicationData=(Outgoing_Line)'), complete(2)];
    const call = callOf(...events);
    assert.deepEqual(call.uniqueids, ['1.1', '2.2']);
    assert.deepEqual([call.outcome, call.dialled, call.answeredBy?.uniqueid, call.answeredAt], ['in-progress', '2', '2.2', undefined]);
    assert.deepEqual(texts(storyIn(...events), 'enter'), ['2.2 talks with 1.1 (as a list of the server shows)']);
    assert.equal(callOf(...events, gone('1.1'), gone('2.2')).outcome, 'answered');
  });

  it('is one call each where channels only share a conference', () => {
    const inConference = (id: string): string => listed(id, 'BridgeId=c Linkedid=1 Application=ConfBridge ApplicationData=team');
    const calls = callsIn(LOST, inConference('1'), inConference('2'), complete(2), 'NewConnectedLine Uniqueid=2 Linkedid=1');
    assert.deepEqual(
      calls.map(({ uniqueids }) => uniqueids),
      [['1'], ['2']],
    );
    assert.deepEqual(texts(storyIn(LOST, inConference('1'), complete(1)), 'conference-enter'), ['1 enters conference team (as a list of the server shows)']);
  });

  it('is known by its bridge to an account that may not list channels', () => {
    const item = (id: string): string =>
      `BridgeInfoChannel ActionID=i Channel=SIP/${id}-00000001 ChannelStateDesc=Up CallerIDNum=${id} Uniqueid=${id} Linkedid=1`;
    const list = (creator: string): string[] => [
      LOST,
      item('1'),
      item('2'),
      `BridgeInfoComplete ActionID=i ListItems=2 BridgeUniqueid=b BridgeType=base ${creator}`,
    ];
    assert.deepEqual(callOf(...list('').map((one) => one.replace('BridgeType=base', 'BridgeType=basic'))).answeredBy?.uniqueid, '2');
    assert.equal(callsIn(...list('BridgeCreator=ConfBridge')).length, 2);
  });

  it('is a channel where somebody asks at the beginning of a capture', () => {
    assert.deepEqual(outcomes(listed('1', 'BridgeId=b'), listed('2', 'BridgeId=b Linkedid=1'), complete(2)), ['in-progress']);
  });
});

describe('calls after the connection was lost: what happened in between', () => {
  const ringing = [comesIn('1', '2'), isMade('2', '1'), rings('1', '2')];

  it('is an answer where the list shows both in a bridge', () => {
    const events = [...ringing, LOST, AGAIN, listed('1', 'BridgeId=b'), listed('2', 'BridgeId=b Linkedid=1'), complete(2), gone('2'), gone('1')];
    const call = callOf(...events);
    assert.deepEqual([call.outcome, call.answeredBy?.uniqueid, call.answeredAt], ['answered', '2', undefined]);
    assert.equal(storyIn(...events).durations.talking, undefined);
  });

  it('is not known where who was rung is gone, and the caller hangs up later', () => {
    assert.deepEqual(outcomes(...ringing, LOST, listed('1'), complete(1), gone('1')), ['unknown']);
    // The dial itself says what came of it.
    assert.deepEqual(outcomes(...ringing, LOST, ends('1', '2', 'BUSY'), gone('2'), gone('1')), ['busy']);
  });

  it('is an application that took the caller', () => {
    const events = [...ringing, LOST, listed('1', 'Application=VoiceMail'), complete(1), gone('1')];
    assert.deepEqual(outcomes(...events), ['answered']);
  });

  it('ends the wait in a queue', () => {
    const waits = [comesIn('1', '300'), 'QueueCallerJoin Queue=support Position=1 Uniqueid=1'];
    const queues = 'QueueStatusComplete ActionID=ami-logs-restate-queues EventList=Complete ListItems=0';
    const events = [...waits, LOST, listed('1', 'Application=Wait'), complete(1), queues];
    assert.deepEqual(texts(storyIn(...events), 'queue-leave'), ['1 leaves queue support (as a list of the server shows)']);
    assert.deepEqual(outcomes(...events, gone('1')), ['unknown']);
    const entry = 'QueueEntry ActionID=ami-logs-restate-queues Queue=support Position=1 Uniqueid=1 Channel=SIP/1-00000001';
    assert.deepEqual(texts(storyIn(...waits, LOST, listed('1'), complete(1), entry, queues), 'queue-leave'), []);
    assert.deepEqual(texts(storyIn(LOST, listed('1'), complete(1), entry, queues), 'queue-enter'), [
      '1 waits in queue support at position 1 (as a list of the server shows)',
    ]);
  });

  it('is probably the end of those whose bridge is not there any more', () => {
    const events = [...talk('1', '2'), LOST, `BridgeListComplete ${OURS} EventList=Complete ListItems=0`];
    assert.deepEqual(outcomes(...events), ['answered']);
    assert.match(storyIn(...events).line, /probably ended while the connection was lost$/);
    assert.deepEqual(outcomes(...events, 'Newexten Uniqueid=1 Application=Wait'), ['in-progress']);
  });
});

describe('calls after Asterisk was started again', () => {
  const first = [';@ 2026-11-23T10:00:00.000Z', 'FullyBooted Uptime=500'];

  const cases: readonly [string, readonly string[]][] = [
    ['with a shorter Uptime', [...first, ...talk('1', '2'), LOST, 'FullyBooted Uptime=1']],
    [
      'with an Uptime from after the first login',
      [';@ 2026-11-23T10:00:00.000Z', 'FullyBooted Uptime=2', ...talk('1', '2'), LOST, AGAIN, 'FullyBooted Uptime=5'],
    ],
  ];
  for (const [name, events] of cases)
    it(`${name}, everything before has ended`, () => {
      assert.equal(callOf(...events).outcome, 'answered');
      assert.match(storyIn(...events).line, /ended by a restart of Asterisk$/);
    });

  const named = (events: readonly string[], server: string): string[] => events.map((event) => `${event} SystemName=${server}`);

  it('with a shorter Uptime, also where events name the server, which FullyBooted does not', () => {
    assert.deepEqual(outcomes(...first, ...named(talk('1', '2'), 'pbx'), LOST, 'FullyBooted Uptime=1'), ['answered']);
  });

  it('nothing has ended where the log is of several servers, and the Uptime may be that of another', () => {
    const events = [...first, ...named(talk('1', '2'), 'a'), ...named(talk('3', '4'), 'b'), LOST];
    assert.deepEqual(outcomes(...events, 'FullyBooted Uptime=1'), ['in-progress', 'in-progress']);
    assert.deepEqual(outcomes(...events, 'FullyBooted Uptime=1 SystemName=b'), ['in-progress', 'in-progress']);
  });

  it('as the first channel shows, which is counted from 0 again', () => {
    const events = [comesIn('1795401009.9', '5'), LOST, comesIn('1795401029.0', '5')];
    assert.deepEqual(outcomes(...events), ['unknown', 'in-progress']);
  });

  it('or ended, which its Shutdown tells exactly', () => {
    const events = [
      ';@ 2026-11-23T10:00:20.000Z',
      ...talk('1', '2'),
      comesIn('3', '4'),
      isMade('4', '3'),
      rings('3', '4'),
      'Shutdown Shutdown=Uncleanly Restart=False',
    ];
    const calls = callsIn(...events);
    assert.deepEqual(
      calls.map(({ outcome, endedAt }) => [outcome, endedAt]),
      [
        ['answered', AT],
        ['failed', AT],
      ],
    );
    assert.match(storyIn(...events).line, /ended by the end of Asterisk$/);
  });
});

describe('calls after the connection was lost, while a log is written and edited', () => {
  const told = ({ correlation }: CallModel): [Call, CallStory][] => {
    const book = callBook(correlation);
    return Array.from({ length: book.count }, (_, i) => [book.call(i), book.story(i)]);
  };

  it('are those of the new text', () => {
    const events = [
      ...[
        ';@ 2026-11-23T10:00:00.000Z',
        'FullyBooted Uptime=2',
        ...talk('1', '2'),
        ...talk('3', '4'),
        comesIn('5', '300'),
        'QueueCallerJoin Queue=q Uniqueid=5',
      ],
      ...[
        comesIn('9', '8'),
        LOST,
        AGAIN,
        'FullyBooted Uptime=22',
        listed('3', 'BridgeId=n'),
        listed('4', 'BridgeId=n'),
        listed('5'),
        listed('6', 'BridgeId=x'),
      ],
      ...[complete(4), `BridgeListItem ${OURS} BridgeUniqueid=x BridgeCreator=ConfBridge`, `BridgeListComplete ${OURS} ListItems=1`],
      ...['QueueStatusComplete ActionID=ami-logs-restate-queues', gone('1'), enters('9', 'x'), LOST, comesIn('10', '8'), 'FullyBooted Uptime=1', complete(0)],
      ...['Shutdown Restart=True', 'Asterisk Call Manager/11.0.0', comesIn('11', '8')],
    ];
    const pieces = events.map((event) => logOf(event));
    let model = modelOf('', indexMessages(''));
    const to = (next: string): void => {
      model = modelOf(next, indexMessages(next, model.index.table), model);
      assert.deepStrictEqual(told(model), told(modelOf(next, indexMessages(next))));
    };
    for (let i = 1; i <= pieces.length; i++) to(pieces.slice(0, i).join(''));
    // Each message is taken out, and put back.
    for (let i = 0; i < pieces.length; i++) {
      to(pieces.filter((_, k) => k !== i).join(''));
      to(pieces.join(''));
    }
    // What was learnt is taken back to the last of 512 messages: each message of the log is once the first one behind that.
    const filler = logOf('TestEvent Type=x');
    for (let i = 1; i < pieces.length; i++) {
      const log = [...Array.from({ length: 512 - i }, () => filler), ...pieces];
      to(log.join(''));
      to(log.filter((one) => one !== logOf(LOST)).join(''));
      to(log.slice(0, -1).join(''));
    }
  });
});
