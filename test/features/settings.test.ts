import assert from 'node:assert/strict';
import { readSettings } from '../../server/src/features/settings';
import { DEFAULT_SETTINGS } from '../../server/src/protocol';
import { catalog } from '../support/catalog';

const read = (section: unknown) => readSettings(section, catalog.data.series);

describe('settings', () => {
  it('are the defaults where there are none', () => {
    for (const nothing of [undefined, null, {}, [], 'x', 7]) {
      const { asteriskVersion, severities, maximum, knownEvents, complaints } = read(nothing);
      assert.deepEqual([asteriskVersion, severities, maximum, knownEvents.size, complaints], ['auto', {}, 1000, 0, []]);
    }
  });
  it('are read', () => {
    const all = read({
      asteriskVersion: '13',
      diagnostics: { severity: { secret: 'off', 'no-colon': 'warning' }, maximum: 5 },
      knownEvents: [{ name: 'Khomp', headers: ['Device'] }, { name: ' Other ' }],
      noise: ['DTMF*', ' '],
    });
    assert.deepEqual(all.complaints, []);
    assert.deepEqual(all.noise, ['DTMF*']);
    assert.deepEqual([all.asteriskVersion, all.severities, all.maximum], ['13', { secret: 'off', 'no-colon': 'warning' }, 5]);
    assert.deepEqual(
      [...all.knownEvents],
      [
        ['khomp', { name: 'Khomp', headers: ['Device'] }],
        ['other', { name: 'Other', headers: [] }],
      ],
    );
  });
  it('say what is noise and which hints are shown', () => {
    assert.deepEqual(read({}).noise, DEFAULT_SETTINGS.noise);
    assert.deepEqual(read({ noise: [] }).noise, []);
    assert.deepEqual(read({ noise: ['VarSet', ' '] }).noise, ['VarSet']);
    const standard = { times: true, uniqueidTimes: false, sinceCallBegan: true, texts: true, units: true };
    assert.deepEqual(read({}).inlayHints, standard);
    assert.deepEqual(read({ inlayHints: { units: false, uniqueidTimes: true } }).inlayHints, { ...standard, units: false, uniqueidTimes: true });
  });
  const wrong: [what: string, section: object, complaint: RegExp][] = [
    ['a version', { asteriskVersion: '99' }, /asteriskVersion is "99"/],
    ['a version of the wrong kind', { asteriskVersion: 13 }, /asteriskVersion is 13/],
    ['a code', { diagnostics: { severity: { 'no-collon': 'off' } } }, /"no-collon", which is no code/],
    ['a severity', { diagnostics: { severity: { secret: 'loud' } } }, /secret as "loud"/],
    ['severities that are none', { diagnostics: { severity: 'off' } }, /must be an object/],
    ['a maximum', { diagnostics: { maximum: -1 } }, /maximum is -1/],
    ['a maximum in words', { diagnostics: { maximum: 'all' } }, /maximum is "all"/],
    ['known events that are no list', { knownEvents: {} }, /must be a list/],
    ['noise that is no list', { noise: 'VarSet' }, /noise is "VarSet".*list of names/],
    ['an event without a name', { knownEvents: [{ headers: [] }] }, /has a name/],
    ['noise that is no list', { noise: 'VarSet' }, /noise is "VarSet"; it must be a list/],
    ['a hint that is no switch', { inlayHints: { times: 'on' } }, /inlayHints\.times is "on"/],
    ['headers that are no names', { knownEvents: [{ name: 'A', headers: [1] }] }, /has a name/],
  ];
  for (const [what, section, complaint] of wrong) {
    it(`are complained of, in one sentence or two, and the default holds: ${what}`, () => {
      const { complaints, ...all } = read(section);
      assert.equal(complaints.length, 1);
      assert.match(complaints[0] ?? '', complaint);
      const { complaints: _, ...defaults } = read({});
      assert.deepEqual(all, defaults);
    });
  }
});
