import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { callBook } from '../../server/src/calls/calls';
import { modelOf } from '../../server/src/calls/model';
import { ladder } from '../../server/src/features/ladder';
import { escaped, ladderMermaid } from '../../server/src/features/ladderMermaid';
import { ladderText } from '../../server/src/features/ladderText';
import { durationText, sinceText } from '../../server/src/features/ladderTimes';
import type { Ladder, StoryStep } from '../../server/src/protocol';
import { indexMessages } from '../../server/src/syntax/messages';
import { captureNamed } from '../support/captures';
import { QUEUE, SIMPLE, TRANSFER, tell, type Told } from '../support/ladderStories';
import { hostileTold } from '../support/hostileLadders';
import { mermaidProblems } from '../support/mermaidGrammar';

const STORIES: Readonly<Record<string, Told>> = { simple: SIMPLE, queue: QUEUE, transfer: TRANSFER };
const FOLDER = 'test/fixtures/ladder';

function drawn({ call, story }: Told, local: 'together' | 'apart' = 'together'): Ladder {
  return ladder(call, story, { local });
}

/** Compares with a file; AMI_UPDATE_GOLDEN writes it. */
function golden(name: string, text: string): void {
  const file = path.join(FOLDER, name);
  if (process.env.AMI_UPDATE_GOLDEN) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'));
}

function rows(found: Ladder): string[] {
  const name = (line: number | undefined): string => (line === undefined ? '' : (found.lifelines[line]?.name ?? '?'));
  return found.rows.map(({ from, to, style, label }) => `${name(from)}${to === undefined ? '' : ` ${style} ${name(to)}`}: ${label}`);
}

describe('a ladder', () => {
  for (const [name, told] of Object.entries(STORIES)) {
    it(`draws the ${name} call in letters`, () => golden(`${name}.txt`, ladderText(drawn(told))));
    it(`draws the ${name} call in plain letters`, () => golden(`${name}.ascii.txt`, ladderText(drawn(told), 'ascii')));
    it(`draws the ${name} call as Mermaid`, () => {
      const text = ladderMermaid(drawn(told));
      golden(`${name}.mmd`, text);
      assert.deepEqual(mermaidProblems(text), []);
    });
  }

  it('has a gap once, across all lines, and ends lines of whom a list lacks', () => {
    const { text } = captureNamed('asterisk-22.10.1/gap_loss_lister.ami');
    const book = callBook(modelOf(text, indexMessages(text)).correlation);
    const found = (id: string): Ladder => {
      const i = Array.from({ length: book.count }, (_, at) => book.call(at).id).indexOf(id);
      return ladder(book.call(i), { line: '', steps: book.moments(i) });
    };
    const ended = found('1795401005.3');
    assert.deepEqual(
      ended.rows.slice(-3).map(({ kind, style, from, guess }) => [kind, style, from, guess]),
      [
        ['gap', 'note', undefined, undefined],
        ['gone', 'end', 0, true],
        ['gone', 'end', 1, true],
      ],
    );
    assert.deepEqual(
      ended.lifelines.map(({ to }) => to),
      [ended.rows.length - 2, ended.rows.length - 1],
    );
    // Known by a list alone, which has the callee first.
    const begun = found('1795401009.14');
    assert.deepEqual(
      begun.lifelines.map(({ role }) => role),
      ['caller', 'answered'],
    );
    assert.deepEqual(
      begun.rows.slice(0, 2).map(({ since }) => since),
      [0, 0],
    );
  });

  it('has a line a channel and a place, in the order in which they come up', () => {
    assert.deepEqual(
      drawn(QUEUE).lifelines.map(({ kind, name, role }) => [kind, name, role]),
      [
        ['channel', '555 0100', 'caller'],
        ['queue', 'sales', undefined],
        ['local', 'agent-01@agents', undefined],
        ['channel', 'agent-01', undefined],
        ['local', 'agent-02@agents', undefined],
        ['channel', 'agent-02', 'answered'],
      ],
    );
  });

  it('tells channels of one name apart by their serial numbers', () => {
    assert.deepEqual(
      drawn(TRANSFER).lifelines.map(({ name }) => name),
      ['300', '301 #21', '301 #22', '302'],
    );
  });

  it('shows halves of Local channels as lines of their own where asked', () => {
    const apart = drawn(QUEUE, 'apart');
    assert.deepEqual(
      apart.lifelines.filter(({ kind }) => kind === 'local-half').map(({ name }) => name),
      ['agent-01@agents;1', 'agent-01@agents;2', 'agent-02@agents;1', 'agent-02@agents;2'],
    );
    assert.equal(apart.folded, 0);
    assert.equal(apart.rows.length, QUEUE.story.steps.length);
    assert.equal(drawn(QUEUE).rows.length + drawn(QUEUE).folded, QUEUE.story.steps.length);
  });

  it('leads an answer back to who dialled', () => {
    const found = rows(drawn(SIMPLE));
    assert.ok(found.includes('300 Alice arrow 301: dial 301/sip:301@192.0.2.7'));
    assert.ok(found.includes('301 reply 300 Alice: answer'));
    assert.ok(found.includes('300 Alice: answer'));
  });

  it('says once that somebody answered', () => {
    assert.ok(!rows(drawn(SIMPLE)).some((row) => row.endsWith(': ANSWER')));
  });

  it('lets the queue say whom it rings, and who does not answer', () => {
    const place = { kind: 'queue', id: 'q', name: 'q' } as const;
    const told = tell('x', { a: 'SIP/a-1', b: 'SIP/b-2' }, [
      [0, 'queue-ring', '', { channel: 'a', other: 'b', place, detail: 'Bob' }],
      [0, 'dial', '', { channel: 'a', other: 'b', detail: 'SIP/b' }],
      [0, 'ringing', '', { channel: 'b' }],
      [9, 'queue-no-answer', '', { channel: 'a', other: 'b', place }],
      [9, 'dial-end', '', { channel: 'a', other: 'b', detail: 'NOANSWER' }],
      [9, 'dial-end', '', { channel: 'a', other: 'b', detail: 'BUSY' }],
    ]);
    assert.deepEqual(rows(drawn(told)), ['q arrow b: rings Bob', 'b reply q: ringing', 'b reply q: no answer', 'b reply a: BUSY']);
  });

  it('follows who is in a bridge, part after part', () => {
    const found = drawn(TRANSFER);
    const at = (label: string, name: string): number => rows(found).indexOf(`${name}: ${label}`);
    const [first, second] = found.boxes;
    assert.equal(found.boxes.length, 2);
    assert.equal(first?.name, 'bridge 1');
    assert.deepEqual(
      first?.parts.map(({ lines }) => lines),
      [[1], [0, 1], [1]],
    );
    assert.deepEqual(
      second?.parts.map(({ lines }) => lines),
      [[3], [2, 3], [3], [0, 3], [0]],
    );
    assert.equal(second?.parts[0]?.from, at('enters', '302'));
    for (const { parts } of found.boxes) for (const [i, part] of parts.slice(1).entries()) assert.equal(part.from, parts[i]?.to);
    // They overlap, so they differ.
    assert.notEqual(first?.level, second?.level);
  });

  it('numbers bridges, whose ids nobody reads, and lets one that goes on be open', () => {
    const place = { kind: 'bridge', id: '5d1f-77', name: '5d1f-77' } as const;
    const told = tell('x', { a: 'SIP/a-1', b: 'SIP/b-2' }, [
      [0, 'enter', '', { channel: 'a', place }],
      [1, 'enter', '', { channel: 'b', place }],
      [2, 'dtmf', '', { channel: 'b', detail: '1' }],
    ]);
    assert.deepEqual(
      drawn(told).boxes.map(({ name, open, parts }) => [name, open, parts]),
      [
        [
          'bridge 1',
          true,
          [
            { from: 0, to: 1, lines: [0] },
            { from: 1, to: 2, lines: [0, 1] },
          ],
        ],
      ],
    );
  });

  it('takes who hangs up out of every bridge', () => {
    const place = { kind: 'bridge', id: 'x', name: 'x' } as const;
    const told = tell('x', { a: 'SIP/a-1', b: 'SIP/b-2' }, [
      [0, 'enter', '', { channel: 'a', place }],
      [1, 'enter', '', { channel: 'b', place }],
      [2, 'hangup', '', { channel: 'a', detail: '16' }],
      [3, 'hangup', '', { channel: 'b', detail: '16' }],
      [4, 'other', 'after', {}],
    ]);
    const [box] = drawn(told).boxes;
    assert.equal(box?.open, undefined);
    assert.deepEqual(box?.parts.at(-1), { from: 2, to: 3, lines: [1] });
  });

  it('marks pauses from a second on, and tells times from the first one', () => {
    const found = drawn(SIMPLE);
    const answer = found.rows.find(({ kind }) => kind === 'answer');
    assert.deepEqual([answer?.pauseText, answer?.sinceText], ['3.9 s', '+4.120']);
    assert.equal(found.rows.filter(({ pause }) => pause !== undefined && pause < 1000).length, 0);
  });

  it('shows waiting and holding', () => {
    const states = (told: Told): string[] => drawn(told).stretches.map(({ line, state }) => `${line} ${state}`);
    assert.ok(states(QUEUE).includes('0 wait'));
    assert.ok(states(TRANSFER).includes('1 hold'));
    for (const { from, to } of [...drawn(QUEUE).stretches, ...drawn(TRANSFER).stretches]) assert.ok(to > from);
  });

  it('never shows a key that somebody pressed', () => {
    const told = tell('x', { a: 'SIP/9-00000009', b: 'SIP/8-00000008' }, [
      [0, 'dtmf', '9 presses 7', { channel: 'a', detail: '7' }],
      [1, 'dtmf', 'he presses #', { channel: 'b' }],
      [2, 'dtmf', '', { channel: 'b', detail: '4' }],
      [3, 'dtmf', '8 presses 4', { channel: 'b', detail: '4' }],
    ]);
    const found = drawn(told);
    assert.deepEqual(
      found.rows.map(({ label, text, message, count }) => [label, text, message, count]),
      [
        ['a key', '9 presses a key', 0, undefined],
        ['3 keys', '8 presses 3 keys', 3, 3],
      ],
    );
    for (const text of [ladderText(found), ladderMermaid(found)]) assert.doesNotMatch(text, /presses (?!a key|3 keys)|key 4/);
  });

  it('colours what failed', () => {
    const tones = drawn(
      tell('x', { a: 'SIP/a-1', b: 'SIP/b-2' }, [
        [0, 'dial', '', { channel: 'a', other: 'b' }],
        [1, 'dial-end', '', { channel: 'a', other: 'b', detail: 'BUSY' }],
        [2, 'hangup', '', { channel: 'b', detail: '17 User busy' }],
        [3, 'hangup', '', { channel: 'a', detail: '16 Normal Clearing' }],
        [4, 'gap', '', { channel: 'a' }],
      ]),
    ).rows.map(({ tone, style }) => `${tone} ${style}`);
    assert.deepEqual(tones, ['dial arrow', 'bad reply', 'bad end', 'plain end', 'bad note']);
  });

  it('can be made of anything', () => {
    fc.assert(
      fc.property(hostileTold, fc.constantFrom('together' as const, 'apart' as const), (told, local) => {
        const found = drawn(told, local);
        assert.ok(found.rows.length + found.folded <= told.story.steps.length);
        for (const { from, to } of found.rows) for (const line of [from, to]) if (line !== undefined) assert.ok(found.lifelines[line]);
        for (const { parts } of found.boxes)
          for (const part of parts) {
            assert.ok(part.from < part.to && part.to < found.rows.length);
            for (const line of part.lines) assert.ok(found.lifelines[line]);
          }
        assert.deepEqual(mermaidProblems(ladderMermaid(found)), []);
        for (const kind of ['unicode', 'ascii'] as const) {
          const text = ladderText(found, kind);
          assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          if (kind === 'ascii') assert.match(text, /^[\n\x20-\x7e]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('text for Mermaid', () => {
  it('stays text', () => {
    assert.equal(escaped('a;b#c:d'), 'a#59;b#35;c#58;d');
    assert.equal(escaped('x\r\nEvent: y'), 'x Event#58; y');
    assert.equal(escaped('%%{init: {}}%% <b> $$x$$ @{'), '#37;#37;#123;init#58; #123;#125;#125;#37;#37; #60;b#62; #36;#36;x#36;#36; #64;#123;');
    assert.equal(escaped('end END Endpoint as wrap'), '#101;nd #69;ND Endpoint #97;s #119;rap');
    assert.equal(escaped('Jürgen 日本'), 'Jürgen 日本');
    assert.equal(escaped('-->> --x'), '#45;#45;#62;#62; #45;#45;x');
  });
});

describe('times of a ladder', () => {
  const TIMES: [number, string, string][] = [
    [0, '0 ms', '+0.000'],
    [320, '320 ms', '+0.320'],
    [1000, '1 s', '+1.000'],
    [3249, '3.2 s', '+3.249'],
    [59_949, '1 min', '+59.949'],
    [62_345, '1 min 2 s', '+1:02.345'],
    [3_600_000, '1 h', '+1:00:00'],
    [3_780_000, '1 h 3 min', '+1:03:00'],
  ];
  for (const [ms, long, since] of TIMES) {
    it(`tells ${ms} ms`, () => {
      assert.equal(durationText(ms), ms === 59_949 ? '60 s' : long);
      assert.equal(sinceText(ms), since);
    });
  }
});

/** Steps are read, never changed. */
it('a ladder leaves its story as it was', () => {
  const before = JSON.stringify(QUEUE);
  drawn(QUEUE);
  assert.equal(JSON.stringify(QUEUE), before);
  assert.ok((QUEUE.story.steps[0] as StoryStep).text);
});
