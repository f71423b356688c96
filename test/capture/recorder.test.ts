import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { connect as connectTo } from '../../server/src/capture/connect';
import { type Environment, SYSTEM } from '../../server/src/capture/environment';
import { type RecordOptions, record } from '../../server/src/capture/recorder';
import type { RecordStatus } from '../../server/src/capture/status';
import { CertificateError, fingerprintOf } from '../../server/src/capture/tls';
import { useTexts } from '../../server/src/texts';
import { random as randomTests } from '../support/logText';
import { ACCEPTED, BANNER, BOOTED, CHALLENGE, type FakeServer, type FakeSession, fakeServer, testPair, untilLogin } from './fakeServer';
import { withoutMarks } from './world';

const SECRET = 'secret-of-admin';
const KEY = createHash('md5').update(CHALLENGE).update(SECRET).digest('hex');
const HANGUP = 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/a-1\r\nUniqueid: 1.1\r\nCause: 16\r\n\r\n';

describe('the recorder', () => {
  let folder: string;
  let server: FakeServer | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
  });

  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  /** Cuts the waits before reconnections short, and nothing else. */
  const HURRY: Partial<Environment> = { after: (ms, run) => SYSTEM.after(ms > 1_000 && ms < 9_000 ? 1 : ms, run) };

  /** A recording that runs: how it ends, what it tells, what is in its file. */
  interface Running {
    readonly done: Promise<void>;
    readonly told: RecordStatus[];
    readonly stop: () => void;
    readonly file: string;
    bytes(): string;
    until(state: RecordStatus['state'], times?: number): Promise<RecordStatus>;
  }

  function start(
    port: number,
    options: Partial<Omit<RecordOptions, 'endpoint'>> & { endpoint?: Partial<RecordOptions['endpoint']> } = {},
    environment: Partial<Environment> = {},
  ): Running {
    const { endpoint, ...others } = options;
    const stop = new AbortController();
    const told: RecordStatus[] = [];
    const file = others.out ?? path.join(folder, `${readdirSync(folder).length}.ami`);
    const waiting = new Set<() => void>();
    const done = record(
      {
        endpoint: { host: '127.0.0.1', port, tls: false, ...endpoint },
        user: 'admin',
        events: 'on',
        filters: [],
        out: file,
        reconnect: false,
        plain: false,
        ...others,
      },
      SECRET,
      { signal: stop.signal },
      (status) => {
        told.push(status);
        for (const wake of waiting) wake();
      },
      { ...SYSTEM, ...environment },
    );
    // Whoever awaits it later sees the failure; here it only must not count as unhandled.
    done.catch(() => undefined);
    return {
      done,
      told,
      stop: () => stop.abort(),
      file,
      bytes: () => readFileSync(file, 'latin1'),
      until: (state, times = 1) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            const found = told.filter((status) => status.state === state)[times - 1];
            if (!found) return;
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          done.then(look, reject);
          look();
        }),
    };
  }

  /** Logs the client in and goes on with `then`. */
  function accepting(then: (session: FakeSession) => Promise<void>, tls?: { cert: Buffer; key: Buffer }): Promise<FakeServer> {
    return fakeServer(async (session) => {
      await untilLogin(session);
      await session.send(ACCEPTED);
      await then(session);
    }, tls);
  }

  it('writes banner, Success response and every byte after it, and nothing secret', async () => {
    const odd = Buffer.concat([Buffer.from(BOOTED), Buffer.from([0, 0xff, 0xc3, 0x28, 0x0d, 0x0a, 0x0a]), Buffer.from('Event: Torn\r')]);
    server = await accepting(async ({ socket }) => void socket.end(odd));
    const running = start(server.port);
    await running.done;
    assert.equal(withoutMarks(running.bytes()), BANNER + ACCEPTED + odd.toString('latin1'));
    assert.deepEqual(
      running.told.map(({ state }) => state),
      ['connecting', 'loggedIn', 'recording', 'ended'],
    );
    const said = JSON.stringify(running.told) + running.bytes();
    for (const hidden of [SECRET, KEY, CHALLENGE]) assert.ok(!said.includes(hidden));
    // Windows has no such modes.
    if (process.platform !== 'win32') assert.equal(statSync(running.file).mode & 0o077, 0, 'nobody else may read it');
  });

  it('connects to an address of IPv6', async function () {
    server = await accepting(async ({ socket }) => void socket.end(BOOTED));
    const relay = createServer((from) => from.pipe(connect(server?.port ?? 0, '127.0.0.1')).pipe(from));
    relay.listen(0, '::1');
    const listening = await Promise.race([once(relay, 'listening').then(() => true), once(relay, 'error').then(() => false)]);
    if (!listening) return this.skip();
    const running = start((relay.address() as AddressInfo).port, { endpoint: { host: '::1' } });
    await running.done;
    relay.close();
    assert.equal(withoutMarks(running.bytes()), BANNER + ACCEPTED + BOOTED);
  });

  it('tells how many bytes the file holds', async () => {
    server = await accepting(async ({ socket }) => void socket.end(BOOTED));
    const running = start(server.port);
    await running.done;
    const last = running.told.at(-1);
    assert.deepEqual(last, { state: 'ended', reason: 'the server closed the connection', bytes: statSync(running.file).size });
  });

  it('puts marks between messages only, wherever the packets are cut', async function () {
    this.timeout(120_000);
    let marks = 0;
    const stream = readFileSync('test/captures/asterisk-22.10.1/varset_odd_values.ami').subarray(0, 20_000);
    const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 300 }));
    await fc.assert(
      fc.asyncProperty(fc.array(lengths, { minLength: 20, maxLength: 60 }), async (cuts) => {
        let send: FakeSession['send'] = () => Promise.resolve();
        let end = (): void => undefined;
        const one = await accepting(async (session) => {
          send = session.send;
          end = () => void session.socket.end();
        });
        try {
          // Each look at the clock finds it a second on, so that a mark is due with every packet.
          let clock = Date.now();
          const running = start(one.port, {}, { now: () => clock, elapsed: () => (clock += 1_000) });
          await running.until('recording');
          let at = 0;
          const sendTo = async (to: number): Promise<void> => {
            const before = statSync(running.file).size;
            await send(stream.subarray(at, to));
            // Each packet arrives alone.
            while (statSync(running.file).size < before + to - at) await new Promise(setImmediate);
            at = to;
          };
          for (const length of cuts) await sendTo(at + length);
          await sendTo(stream.indexOf('\r\n\r\n', at) + 4);
          await sendTo(stream.length);
          end();
          await running.done;
          const bytes = running.bytes();
          assert.equal(withoutMarks(bytes), BANNER + ACCEPTED + stream.toString('latin1'));
          for (const mark of bytes.matchAll(/^;.*$/gm)) {
            assert.match(mark[0], /^;@ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\r?$/);
            assert.match(withoutMarks(bytes.slice(0, mark.index)), /\r\n\r\n$/);
            marks++;
          }
        } finally {
          await one.close();
        }
      }),
      randomTests(15),
    );
    assert.ok(marks >= 30, 'the first of each run, and one between two messages');
  });

  it('marks the time when messages arrive after a silence, and not more than once a second', async () => {
    let send: (text: string) => Promise<void> = () => Promise.resolve();
    let end = (): void => undefined;
    server = await accepting(async (session) => {
      send = session.send;
      end = () => void session.socket.end();
    });
    let clock = Date.now();
    const running = start(server.port, {}, { now: () => clock, elapsed: () => clock });
    await running.until('recording');
    const grown = async (text: string): Promise<void> => {
      const before = statSync(running.file).size;
      await send(text);
      // A mark may be there before the message.
      while (statSync(running.file).size < before + text.length) await new Promise(setImmediate);
    };
    for (const step of [1_000, 10, 2_000, 10]) {
      clock += step;
      await grown(HANGUP);
    }
    end();
    await running.done;
    const marks = running.bytes().match(/^;@ .*\r$/gm) ?? [];
    assert.equal(marks.length, 3, running.bytes());
    assert.ok(running.bytes().startsWith(`${BANNER}${ACCEPTED};@ `));
    assert.ok(running.bytes().includes(`${HANGUP}${marks[2]}\n${HANGUP}${HANGUP};# end `));
  });

  it('sets the filters on the server and keeps the answers', async () => {
    const filters: string[] = [];
    server = await accepting(async (session) => {
      for (const _ of [1, 2]) filters.push((await session.action())?.get('filter') ?? '');
      session.socket.end('Response: Success\r\nActionID: ami-logs-filter\r\nMessage: Filter added successfully\r\n\r\n');
    });
    const running = start(server.port, { filters: ['!Event: VarSet', 'Channel: PJSIP/\r\n\r\nAction: Command'] });
    await running.done;
    assert.deepEqual(filters, ['!Event: VarSet', 'Channel: PJSIP/Action: Command']);
    assert.match(running.bytes(), /Filter added/);
    assert.doesNotMatch(running.bytes(), /Action: /);
  });

  describe('after a loss', () => {
    for (const [what, torn, mended] of [
      ['between messages', HANGUP, HANGUP],
      ['in the middle of a line', `${HANGUP}Event: Hang`, `${HANGUP}Event: Hang\r\n`],
      ['between lines', `${HANGUP}Event: Hangup\r\n`, `${HANGUP}Event: Hangup\r\n`],
      ['between CR and LF', `${HANGUP}Event: Hangup\r`, `${HANGUP}Event: Hangup\r\r\n`],
    ] as const) {
      it(`${what}, leaves a gap mark, connects again, and loses nothing that arrived`, async () => {
        server = await accepting(async (session) => {
          if (session.number === 0) session.socket.end(torn);
          else await session.send(BOOTED);
        });
        const running = start(server.port, { reconnect: true }, { ...HURRY, random: () => 0.999 });
        const lost = await running.until('lost');
        assert.ok(lost.state === 'lost' && lost.retryMs <= 5_000, JSON.stringify(lost));
        await running.until('recording', 2);
        while (!withoutMarks(running.bytes()).endsWith(BOOTED)) await new Promise(setImmediate);
        running.stop();
        await running.done;
        const bytes = running.bytes();
        assert.equal(bytes.match(/^;! gap /gm)?.length, 1);
        assert.match(
          bytes,
          /^;! gap \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z the server closed the connection; \d+ bytes and \d+ messages? since \d{4}-.{18}Z\r$/m,
        );
        assert.ok(bytes.includes(` ${torn.length} bytes and 1 message since `));
        const [before, after] = bytes.split(/^;! gap .*\r\n/m);
        assert.equal(withoutMarks(before ?? ''), BANNER + ACCEPTED + mended);
        assert.equal(withoutMarks(after ?? ''), BANNER + ACCEPTED + BOOTED);
        assert.deepEqual(running.told.at(-1), { state: 'ended', reason: 'stopped', bytes: bytes.length });
      });
    }

    it('goes on trying while the server is something else for a while', async () => {
      server = await fakeServer(async (session) => {
        if (session.number === 1) return session.send('HTTP/1.1 503 Service Unavailable\r\n\r\n');
        await untilLogin(session);
        await session.send(ACCEPTED + BOOTED);
        if (session.number === 0) session.socket.end();
      });
      const running = start(server.port, { reconnect: true }, HURRY);
      await running.until('recording', 2);
      assert.equal(server.count, 3);
      running.stop();
      await running.done;
    });

    it('ends when the server refuses the login', async () => {
      server = await fakeServer(async (session) => {
        await untilLogin(session);
        await session.send(session.number === 0 ? ACCEPTED + HANGUP : 'Response: Error\r\nMessage: Authentication failed\r\n\r\n');
        session.socket.end();
      });
      const running = start(server.port, { reconnect: true }, HURRY);
      await assert.rejects(running.done, /refused the login/);
      assert.equal(server.count, 2);
      assert.ok(withoutMarks(running.bytes()).startsWith(BANNER + ACCEPTED + HANGUP));
    });

    it('says why in the language of the user, and in English in the file, which is for others too', async () => {
      useTexts({ 'the server closed the connection': '서버가 연결을 닫음', stopped: '중지됨' });
      try {
        server = await accepting(async ({ socket }) => void socket.end(HANGUP));
        const running = start(server.port, { reconnect: true });
        const lost = await running.until('lost');
        running.stop();
        await running.done;
        assert.ok(lost.state === 'lost' && lost.reason === '서버가 연결을 닫음', JSON.stringify(lost));
        const ended = running.told.at(-1);
        assert.ok(ended?.state === 'ended' && ended.reason === '중지됨');
        assert.match(running.bytes(), /^;! gap \S+ the server closed the connection; /m);
      } finally {
        useTexts(undefined);
      }
    });

    it('can be stopped while it waits', async () => {
      server = await accepting(async ({ socket }) => void socket.end());
      const running = start(server.port, { reconnect: true });
      await running.until('lost');
      running.stop();
      await running.done;
      assert.equal(server.count, 1);
    });

    it('leaves no listeners behind, however often it connects', async () => {
      const warnings: Error[] = [];
      const warn = (warning: Error): void => void warnings.push(warning);
      process.on('warning', warn);
      try {
        server = await accepting(async ({ socket }) => void socket.end());
        const running = start(server.port, { reconnect: true }, HURRY);
        await running.until('recording', 15);
        running.stop();
        await running.done;
        await new Promise(setImmediate);
        assert.deepEqual(warnings, []);
      } finally {
        process.off('warning', warn);
      }
    });
  });

  describe('does not begin', () => {
    it('where the login is refused, even with reconnect, and leaves no file', async () => {
      server = await fakeServer(async (session) => {
        await untilLogin(session);
        await session.send('Response: Error\r\nMessage: Authentication failed\r\n\r\n');
      });
      const running = start(server.port, { reconnect: true });
      await assert.rejects(running.done, /refused the login of admin/);
      assert.equal(server.count, 1);
      assert.ok(!existsSync(running.file));
    });

    it('where nobody listens', async () => {
      server = await fakeServer(async () => undefined);
      const { port } = server;
      await server.close();
      const running = start(port, { reconnect: true });
      await assert.rejects(running.done, new RegExp(`127\\.0\\.0\\.1:${port} refused the connection.*manager\\.conf`));
      assert.ok(!existsSync(running.file));
    });

    it('where the host has no address', async () => {
      await assert.rejects(start(5038, { endpoint: { host: 'no-such-host.invalid' } }).done, /no host no-such-host\.invalid/);
    });

    it('where the file exists', async () => {
      const out = path.join(folder, 'mine.ami');
      writeFileSync(out, 'mine');
      server = await accepting(async () => undefined);
      await assert.rejects(start(server.port, { out }).done, /mine\.ami exists already/);
      assert.equal(readFileSync(out, 'utf8'), 'mine');
      assert.equal(server.count, 0);
    });

    it('where the folder cannot be written to', async () => {
      server = await accepting(async () => undefined);
      await assert.rejects(start(server.port, { out: path.join(folder, 'none', 'x.ami') }).done, /cannot be written.*Choose another folder/);
      assert.equal(server.count, 0);
    });

    it('when stopped before the login is done', async () => {
      let reached = (): void => undefined;
      const connected = new Promise<void>((resolve) => {
        reached = resolve;
      });
      server = await fakeServer(async () => reached());
      const running = start(server.port);
      await connected;
      running.stop();
      await running.done;
      assert.ok(!existsSync(running.file));
      assert.deepEqual(running.told.at(-1), { state: 'ended', reason: 'stopped', bytes: 0 });
    });
  });

  describe('over TLS', () => {
    const serve = async (name: 'localhost' | 'other-name' | 'expired'): Promise<string> => {
      const pair = testPair(name);
      server = await accepting(async ({ socket }) => void socket.end(BOOTED), pair);
      return pair.certFile;
    };
    const over = (endpoint: Partial<RecordOptions['endpoint']>): Running => start(server?.port ?? 0, { endpoint: { tls: true, ...endpoint } });

    it('refuses a certificate that nobody trusted has signed', async () => {
      await serve('localhost');
      const running = over({});
      await assert.rejects(running.done, /signed by nobody that is trusted here.*CA file/);
      assert.equal(server?.received, '');
      assert.ok(!existsSync(running.file));
    });

    it('accepts it as its own CA', async () => {
      const ca = await serve('localhost');
      const running = over({ ca });
      await running.done;
      assert.equal(withoutMarks(running.bytes()), BANNER + ACCEPTED + BOOTED);
    });

    it('refuses a certificate for another name, unless that name is expected', async () => {
      const ca = await serve('other-name');
      await assert.rejects(over({ ca }).done, /for another name/);
      assert.equal(server?.received, '');
      const running = over({ ca, servername: 'pbx.example' });
      await running.done;
      assert.equal(withoutMarks(running.bytes()), BANNER + ACCEPTED + BOOTED);
    });

    it('accepts anything where told so', async () => {
      await serve('other-name');
      await over({ insecure: true }).done;
    });

    it('refuses a certificate that has expired, though its CA is trusted', async () => {
      const ca = await serve('expired');
      await assert.rejects(over({ ca }).done, /has expired \(2020-02-01T00:00:00\.000Z\)\. It must be renewed on the server/);
      assert.equal(server?.received, '');
    });

    it('tells of a refused certificate what one needs to judge it', async () => {
      const file = await serve('other-name');
      const running = over({});
      await assert.rejects(running.done, CertificateError);
      const [, refused, ended] = running.told;
      const { fingerprint256, validTo } = new X509Certificate(readFileSync(file));
      assert.ok(refused?.state === 'certificateRefused' && ended?.state === 'ended');
      assert.equal(refused.fingerprint256, fingerprint256);
      assert.equal(refused.validTo, new Date(validTo).toISOString());
      assert.deepEqual(refused.names, ['DNS:pbx.example']);
      assert.match(refused.subject, /^CN=/);
      assert.match(refused.issuer, /^CN=/);
      assert.match(refused.reason, /signed by nobody that is trusted here/);
      assert.equal(ended.refused, 'certificate');
    });

    it('accepts the one certificate whose fingerprint is trusted, expired and for another name as it may be', async () => {
      for (const name of ['expired', 'other-name'] as const) {
        const file = await serve(name);
        const running = over({ fingerprint: new X509Certificate(readFileSync(file)).fingerprint256 });
        await running.done;
        assert.equal(withoutMarks(running.bytes()), BANNER + ACCEPTED + BOOTED);
        await server?.close();
      }
    });

    it('refuses another than that, even one that is signed by a trusted CA', async () => {
      const ca = await serve('localhost');
      const running = over({ ca, fingerprint: new X509Certificate(testPair('expired').cert).fingerprint256 });
      await assert.rejects(running.done, /is not the one that is trusted for this server.*check the new fingerprint/);
      assert.equal(server?.received, '');
    });

    it('stops where the certificate is another after a loss', async () => {
      const { fingerprint256 } = new X509Certificate(testPair('localhost').cert);
      await serve('localhost');
      const { port } = server ?? assert.fail();
      const running = start(port, { reconnect: true, endpoint: { tls: true, fingerprint: fingerprint256 } }, HURRY);
      await running.until('lost');
      await server?.close();
      server = await fakeServer(async () => undefined, testPair('other-name'), port);
      await assert.rejects(running.done, /is not the one that is trusted/);
      assert.equal(server.received, '');
      assert.ok(withoutMarks(running.bytes()).startsWith(BANNER + ACCEPTED + BOOTED));
    });

    it('reads fingerprints as tools print them', () => {
      const digits = 'ab'.repeat(32);
      const expected = Array(32).fill('AB').join(':');
      for (const text of [digits, expected, `sha256 Fingerprint=${expected}`, `SHA256:${digits}`]) assert.equal(fingerprintOf(text), expected, text);
      for (const text of ['', digits.slice(1), `${digits}00`, 'x'.repeat(64)]) assert.equal(fingerprintOf(text), undefined, text);
    });

    it('says so where the CA file cannot be read', async () => {
      await serve('localhost');
      await assert.rejects(over({ ca: path.join(folder, 'none.pem') }).done, /CA file cannot be read.*PEM/);
    });

    it('says so where the server does not say anything', async () => {
      server = await fakeServer(async () => undefined);
      await assert.rejects(connectTo({ host: '127.0.0.1', port: server.port, tls: true }, undefined, 100), /does not speak TLS: it said nothing within 0\.1 s/);
    });

    it('says so where the server does not speak it', async () => {
      server = await fakeServer(({ send }) => send(BANNER));
      await assert.rejects(over({ insecure: true }).done, /does not speak TLS/);
    });
  });
});
