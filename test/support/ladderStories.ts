import type { Call, CallStory, Leg, MomentKind, Place, StoryStep } from '../../server/src/protocol';
import type { LadderCall } from '../../server/src/features/ladder';

/** A call with its story, for ladders. */
export interface Told {
  call: LadderCall;
  story: CallStory;
}

const START = Date.UTC(2026, 0, 5, 9, 15, 2, 100);

type StepWords = [seconds: number, kind: MomentKind, text: string, more?: Partial<Omit<StoryStep, 'at' | 'kind' | 'text'>>];

/** Makes a story: channels by letter, steps with seconds since the beginning; each step has a message of its own. */
export function tell(line: string, channels: Record<string, string>, steps: StepWords[], call: Partial<Call> = {}): Told {
  const legs = Object.entries(channels).map(([uniqueid, channel], i): Leg => ({ uniqueid, channel, joinedBy: i === 0 ? 'first' : 'dialled', evidence: i }));
  return {
    call: { legs, startedAt: START, ...call },
    story: {
      line,
      words: { way: line, more: [] },
      steps: steps.map(([seconds, kind, text, more], i) => ({ kind, text, message: i * 3, at: START + Math.round(seconds * 1000), ...more })),
      ending: [],
      durations: {},
    },
  };
}

const bridge = (name: string, id = name): Place => ({ kind: 'bridge', id, name });
const sales: Place = { kind: 'queue', id: 'sales', name: 'sales' };

/** One phone calls another, they talk, the caller hangs up. */
export const SIMPLE = tell(
  '300 → 301, answered after 4.1 s, 12 s talk, caller hung up (16 Normal Clearing)',
  { a: 'PJSIP/300-0000000a', b: 'PJSIP/301-0000000b' },
  [
    [0, 'channel', '300 calls 301', { channel: 'a' }],
    [0.02, 'channel', 'a channel to 301 begins', { channel: 'b' }],
    [0.021, 'dial', '300 dials 301', { channel: 'a', other: 'b', detail: '301/sip:301@192.0.2.7' }],
    [0.21, 'ringing', '301 rings', { channel: 'a', other: 'b' }],
    [4.12, 'answer', '301 answers', { channel: 'b' }],
    [4.125, 'dial-end', 'the dial ends: ANSWER', { channel: 'a', other: 'b', detail: 'ANSWER' }],
    [4.13, 'answer', '300 is answered', { channel: 'a' }],
    [4.14, 'enter', '301 enters the bridge', { channel: 'b', place: bridge('bridge 1') }],
    [4.15, 'enter', '300 enters the bridge', { channel: 'a', place: bridge('bridge 1') }],
    [9.2, 'dtmf', '300 presses 5', { channel: 'a', detail: '5' }],
    [11, 'hold', '301 puts the call on hold', { channel: 'b' }],
    [11.01, 'music-start', '300 hears music on hold', { channel: 'a', detail: 'default' }],
    [13.5, 'music-stop', 'the music stops for 300', { channel: 'a' }],
    [13.51, 'unhold', '301 takes the call off hold', { channel: 'b' }],
    [16.3, 'hangup-request', '300 asks to hang up', { channel: 'a' }],
    [16.31, 'leave', '300 leaves the bridge', { channel: 'a', place: bridge('bridge 1') }],
    [16.312, 'leave', '301 leaves the bridge', { channel: 'b', place: bridge('bridge 1') }],
    [16.33, 'hangup', '301 is hung up: 16 Normal Clearing', { channel: 'b', detail: '16 Normal Clearing' }],
    [16.34, 'hangup', '300 is hung up: 16 Normal Clearing', { channel: 'a', detail: '16 Normal Clearing' }],
  ],
  { caller: { number: '300', name: 'Alice', uniqueid: 'a' }, answeredBy: { number: '301', uniqueid: 'b' } },
);

/** A caller waits in a queue; Local channels lead to two agents, the second answers. */
export const QUEUE = tell(
  '555 0100 → queue sales → agent-02, answered after 21 s, 64 s talk, caller hung up (16 Normal Clearing)',
  {
    c: 'PJSIP/trunk-00000010',
    l1: 'Local/agent-01@agents-00000001;1',
    l2: 'Local/agent-01@agents-00000001;2',
    m1: 'Local/agent-02@agents-00000002;1',
    m2: 'Local/agent-02@agents-00000002;2',
    p1: 'PJSIP/agent-01-00000011',
    p2: 'PJSIP/agent-02-00000012',
  },
  [
    [0, 'channel', '555 0100 calls 600', { channel: 'c' }],
    [0.01, 'answer', 'Asterisk answers 555 0100', { channel: 'c' }],
    [0.05, 'queue-enter', '555 0100 waits in queue sales at position 1', { channel: 'c', place: sales, detail: 'position 1' }],
    [0.06, 'music-start', '555 0100 hears music on hold', { channel: 'c', detail: 'default' }],
    [0.07, 'channel', 'Local/agent-01@agents begins', { channel: 'l1' }],
    [0.07, 'channel', 'its other half begins', { channel: 'l2' }],
    [0.07, 'local-pair', 'the halves of Local/agent-01@agents belong together', { channel: 'l1', other: 'l2' }],
    [0.08, 'queue-ring', 'queue sales rings agent-01', { channel: 'c', other: 'l1', place: sales }],
    [0.1, 'channel', 'a channel to agent-01 begins', { channel: 'p1' }],
    [0.11, 'dial', 'agent-01 is dialled', { channel: 'l2', other: 'p1', detail: 'agent-01' }],
    [0.3, 'ringing', 'agent-01 rings', { channel: 'l2', other: 'p1' }],
    [15.1, 'queue-no-answer', 'agent-01 does not answer', { channel: 'c', other: 'l1', place: sales, detail: '15 s' }],
    [15.12, 'dial-end', 'the dial ends: CANCEL', { channel: 'l2', other: 'p1', detail: 'CANCEL' }],
    [15.13, 'hangup', 'agent-01 is hung up', { channel: 'p1', detail: '26 Answered elsewhere' }],
    [15.14, 'hangup', 'Local half is hung up', { channel: 'l1', detail: '0' }],
    [15.14, 'hangup', 'Local half is hung up', { channel: 'l2', detail: '0' }],
    [20.2, 'channel', 'Local/agent-02@agents begins', { channel: 'm1' }],
    [20.2, 'channel', 'its other half begins', { channel: 'm2' }],
    [20.21, 'queue-ring', 'queue sales rings agent-02', { channel: 'c', other: 'm1', place: sales }],
    [20.22, 'channel', 'a channel to agent-02 begins', { channel: 'p2' }],
    [20.23, 'dial', 'agent-02 is dialled', { channel: 'm2', other: 'p2', detail: 'agent-02' }],
    [20.4, 'ringing', 'agent-02 rings', { channel: 'm2', other: 'p2' }],
    [21.4, 'answer', 'agent-02 answers', { channel: 'p2' }],
    [21.41, 'answer', 'the Local channel is answered', { channel: 'm1' }],
    [21.42, 'enter', 'agent-02 enters a bridge', { channel: 'p2', place: bridge('bridge 1') }],
    [21.43, 'enter', 'the Local half enters a bridge', { channel: 'm2', place: bridge('bridge 1') }],
    [21.44, 'music-stop', 'the music stops for 555 0100', { channel: 'c' }],
    [21.45, 'queue-connect', 'queue sales connects 555 0100 with agent-02', { channel: 'c', other: 'm1', place: sales, detail: '21 s' }],
    [21.46, 'enter', '555 0100 enters a bridge', { channel: 'c', place: bridge('bridge 2') }],
    [21.47, 'enter', 'the Local half enters a bridge', { channel: 'm1', place: bridge('bridge 2') }],
    [85.3, 'leave', '555 0100 leaves the bridge', { channel: 'c', place: bridge('bridge 2') }],
    [85.31, 'queue-complete', 'queue sales is done with 555 0100: caller', { channel: 'c', other: 'm1', place: sales, detail: 'caller' }],
    [85.31, 'leave', 'the Local half leaves the bridge', { channel: 'm1', place: bridge('bridge 2') }],
    [85.32, 'leave', 'the Local half leaves the bridge', { channel: 'm2', place: bridge('bridge 1') }],
    [85.32, 'leave', 'agent-02 leaves the bridge', { channel: 'p2', place: bridge('bridge 1') }],
    [85.34, 'hangup', 'Local half is hung up', { channel: 'm1', detail: '16 Normal Clearing' }],
    [85.35, 'hangup', 'Local half is hung up', { channel: 'm2', detail: '16 Normal Clearing' }],
    [85.36, 'hangup', 'agent-02 is hung up: 16 Normal Clearing', { channel: 'p2', detail: '16 Normal Clearing' }],
    [85.37, 'hangup', '555 0100 is hung up: 16 Normal Clearing', { channel: 'c', detail: '16 Normal Clearing' }],
  ],
  { caller: { number: '555 0100', uniqueid: 'c' }, answeredBy: { number: 'agent-02', uniqueid: 'p2' } },
);

/** The called one asks a third and puts the caller through. */
export const TRANSFER = tell(
  '300 → 301 → 302, attended transfer, answered after 2 s, 38 s talk, 302 hung up (16 Normal Clearing)',
  { a: 'PJSIP/300-00000020', b: 'PJSIP/301-00000021', b2: 'PJSIP/301-00000022', d: 'PJSIP/302-00000023' },
  [
    [0, 'channel', '300 calls 301', { channel: 'a' }],
    [0.02, 'channel', 'a channel to 301 begins', { channel: 'b' }],
    [0.03, 'dial', '300 dials 301', { channel: 'a', other: 'b', detail: '301' }],
    [0.1, 'ringing', '301 rings', { channel: 'a', other: 'b' }],
    [2, 'answer', '301 answers', { channel: 'b' }],
    [2.01, 'enter', '301 enters a bridge', { channel: 'b', place: bridge('bridge 1') }],
    [2.02, 'enter', '300 enters a bridge', { channel: 'a', place: bridge('bridge 1') }],
    [10, 'hold', '301 puts 300 on hold', { channel: 'b' }],
    [10.01, 'music-start', '300 hears music on hold', { channel: 'a', detail: 'default' }],
    [12, 'channel', '301 calls 302', { channel: 'b2' }],
    [12.05, 'channel', 'a channel to 302 begins', { channel: 'd' }],
    [12.06, 'dial', '301 dials 302', { channel: 'b2', other: 'd', detail: '302' }],
    [12.2, 'ringing', '302 rings', { channel: 'b2', other: 'd' }],
    [15, 'answer', '302 answers', { channel: 'd' }],
    [15.01, 'enter', '302 enters a bridge', { channel: 'd', place: bridge('bridge 2') }],
    [15.02, 'enter', '301 enters a bridge', { channel: 'b2', place: bridge('bridge 2') }],
    [21.5, 'leave', '301 leaves bridge 2', { channel: 'b2', place: bridge('bridge 2') }],
    [21.51, 'leave', '300 leaves bridge 1', { channel: 'a', place: bridge('bridge 1') }],
    [21.52, 'enter', '300 enters bridge 2', { channel: 'a', place: bridge('bridge 2') }],
    [21.53, 'attended-transfer', '301 puts 300 through to 302', { channel: 'a', other: 'd', detail: '302' }],
    [21.54, 'leave', '301 leaves bridge 1', { channel: 'b', place: bridge('bridge 1') }],
    [21.55, 'hangup', '301 is hung up', { channel: 'b', detail: '16 Normal Clearing' }],
    [21.56, 'hangup', '301 is hung up', { channel: 'b2', detail: '16 Normal Clearing' }],
    [21.57, 'music-stop', 'the music stops for 300', { channel: 'a' }],
    [40, 'leave', '302 leaves the bridge', { channel: 'd', place: bridge('bridge 2') }],
    [40.01, 'leave', '300 leaves the bridge', { channel: 'a', place: bridge('bridge 2') }],
    [40.02, 'hangup', '302 is hung up: 16 Normal Clearing', { channel: 'd', detail: '16 Normal Clearing' }],
    [40.03, 'hangup', '300 is hung up: 16 Normal Clearing', { channel: 'a', detail: '16 Normal Clearing' }],
  ],
  { caller: { number: '300', uniqueid: 'a' }, answeredBy: { number: '301', uniqueid: 'b' } },
);
