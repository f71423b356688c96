import assert from 'node:assert/strict';
import { createDocument } from '../../server/src/document';
import { filterHelp } from '../../server/src/features/filterHelp';
import { filtersAt } from '../../server/src/features/filtersAt';
import { noiseOf } from '../../server/src/features/noise';
import { noiseCount, noiseRuns } from '../../server/src/features/noiseRuns';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { knowledgeOf } from '../../server/src/largeFiles/knowledge';
import { between, seek } from '../../server/src/largeFiles/places';
import { searchCalls } from '../../server/src/largeFiles/search';
import { parseFilter } from '../../server/src/features/filter';
import { captureNamed } from '../support/captures';

const TEXT = captureNamed('asterisk-22.10.1/call_answered.ami').text;
const document = createDocument('file:///a.ami', 'ami', 1, TEXT);
const knowledge = knowledgeOf(documentSource(document), { events: ['Hangup', 'AgentCalled'], actions: ['Ping'] });

function documentOf(text: string) {
  return createDocument('file:///b.ami', 'ami', 1, text.replaceAll('\n', '\r\n'));
}

/** Help where `$0` stands in an expression; what each proposal makes of it. */
async function help(marked: string) {
  const offset = marked.indexOf('$0');
  const filter = marked.replace('$0', '');
  const { error, hint, proposals } = await filterHelp(filter, offset, knowledge);
  const results = proposals.map(({ text, offset: at, length }) => filter.slice(0, at) + text + filter.slice(at + length));
  return { error, hint, results, labels: proposals.map(({ label }) => label) };
}

describe('help with a filter', () => {
  for (const [marked, result] of [
    ['$0', 'event:'],
    ['ev$0', 'event:'],
    ['event:Hangup cau$0', 'event:Hangup cause:'],
    ['event:Hangup (cau$0)', 'event:Hangup (cause:)'],
    ['event:Hang$0', 'event:Hangup '],
    ['event:Ha$0ngup cause:16', 'event:Hangup  cause:16'],
    ['event:!=age$0', 'event:!=AgentCalled '],
    ['action:$0', 'action:Ping '],
    ['outcome:bu$0', 'outcome:busy '],
    ['cause-txt:norm$0', 'cause-txt:"Normal Clearing" '],
    ['cause-txt:"norm$0"', 'cause-txt:"Normal Clearing" '],
    ['cause:1$0', 'cause:16 '],
    ['channel:loc$0', 'channel:Local/1000@default '],
    ['x Uniq$0', 'x Uniqueid:'],
    ['x or$0', 'x ChannelStateDesc:'],
    ['x $0', 'x or '],
    ['call:$0', 'call:1795371545.0 '],
    ['caller:$0', 'caller:5551234 '],
    ['since:$0', 'since:+30s '],
  ] as const) {
    it(`proposes ${result} for ${marked}`, async () => {
      const { results } = await help(marked);
      if (marked === 'x or$0') assert.ok(!results.includes('x or '), 'what is there is no proposal');
      else
        assert.ok(
          results.some((one) => one === result || (marked === 'call:$0' && /^call:\d+\.\d+ $/.test(one))),
          JSON.stringify(results.slice(0, 8)),
        );
    });
  }

  it('proposes what the capture has before what Asterisk has', async () => {
    const { labels } = await help('event:$0');
    assert.ok(labels.indexOf('Hangup') < labels.indexOf('AgentCalled'));
    assert.equal(labels.filter((label) => label === 'Hangup').length, 1);
  });

  it('proposes nothing within quotes, and every proposal is a filter', async () => {
    assert.deepEqual((await help('"a b$0"')).results, []);
    for (const marked of ['event:$0', 'channel:$0', 'cause-txt:$0', 'exten:$0', 'appdata:$0', 'value:$0'])
      for (const result of (await help(marked)).results) assert.ok('root' in parseFilter(result), result);
  });

  it('points at what is wrong, and says of a header that nothing has it', async () => {
    assert.deepEqual(await help('x evnt:y$0').then(({ error }) => [error?.offset, error?.length]), [2, 4]);
    assert.match((await help('Chanelstate:6$0')).hint ?? '', /no message.*“Chanelstate”. Did you mean ChannelState\?/i);
    assert.match((await help('sip:1001$0')).hint ?? '', /in double quotes/);
    assert.equal((await help('ChannelState:6$0')).hint, undefined);
  });
});

describe('filters for what is at the cursor', () => {
  it('ask for the same value, event, channel and call', () => {
    const one = documentOf('Event: Hangup\nChannel: PJSIP/1-00000001\nUniqueid: 1.1\nCause-txt: Normal Clearing\nTime: 5\n\n');
    const at = (line: number): string[] => filtersAt(one, { line, character: 12 }).map(({ kind, filter }) => `${kind} ${filter}`);
    const common = ['event event:Hangup', 'channel channel:PJSIP/1-00000001', 'call call:1.1'];
    assert.deepEqual(at(3), ['value Cause-txt:"Normal Clearing"', ...common]);
    assert.deepEqual(at(4), ['value header.Time:5', ...common]);
    assert.deepEqual(at(0), common);
    assert.deepEqual(at(6), []);
  });
});

describe('noise in a document', () => {
  const one = documentOf(
    'Event: A\n\nEvent: VarSet\nX: 1\n\nEvent: VarSet\n\n\nEvent: RTCPSent\n\n;@ 2026-11-22T10:00:00Z\nEvent: VarSet\n\nEvent: B\n\nEvent: VarSet\n',
  );
  const isNoise = noiseOf(['VarSet', 'RTCP*']);

  it('comes in runs, which other text ends', () => {
    assert.deepEqual(noiseRuns(one, isNoise), [
      [2, 8, 3],
      [11, 11, 1],
      [15, 15, 1],
    ]);
    assert.equal(noiseCount(one, isNoise), 5);
    assert.deepEqual(noiseRuns(one, isNoise, 11, 13), [[11, 11, 1]]);
    assert.deepEqual(noiseRuns(one, isNoise, 5, 6), [[5, 8, 2]]);
    assert.deepEqual(noiseRuns(documentOf(''), isNoise), []);
  });
});

describe('a place in a document', () => {
  const one = documentOf(
    ';@ 2026-11-22T10:00:00.100Z\nEvent: A\n\nEvent: B\n\n;@ 2026-11-22T10:00:02.350Z\nEvent: A\nX: 1\n\nAction: A\n\n;@ 2026-11-22T10:01:00.000Z\nEvent: C\nTimestamp: 1795341660.5\n\n',
  );
  const from = (line: number, to: Parameters<typeof seek>[1]['to']) => {
    const { range, problem } = seek(one, { position: { line, character: 3 }, to });
    return problem ?? range?.start.line;
  };
  for (const [what, line, to, expected] of [
    ['the next message', 1, { step: 1, same: false }, 3],
    ['the next from between two', 4, { step: 1, same: false }, 6],
    ['the first from above', 0, { step: 1, same: false }, 1],
    ['the message before', 7, { step: -1, same: false }, 3],
    ['none after the last', 13, { step: 1, same: false }, undefined],
    ['none before the first', 1, { step: -1, same: false }, undefined],
    ['the next of its kind and name', 1, { step: 1, same: true }, 6],
    ['the one before of its kind and name', 7, { step: -1, same: true }, 1],
    ['none that only has the name', 6, { step: 1, same: true }, undefined],
    ['a message by number', 0, { number: 3 }, 6],
    ['a time', 0, { time: '2026-11-22T10:00:01Z' }, 6],
    ['a time of day', 0, { time: '10:01Z' }, 12],
    ['a time before the first is one of the next day', 0, { time: '09:00Z' }, 'The capture ends before that time, at 2026-11-22T10:01:00Z.'],
    ['a time from the beginning', 0, { time: '+3s' }, 12],
    ['seconds since 1970', 0, { time: '1795341602' }, 6],
  ] as const) {
    it(`is ${what}`, () => assert.equal(from(line, to), expected));
  }

  it('or why there is none', () => {
    assert.match(String(from(0, { number: 9 })), /from 1 to 5/);
    assert.match(String(from(0, { time: 'noon' })), /“noon” is no time. Write 10:23:45/);
    assert.match(seek(documentOf('Event: A\n\n'), { position: { line: 0, character: 0 }, to: { time: '10:00' } }).problem ?? '', /tells the time/);
    assert.match(seek(documentOf(''), { position: { line: 0, character: 0 }, to: { number: 1 } }).problem ?? '', /no message/);
  });

  it('lies some time from another', () => {
    const gap = (a: number, b: number) =>
      between(one, [
        { line: a, character: 0 },
        { line: b, character: 0 },
      ]);
    assert.deepEqual(gap(1, 6), { messages: 3, milliseconds: 2250, rough: false });
    assert.deepEqual(gap(6, 1), gap(1, 6));
    assert.deepEqual(gap(1, 13), { messages: 5, milliseconds: 60_400, rough: false });
    assert.equal(gap(6, 7), undefined);
    assert.equal(gap(0, 1), undefined);
  });
});

describe('calls by a filter', () => {
  it('are found in a recording', async () => {
    const source = documentSource(document);
    const calls = async (expression: string): Promise<number[]> => {
      const filter = parseFilter(expression);
      assert.ok('root' in filter);
      return searchCalls(source, filter, { isNoise: noiseOf(['VarSet']) });
    };
    assert.deepEqual(await calls('outcome:answered event:Hangup'), [0]);
    assert.deepEqual(await calls('outcome:answered event:AgentCalled'), []);
    assert.deepEqual(await calls('not noise'), await calls('not event:VarSet'));
  });
});
