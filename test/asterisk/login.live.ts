import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOnlyUser } from '../../server/src/protocol';
import { outcomeOf, type Ran, run, said } from '../cli/run';
import { AmiClient, SECRET } from './amiClient';
import { type Asterisk, installation, startAsterisk } from './asterisk';
import { type Recording, type RecordingOptions, record } from './recording';

describe('logging in at a real Asterisk', () => {
  let asterisk: Asterisk;
  let folder: string;
  let count = 0;
  const running: Recording[] = [];

  before(async function () {
    const root = installation();
    if (root === undefined) return this.skip();
    asterisk = await startAsterisk(root, { sections: [readOnlyUser('offered', SECRET)] });
  });

  after(() => asterisk?.close());

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-asterisk-'));
  });

  afterEach(() => {
    for (const one of running.splice(0)) {
      one.child.kill('SIGKILL');
      // Whatever a test does, the secret is nowhere.
      assert.ok(!one.text().includes(SECRET));
    }
    rmSync(folder, { recursive: true });
  });

  const start = (options: Partial<RecordingOptions> = {}): Recording => {
    const one = record(folder, `out-${++count}`, { port: asterisk.port, user: 'viewer', ...options });
    running.push(one);
    return one;
  };
  const tls = (...args: string[]): Partial<RecordingOptions> => ({ port: asterisk.tlsPort, args: ['--tls', ...args] });

  /** Records for a moment; gives the file. */
  async function works(options: Partial<RecordingOptions>): Promise<string> {
    const one = start(options);
    await one.until(/Event: FullyBooted/);
    const { code, err } = await one.stop();
    assert.equal(code, 0, err);
    assert.match(err, /^Ended: stopped\. \d+ bytes recorded\.\n$/);
    return one.text();
  }

  async function refuses(words: RegExp, options: Partial<RecordingOptions>): Promise<Ran> {
    const one = start(options);
    const ran = await one.ended;
    assert.equal(ran.code, 1, ran.err);
    assert.match(ran.err, words);
    assert.match(ran.err, /^ami-logs: .+\n$/);
    assert.ok(!ran.err.includes(options.secret ?? SECRET));
    assert.ok(!existsSync(one.file));
    return ran;
  }

  for (const user of ['full', 'viewer', 'lister', 'filterer', 'offered']) {
    it(`as ${user}, by challenge: the secret does not cross the network, and is in no file`, async () => {
      const text = await works({ user });
      assert.match(
        text,
        /^Asterisk Call Manager\/\d+\.\d+\.\d+\r\nResponse: Success\r\nActionID: ami-logs-login\r\nMessage: Authentication accepted\r\n\r\n;@ /,
      );
      assert.match(text, /\r\n;# end \S+ messages=\d+ bytes=\d+\r\n$/);
      assert.doesNotMatch(text, /challenge/i);
    });
  }

  it('as an account that may read little', async () => {
    const one = start({ user: 'narrow' });
    await one.until(/Authentication accepted\r\n\r\n/);
    assert.equal((await one.stop()).code, 0);
    assert.doesNotMatch(one.text(), /^Event: /m);
  });

  for (const host of ['::1', '[::1]', 'localhost'])
    it(`at ${host}`, async function () {
      if (!existsSync('/proc/net/if_inet6')) return this.skip();
      await works({ host, user: 'full' });
    });

  describe('over TLS', () => {
    it('refuses what signed itself, and shows its fingerprint, which can be trusted', async () => {
      const { err } = await refuses(/signed by nobody that is trusted here/, tls());
      const fingerprint = /--tls-fingerprint ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/m.exec(err)?.[1] ?? '';
      await works(tls('--tls-fingerprint', fingerprint));
      await refuses(
        /not the one that is trusted/,
        tls(
          '--tls-fingerprint',
          fingerprint.replace(/^../, (one) => (one === '00' ? '01' : '00')),
        ),
      );
    });

    it('with its certificate as CA, by address and by name', async () => {
      await works(tls('--ca', asterisk.certificate));
      await works({ ...tls('--ca', asterisk.certificate), host: 'localhost' });
    });

    it('refuses another name, unless that is the one that is expected', async () => {
      await refuses(/for another name \(DNS:localhost/, { ...tls('--ca', asterisk.certificate), host: '::1' });
      await works({ ...tls('--ca', asterisk.certificate, '--tls-servername', 'localhost'), host: '::1' });
      await refuses(/for another name/, tls('--ca', asterisk.certificate, '--tls-servername', 'pbx.example'));
    });

    it('takes anything where told so', () => works(tls('--insecure')));

    it('at the port that speaks none, and without it at the one that does', async () => {
      await refuses(/does not speak TLS/, { args: ['--tls', '--insecure'] });
      await refuses(/did not send a banner|closed the connection|reset|speaks TLS/, { port: asterisk.tlsPort });
    }).timeout(60_000);
  });

  describe('stops, with --reconnect too,', () => {
    it('where the secret is wrong', async () => {
      await refuses(/refused the login of viewer: Authentication failed\. Check user and secret/, { secret: 'wrong-one-55', args: ['--reconnect'] });
    });

    it('where there is no such account', () => refuses(/refused the login of nobody/, { user: 'nobody', args: ['--reconnect'] }));

    it('where the address may not', () => refuses(/refused the login of elsewhere.*permit and deny/, { user: 'elsewhere', args: ['--reconnect'] }));
  });

  it('the lines that are offered for a read-only account admit nobody from elsewhere, over IPv6 neither', async function () {
    if (!existsSync('/proc/net/if_inet6')) return this.skip();
    await refuses(/refused the login of offered/, { user: 'offered', host: '::1' });
  });

  it('warns where the account may do more than read, and nowhere else', async () => {
    const warned = async (user: string): Promise<string> => {
      const one = start({ user, args: ['--check-account'] });
      await one.until(/ActionID: ami-logs-account\r\n(?:.*\r\n)+\r\n/);
      return (await one.stop()).err;
    };
    assert.match(await warned('full'), /The account full may do more than watch: the server lets it run \d+ actions such as Originate/);
    assert.match(await warned('filterer'), /write classes? system/);
    for (const user of ['viewer', 'lister', 'offered']) assert.doesNotMatch(await warned(user), /may do more/);
  });

  it('is what the commands of the README record too, with the account of the README', async () => {
    const readme = readFileSync('README.md', 'utf8');
    const typed = /```\n(Action: Login\nUsername: viewer\nSecret: …\n\n)```/.exec(readme)?.[1];
    assert.ok(typed, 'the login that the README has people type');
    const [, openssl = ''] = /^(openssl s_client [^|]*pbx\.example\.com:5039) \| tee/m.exec(readme) ?? [];
    const nc = /^nc pbx\.example\.com 5038 \| tee/m.test(readme);
    assert.ok(openssl && nc);
    const child = spawn(openssl.split(' ')[0] ?? '', openssl.replace('pbx.example.com:5039', `127.0.0.1:${asterisk.tlsPort}`).split(' ').slice(1));
    const ended = outcomeOf(child);
    child.stdin.write(typed.replace('…', SECRET));
    await said(child.stdout, /Event: FullyBooted\r\n(?:.+\r\n)+\r\n/);
    child.stdin.end();
    child.kill('SIGTERM');
    const { out } = await ended;
    assert.match(out, /^Asterisk Call Manager\/\S+\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\nEvent: FullyBooted\r\n/);
    const file = path.join(folder, 'typed.ami');
    writeFileSync(file, out);
    assert.equal((await run(['check', file])).code, 0);
    // What nc sends: lines that end in LF.
    const plain = await AmiClient.connect(asterisk.port);
    plain.socket.write(typed.replace('…', SECRET));
    await plain.event('FullyBooted');
    const got = plain.received().toString('latin1');
    assert.match(got, /^Asterisk Call Manager\/\S+\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\nEvent: FullyBooted\r\n/);
    plain.close();
    // The section of the README, word for word but for the secret.
    const section = /^\[viewer\]\n(?:\w.*\n)+/m.exec(readme)?.[0] ?? '';
    const config = readFileSync(path.resolve('test', 'asterisk', 'config', 'manager.conf'), 'utf8');
    assert.equal(/^\[viewer\]\n(?:\w.*\n)+/m.exec(config)?.[0]?.replace('@SECRET@', '…'), section);
  });

  it('is what a plain client sees that types the same login', async () => {
    const plain = await AmiClient.connect(asterisk.port);
    await plain.login('viewer');
    await plain.event('FullyBooted');
    const [banner] = plain.received().toString('latin1').split('\r\n');
    plain.close();
    const text = await works({});
    assert.equal(text.split('\r\n')[0], banner);
  });
});
