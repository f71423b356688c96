import assert from 'node:assert/strict';
import { allSeries, seriesBit, seriesWords, versionOfAmi, versionOfSeries } from '../../server/src/catalog/versions';
import { versionOf, versionResult } from '../../server/src/features/version';
import { captures } from '../support/captures';
import { catalog } from '../support/catalog';
import { documentOf } from '../support/markers';

const { data } = catalog;

function setOf(words: string): number {
  return words.split(' ').reduce((set, name) => set | seriesBit(data, name), 0);
}

describe('catalog: versions', () => {
  describe('a banner', () => {
    const table: [ami: string, series: string, label: string][] = [
      ['1.1', '1.8', 'Asterisk 1.8.0–1.8.32.3 (AMI 1.1)'],
      ['1.2', '10', 'Asterisk 10.0.0–10.12.4 (AMI 1.2)'],
      ['1.3', '11', 'Asterisk 11.0.0–11.25.3 (AMI 1.3)'],
      ['2.0.0', '12', 'Asterisk 12.0.0 (AMI 2.0.0)'],
      ['2.5.0', '12 13', 'Asterisk 12.5.0–12.8.2 or 13.0.0–13.0.2 (AMI 2.5.0)'],
      ['2.8.0', '13 14', 'Asterisk 13.5.0–13.12.2 or 14.0.0–14.1.2 (AMI 2.8.0)'],
      ['2.10.6', '13', 'Asterisk 13.35.0–13.38.3 (AMI 2.10.6)'],
      ['7.0.3', '18', 'Asterisk 18.15.0–18.26.4 (AMI 7.0.3)'],
      ['11.0.0', '22', 'Asterisk 22.0.0–22.10.1 (AMI 11.0.0)'],
    ];
    for (const [ami, series, label] of table)
      it(`${ami} is ${series}`, () => {
        const version = versionOfAmi(data, ami);
        assert.deepEqual([version.series, version.label, version.source], [setOf(series), label, 'banner']);
      });
    it('of no release is no version, so that every one is possible', () => {
      const version = versionOfAmi(data, '99.0');
      assert.deepEqual([version.series, version.source, version.label], [allSeries(data), 'unknown', 'AMI 99.0, of no known release']);
    });
    it('of a release before the catalogue begins', () => {
      const version = versionOfAmi(data, '1.0');
      assert.deepEqual([version.series, version.source], [allSeries(data), 'unknown']);
      assert.match(version.label, /older than the catalogue/);
    });
    it('of every release is found', () => {
      for (const run of data.runs) if (data.series.includes(run.series)) assert.ok(versionOfAmi(data, run.ami).series & seriesBit(data, run.series), run.first);
    });
    it('of every recording is the release that sent it', () => {
      for (const { name, release, text } of captures()) {
        if (!text.includes('Asterisk Call Manager/')) continue;
        assert.deepEqual(versionResult(catalog, versionOf(documentOf(text), catalog, 'auto')).series, [release.split('.')[0]], name);
      }
    });
  });

  describe('a setting', () => {
    for (const name of data.series) it(`${name} is that series`, () => assert.equal(versionOfSeries(data, name, 'setting')?.series, seriesBit(data, name)));
    for (const name of ['auto', '', '13.5', '9', 'MASTER'])
      it(`${JSON.stringify(name)} is none`, () => assert.equal(versionOfSeries(data, name, 'setting'), undefined));
  });

  describe('of a document', () => {
    const message = 'Event: Hangup\r\nPrivilege: call,all\r\n\r\n';
    const table: [what: string, text: string, setting: string, chosen: string, series: string | undefined, source: string][] = [
      ['the banner', `Asterisk Call Manager/1.3\r\n${message}`, 'auto', 'auto', '11', 'banner'],
      ['the banner rather than the setting', `Asterisk Call Manager/1.3\r\n${message}`, '22', 'auto', '11', 'banner'],
      ['what was chosen rather than the banner', `Asterisk Call Manager/1.3\r\n${message}`, '22', '18', '18', 'document'],
      ['the banner behind the first actions', `Action: Login\r\n\r\nAsterisk Call Manager/11.0.0\r\n${message}`, 'auto', 'auto', '22', 'banner'],
      ['the banner behind a byte order mark', `\ufeffAsterisk Call Manager/1.3\r\n${message}`, 'auto', 'auto', '11', 'banner'],
      ['the banner behind a transcript', `Trying 1...\nAsterisk Call Manager/1.3\n${message}`, 'auto', 'auto', '11', 'banner'],
      ['the setting where there is no banner', message, '13', 'auto', '13', 'setting'],
      ['the setting where the banner is of no release', `Asterisk Call Manager/77.1\r\n${message}`, '13', 'auto', '13', 'setting'],
      ['nothing', message, 'auto', 'auto', undefined, 'unknown'],
      ['a choice that is none', message, 'auto', 'x', undefined, 'unknown'],
      ['a banner in a value, which is none', 'Event: UserEvent\r\nX: Asterisk Call Manager/1.3\r\n\r\n', 'auto', 'auto', undefined, 'unknown'],
    ];
    for (const [what, text, setting, chosen, series, source] of table)
      it(`${what} says it`, () => {
        const version = versionOf(documentOf(text), catalog, setting, chosen);
        assert.deepEqual([version.series, version.source], [series === undefined ? allSeries(data) : seriesBit(data, series), source]);
        const said = versionResult(catalog, version);
        assert.deepEqual(said.series, series === undefined ? data.series : [series]);
        assert.notEqual(said.reason, '');
      });
  });

  describe('seriesWords', () => {
    const table: [series: string, words: string][] = [
      [data.series.join(' '), ''],
      ['12 13 14 15 16 17 18 19 20 21 22 23 master', 'since 12'],
      ['1.8 10 11', 'until 11'],
      ['1.8', 'until 1.8'],
      ['master', 'since master'],
      ['13', '13'],
      ['13 14', '13–14'],
      ['11 13 14 18 19 20 21 22 23 master', '11, 13–14, since 18'],
      ['1.8 10 13 23 master', 'until 10, 13, since 23'],
    ];
    for (const [series, words] of table) it(words || 'all', () => assert.equal(seriesWords(data, setOf(series)), words));
    it('none', () => assert.equal(seriesWords(data, 0), ''));
  });
});
