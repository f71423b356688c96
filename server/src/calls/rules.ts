import type { Bridge, Life } from './lives';
import {
  assign,
  assignEntry,
  assignMember,
  bridgeOf,
  type Correlation,
  type Fact,
  join,
  named,
  note,
  own,
  type Rule,
  rename,
  touch,
  unreadValue,
  valueIn,
} from './state';
import { uniqueidTime } from './times';
import type { MomentKind, Place } from './types';

/**
 * What each kind of event teaches.
 *
 * Sources: Asterisk main/manager_channels.c, main/manager_bridges.c, main/stasis_bridges.c, res/parking/parking_manager.c, apps/app_queue.c,
 * apps/confbridge/confbridge_manager.c; of 11 main/channel.c, main/features.c, apps/app_dial.c, apps/app_queue.c.
 */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['Newchannel', { keys: [], learn: newchannel }],
  ['Newstate', { keys: [], learn: newstate }],
  ['NewCallerid', { keys: [], learn: nothing }],
  ['NewConnectedLine', { keys: [], learn: nothing }],
  ['NewExten', { keys: [], learn: nothing }],
  ['Newexten', { keys: ['application'], learn: newexten, plain: true }],
  ['VarSet', { keys: ['variable'], learn: variable, plain: true }],
  ['Rename', { keys: ['newname'], learn: renamed }],
  ['Masquerade', { keys: ['clone', 'original'], learn: masquerade }],
  ['Hangup', { keys: ['cause', 'cause-txt'], learn: hangup }],
  ['HangupRequest', { keys: ['cause', 'channel'], learn: (c, f) => hangupRequest(c, f, 'asked') }],
  ['SoftHangupRequest', { keys: ['cause', 'channel'], learn: (c, f) => hangupRequest(c, f, 'soft') }],
  ['DialBegin', { keys: ['dialstring', 'destcalleridnum', 'destcalleridname', 'destexten'], learn: dialBegin }],
  ['DialState', { keys: ['dialstatus'], learn: dialState }],
  ['DialEnd', { keys: ['dialstatus', 'forward'], learn: dialEnd }],
  ['Dial', { keys: ['subevent', 'dialstring', 'dialstatus'], learn: dial }],
  ['LocalBridge', { keys: [], learn: localBridge }],
  ['LocalOptimizationEnd', { keys: [], learn: (c, f) => note(c, f, 'local-optimized', f.seen.get('localone'), { other: f.seen.get('localtwo') }) }],
  ['BridgeCreate', { keys: BRIDGE(), learn: bridgeItself }],
  ['BridgeDestroy', { keys: BRIDGE(), learn: bridgeItself }],
  ['BridgeVideoSourceUpdate', { keys: BRIDGE(), learn: bridgeItself }],
  ['BridgeInfoChannel', { keys: BRIDGE(), learn: nothing }],
  ['BridgeMerge', { keys: ['tobridgeuniqueid', 'frombridgeuniqueid'], learn: bridgeMerge }],
  ['BridgeEnter', { keys: [...BRIDGE(), 'swapuniqueid'], before: bridgeEntering, learn: bridgeEnter }],
  ['BridgeLeave', { keys: BRIDGE(), learn: bridgeLeave }],
  ['Bridge', { keys: ['bridgestate', 'callerid1', 'callerid2'], learn: (c, f) => link(c, f, valueIn(f, 'bridgestate') !== 'Unlink') }],
  ['Link', { keys: [], learn: (c, f) => link(c, f, true) }],
  ['Unlink', { keys: [], learn: (c, f) => link(c, f, false) }],
  [
    'AttendedTransfer',
    {
      keys: [
        'result',
        'desttype',
        'destapp',
        'origtransferercalleridnum',
        'secondtransferercalleridnum',
        'transfertargetcalleridnum',
        'transfertargetexten',
        'transfertargetchannel',
        'secondtransfererexten',
        'origbridgeuniqueid',
        'secondbridgeuniqueid',
      ],
      learn: attendedTransfer,
    },
  ],
  ['BlindTransfer', { keys: ['result', 'extension', 'transferercalleridnum', 'transfereecalleridnum'], learn: blindTransfer }],
  ['Transfer', { keys: ['transfermethod', 'transfertype', 'channel', 'targetchannel', 'transferexten', 'transfer2parking'], learn: transferOfOld }],
  ['Pickup', { keys: ['channel', 'targetchannel'], learn: pickup }],
  ['ParkedCall', { keys: PARKING(), learn: (c, f) => parking(c, f, 'park') }],
  ['ParkedCallTimeOut', { keys: PARKING(), learn: (c, f) => parking(c, f, 'park-timeout') }],
  ['ParkedCallGiveUp', { keys: PARKING(), learn: (c, f) => parking(c, f, 'park-give-up') }],
  ['ParkedCallSwap', { keys: PARKING(), learn: (c, f) => parking(c, f, 'other') }],
  ['UnParkedCall', { keys: PARKING(), learn: unparked }],
  ['OriginateResponse', { keys: ['response', 'reason', 'channel', 'application', 'exten'], learn: originated }],
  ['QueueCallerJoin', { keys: QUEUE(), learn: (c, f) => queue(c, f, 'queue-enter') }],
  ['QueueCallerLeave', { keys: QUEUE(), learn: (c, f) => queue(c, f, 'queue-leave') }],
  ['QueueCallerAbandon', { keys: QUEUE(), learn: (c, f) => queue(c, f, 'queue-abandon') }],
  ['Join', { keys: QUEUE(), learn: (c, f) => queue(c, f, 'queue-enter') }],
  ['Leave', { keys: QUEUE(), learn: (c, f) => queue(c, f, 'queue-leave') }],
  ['AgentCalled', { keys: [...QUEUE(), 'agentcalled', 'agentname', 'destinationchannel', 'channelcalling'], learn: agentCalled }],
  ['AgentRingNoAnswer', { keys: QUEUE(), learn: (c, f) => member(c, f, 'queue-no-answer') }],
  ['AgentConnect', { keys: QUEUE(), learn: (c, f) => member(c, f, 'queue-connect') }],
  ['AgentComplete', { keys: QUEUE(), learn: (c, f) => member(c, f, 'queue-complete') }],
  ['ConfbridgeJoin', { keys: ['conference', ...BRIDGE()], learn: (c, f) => conference(c, f, 'conference-enter') }],
  ['ConfbridgeLeave', { keys: ['conference', ...BRIDGE()], learn: (c, f) => conference(c, f, 'conference-leave') }],
  ['MeetmeJoin', { keys: ['meetme'], learn: (c, f) => conference(c, f, 'conference-enter') }],
  ['MeetmeLeave', { keys: ['meetme'], learn: (c, f) => conference(c, f, 'conference-leave') }],
  ['ConfbridgeStart', { keys: BRIDGE(), learn: bridgeItself }],
  ['ConfbridgeEnd', { keys: BRIDGE(), learn: bridgeItself }],
  ['Hold', { keys: ['status', 'channel'], learn: hold }],
  ['Unhold', { keys: ['channel'], learn: (c, f) => note(c, f, 'unhold', channelIn(c, f)) }],
  ['MusicOnHoldStart', { keys: ['class'], learn: (c, f) => note(c, f, 'music-start', f.seen.get(''), { detail: valueIn(f, 'class') }) }],
  ['MusicOnHoldStop', { keys: [], learn: (c, f) => note(c, f, 'music-stop', f.seen.get('')) }],
  ['MusicOnHold', { keys: ['state', 'class', 'channel'], learn: music }],
  ['DTMFEnd', { keys: ['digit', 'direction'], learn: dtmf }],
  ['DTMF', { keys: ['digit', 'direction', 'end'], learn: dtmf }],
  [
    'AgentLogin',
    {
      keys: ['agent'],
      learn: (c, f) => note(c, f, 'application', f.seen.get(''), { place: place(c, 'application', 'AgentLogin', 'AgentLogin'), detail: valueIn(f, 'agent') }),
    },
  ],
  ['ChanSpyStart', { keys: ['spyerchannel', 'spyeechannel'], learn: spy }],
]);

function BRIDGE(): string[] {
  return ['bridgeuniqueid', 'bridgetype', 'bridgetechnology', 'bridgecreator', 'bridgename', 'conference'];
}

function PARKING(): string[] {
  return [
    'parkingspace',
    'parkinglot',
    'parkeechannel',
    'parkeecalleridnum',
    'parkerdialstring',
    'parkerchannel',
    'exten',
    'from',
    'channel',
    'retrieverchannel',
  ];
}

function QUEUE(): string[] {
  return [
    'queue',
    'position',
    'membername',
    'member',
    'interface',
    'holdtime',
    'talktime',
    'ringtime',
    'reason',
    'bridgedchannel',
    'destchannel',
    'channel',
    'location',
  ];
}

function nothing(): void {
  // What it says stands in the snapshot.
}

/** The channel of a message, by its id or else, as events of 11 want it, by its name. */
function channelIn(correlation: Correlation, fact: Fact, key = 'channel'): Life | undefined {
  return fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, key));
}

function place(correlation: Correlation, kind: Place['kind'], id: string, name: string): Place {
  return { kind, id: own(correlation, id), name: own(correlation, name) };
}

function setState(correlation: Correlation, life: Life, state: string | undefined): string | undefined {
  const before = life.state;
  if (state) assign(correlation, life, 'state', state);
  return state && before !== state ? state : undefined;
}

/** The words for states that snapshots give as numbers too. Source: Asterisk main/channel.c, ast_state2str(). */
function stateIn(fact: Fact): string | undefined {
  const word = valueIn(fact, 'channelstatedesc');
  if (word) return STATES.get(word) ?? word.slice(0, 30);
  return { '0': 'Down', '4': 'Ring', '5': 'Ringing', '6': 'Up', '7': 'Busy' }[valueIn(fact, 'channelstate') ?? ''];
}

const STATES = new Map(['Down', 'Rsrvd', 'OffHook', 'Dialing', 'Ring', 'Ringing', 'Up', 'Busy', 'Dialing Offhook', 'Pre-ring'].map((word) => [word, word]));

function newchannel(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life) return;
  if (!life.born) assign(correlation, life, 'birth', fact.index);
  assign(correlation, life, 'born', true);
  setState(correlation, life, stateIn(fact));
  note(correlation, fact, 'channel', life, { detail: life.state });
  guessOrigin(correlation, fact, life);
}

/** Takes a state from the snapshot of an event that tells of something else: that the channel is up was said before, where it was not heard. */
export function noticeState(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life || life.hungUp || life.state === 'Up' || fact.plan?.name === 'Newstate' || fact.plan?.name === 'Newchannel') return;
  if (stateIn(fact) !== 'Up') return;
  assign(correlation, life, 'state', 'Up');
  // A channel whose birth was not seen may be up for long.
  if (life.born) note(correlation, fact, 'answer', life, { guess: true });
}

function newstate(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life || life.hungUp) return;
  const state = setState(correlation, life, stateIn(fact));
  if (state === 'Up') note(correlation, fact, 'answer', life);
  else if (state === 'Ringing') note(correlation, fact, 'ringing', life);
  else if (state === 'Ring') guessOrigin(correlation, fact, life);
}

/** Applications that take a caller, other than those that tell of themselves, and those with which a dialplan says that nobody is to be had. */
const SERVICES = new Set(
  [
    'Echo VoiceMail VoiceMailMain MiniVM ConfBridge MeetMe MusicOnHold WaitMusicOnHold AGI EAGI DeadAGI FastAGI Record Milliwatt Stasis Directory DISA ChanSpy ExtenSpy',
    'Dictate SendFAX ReceiveFAX RxFAX TxFAX Festival MP3Player Playback Background ControlPlayback Read Playtones SayDigits SayNumber SayAlpha SayPhonetic SayUnixTime AgentLogin',
    'Page Morsecode Zapateller BackgroundDetect TestServer TestClient SMS VMAuthenticate Authenticate ParkedCall Park Jack AudioSocket SpeechBackground Wait WaitExten Progress',
    'Busy Congestion Answer Queue Dial AppDial2',
  ].flatMap((words) => words.toLowerCase().split(' ')),
);

function newexten(correlation: Correlation, fact: Fact): void {
  const life = fact.main;
  const application = valueIn(fact, 'application');
  if (!life || !application) return;
  if (!SERVICES.has(application.toLowerCase()) || life.hungUp) return;
  note(correlation, fact, 'application', life, { place: place(correlation, 'application', application, application) });
}

/** Variables in which applications say what came of them. Source: Asterisk apps/app_dial.c, apps/app_queue.c. */
function variable(correlation: Correlation, fact: Fact): void {
  const name = valueIn(fact, 'variable');
  if (name !== 'DIALSTATUS' && name !== 'QUEUESTATUS') return;
  const value = unreadValue(fact, 'value');
  if (value && /^[A-Z]{3,16}$/.test(value)) note(correlation, fact, 'other', fact.main, { detail: `${name} ${value}` });
}

function renamed(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, 'channel'));
  const name = valueIn(fact, 'newname');
  if (!life || !name) return;
  rename(correlation, life, name);
  note(correlation, fact, 'rename', life, { detail: name });
}

/** 11 moves a conversation from one channel to another: both are of one call. */
function masquerade(correlation: Correlation, fact: Fact): void {
  const clone = named(correlation, fact.server, valueIn(fact, 'clone'));
  const original = named(correlation, fact.server, valueIn(fact, 'original'));
  if (!clone || !original) return;
  join(correlation, clone, original, original.name.startsWith('Parked/') ? 'parked' : 'transfer', fact.index);
}

function hangup(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life) return;
  const cause = Number(valueIn(fact, 'cause') ?? Number.NaN);
  const code = Number.isInteger(cause) ? cause : 0;
  note(correlation, fact, 'hangup', life, { detail: `${code} ${valueIn(fact, 'cause-txt') ?? ''}`.trim() });
  assign(correlation, life, 'hungUp', true);
  if (life.bridge) assignMember(correlation, life.bridge.members, life, false);
  const key = `${life.server}\n${life.name}`;
  if (correlation.byName.get(key) === life) assignEntry(correlation, correlation.byName, key, undefined);
}

function hangupRequest(correlation: Correlation, fact: Fact, how: string): void {
  note(correlation, fact, 'hangup-request', channelIn(correlation, fact), { detail: how === 'soft' ? 'soft' : undefined });
}

function beginDial(correlation: Correlation, fact: Fact, caller: Life | undefined, callee: Life, dialstring: string | undefined): void {
  const first = !callee.dialled;
  const answering = first && !callee.hungUp && (callee.state === 'Ring' || callee.state === 'Up') && callee.born && callee.firstMessage < fact.index;
  assign(correlation, callee, 'dialled', true);
  if (caller) {
    if (!callee.dialledBy) assign(correlation, callee, 'dialledBy', caller);
    const sentOn = caller.forward !== undefined && isAt(callee.name, caller.forward);
    if (sentOn) assign(correlation, caller, 'forward', undefined);
    join(correlation, caller, callee, answering ? 'picked-up' : sentOn ? 'forwarded' : 'dialled', fact.index);
  } else assign(correlation, callee, 'originated', true);
  if (answering && caller) note(correlation, fact, 'pickup', callee, { other: lastDialled(caller, callee), guess: true });
  note(correlation, fact, 'dial', caller ?? callee, { other: callee, detail: dialstring });
  if (caller) rememberOutbound(correlation, fact, caller, callee);
}

/** Whether a channel leads to where a call was sent on: `Local/200@default` or `SIP/200`, of which its name is the beginning. */
function isAt(name: string, forward: string): boolean {
  const address = forward.replace(/\/n$/, '');
  return name.startsWith(address) || name.startsWith('Local/');
}

/** The channel that `caller` dialled last before `callee`. */
function lastDialled(caller: Life, callee: Life): Life | undefined {
  for (let i = caller.notes.length - 1; i >= 0; i--) {
    const { kind, other } = caller.notes[i] ?? {};
    if (kind === 'dial' && other && other !== callee) return other;
  }
  return undefined;
}

function dialBegin(correlation: Correlation, fact: Fact): void {
  const callee = fact.seen.get('dest');
  if (callee) beginDial(correlation, fact, fact.seen.get(''), callee, valueIn(fact, 'dialstring'));
}

function dialState(correlation: Correlation, fact: Fact): void {
  const status = valueIn(fact, 'dialstatus');
  const callee = fact.seen.get('dest');
  if (status === 'RINGING') note(correlation, fact, 'ringing', callee);
  else note(correlation, fact, 'progress', callee, { detail: status });
}

function dialEnd(correlation: Correlation, fact: Fact): void {
  const callee = fact.seen.get('dest');
  const caller = fact.seen.get('');
  if (!callee) return;
  if (caller) join(correlation, caller, callee, 'dialled', fact.index);
  const forward = valueIn(fact, 'forward');
  if (forward) {
    note(correlation, fact, 'forward', callee, { other: caller, detail: forward });
    if (caller) assign(correlation, caller, 'forward', own(correlation, forward));
  }
  note(correlation, fact, 'dial-end', caller ?? callee, { other: callee, detail: valueIn(fact, 'dialstatus') });
}

function dial(correlation: Correlation, fact: Fact): void {
  const caller = fact.seen.get('') ?? fact.seen.get('src');
  const callee = fact.seen.get('dest');
  if (valueIn(fact, 'subevent') === 'End') note(correlation, fact, 'dial-end', caller, { other: callee, detail: valueIn(fact, 'dialstatus') });
  else if (callee) beginDial(correlation, fact, caller, callee, valueIn(fact, 'dialstring'));
}

function localBridge(correlation: Correlation, fact: Fact): void {
  const one = fact.seen.get('localone') ?? fact.seen.get('1');
  const two = fact.seen.get('localtwo') ?? fact.seen.get('2');
  if (!one || !two) return;
  assign(correlation, one, 'pair', two);
  assign(correlation, two, 'pair', one);
  join(correlation, one, two, 'local-pair', fact.index);
  note(correlation, fact, 'local-pair', one, { other: two });
}

/** What kind of place a bridge is, by who made it. Source: the bridge classes of Asterisk 12 and later. */
function roomOf(fact: Fact): Bridge['room'] {
  const type = valueIn(fact, 'bridgetype');
  const creator = valueIn(fact, 'bridgecreator');
  if (creator === 'ConfBridge' || valueIn(fact, 'conference')) return 'conference';
  if (creator === 'Parking' || type === 'parking') return 'parking';
  if (creator === 'AgentPool' || type === 'agent_hold') return 'agents';
  if (type === undefined || type === 'basic') return undefined;
  return 'other';
}

function bridgeIn(correlation: Correlation, fact: Fact): Bridge | undefined {
  const id = valueIn(fact, 'bridgeuniqueid');
  return id === undefined ? undefined : bridgeOf(correlation, fact.server, id, roomOf(fact));
}

function bridgeItself(correlation: Correlation, fact: Fact): void {
  const bridge = bridgeIn(correlation, fact);
  if (!bridge || fact.seen.size > 0) return;
  bridge.messages.push(fact.index);
  for (const life of bridge.all) life.group.version++;
}

/** Who enters takes the Linkedid of those who are there, in this very message: where it is has to be known first. */
function bridgeEntering(correlation: Correlation, fact: Fact): void {
  const bridge = bridgeIn(correlation, fact);
  const id = valueIn(fact, 'uniqueid');
  const life = id === undefined ? undefined : correlation.byId.get(fact.server === '' ? id : `${fact.server}\n${id}`);
  if (bridge && life && !life.hungUp) assign(correlation, life, 'bridge', bridge);
}

function bridgeEnter(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  const bridge = bridgeIn(correlation, fact);
  if (!life || !bridge) return;
  assign(correlation, life, 'bridge', bridge);
  if (!bridge.room && life.seenLinkedid === '')
    for (const other of bridge.members) if (other.seenLinkedid === '') join(correlation, other, life, 'bridge', fact.index);
  // Who is there already may be of another call, to which this one is put through.
  for (const other of bridge.members) if (other.group !== life.group) other.group.version++;
  assignMember(correlation, bridge.members, life, true);
  assignMember(correlation, bridge.all, life, true);
  note(correlation, fact, 'enter', life, { bridge, other: fact.seen.get('swap') });
}

function bridgeLeave(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  const bridge = bridgeIn(correlation, fact);
  if (!life || !bridge) return;
  assignMember(correlation, bridge.all, life, true);
  assignMember(correlation, bridge.members, life, false);
  if (life.bridge === bridge) assign(correlation, life, 'bridge', undefined);
  note(correlation, fact, 'leave', life, { bridge });
}

function bridgeMerge(correlation: Correlation, fact: Fact): void {
  for (const key of ['tobridgeuniqueid', 'frombridgeuniqueid']) {
    const id = valueIn(fact, key);
    const bridge = id === undefined ? undefined : correlation.bridges.get(`${fact.server}\n${id}`);
    if (!bridge) continue;
    bridge.messages.push(fact.index);
    for (const life of bridge.all) life.group.version++;
  }
}

/** Two channels talk, or talk no more, as AMI until 11 says it. */
function link(correlation: Correlation, fact: Fact, together: boolean): void {
  const one = fact.seen.get('1');
  const two = fact.seen.get('2');
  if (!one || !two) return;
  const forced = one.name.startsWith('Bridge/') || two.name.startsWith('Bridge/');
  if (together && !forced) join(correlation, one, two, 'bridge', fact.index);
  const [a, b] = one.ordinal < two.ordinal ? [one, two] : [two, one];
  const bridge = bridgeOf(correlation, fact.server, `${a.uniqueid} ${b.uniqueid}`, undefined);
  for (const life of [one, two]) {
    assignMember(correlation, bridge.all, life, true);
    assignMember(correlation, bridge.members, life, together);
    assign(correlation, life, 'bridge', together ? bridge : undefined);
    note(correlation, fact, together ? 'enter' : 'leave', life, { bridge });
  }
}

function attendedTransfer(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'result') !== 'Success') return;
  const first = fact.seen.get('origtransferer');
  for (const life of fact.seen.values()) if (life !== first) join(correlation, first, life, 'transfer', fact.index);
  const app = valueIn(fact, 'desttype') === 'App' ? (valueIn(fact, 'destapp') ?? '') : '';
  note(correlation, fact, 'attended-transfer', first, {
    other: fact.seen.get('secondtransferer'),
    detail: app || undefined,
    more: pick(correlation, fact, [
      'origtransferercalleridnum',
      'secondtransferercalleridnum',
      'transfertargetcalleridnum',
      'transfertargetexten',
      'transfertargetchannel',
      'secondtransfererexten',
      'origbridgeuniqueid',
      'secondbridgeuniqueid',
    ]),
  });
}

function blindTransfer(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'result') !== 'Success') return;
  const transferer = fact.seen.get('transferer');
  const transferee = fact.seen.get('transferee');
  join(correlation, transferer, transferee, 'transfer', fact.index);
  note(correlation, fact, 'blind-transfer', transferer, {
    other: transferee,
    detail: valueIn(fact, 'extension'),
    more: pick(correlation, fact, ['transferercalleridnum']),
  });
}

/** Source: Asterisk 11 channels/chan_sip.c, event Transfer. */
function transferOfOld(correlation: Correlation, fact: Fact): void {
  const transferer = channelIn(correlation, fact);
  const target = fact.seen.get('target') ?? named(correlation, fact.server, valueIn(fact, 'targetchannel'));
  const attended = valueIn(fact, 'transfertype')?.toLowerCase() === 'attended';
  join(correlation, transferer, target, 'transfer', fact.index);
  if (attended) note(correlation, fact, 'attended-transfer', transferer, { other: target });
  else note(correlation, fact, 'blind-transfer', transferer, { other: target, detail: valueIn(fact, 'transferexten') });
}

function pickup(correlation: Correlation, fact: Fact): void {
  const picker = channelIn(correlation, fact);
  const target = fact.seen.get('target') ?? named(correlation, fact.server, valueIn(fact, 'targetchannel'));
  join(correlation, target, picker, 'picked-up', fact.index);
  if (picker) assign(correlation, picker, 'dialled', true);
  note(correlation, fact, 'pickup', picker, { other: target });
}

function parking(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const parkee = fact.seen.get('parkee') ?? channelIn(correlation, fact);
  const space = valueIn(fact, 'parkingspace') ?? valueIn(fact, 'exten');
  const from = valueIn(fact, 'parkerdialstring') ?? valueIn(fact, 'from');
  const lot = valueIn(fact, 'parkinglot') ?? 'default';
  note(correlation, fact, kind, parkee, {
    other: fact.seen.get('parker'),
    detail: kind === 'other' ? 'ParkedCallSwap' : undefined,
    ...(space === undefined ? {} : { place: place(correlation, 'parking', `${lot} ${space}`, space) }),
    ...(from === undefined ? {} : { more: { from: own(correlation, from) } }),
  });
}

function unparked(correlation: Correlation, fact: Fact): void {
  const parkee = fact.seen.get('parkee') ?? channelIn(correlation, fact);
  const retriever = fact.seen.get('retriever') ?? named(correlation, fact.server, valueIn(fact, 'from'));
  const space = valueIn(fact, 'parkingspace') ?? valueIn(fact, 'exten');
  join(correlation, parkee, retriever, 'parked', fact.index);
  note(correlation, fact, 'unpark', parkee, {
    other: retriever,
    ...(space === undefined ? {} : { place: place(correlation, 'parking', `${valueIn(fact, 'parkinglot') ?? 'default'} ${space}`, space) }),
  });
}

function originated(correlation: Correlation, fact: Fact): void {
  const life = channelIn(correlation, fact);
  if (!life) return;
  assign(correlation, life, 'originated', true);
  note(correlation, fact, 'originate', life, {
    detail: `${valueIn(fact, 'response') ?? ''} ${valueIn(fact, 'reason') ?? ''}`.trim(),
    more: pick(correlation, fact, ['application', 'exten']),
  });
}

function queue(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'queue');
  const life = channelIn(correlation, fact);
  note(correlation, fact, kind, life, {
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
    more: pick(correlation, fact, ['position', 'holdtime', 'originalposition']),
  });
}

function agentCalled(correlation: Correlation, fact: Fact): void {
  const name = valueIn(fact, 'queue');
  const caller = fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, 'channelcalling'));
  const callee = fact.seen.get('dest') ?? named(correlation, fact.server, valueIn(fact, 'destinationchannel'));
  join(correlation, caller, callee, 'dialled', fact.index);
  if (callee && caller && callee !== caller) {
    assign(correlation, callee, 'dialled', true);
    if (!callee.dialledBy) assign(correlation, callee, 'dialledBy', caller);
  }
  note(correlation, fact, 'queue-ring', caller, {
    other: callee,
    detail: valueIn(fact, 'membername') ?? valueIn(fact, 'agentname'),
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
  });
}

/** What became of a member. Until 11 `Channel` is the member's and `Uniqueid` the caller's. */
function member(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'queue');
  const caller = fact.seen.get('');
  const own11 = named(correlation, fact.server, valueIn(fact, 'channel'));
  const callee = fact.seen.get('dest') ?? (own11 === caller ? undefined : own11);
  join(correlation, caller, callee, 'dialled', fact.index);
  if (callee) touch(callee, fact.index);
  note(correlation, fact, kind, caller, {
    other: callee,
    detail: valueIn(fact, 'membername'),
    ...(name === undefined ? {} : { place: place(correlation, 'queue', name, name) }),
    more: pick(correlation, fact, ['holdtime', 'talktime', 'ringtime', 'reason']),
  });
}

function conference(correlation: Correlation, fact: Fact, kind: MomentKind): void {
  const name = valueIn(fact, 'conference') ?? valueIn(fact, 'meetme');
  const bridge = bridgeIn(correlation, fact);
  const life = channelIn(correlation, fact);
  if (bridge && life) assignMember(correlation, bridge.all, life, true);
  note(correlation, fact, kind, life, name === undefined ? {} : { place: place(correlation, 'conference', name, name) });
}

function hold(correlation: Correlation, fact: Fact): void {
  const off = valueIn(fact, 'status')?.toLowerCase() === 'off';
  note(correlation, fact, off ? 'unhold' : 'hold', channelIn(correlation, fact));
}

function music(correlation: Correlation, fact: Fact): void {
  const stop = valueIn(fact, 'state') === 'Stop';
  note(correlation, fact, stop ? 'music-stop' : 'music-start', channelIn(correlation, fact), { detail: stop ? undefined : valueIn(fact, 'class') });
}

function dtmf(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'direction') !== 'Received' || valueIn(fact, 'end') === 'No') return;
  note(correlation, fact, 'dtmf', fact.seen.get(''), { detail: valueIn(fact, 'digit') });
}

function spy(correlation: Correlation, fact: Fact): void {
  note(correlation, fact, 'application', fact.seen.get('spyer'), {
    other: fact.seen.get('spyee'),
    place: place(correlation, 'application', 'ChanSpy', 'ChanSpy'),
  });
}

function pick(correlation: Correlation, fact: Fact, keys: readonly string[]): Readonly<Record<string, string>> {
  const more: Record<string, string> = {};
  for (const key of keys) {
    const value = valueIn(fact, key);
    if (value !== undefined) more[key] = own(correlation, value);
  }
  return more;
}

/** How long after a call left by a trunk it may come back in, in seconds. */
const ROUND_TRIP = 2;

function rememberOutbound(correlation: Correlation, fact: Fact, caller: Life, callee: Life): void {
  const number = digits(callee.identities.at(-1)?.number ?? callee.extens.at(-1)?.exten);
  const from = digits(caller.identities.at(-1)?.number);
  const second = secondOf(callee, fact);
  if (!number || !from || second === undefined || callee.name.startsWith('Local/')) return;
  assignEntry(correlation, correlation.outbound, own(correlation, `${callee.server}\n${number}`), { life: callee, caller: own(correlation, from), second });
}

/** A channel that rings in with the numbers of a call that left in the same second is probably that call, come back by a trunk: nothing but a guess can tell. */
function guessOrigin(correlation: Correlation, fact: Fact, life: Life): void {
  if (life.state !== 'Ring' || life.dialled || life.pair || life.group.members.length > 1) return;
  const number = digits(life.extens[0]?.exten);
  const from = digits(life.identities.at(-1)?.number);
  const second = secondOf(life, fact);
  if (!number || !from || second === undefined) return;
  const key = `${life.server}\n${number}`;
  const outbound = correlation.outbound.get(key);
  if (!outbound || outbound.caller !== from || Math.abs(second - outbound.second) > ROUND_TRIP || outbound.life.hungUp || outbound.life.state === 'Up') return;
  assignEntry(correlation, correlation.outbound, key, undefined);
  join(correlation, outbound.life, life, 'guess', fact.index);
  assign(correlation, life.group, 'probable', true);
}

function secondOf(life: Life, fact: Fact): number | undefined {
  const at = uniqueidTime(life.uniqueid) ?? fact.at;
  return at === undefined ? undefined : Math.floor(at / 1000);
}

/** The digits of a number; short ones are extensions, of which many calls in one second are no wonder. */
function digits(number: string | undefined): string | undefined {
  const plain = number?.replace(/^\+/, '');
  return plain && /^\d{7,}$/.test(plain) ? plain.slice(-9) : undefined;
}
