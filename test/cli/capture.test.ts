import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecordMessage } from '../../server/src/protocol';
import { ACCEPTED, BANNER, BOOTED, type FakeServer, type FakeSession, fakeServer, testPair, untilLogin } from '../capture/fakeServer';
import { begin, CLI, outcomeOf, type Ran, run, said } from './run';

const SECRET = 'secret-of-admin';

describe('ami-logs capture', () => {
  let folder: string;
  let out: string;
  let server: FakeServer | undefined;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
    out = path.join(folder, 'out.ami');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  const args = (...more: string[]): string[] => [
    'capture',
    '--host',
    '127.0.0.1',
    '--port',
    String(server?.port ?? 1),
    '--user',
    'admin',
    '--out',
    out,
    ...more,
  ];
  const capture = (...more: string[]): Promise<Ran> => run(args(...more), { env: { AMI_SECRET: SECRET } });
  const recorded = (): string => readFileSync(out, 'latin1').replace(/^;[@!#] .*\r\n/gm, '');

  async function accepting(then: (session: FakeSession) => Promise<void>, tls?: { cert: Buffer; key: Buffer }): Promise<void> {
    server = await fakeServer(async (session) => {
      await untilLogin(session);
      await session.send(ACCEPTED);
      await then(session);
    }, tls);
  }

  it('records until the server closes, gives 0, and says how much', async () => {
    await accepting(async ({ socket }) => void socket.end(BOOTED));
    const { code, out: printed, err } = await capture();
    assert.equal(code, 0, err);
    assert.equal(printed, '');
    assert.equal(err, `Ended: the server closed the connection. ${readFileSync(out).length} bytes recorded.\n`);
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
  });

  it('hands mask and filters on', async () => {
    const seen: (string | undefined)[] = [];
    server = await fakeServer(async (session) => {
      seen.push((await untilLogin(session))?.get('events'));
      await session.send(ACCEPTED);
      for (const _ of [1, 2]) seen.push((await session.action())?.get('filter'));
      session.socket.end();
    });
    assert.equal((await capture('--events', 'call,agent', '--filter', '!Event: VarSet', 'Event: Dial')).code, 0);
    assert.deepEqual(seen, ['call,agent', '!Event: VarSet', 'Event: Dial']);
  });

  it('gives 1 where the connection is reset, and the file is whole', async () => {
    await accepting(async ({ socket, send }) => {
      await send(BOOTED);
      while (!existsSync(out) || !recorded().includes(BOOTED)) await new Promise(setImmediate);
      socket.resetAndDestroy();
    });
    const { code, err } = await capture();
    assert.equal(code, 1);
    assert.match(err, /^ami-logs: The connection was lost: the connection was reset .*\. What was received before is in the file\. .*--reconnect.*\n$/);
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
    assert.equal((await run(['check', '--counts', out])).code, 0);
  });

  it('writes to standard output, and only the recording', async () => {
    await accepting(async ({ socket }) => void socket.end(BOOTED.repeat(20_000)));
    const ran = await run([...args().slice(0, -1), '-'], { env: { AMI_SECRET: SECRET } });
    assert.equal(ran.code, 0, ran.err);
    assert.equal(ran.out.replace(/^;[@!#] .*\r\n/gm, ''), BANNER + ACCEPTED + BOOTED.repeat(20_000));
    assert.match(ran.out, /\r\n;# end \S+ messages=20001 bytes=\d+\r\n$/);
    assert.equal(ran.err, `Ended: the server closed the connection. ${ran.out.length} bytes recorded.\n`);
    assert.equal((await run(['check', '--counts', '-'], { input: ran.out })).code, 0);
    assert.deepEqual(
      readdirSync('.').filter((name) => name === '-' || name.endsWith('.lock')),
      [],
    );
  });

  it('ends with its end mark at each signal that asks for it', async function () {
    if (process.platform === 'win32') return this.skip();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      out = path.join(folder, `${signal}.ami`);
      await accepting(({ send }) => send(BOOTED));
      const child = begin(args(), { AMI_SECRET: SECRET });
      children.push(child);
      const ended = outcomeOf(child);
      while (!existsSync(out) || !recorded().includes(BOOTED)) await new Promise(setImmediate);
      child.kill(signal);
      const { code, err } = await ended;
      assert.equal(code, 0, err);
      assert.match(err, /^Ended: stopped\. /);
      assert.equal((await run(['check', '--counts', out])).code, 0);
      await server?.close();
    }
  });

  it('says so where the CA file holds no certificate, or one that is damaged', async () => {
    const pair = testPair('localhost');
    await accepting(({ send }) => send(BOOTED), pair);
    for (const [text, words] of [
      ['no certificate here', /holds no certificate.*BEGIN CERTIFICATE/],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /Certificate 1 in the CA file .* cannot be read/],
    ] as const) {
      const ca = path.join(folder, 'ca.pem');
      writeFileSync(ca, text);
      const { code, err } = await capture('--tls', '--ca', ca);
      assert.equal(code, 1);
      assert.match(err, words);
      assert.match(err, /^ami-logs: .+\n$/);
    }
  });

  it('ends after --duration with 0', async () => {
    await accepting(({ send }) => send(BOOTED));
    const { code, err } = await capture('--duration', '0.5');
    assert.equal(code, 0, err);
    assert.match(err, /^Ended: stopped\. \d+ bytes recorded\.\n$/);
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends at ${signal} with 0 and all that came`, async function () {
      if (process.platform === 'win32') return this.skip();
      let reached = (): void => undefined;
      const sent = new Promise<void>((resolve) => {
        reached = resolve;
      });
      await accepting(async ({ send }) => {
        await send(BOOTED);
        reached();
      });
      const child = begin(args(), { AMI_SECRET: SECRET });
      children.push(child);
      const ended = outcomeOf(child);
      await sent;
      while (!existsSync(out) || !readFileSync(out, 'latin1').includes(BOOTED)) await new Promise(setImmediate);
      child.kill(signal);
      assert.equal((await ended).code, 0);
      assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
    });
  }

  it('connects again with --reconnect, and says that it is trying', async () => {
    await accepting(async (session) => {
      if (session.number === 0) session.socket.end(`${BOOTED}Event: To`);
      else await session.send(BOOTED);
    });
    const child = begin(args('--reconnect', '--duration', '8'), { AMI_SECRET: SECRET });
    children.push(child);
    const ended = outcomeOf(child);
    await said(child.stderr, /^Connection lost: the server closed the connection\. Trying again in [1-5] s\.\n/);
    while (recorded() !== `${BANNER}${ACCEPTED}${BOOTED}Event: To\r\n${BANNER}${ACCEPTED}${BOOTED}`) await new Promise(setImmediate);
    child.kill('SIGINT');
    const { code } = await ended;
    // A process that is killed on Windows hears nothing of it.
    if (process.platform !== 'win32') assert.equal(code, 0);
    assert.equal(readFileSync(out, 'latin1').match(/^;! gap /gm)?.length, 1);
  });

  it('records over TLS with --ca, and with the name of --tls-servername', async () => {
    const pair = testPair('other-name');
    await accepting(async ({ socket }) => void socket.end(BOOTED), pair);
    assert.match((await capture('--tls')).err, /signed by nobody/);
    assert.match((await capture('--tls', '--ca', pair.certFile)).err, /for another name/);
    assert.equal((await capture('--tls', '--ca', pair.certFile, '--tls-servername', 'pbx.example')).code, 0);
    rmSync(out);
    assert.equal((await capture('--tls', '--insecure')).code, 0);
  });

  it('shows the fingerprint of a refused certificate, and trusts that one', async () => {
    const pair = testPair('other-name');
    await accepting(async ({ socket }) => void socket.end(BOOTED), pair);
    const { err } = await capture('--tls');
    const [, fingerprint = ''] = /^ami-logs: The certificate of .* trust it alone: --tls-fingerprint ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\n$/.exec(err) ?? [];
    assert.equal((await capture('--tls', '--tls-fingerprint', fingerprint)).code, 0, err);
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
  });

  it('writes segments that hold everything and can be counted again', async () => {
    const stream = Array.from({ length: 300 }, (_, i) => BOOTED.replace('43', String(i))).join('');
    await accepting(async ({ socket }) => void socket.end(stream));
    assert.equal((await capture('--segment-size', '0.01')).code, 0);
    const files = readdirSync(folder).sort();
    assert.ok(files.length > 3);
    assert.deepEqual(
      files,
      files.map((_, i) => `out.000${i + 1}.ami`),
    );
    const texts = files.map((name) => readFileSync(path.join(folder, name), 'latin1'));
    for (const text of texts) assert.ok(text.startsWith(BANNER) && text.length <= 10_000, String(text.length));
    const all = texts.map((text) => text.replace(/^;[@!#] .*\r\n/gm, '').slice(BANNER.length)).join('');
    assert.equal(all, ACCEPTED + stream);
    const counted = await run(['check', '--counts', ...files.map((name) => path.join(folder, name))]);
    assert.equal(counted.code, 0, counted.out);
    assert.equal(counted.out.match(/: complete: /g)?.length, files.length);
  });

  it('has what came in its file when it is killed', async function () {
    if (process.platform === 'win32') return this.skip();
    await accepting(({ send }) => send(BOOTED.repeat(500)));
    const child = begin(args(), { AMI_SECRET: SECRET });
    children.push(child);
    const ended = outcomeOf(child);
    while (!existsSync(out) || recorded().length < (BANNER + ACCEPTED + BOOTED.repeat(500)).length) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED.repeat(500));
    assert.match((await run(['check', '--counts', out])).out, /501 messages, .* no end mark/);
    // The lock of a process that is gone stops nobody; the file does.
    assert.match((await capture()).err, /exists already/);
    rmSync(out);
    assert.equal((await capture('--duration', '0.5')).code, 0);
  });

  it('is alone on its file', async () => {
    await accepting(({ send }) => send(BOOTED));
    const child = begin(args('--segment-size', '1'), { AMI_SECRET: SECRET });
    children.push(child);
    const first = path.join(folder, 'out.0001.ami');
    while (!existsSync(first) || readFileSync(first).length === 0) await new Promise(setImmediate);
    const { code, err } = await capture('--segment-size', '1');
    assert.equal(code, 1);
    assert.match(err, new RegExp(`is being recorded already, by process ${child.pid}\\. Choose another name`));
  });

  it('asks for what a preset names', async () => {
    const seen: (string | undefined)[] = [];
    server = await fakeServer(async (session) => {
      seen.push((await untilLogin(session))?.get('events'));
      await session.send(ACCEPTED);
      session.socket.end();
    });
    for (const more of [['calls'], ['calls+queues'], ['quiet'], ['all'], ['calls', '--events', 'cdr']]) {
      assert.equal((await capture('--preset', ...more)).code, 0);
      rmSync(out);
    }
    assert.deepEqual(seen, ['system,call', 'system,call,agent', 'system,call,agent', 'on', 'cdr']);
    assert.equal((await capture('--preset', 'none')).code, 2);
  });

  describe('gives 1 and one sentence', () => {
    const fails = async (words: RegExp, ...more: string[]): Promise<void> => {
      const { code, out: printed, err } = await capture(...more);
      assert.equal(code, 1);
      assert.equal(printed, '');
      assert.match(err, words);
      assert.match(err, /^ami-logs: .+\n$/);
      assert.ok(!err.includes(SECRET));
    };

    it('where nobody listens', async () => {
      server = await fakeServer(async () => undefined);
      await server.close();
      await fails(/refused the connection/);
      assert.ok(!existsSync(out));
    });

    it('where the login is refused', async () => {
      server = await fakeServer(async (session) => {
        await untilLogin(session);
        await session.send('Response: Error\r\nMessage: Authentication failed\r\n\r\n');
      });
      await fails(/refused the login of admin: Authentication failed/, '--reconnect');
      assert.equal(server.count, 1);
    });

    it('where it is no AMI server', async () => {
      server = await fakeServer(({ send }) => send('SSH-2.0-x\r\n'));
      await fails(/no AMI server.*SSH/);
    });

    it('where the file exists', async () => {
      await accepting(async () => undefined);
      writeFileSync(out, 'mine');
      await fails(/exists already/);
      assert.equal(readFileSync(out, 'utf8'), 'mine');
    });

    it('where the secret would cross the network in the clear, unless --plain allows it', async () => {
      server = await fakeServer(async (session) => {
        await session.send(BANNER);
        await session.action();
        await session.send('Response: Error\r\nMessage: Invalid/unknown command\r\n\r\n');
        if ((await session.action())?.get('secret') === SECRET) session.socket.end(ACCEPTED);
      });
      await fails(/clear/);
      assert.ok(!server.received.includes(SECRET));
      assert.equal((await capture('--plain')).code, 0);
    });

    it('where the disk is full', async function () {
      // A limit of the shell on the size of files stands for it.
      if (process.platform !== 'linux') return this.skip();
      await accepting(({ send }) => send(BOOTED.repeat(1_000)));
      const child = spawn('sh', ['-c', 'ulimit -f 8; trap "" XFSZ; exec "$@"', 'sh', process.execPath, CLI, ...args()], {
        env: { ...process.env, AMI_SECRET: SECRET },
      });
      const { code, err } = await outcomeOf(child);
      assert.equal(code, 1);
      assert.match(err, /cannot be written on: .*What was received until now is in the file/);
      assert.ok(recorded().startsWith(BANNER + ACCEPTED + BOOTED));
    });
  });

  describe('gives 2', () => {
    for (const [what, more] of [
      ['without --tls', ['--ca', 'x.pem']],
      ['for a port that is none', ['--port', '70000']],
      ['for a duration that is none', ['--duration', '-1']],
      ['for a secret as an argument', ['--secret', 'x']],
      ['for a fingerprint that is none', ['--tls', '--tls-fingerprint', 'AA:BB']],
      ['for a fingerprint without --tls', ['--tls-fingerprint', 'ab'.repeat(32)]],
      ['for a fingerprint that --insecure makes worthless', ['--tls', '--insecure', '--tls-fingerprint', 'ab'.repeat(32)]],
      ['for --delete-oldest without what it goes with', ['--delete-oldest', '--total-size', '5']],
      ['for the port 0, where no server is', ['--port', '0']],
      ['for a port that is nothing', ['--port', '']],
      ['for a duration without end', ['--duration', 'Infinity']],
      ['for a line end in the user', ['--user', 'admin\r\nAction: Command']],
      ['for a line end in the mask', ['--events', 'call\nagent']],
      ['for a line end in a filter', ['--filter', '!Event: VarSet\r\nX: y']],
      ['for a host without letters', ['--host', ' ']],
      ['for segments on standard output', ['--out', '-', '--segment-size', '1']],
    ] as const) {
      it(what, async () => {
        const { code, err } = await run(args(...more), { env: { AMI_SECRET: SECRET } });
        assert.equal(code, 2);
        assert.match(err, /\S/);
        assert.ok(!existsSync(out));
      });
    }

    it('for a secret with a line end, which is not shown', async () => {
      const { code, err } = await run(args(), { env: { AMI_SECRET: `${SECRET}\n` } });
      assert.equal(code, 2);
      assert.match(err, /AMI_SECRET must be one line/);
      assert.ok(!err.includes(SECRET));
    });

    it('where there is no secret and nobody to ask', async () => {
      const { code, err } = await run(args());
      assert.equal(code, 2);
      assert.match(err, /set AMI_SECRET/);
    });

    it('without host, user or file', async () => {
      for (const one of ['--host', '--user', '--out']) {
        const all = args();
        all.splice(all.indexOf(one), 2);
        assert.equal((await run(all, { env: { AMI_SECRET: SECRET } })).code, 2, one);
      }
    });
  });

  describe('forked by a parent', () => {
    interface Parent {
      readonly child: ChildProcess;
      readonly told: RecordMessage[];
      next(fits: (message: RecordMessage) => boolean): Promise<RecordMessage>;
    }

    function parentOf(...more: string[]): Parent {
      const child = fork(CLI, args(...more), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [], env: { ...process.env, AMI_SECRET: undefined } });
      children.push(child);
      const told: RecordMessage[] = [];
      const waiting = new Set<() => void>();
      child.on('message', (message) => {
        told.push(message as RecordMessage);
        for (const look of waiting) look();
      });
      return {
        child,
        told,
        next: (fits) =>
          new Promise((resolve, reject) => {
            child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
            const look = (): void => {
              const found = told.find(fits);
              if (!found) return;
              waiting.delete(look);
              resolve(found);
            };
            waiting.add(look);
            look();
          }),
      };
    }

    const isSecret = (message: RecordMessage): boolean => message.type === 'secret';
    const isState =
      (state: string) =>
      (message: RecordMessage): boolean =>
        message.type === 'status' && message.status.state === state;

    it('asks for the secret, tells how it goes, and ends when told', async () => {
      await accepting(({ send }) => send(BOOTED));
      const { child, told, next } = parentOf();
      await next(isSecret);
      child.send({ secret: SECRET });
      await next(isState('recording'));
      while (recorded() !== BANNER + ACCEPTED + BOOTED) await new Promise(setImmediate);
      child.send({ type: 'stop' });
      const [code] = await once(child, 'exit');
      assert.equal(code, 0);
      assert.deepEqual(told.at(-1), { type: 'status', status: { state: 'ended', reason: 'stopped', bytes: readFileSync(out).length } });
      assert.ok(!JSON.stringify(told).includes(SECRET));
    });

    it('writes notes and changes the folder when told, and takes the secret by its type', async () => {
      await accepting(({ send }) => send(BOOTED));
      const { child, next } = parentOf();
      await next(isSecret);
      child.send({ type: 'secret', secret: SECRET });
      await next(isState('recording'));
      while (recorded() !== BANNER + ACCEPTED + BOOTED) await new Promise(setImmediate);
      child.send({ type: 'note', text: 'the caller\nsays hello' });
      while (!readFileSync(out, 'latin1').endsWith(`${BOOTED};# the caller says hello\r\n`)) await new Promise(setImmediate);
      const other = mkdtempSync(path.join(folder, 'other-'));
      child.send({ type: 'folder', path: other });
      await next((message) => message.type === 'status' && message.status.state === 'recording' && message.status.file === path.join(other, 'out.ami'));
      child.send({ type: 'stop' });
      assert.equal((await once(child, 'exit'))[0], 0);
      assert.match(readFileSync(out, 'latin1'), /;# end \S+ messages=2 bytes=\d+\r\n$/);
      assert.ok(readFileSync(path.join(other, 'out.ami'), 'latin1').startsWith(`${BANNER};# segment 2, after ${out}\r\n`));
    });

    it('ends when the parent lets go, while it records and while it waits for the secret', async () => {
      await accepting(({ send }) => send(BOOTED));
      for (const given of [true, false]) {
        rmSync(out, { force: true });
        const { child, next } = parentOf();
        await next(isSecret);
        if (given) {
          child.send({ secret: SECRET });
          await next(isState('recording'));
        }
        const ended = once(child, 'exit');
        child.disconnect();
        assert.equal((await ended)[0], given ? 0 : 2);
      }
    });

    it('gives 2 where something else than a secret comes', async () => {
      await accepting(async () => undefined);
      const { child, next } = parentOf();
      await next(isSecret);
      child.send({ nonsense: 1 });
      assert.equal((await once(child, 'exit'))[0], 2);
    });

    it('gives 1 and the words for a refused login', async () => {
      server = await fakeServer(async (session) => {
        await untilLogin(session);
        await session.send('Response: Error\r\nMessage: Authentication failed\r\n\r\n');
      });
      const { child, next } = parentOf('--reconnect');
      const ended = outcomeOf(child);
      await next(isSecret);
      child.send({ secret: SECRET });
      const { code, err } = await ended;
      assert.equal(code, 1);
      assert.match(err, /refused the login/);
    });
  });

  it('asks a person for the secret without showing it', async function () {
    // util-linux's script gives the command a terminal.
    const probe = spawn('script', ['--version']);
    const there = await once(probe, 'exit').then(
      ([code]) => code === 0,
      () => false,
    );
    if (process.platform !== 'linux' || !there) return this.skip();
    await accepting(async ({ socket }) => void socket.end(BOOTED));
    const words = [process.execPath, CLI, ...args()].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', words, '/dev/null'], { env: { ...process.env, AMI_SECRET: undefined } });
    children.push(child);
    const ended = outcomeOf(child);
    await said(child.stdout, /Secret of admin: /);
    child.stdin.write(`${SECRET}\r`);
    const { code, out: shown } = await ended;
    assert.equal(code, 0, shown);
    assert.ok(!shown.includes(SECRET), shown);
    assert.equal(recorded(), BANNER + ACCEPTED + BOOTED);
  });
});

describe('ami-logs replay', () => {
  const FILE = 'test/captures/asterisk-22.10.1/call_answered.ami';
  const children: ChildProcess[] = [];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function serve(...more: string[]): Promise<{ port: string; end(): Promise<Ran> }> {
    const child = begin(['replay', FILE, '--port', '0', ...more]);
    children.push(child);
    const ended = outcomeOf(child);
    const [, port = ''] = await said(child.stdout, /^Serving .* on 127\.0\.0\.1:(\d+)\. Ctrl-C ends it\.\n/);
    return {
      port,
      end: () => {
        child.kill('SIGINT');
        return ended;
      },
    };
  }

  async function record(port: string, secret: string, ...more: string[]): Promise<Ran> {
    const args = ['capture', '--host', '127.0.0.1', '--port', port, '--user', 'admin', '--out', path.join(folder, 'out.ami'), ...more];
    return run(args, { env: { AMI_SECRET: secret } });
  }

  it('is recorded by capture as the events of its file', async () => {
    const { port, end } = await serve('--speed', '0', '--user', 'admin', '--secret', 'geheim');
    assert.match((await record(port, 'falsch', '--duration', '9')).err, /refused the login/);
    assert.equal((await record(port, 'geheim', '--duration', '1')).code, 0);
    const text = readFileSync(path.join(folder, 'out.ami'), 'latin1').replace(/^;[@#] .*\r\n/gm, '');
    const events = readFileSync(FILE, 'latin1')
      .split(/(?<=\r\n\r\n)/)
      .filter((block) => block.startsWith('Event: '))
      .join('');
    assert.equal(text, `Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: ami-logs-login\r\nMessage: Authentication accepted\r\n\r\n${events}`);
    const { code } = await end();
    if (process.platform !== 'win32') assert.equal(code, 0);
  });

  it('ends at once at SIGINT while a client waits for its next event', async function () {
    if (process.platform === 'win32') return this.skip();
    const { port, end } = await serve('--speed', '0.00001');
    const child = begin(['capture', '--host', '127.0.0.1', '--port', port, '--user', 'x', '--out', path.join(folder, 'out.ami')], { AMI_SECRET: 'x' });
    children.push(child);
    const recorder = outcomeOf(child);
    while (!existsSync(path.join(folder, 'out.ami')) || readFileSync(path.join(folder, 'out.ami')).length === 0) await new Promise(setImmediate);
    assert.equal((await end()).code, 0);
    assert.equal((await recorder).code, 0);
  });

  it('serves TLS', async () => {
    const pair = testPair('localhost');
    const { port } = await serve('--tls-cert', pair.certFile, '--tls-key', pair.keyFile);
    assert.equal((await record(port, 'x', '--tls', '--ca', pair.certFile, '--duration', '1')).code, 0);
  });

  for (const [what, code, words, args] of [
    ['standard input', 2, /needs a file/, ['-']],
    ['a file that is not there', 2, /no such file/, ['none.ami']],
    ['a user without secret', 2, /go together/, [FILE, '--user', 'x']],
    ['a certificate without key', 2, /go together/, [FILE, '--tls-cert', 'x']],
    ['a certificate that is not there', 2, /no such file/, [FILE, '--tls-cert', 'none.pem', '--tls-key', 'none.pem']],
    ['a file without messages', 2, /no AMI message/, ['empty.ami']],
    ['a negative speed', 2, /0 or more/, [FILE, '--speed', '-1']],
  ] as const) {
    it(`gives ${code} for ${what}`, async () => {
      const given = args.map((one) => (one === 'empty.ami' ? path.join(folder, one) : one));
      writeFileSync(path.join(folder, 'empty.ami'), 'no message\n');
      const ran = await run(['replay', '--port', '0', ...given]);
      assert.equal(ran.code, code, ran.err);
      assert.match(ran.err, words);
    });
  }
});
