import assert from 'node:assert/strict';
import { inCall, nextStart, standsOut, stretches } from '../../client/src/calls/callLines';
import { durationText, offsetText, storyPage } from '../../client/src/calls/storyPage';
import { storyFromPage, storyTargetOf } from '../../client/src/calls/storyMessages';
import type { CallStoryResult } from '../../server/src/protocol';
import { t } from '../../server/src/texts';

describe('the lines of a call', () => {
  const lines = [0, 5, 7, 9, 20, 22];
  it('hold the lines of its messages', () =>
    assert.deepEqual(
      [0, 5, 6, 7, 12, 22, 23].map((line) => inCall(lines, line)),
      [true, true, false, true, false, true, false],
    ));
  it('lead on', () =>
    assert.deepEqual(
      [0, 3, 6, 7, 15, 20, 22].map((line) => nextStart(lines, line, 1)),
      [7, 7, 7, 20, 20, undefined, undefined],
    ));
  it('lead back', () =>
    assert.deepEqual(
      [0, 5, 7, 8, 15, 20, 30].map((line) => nextStart(lines, line, -1)),
      [undefined, undefined, 0, 0, 0, 7, 7],
    ));
  it('are few stretches', () =>
    assert.deepEqual(stretches(lines, 0, 99), [
      [0, 9],
      [20, 22],
    ]));
  it('are those in view', () => {
    assert.deepEqual(stretches(lines, 10, 19), []);
    assert.deepEqual(stretches(lines, 21, 99), [[20, 22]]);
    assert.deepEqual(stretches(lines, 8, 20), [
      [7, 9],
      [20, 22],
    ]);
    assert.deepEqual(stretches([], 0, 9), []);
  });
  it('stand out where they are not nearly all of the document', () => {
    // 15 lines with the blank lines behind the messages.
    assert.deepEqual(
      [15, 20, 21, 400].map((count) => standsOut(lines, count)),
      [false, false, true, true],
    );
  });
  it('are drawn coarser where they are too many', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => [i * 10, i * 10 + 2]).flat();
    assert.equal(stretches(many, 0, 1e9).length, 3_000);
    assert.ok(stretches(many, 0, 1e9, 100).length <= 100);
    assert.deepEqual(stretches(many, 0, 1e9, 1), [[0, 29_992]]);
  });
});

describe('the page of a story', () => {
  const result: CallStoryResult = {
    line: '300 → 301, answered after 3 s, 7 s talk, caller hung up (16 normal clearing)',
    words: {
      way: '300 → 301',
      waited: '3 s',
      more: [
        { about: 'talk', text: '7 s talk' },
        { about: 'end', text: 'caller hung up (16 normal clearing)' },
      ],
    },
    steps: [
      { kind: 'dial', message: 1, at: 1_000, text: '300 rings 301', channel: 'a', other: 'b' },
      { kind: 'dial-end', message: 2, at: 4_217, text: '301 is busy', detail: 'BUSY' },
      { kind: 'dial-end', message: 3, text: '301 answers', detail: 'ANSWER', guess: true },
      { kind: 'music-start', message: 4, text: 'music' },
    ],
    ending: [{ text: 'The caller hung up first', message: 5 }],
    durations: { ringing: 3_217, talking: 0 },
    call: {
      key: 0,
      index: 0,
      messageCount: 6,
      id: '1.1',
      linkedids: ['1.1'],
      uniqueids: ['1.1'],
      caller: { number: '300', name: '300', channel: 'SIP/300-1' },
      outcome: 'answered',
      cause: { code: 16, text: 'Normal Clearing' },
      startedAt: 1_000,
      transfers: [{ kind: 'blind', transferer: '301', target: '302', completed: false, message: 4 }],
      legs: [{ uniqueid: '1.1', channel: 'SIP/300-1', joinedBy: 'guess', evidence: 2 }],
      probable: false,
    },
  };
  const page = storyPage(result, '300 → 301', {
    t: (text, ...args) => text.replace('{0}', String(args[0])),
    outcome: (outcome) => `<${outcome}>`,
    reason: (reason) => `<${reason}>`,
    transfer: (kind) => `<${kind}>`,
  });

  it('has who and how once each', () => {
    assert.equal(page.line, 'after 3 s, 7 s talk, caller hung up (16 normal clearing)');
    assert.deepEqual(page.outcome, { text: '<answered>', tone: 'good' });
  });
  it('has the facts that are known', () => {
    const facts = new Map(page.facts);
    assert.equal(facts.get('Caller'), '300 · SIP/300-1');
    assert.equal(facts.get('Cause'), '16 Normal Clearing');
    assert.equal(facts.get('Transfers'), '<blind> · 301 → 302 · not put through');
    assert.equal(facts.get('Rang'), '3.2 s');
    assert.ok(!facts.has('Dialled') && !facts.has('On hold'));
  });
  it('has a step a sentence, with its message, time and tone', () =>
    assert.deepEqual(
      page.steps.map(({ offset, text, tone, guess, message }) => [offset, text, tone, guess, message]),
      [
        ['+0.000 s', '300 rings 301', 'plain', false, 1],
        ['+3.217 s', '301 is busy', 'bad', false, 2],
        ['', '301 answers', 'good', true, 3],
        ['', 'music', 'detail', false, 4],
      ],
    ));
  it('has keys that one presses one after the other in one sentence', () => {
    const key = (channel: string, digit: string, message: number) =>
      ({ kind: 'dtmf', channel, detail: digit, message, text: `${channel} presses ${digit}` }) as const;
    const steps = [
      key('a', '*', 1),
      key('a', '2', 2),
      key('b', '5', 3),
      { kind: 'hold', channel: 'b', message: 4, text: 'b holds' } as const,
      key('b', '6', 5),
    ];
    const { steps: told } = storyPage({ ...result, steps }, '', { t: String, outcome: String, reason: String, transfer: String });
    assert.deepEqual(
      told.map(({ text, message }) => [text, message]),
      [
        ['a presses * 2', 1],
        ['b presses 5', 3],
        ['b holds', 4],
        ['b presses 6', 5],
      ],
    );
  });
  it('folds the middle of a long coming and going, and what is between it', () => {
    const joined = (i: number) =>
      ({ kind: i % 2 ? 'conference-leave' : 'conference-enter', message: i, at: 1_000 + i * 1_000, text: `${400 + i} ${i % 2 ? 'leaves' : 'joins'}` }) as const;
    const music = { kind: 'music-start', message: 1_000, text: 'music' } as const;
    const many = Array.from({ length: 20 }, (_, i) => joined(i));
    const pageOf = (steps: CallStoryResult['steps']) =>
      storyPage({ ...result, steps }, '', { t: (text, n) => text.replace('{0}', String(n)), outcome: String, reason: String, transfer: String }).steps;
    const answers = { kind: 'answer', message: 2_000, text: 'answers' } as const;
    const told = pageOf([answers, ...many.slice(0, 10), music, ...many.slice(10), answers]);
    assert.deepEqual(
      told.map(({ text, message }) => [text, message]),
      [
        ['answers', 2_000],
        ['400 joins', 0],
        ['401 leaves', 1],
        ['402 joins', 2],
        ['403 leaves', 3],
        ['14 more times somebody enters or leaves', 4],
        ['418 joins', 18],
        ['419 leaves', 19],
        ['answers', 2_000],
      ],
    );
    assert.equal(told[5]?.offset, '+4.000 s');
    assert.deepEqual(
      told[5]?.folded?.map(({ message }) => message),
      [4, 5, 6, 7, 8, 9, 1_000, 10, 11, 12, 13, 14, 15, 16, 17],
    );
    // What else happens begins anew, and few of them stay.
    assert.equal(pageOf([...many.slice(0, 10), answers, ...many.slice(10)]).length, 21);
    assert.ok(pageOf([...many.slice(0, 12), music]).every(({ folded }) => !folded));
    const held = many.map((step, i) => ({ ...step, kind: i % 2 ? ('unhold' as const) : ('hold' as const) }));
    assert.equal(pageOf(held)[4]?.text, '14 more times on hold or back');
  });
  it('has why it ended, and the channels with their reasons', () => {
    assert.deepEqual(
      page.ending.map(({ text, message }) => [text, message]),
      [['The caller hung up first', 5]],
    );
    assert.deepEqual(page.channels, [{ name: 'SIP/300-1', uniqueid: '1.1', reason: '<guess>', guess: true, message: 2 }]);
  });
  it('has a bar of the parts that took time', () =>
    assert.deepEqual(
      page.bar.map(({ what }) => what),
      ['ringing'],
    ));

  it('tells times', () => {
    assert.deepEqual([offsetText(61_500, 0), offsetText(0, 1_000), offsetText(1, undefined), offsetText(undefined, 1)], ['+1:01.500', '−1.000 s', '', '']);
    assert.deepEqual(
      [0, 7_040, 125_000, 3_720_000, undefined].map((one) => durationText(one, t)),
      ['0.0 s', '7.0 s', '2 min 5 s', '1 h 2 min', undefined],
    );
  });
});

describe('what the page of a story says', () => {
  for (const said of [{ type: 'ready' }, { type: 'message', message: 3 }, { type: 'do', what: 'ladder' }])
    it(`is taken: ${JSON.stringify(said)}`, () => assert.deepEqual(storyFromPage(said), said));
  for (const said of [
    undefined,
    null,
    'ready',
    {},
    { type: 'message' },
    { type: 'message', message: -1 },
    { type: 'message', message: '3' },
    { type: 'do', what: 1 },
  ])
    it(`is passed over: ${JSON.stringify(said)}`, () => assert.equal(storyFromPage(said), undefined));

  it('and the call that it kept is checked', () => {
    assert.deepEqual(storyTargetOf({ target: { uri: 'file:///a', call: 1, more: 2 } }), { uri: 'file:///a', call: 1 });
    for (const kept of [undefined, null, {}, { target: null }, { target: { uri: 1, call: 1 } }, { target: { uri: 'a', call: 1.5 } }])
      assert.equal(storyTargetOf(kept), undefined);
  });
});
