import { bridgeEnter, bridgeEntering, bridgeItself, bridgeLeave, bridgeMerge, conference, link, localBridge } from './bridgeRules';
import { hangup, hangupRequest, masquerade, newchannel, newexten, newstate, originated, renamed, variable } from './channelRules';
import { dial, dialBegin, dialEnd, dialState } from './dialRules';
import {
  bridgeListed,
  bridgesListed,
  CHANNEL_ITEM,
  channelsListed,
  listedBridge,
  listedChannel,
  listedEntering,
  listedInBridge,
  listedInQueue,
  queuesListed,
} from './listRules';
import { conclude, fullyBooted, livingOn } from './losses';
import { dtmf, hold, music, spy } from './mediaRules';
import { agentCalled, member, queue } from './queueRules';
import { channelIn, place } from './ruleValues';
import { note, type Rule, valueIn } from './state';
import { ATTENDED_DETAILS, attendedTransfer, blindTransfer, parking, pickup, transferOfOld, unparked } from './transferRules';

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
  ['BridgeMerge', { keys: ['tobridgeuniqueid', 'frombridgeuniqueid'], learn: bridgeMerge }],
  ['BridgeEnter', { keys: [...BRIDGE(), 'swapuniqueid'], before: bridgeEntering, learn: bridgeEnter }],
  ['BridgeLeave', { keys: BRIDGE(), learn: bridgeLeave }],
  ['Bridge', { keys: ['bridgestate', 'callerid1', 'callerid2'], learn: (c, f) => link(c, f, valueIn(f, 'bridgestate') !== 'Unlink') }],
  ['Link', { keys: [], learn: (c, f) => link(c, f, true) }],
  ['Unlink', { keys: [], learn: (c, f) => link(c, f, false) }],
  [
    'AttendedTransfer',
    {
      keys: ['result', 'desttype', 'destapp', ...ATTENDED_DETAILS],
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
  ['CoreShowChannel', { keys: CHANNEL_ITEM, list: true, before: listedEntering, learn: (c, f) => listedChannel(c, f, 'channels') }],
  ['CoreShowChannelsComplete', { keys: LIST_END(), list: true, learn: (c, f) => channelsListed(c, f, 'channels') }],
  ['Status', { keys: CHANNEL_ITEM, list: true, before: listedEntering, learn: (c, f) => listedChannel(c, f, 'status') }],
  ['StatusComplete', { keys: LIST_END(), list: true, learn: (c, f) => channelsListed(c, f, 'status') }],
  ['BridgeListItem', { keys: ['actionid', ...BRIDGE()], list: true, learn: listedBridge }],
  ['BridgeListComplete', { keys: LIST_END(), list: true, learn: bridgesListed }],
  ['BridgeInfoChannel', { keys: ['actionid'], list: true, learn: listedInBridge }],
  ['BridgeInfoComplete', { keys: [...BRIDGE(), ...LIST_END()], list: true, learn: bridgeListed }],
  ['QueueEntry', { keys: ['actionid', 'queue', 'position'], list: true, learn: listedInQueue }],
  ['QueueStatusComplete', { keys: LIST_END(), list: true, learn: queuesListed }],
  ['FullyBooted', { keys: ['uptime'], plain: true, learn: (c, f) => fullyBooted(c, f, count(valueIn(f, 'uptime'))) }],
  ['Shutdown', { keys: [], plain: true, learn: (c, f) => conclude(c, f, livingOn(c, f.server), 'shutdown') }],
  ['ChanSpyStart', { keys: ['spyerchannel', 'spyeechannel'], learn: spy }],
]);

function BRIDGE(): string[] {
  return ['bridgeuniqueid', 'bridgetype', 'bridgetechnology', 'bridgecreator', 'bridgename', 'conference'];
}

function LIST_END(): string[] {
  return ['actionid', 'eventlist', 'listitems', 'items'];
}

function count(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
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
