import assert from 'node:assert/strict';
import type { CallStory, MomentKind, StoryStep } from '../../server/src/calls/types';
import { callLinks, meetingsOf, queuesOf } from '../../server/src/features/callMeetings';
import { storyMarkdown } from '../../server/src/features/storyMarkdown';
import type { CallSummary } from '../../server/src/protocol';

let message = 0;

function step(kind: MomentKind, channel: string, more: Partial<StoryStep> = {}): StoryStep {
  return { kind, channel, message: message++, text: kind, ...more };
}

function told(...steps: StoryStep[]): CallStory {
  return { line: 'a → b', words: { way: '', more: [] }, steps, ending: [], durations: {} };
}

const bridge = (id: string) => ({ place: { kind: 'bridge', id, name: id } }) as const;

describe('what a story shows of the channels', () => {
  beforeEach(() => {
    message = 0;
  });

  it('is where they met, each place once, in the order of entering', () => {
    const moments = [
      step('enter', 'b', bridge('1')),
      step('enter', 'c', bridge('2')),
      step('enter', 'a', bridge('1')),
      step('conference-enter', 'd', { place: { kind: 'conference', id: '7', name: '7' } }),
      step('leave', 'a', bridge('1')),
      step('park', 'a', { place: { kind: 'parking', id: '701', name: '701' } }),
    ];
    assert.deepEqual(
      meetingsOf(moments).map(({ place, channels, message: at }) => [place.id, channels, at]),
      [
        ['1', ['b', 'a'], 0],
        ['7', ['d'], 3],
      ],
    );
  });

  it('is a conference by its name, if anything says it', () => {
    const bare = { place: { kind: 'conference', id: '48e4ff70-0a44-42c7-96fa-b1f4b1188311', name: '48e4ff70-0a44-42c7-96fa-b1f4b1188311' } } as const;
    const named = { place: { kind: 'conference', id: 'room1', name: 'room1' } } as const;
    const names = (...moments: StoryStep[]): string[] => meetingsOf(moments).map(({ place }) => place.name);
    assert.deepEqual(names(step('conference-enter', 'a', bare), step('conference-enter', 'a', named)), ['room1']);
    assert.deepEqual(names(step('conference-enter', 'a', bare)), [bare.place.name]);
  });

  it('is who reached whom, each pair once for each way', () => {
    const moments = [
      step('dial', 'a', { other: 'b' }),
      step('dial', 'a', { other: 'b' }),
      step('enter', 'a', bridge('1')),
      step('enter', 'b', { ...bridge('1'), guess: true }),
      step('leave', 'a', bridge('1')),
      step('enter', 'c', bridge('1')),
      step('enter', 'a', bridge('1')),
      step('pickup', 'd', { other: 'b' }),
      step('local-pair', 'a', { other: 'a' }),
      step('local-pair', 'x', { other: 'y' }),
      step('local-pair', 'y', { other: 'x' }),
    ];
    assert.deepEqual(
      callLinks(moments).map(({ from, to, how, message: at, guess }) => `${at} ${from} ${how} ${to}${guess ? '?' : ''}`),
      ['0 a dialled b', '3 a met b?', '5 b met c', '6 c met a', '7 d picked-up b', '9 x local-pair y'],
    );
  });

  it('is the queues, each once', () => {
    const queue = (name: string) => ({ place: { kind: 'queue', id: name, name } }) as const;
    assert.deepEqual(queuesOf(told(step('queue-enter', 'a', queue('x')), step('queue-enter', 'a', queue('y')), step('queue-enter', 'a', queue('x')))), [
      'x',
      'y',
    ]);
    assert.deepEqual(queuesOf(told(step('queue-ring', 'a', queue('x')))), []);
  });
});

describe('the story as Markdown', () => {
  const call: CallSummary = {
    key: 0,
    index: 0,
    messageCount: 9,
    id: '1795341733.7',
    linkedids: ['1795341733.7'],
    uniqueids: ['1795341733.7'],
    caller: { number: '300', name: '[x](http://evil.example)', channel: 'PJSIP/300-1' },
    dialled: '8001',
    outcome: 'no-answer',
    cause: { code: 19, text: 'No <b>Answer</b>' },
    startedAt: 1_795_341_733_000,
    transfers: [{ kind: 'blind', transferer: '300', target: '`402`', completed: false, message: 4 }],
    legs: [
      { uniqueid: '1795341733.7', channel: 'PJSIP/300-1', joinedBy: 'first', evidence: 0 },
      { uniqueid: '1795341733.8', channel: 'Weird|name', joinedBy: 'guess', evidence: 2 },
    ],
    probable: true,
  };
  const told: CallStory = {
    line: '300 → *8001*, no-answer, www.evil.example',
    words: { way: '', more: [] },
    steps: [
      { kind: 'dial', message: 1, at: 1_795_341_733_250, text: '300 rings <script>|a@b.example' },
      { kind: 'hangup', message: 2, at: 1_795_341_732_000, text: 'gone', guess: true },
      { kind: 'other', message: 3, text: '![i](x)\n# y' },
    ],
    ending: [{ text: 'The caller hung up', message: 2, guess: true }],
    durations: { ringing: 3_217, inQueue: 500 },
  };
  const markdown = storyMarkdown(call, told);

  it('has all that there is to say', () => {
    for (const wanted of [
      '# 300 → \\*8001\\*',
      '- **Caller**: `300` `[x](http://evil.example)` `PJSIP/300-1`',
      '- **Outcome**: no answer',
      '- **Rang**: 3.2 s',
      '- **In queue**: 0.5 s',
      '- **Transfers**: blind: `300` → `` `402` ``, not put through',
      '| +0.250 s | ',
      '| -1.000 s | gone *(a guess)* |',
      '| `PJSIP/300-1` | began the call | `1795341733.7` |',
      '| `Weird\\|name` | a guess |',
      '- The caller hung up *(a guess)*',
    ])
      assert.ok(markdown.includes(wanted), `${wanted}\n${markdown}`);
  });

  it('takes nothing of the capture for Markdown', () => {
    const bare = markdown.replace(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, '');
    assert.doesNotMatch(bare, /(?<!\\)[<[\]@]|https?:|www\.e|!\[/);
    assert.doesNotMatch(bare, /^# y/m);
    // The bars of a table's row are our own.
    for (const row of bare.split('\n').filter((line) => line.startsWith('| +'))) assert.equal(row.match(/(?<!\\)\|/g)?.length, 3);
  });
});
