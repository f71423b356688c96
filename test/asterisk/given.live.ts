import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../cli/run';
import { AmiClient } from './amiClient';
import { eventsIn, problemsIn, record } from './recording';

/** What can be tried at an Asterisk that belongs to somebody: nothing is changed there, no call is made. */
describe('an Asterisk that is given', () => {
  const { AMI_ASTERISK_HOST: host = '', AMI_ASTERISK_PORT = '5038', AMI_ASTERISK_USER: user = 'viewer', AMI_ASTERISK_SECRET: secret = '' } = process.env;
  const port = Number(AMI_ASTERISK_PORT);
  const seconds = Number(process.env.AMI_ASTERISK_SECONDS ?? 30);
  let folder: string;

  before(function () {
    if (host === '') return this.skip();
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-asterisk-'));
  });

  after(() => folder && rmSync(folder, { recursive: true }));

  it('is recorded as a second session gets it, without an error, a warning or a loss', async function () {
    this.timeout((seconds + 60) * 1_000);
    const one = record(folder, 'given', { host, port, user, secret, args: ['--duration', String(seconds)] });
    await one.until(/Message: Authentication accepted\r\n\r\n/);
    const other = await AmiClient.connect(port, host);
    await other.login(user, secret);
    const { code, err } = await one.ended;
    assert.equal(code, 0, err);
    const mine = eventsIn(one.text());
    const theirs = eventsIn(other.received().toString('latin1'));
    other.close();
    const from = mine.indexOf(theirs[0] ?? '');
    assert.deepEqual(mine.slice(Math.max(0, from)), from < 0 ? mine : theirs.slice(0, mine.length - from));
    assert.ok(!one.text().includes(secret));
    assert.equal(await problemsIn(one.file), '');
    assert.equal((await run(['check', '--counts', one.file])).code, 0);
    assert.equal((await run(['calls', one.file])).code, 0);
  });

  it('refuses another secret', async () => {
    const { code, err } = await record(folder, 'refused', { host, port, user, secret: `${secret}-not` }).ended;
    assert.equal(code, 1);
    assert.match(err, /refused the login/);
    assert.ok(!err.includes(secret));
  });
});
