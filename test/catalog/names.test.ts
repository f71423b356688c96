import assert from 'node:assert/strict';
import { headerEntryOf, ownHeader, valueEntryOf } from '../../server/src/catalog/catalog';
import { nearestName } from '../../server/src/catalog/nearest';
import { allSeries, seriesBit } from '../../server/src/catalog/versions';
import { actionNamed, catalog, entries, eventNamed } from '../support/catalog';

const { data } = catalog;

/** The names of the page that the project grew from, its typos and old spellings too. Source: seed-events.json. */
const SEED = `AgentCalled AgentComplete AgentConnect AgentDump AgentLogin AgentLogoff AgentRingNoAnswer Agents AgentsComplete AGIExecEnd AGIExecStart
  Alarm AlarmClear AOC-D AOC-E AOC-S AorDetail AsyncAGIEnd AsyncAGIExec AsyncAGIStart AttendedTransfer AuthDetail AuthMethodNotAllowed BlindTransfer
  BridgeCreate BridgeDestroy BridgeEnter BridgeInfoChannel BridgeLeave DeviceStateChange DialBegin DialEnd FullyBooted Hangup HangupHandlerPop
  HangupRequest LocalBridge LocalOptimizationBegin LocalOptimizationEnd MusicOnHoldStart Newchannel Newexten Newstate OriginateResponse ParkedCall
  ParkedCallGiveUp PeerStatus QueueCallerAbandon QueueCallerJoin QueueCallerLeave QueueMemberAdded QueueMemberPause QueueMemberPenalty
  QueueMemberRemoved QueueMemberRinginuse QueueMemberStatus RequestNotAllowed RTCPReceived SoftHangupRequest Status SuccessfulAuth UnParkedCall VarSet`.split(
  /\s+/,
);

describe('catalog: names', () => {
  describe('events', () => {
    for (const name of SEED) it(`${name} of the seed page`, () => assert.equal(catalog.event(name)?.name, name));
    const table: [asked: string, series: string | undefined, name: string | undefined][] = [
      ['NewExten', undefined, 'Newexten'],
      ['SussessfulAuth', undefined, 'SuccessfulAuth'],
      ['QueueMemberPaused', undefined, 'QueueMemberPaused'],
      ['AgentsComplete', undefined, 'AgentsComplete'],
      ['hangup', undefined, 'Hangup'],
      ['HANGUP', undefined, 'Hangup'],
      ['Agentlogin', undefined, 'Agentlogin'],
      ['AgentLogin', undefined, 'AgentLogin'],
      ['agentlogin', '11', 'Agentlogin'],
      ['agentlogin', '13', 'AgentLogin'],
      ['AGENTLOGOFF', '11', 'Agentlogoff'],
      ['AgentLogin', '11', 'Agentlogin'],
      ['UnParkedcall', undefined, 'UnParkedCall'],
      ['Join', undefined, 'Join'],
      ['Nothing', undefined, undefined],
      ['', undefined, undefined],
      ['constructor', undefined, undefined],
      ['__proto__', undefined, undefined],
    ];
    for (const [asked, series, name] of table)
      it(`${JSON.stringify(asked)}${series ? ` in ${series}` : ''} is ${name}`, () =>
        assert.equal(catalog.event(asked, series ? seriesBit(data, series) : allSeries(data))?.name, name));
    it('are one object however often they are asked for', () => assert.equal(catalog.event('Hangup'), catalog.event('hangup')));
    it('are found by every name and alias of theirs', () => {
      for (const raw of data.events) {
        assert.equal(catalog.event(raw.n)?.name, raw.n);
        for (const alias of raw.aliases ?? []) assert.ok(catalog.event(alias), alias);
      }
    });
  });

  describe('actions', () => {
    for (const [asked, name] of [
      ['Login', 'Login'],
      ['login', 'Login'],
      ['COREShowChannels', 'CoreShowChannels'],
      ['Hangup', 'Hangup'],
      ['Newchannel', undefined],
    ])
      it(`${asked} is ${name}`, () => assert.equal(catalog.action(asked ?? '')?.name, name));
  });

  describe('headers', () => {
    const table: [event: string, asked: string, series: string | undefined, name: string | undefined][] = [
      ['Hangup', 'Cause-txt', undefined, 'Cause-txt'],
      ['Hangup', 'cause-TXT', undefined, 'Cause-txt'],
      ['Hangup', 'Nonsense', undefined, undefined],
      ['RTCPReceived', 'Report0SourceSSRC', undefined, 'Report#SourceSSRC'],
      ['RTCPReceived', 'report12sourcessrc', undefined, 'Report#SourceSSRC'],
      ['RTCPReceived', 'ReportSourceSSRC', undefined, undefined],
      ['RTCPReceived', 'Report0SourceSSRCx', undefined, undefined],
      ['ParkedCall', 'ChanVariable(SIP/1-00000001)', undefined, 'ChanVariable(*)'],
      ['ParkedCall', 'ChanVariable', '22', 'ParkeeChanVariable'.slice('Parkee'.length)],
      ['DialBegin', 'DestLinkedid', '22', 'DestLinkedid'],
      ['Newexten', 'UniqueID', undefined, 'Uniqueid'],
    ];
    for (const [event, asked, series, name] of table)
      it(`${asked} of ${event}${series ? ` in ${series}` : ''} is ${name}`, () => {
        const set = series ? seriesBit(data, series) : allSeries(data);
        assert.equal(headerEntryOf(catalog, eventNamed(event), asked, set)?.name, name);
      });
    it('that any message may carry are found in all', () => {
      for (const name of ['ActionID', 'privilege', 'Timestamp', 'SystemName']) {
        assert.ok(headerEntryOf(catalog, eventNamed('Hangup'), name, allSeries(data))?.text, name);
        assert.ok(headerEntryOf(catalog, undefined, name, allSeries(data))?.text, name);
      }
    });
    it('whose spelling changed are those of the series that is asked for', () => {
      const changed = entries.flatMap((entry) => {
        const spellings = new Map<string, string[]>();
        for (const { name } of entry.headers) spellings.set(name.toLowerCase(), [...(spellings.get(name.toLowerCase()) ?? []), name]);
        return [...spellings.values()].filter((names) => new Set(names).size > 1).map((names) => ({ entry, names }));
      });
      assert.ok(changed.length > 0);
      for (const { entry, names } of changed) {
        for (const name of names) {
          const header = entry.headers.find((one) => one.name === name);
          const alone = names.every((other) => other === name || !((entry.headers.find((one) => one.name === other)?.sent ?? 0) & (header?.sent ?? 0)));
          if (!header?.sent || !alone) continue;
          const documented = (asked: string): boolean => ((entry.headers.find((one) => one.name === asked)?.documented ?? 0) & header.sent) !== 0;
          for (const asked of [name, name.toLowerCase(), ...names.filter((one) => !documented(one))])
            assert.equal(ownHeader(entry, asked, header.sent)?.name, name, `${asked} of ${entry.name}`);
        }
      }
    });
    it('of the same event are one object however they are asked for', () =>
      assert.equal(ownHeader(eventNamed('Hangup'), 'CAUSE', allSeries(data)), ownHeader(eventNamed('Hangup'), 'Cause', allSeries(data))));
    it('of a snapshot are in the order of the wire', () =>
      assert.deepEqual(
        eventNamed('Newchannel')
          .headers.filter((header) => header.snapshot)
          .map((header) => header.name)
          .slice(0, 4),
        ['Channel', 'ChannelState', 'ChannelStateDesc', 'CallerIDNum'],
      ));
  });

  describe('values', () => {
    const table: [id: string, value: string, symbol: string | undefined][] = [
      ['hangupCause', '16', 'AST_CAUSE_NORMAL_CLEARING'],
      ['hangupCause', 'Normal Clearing', 'AST_CAUSE_NORMAL_CLEARING'],
      ['hangupCause', 'normal clearing', 'AST_CAUSE_NORMAL_CLEARING'],
      ['hangupCause', ' 16 ', 'AST_CAUSE_NORMAL_CLEARING'],
      ['hangupCause', '16 (Normal)', 'AST_CAUSE_NORMAL_CLEARING'],
      ['hangupCause', '1', 'AST_CAUSE_UNALLOCATED'],
      ['hangupCause', '999', undefined],
      ['hangupCause', '', undefined],
      ['channelState', '4', 'AST_STATE_RING'],
      ['channelState', 'Ring', 'AST_STATE_RING'],
      ['channelState', 'Ringing', 'AST_STATE_RINGING'],
    ];
    for (const [id, value, symbol] of table)
      it(`${JSON.stringify(value)} of ${id} is ${symbol}`, () => {
        const found = catalog.enumOf(id);
        assert.ok(found);
        assert.equal(valueEntryOf(found, value, allSeries(data))?.symbol, symbol);
      });
    it('RTCP packet types by number, by word and by both', () => {
      const types = catalog.enumOf('rtcpPacketType');
      assert.ok(types);
      for (const value of ['200', '200(SR)', '200(Sender Report)']) assert.equal(valueEntryOf(types, value, allSeries(data))?.code, '200', value);
    });
    it('an enum that there is not', () => assert.equal(catalog.enumOf('nothing'), undefined));
  });

  describe('nearestName', () => {
    const table: [name: string, of: string[], nearest: string | undefined][] = [
      ['Hangpu', ['Hangup', 'Hold'], 'Hangup'],
      ['Hagup', ['Hangup', 'Hold'], 'Hangup'],
      ['Hanggup', ['Hangup', 'Hold'], 'Hangup'],
      ['Hangap', ['Hangup', 'Hold'], 'Hangup'],
      ['hangup', ['Hangup'], 'Hangup'],
      ['Chanel', ['Channel', 'ChannelState'], 'Channel'],
      ['ChannelStatDesc', ['Channel', 'ChannelState', 'ChannelStateDesc'], 'ChannelStateDesc'],
      ['AB', ['AC', 'A'], undefined],
      ['ABC', ['ABD'], 'ABD'],
      ['ABC', ['ADE'], undefined],
      ['Hangup', ['Newstate', 'Dial'], undefined],
      ['MyOwnEvent', ['Hangup'], undefined],
      ['Uniquid', ['Uniqueid', 'Linkedid'], 'Uniqueid'],
      ['Hangup', [], undefined],
      ['', ['A'], undefined],
      ['Cause', ['Causes', 'Cause'], 'Cause'],
      ['Hlod', ['Hold'], 'Hold'],
      ['AgntRingNoAnsr', ['AgentRingNoAnswer'], undefined],
    ];
    for (const [name, of, nearest] of table) it(`${JSON.stringify(name)} is nearest to ${nearest}`, () => assert.equal(nearestName(name, of), nearest));
    it('finds a typo of every event', () => {
      for (const name of catalog.eventNames.filter((one) => one.length > 5)) {
        const typo = name.slice(0, 2) + name.slice(3);
        assert.ok(nearestName(typo, catalog.eventNames), `${typo} for ${name}`);
      }
    });
  });

  describe('facts that must be right', () => {
    it("Originate's Timeout is in milliseconds", () =>
      assert.equal(actionNamed('Originate').headers.find((header) => header.name === 'Timeout')?.kind, 'milliseconds'));
    it('Hangup has Cause in every version', () => {
      const cause = ownHeader(eventNamed('Hangup'), 'Cause', allSeries(data));
      assert.equal(cause?.sent, eventNamed('Hangup').sent);
    });
    it('Bridge is gone since 12', () => assert.equal(eventNamed('Bridge').sent & seriesBit(data, '12'), 0));
    it('UserEvent is open', () => assert.equal(eventNamed('UserEvent').open, true));
  });
});
