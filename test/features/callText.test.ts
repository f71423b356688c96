import assert from 'node:assert/strict';
import { callText, clockText, codeSpan, labelOf, misfortune, shortChannel } from '../../client/src/calls/callText';
import { filterline, headline, MISSED } from '../../client/src/calls/listText';
import type { CallSummary, CallWords } from '../../server/src/protocol';

const AT = Date.UTC(2026, 10, 22, 18, 34, 50);
const t = (text: string, ...args: (string | number)[]): string => text.replace(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)]));
const words = { t, outcome: (outcome: string): string => outcome.replace('-', ' ') };

const call = (more: Partial<CallSummary>): CallSummary => ({
  key: 0,
  index: 0,
  messageCount: 42,
  id: '1795372490.54',
  linkedids: ['1795372490.54'],
  uniqueids: ['1795372490.54'],
  legs: [{ uniqueid: '1795372490.54', channel: 'PJSIP/a-1', joinedBy: 'first', evidence: 0 }],
  outcome: 'answered',
  transfers: [],
  probable: false,
  startedAt: AT,
  ...more,
});

describe('a call as a row of the tree', () => {
  const time = clockText(AT);
  const talk = { about: 'talk', text: '7 s talk' } as const;
  const end = (text: string) => ({ about: 'end', text }) as const;
  for (const [said, more, label, description] of [
    [
      { way: '300 → 301', waited: '3 s', more: [talk, end('caller hung up')] },
      { answeredAt: AT + 3_000, endedAt: AT + 10_000 },
      '300 → 301',
      `${time} · 7 s · caller hung up`,
    ],
    [{ way: '300 → 301', waited: '3 s', more: [talk] }, { answeredAt: AT, endedAt: AT + 125_000 }, '300 → 301', `${time} · 2:05 min`],
    [{ way: '300 → 301', more: [] }, { answeredAt: AT, endedAt: AT + 3_720_000 }, '300 → 301', `${time} · 1:02 h`],
    [
      { way: '300 → 301', more: [{ about: 'transfer', text: 'attended transfer to 1007' }, end('ended')] },
      {},
      '300 → 301',
      `${time} · attended transfer to 1007, ended`,
    ],
    [{ way: '300 → 301', more: [] }, {}, '300 → 301', `${time} · answered`],
    [{ way: '300 → 301', more: [end('ended (17 user busy)')] }, { outcome: 'busy' }, '300 → 301', `${time} · busy, ended (17 user busy)`],
    [{ way: '300 → 301', waited: '20 s', more: [end('ended')] }, { outcome: 'no-answer' }, '300 → 301', `${time} · no answer after 20 s, ended`],
    [{ way: '300', more: [] }, { outcome: 'in-progress' }, '300', `${time} · in progress`],
    [
      { way: '300 → 301', waited: '3 s', more: [{ about: 'answer', text: 'answered after 3 s' }, talk] },
      { outcome: 'in-progress' },
      '300 → 301',
      `${time} · in progress, answered after 3 s, 7 s talk`,
    ],
    [{ way: '300 → 301', more: [] }, { outcome: 'busy', startedAt: undefined }, '300 → 301', 'busy'],
    // Who was rung first and whom that was connected with say enough.
    [{ way: '3001 → 5007', originated: true, more: [] }, {}, '3001 → 5007', `${time} · answered`],
    [{ way: '3001', originated: true, more: [] }, {}, 'Originate → 3001', `${time} · answered`],
  ] as [CallWords, Partial<CallSummary>, string, string][])
    it(`has first what matters: ${label}, ${description}`, () => {
      const text = callText(call({ words: said, ...more }), words);
      assert.deepEqual([text.label, text.description], [label, description]);
    });

  it('is spoken with its outcome, which others see as icon and colour', () => {
    const said: CallWords = { way: '3001 → 5007', originated: true, waited: '2 s', more: [end('ended')] };
    const { spoken } = callText(call({ words: said, outcome: 'busy' }), words);
    assert.equal(spoken, `Originate, 3001 → 5007, busy after 2 s, ${time}, ended`);
  });

  it('has all the rest in its tooltip, where text of the capture is no markup', () => {
    const { tooltip } = callText(call({ line: '[x](command:y) ``` → <b>, answered', probable: true }), words);
    assert.match(tooltip, /^\*\*answered\*\*/);
    assert.ok(tooltip.includes('````[x](command:y) ``` → <b>, answered````'));
    assert.match(tooltip, /1 channel · 42 messages/);
    assert.match(tooltip, /guess/);
  });

  it('is called by its parties where the server says nothing', () => {
    assert.equal(labelOf(call({ caller: { number: '300' }, dialled: '301', answeredBy: { number: '301' } })), '300 → 301');
    assert.equal(labelOf(call({})), '1795372490.54');
  });

  it('tells faults from calls that were merely missed', () =>
    assert.deepEqual((['answered', 'busy', 'congestion', 'in-progress', 'unknown'] as const).map(misfortune), [
      undefined,
      'missed',
      'bad',
      undefined,
      undefined,
    ]));
});

describe('the name of a channel', () => {
  it('is short where only its halves matter', () =>
    assert.deepEqual(['Local/600@default-00000003;1', 'Local/x-00000003;9', 'PJSIP/loop-0000001b', ''].map(shortChannel), [
      'Local/600@default;1',
      'Local/x-00000003;9',
      'PJSIP/loop-0000001b',
      '',
    ]));
});

describe('text in Markdown', () => {
  for (const [text, span] of [
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['two\n\nlines', '`two lines`'],
    [' ', ''],
  ] as const)
    it(`is a code span: ${JSON.stringify(text)}`, () => assert.equal(codeSpan(text), span));
});

describe('above the list', () => {
  const state = { total: 1200, fitting: 31, reading: false };
  it('stands whose calls these are, and how many reached nobody', () => {
    assert.equal(headline('a.ami', { ...state, missed: 31 }, t), `a.ami: ${(1200).toLocaleString()} calls, 31 not answered`);
    assert.equal(headline('a.ami', { ...state, total: 1 }, t), 'a.ami: 1 call');
    assert.equal(headline(undefined, { ...state, missed: 31 }, t), `${(1200).toLocaleString()} calls, 31 not answered`);
    assert.equal(headline('a.ami', { ...state, total: 0 }, t), '');
  });
  it('stands what fits the filter, or what is wrong with it', () => {
    assert.equal(filterline('outcome:busy', state, t), `Filter “outcome:busy”: 31 of ${(1200).toLocaleString()} calls`);
    assert.match(filterline(MISSED, state, t), /^Calls that nobody answered: 31/);
    // What VS Code shows in the place of an empty list comes only without this.
    assert.equal(filterline('x', { ...state, fitting: 0 }, t), '');
    assert.equal(filterline('x:', { ...state, filterError: 'wrong' }, t), 'wrong');
  });
});
