import assert from 'node:assert/strict';
import { callBook, callsOf } from '../../server/src/calls/calls';
import { modelOf } from '../../server/src/calls/model';
import type { Call, CallStory } from '../../server/src/calls/types';
import { indexMessages } from '../../server/src/syntax/messages';

/** An event from `Name Header=value Header=value`, with blanks in values as `_`; a line that begins with `;` is a mark, and a banner stands as it is. */
export function logOf(...events: readonly string[]): string {
  return events
    .map((words) => {
      if (words.startsWith(';') || words.startsWith('Asterisk Call Manager/')) return `${words}\r\n`;
      const [name = '', ...headers] = words.split(' ').filter(Boolean);
      return `${[`Event: ${name}`, ...headers.map((one) => one.replace('=', ': ').replaceAll('_', ' '))].join('\r\n')}\r\n\r\n`;
    })
    .join('');
}

/** The calls of these events. */
export function callsIn(...events: readonly string[]): Call[] {
  const text = logOf(...events);
  return callsOf(text, indexMessages(text)).calls;
}

/** The one call of these events. */
export function callIn(...events: readonly string[]): Call {
  const [call, ...others] = callsIn(...events);
  assert.ok(call, 'no call');
  assert.deepEqual(
    others.map(({ uniqueids }) => uniqueids),
    [],
    'more than one call',
  );
  return call;
}

/** The story of the first call of these events. */
export function storyIn(...events: readonly string[]): CallStory {
  const text = logOf(...events);
  return callBook(modelOf(text, indexMessages(text)).correlation).story(0);
}

/** A channel that comes in and calls `exten`. */
export function comesIn(id: string, exten: string, more = ''): string {
  return `Newchannel Channel=SIP/${id}-00000001 ChannelState=4 ChannelStateDesc=Ring CallerIDNum=${id} Exten=${exten} Uniqueid=${id} Linkedid=${id} ${more}`;
}

/** A channel that is made to be rung for another. */
export function isMade(id: string, linkedid: string, more = ''): string {
  return `Newchannel Channel=SIP/${id}-00000001 ChannelState=0 ChannelStateDesc=Down CallerIDNum=${id} Exten=s Uniqueid=${id} Linkedid=${linkedid} ${more}`;
}

/** `a` rings `b`. */
export function rings(a: string, b: string): string {
  return `DialBegin Uniqueid=${a} DestUniqueid=${b} DialString=${b}`;
}

/** The dial ends with a status. */
export function ends(a: string, b: string, status: string, more = ''): string {
  return `DialEnd Uniqueid=${a} DestUniqueid=${b} DialStatus=${status} ${more}`;
}

/** A channel is up. */
export function up(id: string, more = ''): string {
  return `Newstate Uniqueid=${id} ChannelState=6 ChannelStateDesc=Up ${more}`;
}

/** A channel enters a bridge. */
export function enters(id: string, bridge: string, more = ''): string {
  return `BridgeEnter BridgeUniqueid=${bridge} BridgeType=basic Uniqueid=${id} ${more}`;
}

/** A channel leaves a bridge. */
export function leaves(id: string, bridge: string, more = ''): string {
  return `BridgeLeave BridgeUniqueid=${bridge} BridgeType=basic Uniqueid=${id} ${more}`;
}

/** A channel hangs up with cause 16, or another. */
export function gone(id: string, more = 'Cause=16 Cause-txt=Normal_Clearing'): string {
  return `Hangup Uniqueid=${id} ${more}`;
}

/** `a` calls `b`, who answers; they talk in bridge `bridge`. */
export function talk(a: string, b: string, bridge = `bridge-${a}`): string[] {
  return [comesIn(a, b), isMade(b, a), rings(a, b), up(b), ends(a, b, 'ANSWER'), up(a), enters(b, bridge), enters(a, bridge)];
}

/** Two channels leave their bridge and hang up, `first` first. */
export function part(first: string, second: string, bridge: string): string[] {
  return [leaves(first, bridge), leaves(second, bridge), gone(first), gone(second)];
}

/** Both halves of a Local channel. */
export function local(exten: string, serial: string, linkedid: string): string[] {
  const half = (end: 1 | 2, state: string): string =>
    `Newchannel Channel=Local/${exten}@x-${serial};${end} ${state} Exten=${exten} Uniqueid=${serial}.${end} Linkedid=${linkedid}`;
  return [half(1, 'ChannelState=0 ChannelStateDesc=Down'), half(2, 'ChannelState=4 ChannelStateDesc=Ring')];
}
