import fc from 'fast-check';
import { type Capture, captures } from './captures';

/** How often a random test runs: `usual` times, or `AMI_RUNS` times as often. */
export function runs(usual: number): number {
  const factor = Number(process.env.AMI_RUNS ?? 1);
  return factor > 0 ? Math.ceil(usual * factor) : usual;
}

/** The seed of all random tests of this run: `AMI_SEED`, else the clock's. Printed, so that a failure can be had again. */
export const SEED: number = seedOf(process.env.AMI_SEED);

function seedOf(given: string | undefined): number {
  const seed = given === undefined || given === '' ? Date.now() % 0x7fffffff : Number(given);
  if (!Number.isInteger(seed)) throw new Error(`AMI_SEED=${given} is no whole number`);
  console.log(`random tests: AMI_SEED=${seed}`);
  return seed;
}

/** Options of `fc.assert` for `usual` runs. */
export function random(usual: number): { seed: number; numRuns: number } {
  return { seed: SEED, numRuns: runs(usual) };
}

/** A source of numbers for tests that are no properties of fast-check: mulberry32. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

/** Pieces of AMI text that begin, continue, cut or end messages, more or less damaged. */
export const FRAGMENTS: readonly string[] = [
  'Event: Hangup\r\n',
  'Event: Newchannel\r\n',
  'Event: UserEvent\r\n',
  'Event: ResourceListDetail\r\n',
  'Event: QueueParams\n',
  'event: hangup\n',
  'Event Hangup\n',
  'Event:\r\n',
  ' Event : Odd \n',
  'Action: Login\r\n',
  'Action: QueueLog\r\n',
  'action:login\n',
  'Response: Success\r\n',
  'Response: Follows\r\n',
  'Response: Error\n',
  'Privilege: call,all\r\n',
  'Privilege: Command\n',
  'ActionID: 1\r\n',
  'Message: x\r\n',
  'EventList: start\r\n',
  'Channel: PJSIP/1-00000001\r\n',
  'Uniqueid: 1795374340.1\r\n',
  'Linkedid: 1795374340.1\n',
  'Variable: a=b\r\n',
  'Variable: c\n',
  'Output: x: y\r\n',
  'Output:\r\n',
  ' Output: z\n',
  'Foo:bar\n',
  'Foo : bar\n',
  'Report#0 x: 1\r\n',
  'no colon here\r\n',
  'no colon',
  ': nameless\n',
  ' : blank name\n',
  '--END COMMAND--\r\n',
  '--END SMDI--\n',
  'a --END COMMAND--\n',
  'Asterisk Call Manager/2.10.6\r\n',
  'Asterisk Call Manager/',
  ';@ 2026-01-01T00:00:00Z\n',
  ';! gap\r\n',
  ';# note\n',
  ';x: y\n',
  'Trying 127.0.0.1...\n',
  'Connected to pbx.\r\n',
  "Escape character is '^]'.\n",
  'Connection closed by foreign host.\n',
  '<-- Examining AMI event: -->\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\n',
  '\n',
  '  \r\n',
  '\t\n',
  '\r',
  '\u0000',
  '\ufeff',
  '\u00a0Foo: x\n',
  '\u0000Foo: x\n',
  '\u2028',
  '\ud83d',
  '\ud83d\ude00',
  ':',
  ' ',
  'E',
  'x',
];

/** Text of control characters, blanks, colons and a few letters. */
export function oddText(maxLength: number): fc.Arbitrary<string> {
  const codes = [...Array.from({ length: 33 }, (_, i) => i), 0x7f, 0x85, 0xa0, 0xef, 0xbb, 0xbf, 0x2028, 0xfeff, 0xd83d];
  return fc.string({ unit: fc.constantFrom(...codes.map((code) => String.fromCharCode(code)), ...'::::\n\n\n\r\r;@-EARsp'), maxLength });
}

/** Any text, most of it looking like AMI. */
export function amiText(fragments = 30): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...FRAGMENTS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    { weight: 1, arbitrary: oddText(5) },
  );
  return fc.array(piece, { maxLength: fragments }).map((pieces) => pieces.join(''));
}

/** Lines of real captures, shuffled: what a search for odd sequences of known lines needs. */
export function captureLines(random: (below: number) => number, count: number): string {
  const all: readonly Capture[] = captures();
  const capture = all[random(all.length)];
  if (!capture) return '';
  const lines = capture.text.match(/[^\n]*\n/g) ?? [];
  return Array.from({ length: count }, () => lines[random(lines.length)] ?? '').join('');
}
