import fc from 'fast-check';
import type { CallStory, MomentKind, Place, StoryStep } from '../../server/src/protocol';
import type { Told } from './ladderStories';

const KINDS: MomentKind[] = [
  'channel',
  'answer',
  'hangup-request',
  'hangup',
  'rename',
  'originate',
  'dial',
  'ringing',
  'progress',
  'forward',
  'dial-end',
  'enter',
  'leave',
  'conference-enter',
  'conference-leave',
  'local-pair',
  'local-optimized',
  'queue-enter',
  'queue-ring',
  'queue-no-answer',
  'queue-connect',
  'queue-abandon',
  'queue-complete',
  'queue-leave',
  'blind-transfer',
  'attended-transfer',
  'blonde-transfer',
  'pickup',
  'park',
  'unpark',
  'park-timeout',
  'park-give-up',
  'hold',
  'unhold',
  'music-start',
  'music-stop',
  'dtmf',
  'application',
  'gap',
  'other',
];

/** Text as somebody sends it who wants to break what shows it. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    'end',
    'a;b',
    '#35;',
    'x: y',
    'loop\nend\nsequenceDiagram',
    '%%{init: {"securityLevel":"loose"}}%%',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    ']]>',
    '<!--',
    '&amp;',
    '$$x$$',
    '@{ "type": "queue" }',
    '\u202eabc',
    '\u0000\u0007\u001b[31m',
    '\ud800',
    'p1->>p2: x',
    'participant x as y',
    '😀',
    '日本語',
    'e\u0301',
    '{0}',
    '__proto__',
    'constructor',
    '-',
    '--',
    '+-',
    'Note over p1: x',
    'http://x.example/?a=b&c',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.string({ maxLength: 24 }),
);

const IDS = ['a', 'b', 'c', '__proto__', 'l1', 'l2'];
const place: fc.Arbitrary<Place> = fc.record({
  kind: fc.constantFrom('bridge' as const, 'conference' as const, 'queue' as const, 'parking' as const, 'application' as const),
  id: fc.constantFrom('1', '2', 'toString'),
  name: hostileText,
});
const step: fc.Arbitrary<StoryStep> = fc.record(
  {
    kind: fc.constantFrom(...KINDS),
    message: fc.nat(10_000),
    text: hostileText,
    at: fc.integer({ min: 1_700_000_000_000, max: 1_700_009_000_000 }),
    channel: fc.constantFrom(...IDS, 'nobody'),
    other: fc.constantFrom(...IDS, 'nobody'),
    place,
    detail: hostileText,
    guess: fc.boolean(),
  },
  { requiredKeys: ['kind', 'message', 'text'] },
);

/** A call with any story, with names that are meant to break things. */
export const hostileTold: fc.Arbitrary<Told> = fc
  .record({ line: hostileText, names: fc.array(hostileText, { minLength: 4, maxLength: 4 }), steps: fc.array(step, { maxLength: 40 }), number: hostileText })
  .map(({ line, names, steps, number }) => {
    const channels = [...names, 'Local/x@y-00000001;1', 'Local/x@y-00000001;2'];
    const story: CallStory = { line, words: { way: '', more: [] }, steps, ending: [], durations: {} };
    const legs = IDS.map((uniqueid, i) => ({ uniqueid, channel: channels[i] ?? '', joinedBy: 'dialled' as const, evidence: 0 }));
    return { call: { legs, caller: { number, uniqueid: 'a' }, answeredBy: { name: number, uniqueid: 'b' } }, story };
  });
