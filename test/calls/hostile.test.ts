import assert from 'node:assert/strict';
import { callBook, callsOf } from '../../server/src/calls/calls';
import { modelOf } from '../../server/src/calls/model';
import { indexMessages } from '../../server/src/syntax/messages';
import { randomNumbers, SEED } from '../support/logText';
import { callsIn, logOf } from './logs';

const IDS = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '',
  ' ',
  'none',
  '<unknown>',
  '0',
  '-1',
  '1.1',
  '1795371545.1',
  'x'.repeat(5_000),
  'a\u0000b',
  '\ud800',
  '§€😀',
];
const NAMES = ['SIP/a-1', 'Local/x@y-00000001;1', 'Local/x@y-00000001;2', ';1', 'Local/;1', '__proto__', '', 'SIP/a-1<ZOMBIE>', 'Bridge/SIP/a-1'];

describe('calls of hostile logs', () => {
  it('keep ids with the names of prototypes', () => {
    const text = [
      'Event: Newchannel\nUniqueid: __proto__\nLinkedid: __proto__\nChannel: __proto__\nExten: constructor\n\n',
      'Event: Newchannel\nUniqueid: constructor\nLinkedid: __proto__\nChannel: toString\n\n',
      'Event: BridgeEnter\nBridgeUniqueid: __proto__\nUniqueid: hasOwnProperty\n\n',
    ].join('');
    const { calls } = callsOf(text, indexMessages(text));
    assert.deepEqual(
      calls.map(({ uniqueids }) => uniqueids),
      [['__proto__', 'constructor'], ['hasOwnProperty']],
    );
  });

  it('are told without a throw, whatever events say of whatever channels, and the same after edits', () => {
    const events = [
      'Newchannel Newstate NewCallerid Newexten VarSet Rename Masquerade Hangup HangupRequest SoftHangupRequest DialBegin DialState DialEnd Dial LocalBridge LocalOptimizationEnd',
      'BridgeCreate BridgeDestroy BridgeMerge BridgeEnter BridgeLeave Bridge Link Unlink AttendedTransfer BlindTransfer Transfer Pickup ParkedCall ParkedCallTimeOut ParkedCallGiveUp',
      'UnParkedCall OriginateResponse QueueCallerJoin QueueCallerLeave QueueCallerAbandon Join Leave AgentCalled AgentRingNoAnswer AgentConnect AgentComplete ConfbridgeJoin',
      'ConfbridgeLeave MeetmeJoin Hold Unhold MusicOnHoldStart MusicOnHoldStop MusicOnHold DTMFEnd AgentLogin ChanSpyStart CEL UserEvent',
    ].flatMap((words) => words.split(' '));
    const keys = [
      'Uniqueid DestUniqueid Linkedid DestLinkedid Channel DestChannel Newname Clone Original LocalOneUniqueid LocalTwoUniqueid BridgeUniqueid Uniqueid1 Uniqueid2 Result',
      'OrigTransfererUniqueid SecondTransfererUniqueid TransfererUniqueid TransfereeUniqueid TargetUniqueid ParkeeUniqueid RetrieverUniqueid SwapUniqueid DialStatus Exten Extension',
      'CallerIDNum ChannelStateDesc Cause Queue Conference Application Variable Value Timestamp SystemName BridgeType BridgeCreator Forward ParkingSpace Reason Response HoldTime',
    ].flatMap((words) => words.split(' '));
    const values = [
      'Success',
      'ANSWER',
      'BUSY',
      'Up',
      'Ring',
      'Ringing',
      'base',
      'basic',
      'ConfBridge',
      '16',
      '1e309',
      'NaN',
      'Echo',
      'Queue',
      'DIALSTATUS',
      'CHANUNAVAIL',
      '1795371545.5',
    ];
    const below = randomNumbers(SEED);
    const any = <T>(list: readonly T[]): T => list[below(list.length)] as T;
    for (let round = 0; round < 60; round++) {
      const few = [any(IDS), any(IDS), any(IDS), '1', '2', '3'];
      const log: string[] = [];
      for (let i = 0; i < 80; i++) {
        if (below(30) === 0) log.push(any([';@ 2026-11-22T18:19:05.000Z\r\n', ';! gap x\r\n', ';@ nonsense\r\n']));
        const lines = [`Event: ${any(events)}`];
        for (let j = below(9); j >= 0; j--) {
          const key = any(keys);
          lines.push(`${key}: ${/id\d?$/i.test(key) ? any(few) : below(3) === 0 ? any(NAMES) : any(values)}`);
        }
        log.push(`${lines.join('\r\n')}\r\n\r\n`);
      }
      const text = log.join('');
      const told = (of: string, before?: Parameters<typeof modelOf>[2]): unknown => {
        const model = modelOf(of, indexMessages(of, before?.index.table), before);
        const book = callBook(model.correlation);
        return Array.from({ length: book.count }, (_, i) => [book.call(i), book.story(i)]);
      };
      const whole = told(text);
      const half = modelOf(text.slice(0, text.length >> 1), indexMessages(text.slice(0, text.length >> 1)));
      assert.deepStrictEqual(told(text, half), whole, `round ${round}, seed ${SEED}`);
    }
  });

  it('of many thousand channels, in one call and in many', () => {
    const many = 20_000;
    const apart = logOf(...Array.from({ length: many }, (_, i) => `Newchannel Uniqueid=${i}.1 Linkedid=${i}.1 Channel=SIP/a-${i}`));
    assert.equal(callsOf(apart, indexMessages(apart)).calls.length, many);
    const one = logOf(...Array.from({ length: many }, (_, i) => `Newchannel Uniqueid=${i}.1 Linkedid=0.1 Channel=SIP/a-${i}`));
    assert.equal(callsOf(one, indexMessages(one)).calls[0]?.uniqueids.length, many);
    const room = logOf(...Array.from({ length: 4_000 }, (_, i) => `BridgeEnter BridgeUniqueid=b BridgeType=basic Uniqueid=${i}.1 Linkedid=${i}.1`));
    assert.equal(callsOf(room, indexMessages(room)).calls.length, 4_000);
    const crowd = logOf(
      ...Array.from({ length: 4_000 }, (_, i) => `BridgeEnter BridgeUniqueid=b BridgeType=basic Uniqueid=${i}.1 Linkedid=0.1 Channel=SIP/a-${i}`),
      ...Array.from({ length: 4_000 }, (_, i) => `BlindTransfer Result=Success TransfererUniqueid=${i}.1 TransfereeUniqueid=0.1 Extension=1`),
    );
    const book = callBook(modelOf(crowd, indexMessages(crowd)).correlation);
    assert.equal(book.call(0).transfers.length, 4_000);
    assert.ok(book.story(0).steps.length > 0);
  });

  it('that dial in a circle', () => {
    const [call] = callsIn(
      ...['1', '2', '3'].map((id) => `Newchannel Uniqueid=${id} Channel=Local/a@b-0000000${id};2 ChannelStateDesc=Down`),
      ...[
        ['1', '2'],
        ['2', '3'],
        ['3', '1'],
      ].map(([a, b]) => `DialBegin Uniqueid=${a} DestUniqueid=${b}`),
      ...['1', '2', '3'].map((id) => `Hangup Uniqueid=${id}`),
    );
    assert.equal(call?.uniqueids.length, 3);
  });
});
