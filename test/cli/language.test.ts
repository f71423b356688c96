import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run';

const KOREAN = path.resolve('l10n/bundle.l10n.ko.json');

describe('the language of the command line', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-language-'));
    file = path.join(folder, 'one.ami');
    writeFileSync(file, 'Asterisk Call Manager/11.0.0\r\nEvent: Hangpu\r\n\r\n');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, env] of [
    ['whatever the locale', { LANG: 'ko_KR.UTF-8', LC_ALL: 'ko_KR.UTF-8', LANGUAGE: 'ko' }],
    ['where the bundle is not there', { AMI_LOGS_TEXTS: '/nowhere/bundle.json' }],
    ['where the bundle is none', { AMI_LOGS_TEXTS: path.resolve('README.md') }],
  ] as const) {
    it(`is English ${what}`, async () => {
      const { out } = await run(['check', file], { env: { AMI_LOGS_TEXTS: '', ...env } });
      assert.match(out, /Hangpu is no event of Asterisk itself, of any version\. Did you mean Hangup\?/);
      const { err } = await run(['convert', path.join(folder, 'none.log')], { env: { AMI_LOGS_TEXTS: '', ...env } });
      assert.match(err, /there is no such file\. Check the path\./);
    });
  }

  it('is that of the editor that runs it', async () => {
    const env = { AMI_LOGS_TEXTS: KOREAN };
    assert.match((await run(['convert', path.join(folder, 'none.log')], { env })).err, /파일이 없습니다/);
    assert.match((await run(['calls', file, '--format', 'json'], { env })).out, /^\{|^\[/);
  });
});
