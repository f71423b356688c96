import assert from 'node:assert/strict';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callList, callMessages, callParts } from '../../server/src/largeFiles/lists';
import { noiseOf } from '../../server/src/features/noise';
import { type CallListParams, DEFAULT_SETTINGS } from '../../server/src/protocol';
import { captures } from '../support/captures';
import { documentOf } from '../support/markers';

/** A call of one channel of each of three PBXs by turns, busy but for every fourth, half of them in a queue. */
const TEXT = Array.from({ length: 40 }, (_, i) => {
  const id = `pbx${i % 3}-${1_795_341_600 + i}.1`;
  const channel = `Channel: SIP/a-${i}\nUniqueid: ${id}\nLinkedid: ${id}\n`;
  return [
    `Event: Newchannel\n${channel}CallerIDNum: ${100 + i}\nExten: 200\n`,
    i % 2 === 0 ? `Event: QueueCallerJoin\n${channel}Queue: q${i % 4}\nPosition: 1\nCount: 1\n` : undefined,
    ...(i === 0 ? Array.from({ length: 5 }, (_v, v) => `Event: VarSet\n${channel}Variable: v${v}\nValue: 1\n`) : []),
    i === 0 ? `Event: Newexten\n${channel}Application: Wait\n` : undefined,
    i % 4 === 3 ? undefined : `Event: Hangup\n${channel}Cause: 17\nCause-txt: User busy\n`,
  ]
    .filter((one) => one !== undefined)
    .join('\n');
}).join('\n');

const isNoise = noiseOf(DEFAULT_SETTINGS.noise);
const source = documentSource(documentOf(`${TEXT}\n`));
const list = (params: Omit<CallListParams, 'textDocument'>) => callList(source, { textDocument: { uri: '' }, ...params });
const keys = async (params: Omit<CallListParams, 'textDocument'>): Promise<number[]> => (await list(params)).calls.map(({ key }) => key);

describe('the list of calls', () => {
  it('is told apart into all and those that fit', async () => {
    const { total, fitting, calls } = await list({ filter: 'number:105' });
    assert.deepEqual([total, fitting], [40, 1]);
    assert.deepEqual(
      calls.map(({ key, index }) => [key, index]),
      [[5, 5]],
    );
    assert.deepEqual([(await list({})).total, (await list({})).fitting], [40, 40]);
  });

  it('is in the order in which calls began, or the other way round', async () => {
    assert.deepEqual(await keys({ count: 3 }), [0, 1, 2]);
    assert.deepEqual(await keys({ count: 3, order: 'newest' }), [39, 38, 37]);
    assert.deepEqual(await keys({ from: 38, order: 'newest' }), [1, 0]);
    assert.deepEqual(await keys({ filter: 'number:~10', count: 3, order: 'newest' }), [10, 9, 8]);
  });

  it('takes the expression that finds messages, and says what is wrong with it', async () => {
    assert.deepEqual(await keys({ filter: 'event:Newchannel number:101' }), [1]);
    assert.deepEqual(await keys({ filter: 'not event:Hangup queue:q2 or number:103' }), [3]);
    assert.equal((await list({ filter: 'event:VarSet variable:v4' })).fitting, 1);
    assert.equal((await list({ filter: 'noise' })).fitting, 0);
    assert.deepEqual((await callList(source, { textDocument: { uri: '' }, filter: 'noise' }, isNoise)).fitting, 1);
    const wrong = await list({ filter: 'number:' });
    assert.deepEqual([wrong.total, wrong.fitting, wrong.calls], [40, 0, []]);
    assert.match(wrong.filterError ?? '', /a value is missing/);
  });

  it('is in groups, the largest first', async () => {
    assert.deepEqual((await list({ grouping: 'system', count: 0 })).groups, [
      { id: 'pbx0', count: 14 },
      { id: 'pbx1', count: 13 },
      { id: 'pbx2', count: 13 },
    ]);
    assert.deepEqual((await list({ grouping: 'queue', count: 0 })).groups, [
      { id: '', count: 20 },
      { id: 'q0', count: 10 },
      { id: 'q2', count: 10 },
    ]);
    const outcomes = (await list({ grouping: 'outcome', count: 0 })).groups ?? [];
    assert.equal(
      outcomes.reduce((sum, { count }) => sum + count, 0),
      40,
    );
    for (const { id, count } of outcomes) {
      const own = await list({ grouping: 'outcome', group: id });
      assert.equal(own.fitting, count);
      for (const { outcome } of own.calls) assert.equal(outcome, id);
    }
    assert.deepEqual((await list({ grouping: 'system', filter: 'pbx1- number:~1', count: 0 })).groups, [{ id: 'pbx1', count: 13 }]);
  });

  it('is in groups of the PBX that messages name, where Uniqueids do not', async () => {
    const text = ['a', 'b', 'b']
      .map((name, i) => `Event: Newchannel\nSystemName: pbx-${name}\nChannel: SIP/x-${i}\nUniqueid: ${i}.1\nLinkedid: ${i}.1\n\n`)
      .join('');
    const own = await callList(documentSource(documentOf(text)), { textDocument: { uri: '' }, grouping: 'system', count: 0 });
    assert.deepEqual(own.groups, [
      { id: 'pbx-b', count: 2 },
      { id: 'pbx-a', count: 1 },
    ]);
  });

  it('has pages of what fits', async () => {
    assert.deepEqual(
      (await list({ grouping: 'system', group: 'pbx0', page: 10, order: 'newest' })).pages?.map(({ from, count, startedAt }) => [from, count, startedAt]),
      [
        [0, 10, 1_795_341_639_000],
        [10, 4, 1_795_341_609_000],
      ],
    );
  });

  it('tells where a call stands', async () => {
    assert.deepEqual((await list({ find: 7, count: 0 })).found, { at: 7 });
    assert.deepEqual((await list({ find: 7, count: 0, order: 'newest' })).found, { at: 32 });
    assert.deepEqual((await list({ find: 7, count: 0, grouping: 'system' })).found, { at: 2, group: 'pbx1' });
    assert.deepEqual((await list({ find: 12, count: 0, filter: 'number:~11' })).found, { at: 2 });
    assert.equal((await list({ find: 7, count: 0, filter: 'number:~11' })).found, undefined);
    assert.equal((await list({ find: 77, count: 0 })).found, undefined);
  });

  it('finds each call of every recording where it says, however it is shown', async () => {
    for (const { name, text } of captures().filter((one) => /queue|transfer|park/.test(one.name))) {
      const own = documentSource(documentOf(text));
      const ask = (params: Omit<CallListParams, 'textDocument'>) => callList(own, { textDocument: { uri: '' }, ...params });
      for (const shown of [{ order: 'newest' }, { grouping: 'queue' }, { filter: 'local', grouping: 'outcome', order: 'newest' }] as const) {
        for (const { key } of (await ask({ filter: 'filter' in shown ? shown.filter : '' })).calls) {
          const { found } = await ask({ ...shown, find: key, count: 0 });
          assert.ok(found, name);
          const group = found.group === undefined ? {} : { group: found.group };
          assert.equal((await ask({ ...shown, ...group, from: found.at, count: 1 })).calls[0]?.key, key, name);
        }
      }
    }
  });
});

describe('what is below a call', () => {
  it('is what tells something, and noise folded by name', async () => {
    const parts = callParts(source, { call: 0 }, isNoise);
    assert.deepEqual(
      [parts?.telling, parts?.noise],
      [
        3,
        [
          { name: 'VarSet', count: 5 },
          { name: 'Newexten', count: 1 },
        ],
      ],
    );
    assert.deepEqual(
      (await callMessages(source, { call: 0, only: 'telling' }, isNoise))?.messages.map(({ label }) => label),
      ['Event: Newchannel', 'Event: QueueCallerJoin', 'Event: Hangup'],
    );
    const noise = await callMessages(source, { call: 0, only: { noise: 'VarSet' }, from: 3 }, isNoise);
    assert.equal(noise?.total, 5);
    assert.deepEqual(
      noise?.messages.map(({ index }) => index),
      [5, 6],
    );
    assert.equal(callParts(source, { call: 99 }, isNoise), undefined);
  });

  it('is all of its messages, of every recording', async () => {
    for (const { name, text } of captures()) {
      const own = documentSource(documentOf(text));
      for (const { key, messageCount, legs } of (await callList(own, { textDocument: { uri: '' } })).calls) {
        for (const uniqueid of [undefined, legs[0]?.uniqueid]) {
          const parts = callParts(own, { call: key, ...(uniqueid ? { uniqueid } : {}) }, isNoise);
          assert.ok(parts, name);
          const all = parts.telling + parts.noise.reduce((sum, { count }) => sum + count, 0);
          const total = (await callMessages(own, { call: key, count: 0, ...(uniqueid ? { uniqueid } : {}) }))?.total;
          assert.equal(all, total, name);
          if (uniqueid === undefined) assert.equal(all, messageCount, name);
        }
      }
    }
  });
});
