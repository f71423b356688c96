import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { type Replay, type ReplayOptions, replay } from '../../server/src/replay/replay';
import { eventsOf } from '../../server/src/replay/script';
import { testPair } from '../capture/fakeServer';
import { captures } from '../support/captures';

const DUPLEX = 'test/captures/asterisk-22.10.1/getvar_setvar.duplex.ami';
const BANNER = 'Asterisk Call Manager/11.0.0';
const ACCEPTED = 'Response: Success\r\nMessage: Authentication accepted\r\n\r\n';
const LOGIN = 'Action: Login\r\nUsername: admin\r\nSecret: geheim\r\n\r\n';
const ACCOUNT = { user: 'admin', secret: 'geheim' };

const EVENT = (name: string, privilege = 'call,all'): string => `Event: ${name}\r\nPrivilege: ${privilege}\r\n\r\n`;

describe('the replay', () => {
  let folder: string;
  const running: Replay[] = [];
  const sockets: Socket[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const one of running.splice(0)) await one.close();
    rmSync(folder, { recursive: true });
  });

  function fileOf(text: string | Buffer): string {
    const file = path.join(folder, 'capture.ami');
    writeFileSync(file, text);
    return file;
  }

  async function serve(file: string, options: Partial<ReplayOptions> = {}): Promise<Replay> {
    const one = await replay({ file, host: '127.0.0.1', port: 0, speed: 0, loop: false, banner: BANNER, ...options });
    running.push(one);
    return one;
  }

  /** A client that says what it is told and keeps all that comes, one character a byte. */
  interface Client {
    readonly socket: Socket;
    say(text: string): void;
    /** All that came, once it holds `words`. */
    until(words: string): Promise<string>;
    /** All that came, once it is `length` bytes. */
    untilLength(length: number): Promise<string>;
    /** All that came, once the server has closed. */
    end(): Promise<string>;
  }

  function clientOn(socket: Socket): Client {
    sockets.push(socket);
    const pieces: string[] = [];
    let length = 0;
    let ended = false;
    const got = (): string => pieces.join('');
    const waiting = new Set<() => void>();
    const wake = (): void => {
      for (const look of waiting) look();
    };
    socket.on('data', (chunk: Buffer) => {
      pieces.push(chunk.toString('latin1'));
      length += chunk.length;
      wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      ended = true;
      wake();
    });
    const when = (fits: () => boolean): Promise<string> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!fits() && !ended) return;
          waiting.delete(look);
          if (fits()) resolve(got());
          else reject(new Error(`the server closed after ${got()}`));
        };
        waiting.add(look);
        look();
      });
    return {
      socket,
      say: (text) => void socket.write(text),
      until: (words) => when(() => got().includes(words)),
      untilLength: (wanted) => when(() => length >= wanted),
      end: () => when(() => ended),
    };
  }

  const client = (server: Replay): Client => clientOn(connect(server.port, '127.0.0.1'));

  /** What is sent of a file after login: up to the answer to a Ping that is sent once `last` has come. */
  async function eventsSent(server: Replay, login: string, last: string): Promise<string> {
    const one = client(server);
    one.say(login);
    await one.until(last);
    one.say('Action: Ping\r\nActionID: the-end\r\n\r\n');
    const got = await one.until('ActionID: the-end');
    const end = got.lastIndexOf('Response: Success\r\nActionID: the-end');
    return got.slice(got.indexOf(ACCEPTED) + ACCEPTED.length, end);
  }

  describe('the session', () => {
    it('begins with the banner and is refused everything before login', async () => {
      const one = client(await serve(fileOf(EVENT('A'))));
      one.say('Action: Ping\r\nActionID: 1\r\n\r\n');
      assert.equal(await one.until('denied\r\n\r\n'), `${BANNER}\r\nResponse: Error\r\nActionID: 1\r\nMessage: Permission denied\r\n\r\n`);
    });

    for (const [what, login] of [
      ['of any user where there is no account', 'Action: Login\r\n\r\n'],
      ['in lower case with LF', 'action: login\nusername: me\nsecret: x\n\n'],
    ] as const) {
      it(`accepts the login ${what}`, async () => {
        const one = client(await serve(fileOf(EVENT('A'))));
        one.say(login);
        assert.ok((await one.until(EVENT('A'))).endsWith(ACCEPTED + EVENT('A')));
      });
    }

    it('accepts the one account', async () => {
      const one = client(await serve(fileOf(EVENT('A')), { account: ACCOUNT }));
      one.say(LOGIN);
      await one.until(ACCEPTED);
    });

    it('accepts an account with letters beyond ASCII', async () => {
      const one = client(await serve(fileOf(EVENT('A')), { account: { user: 'jürgen', secret: 'größe' } }));
      one.say('Action: Login\r\nUsername: jürgen\r\nSecret: größe\r\n\r\n');
      await one.until(ACCEPTED);
    });

    for (const [what, login] of [
      ['another secret', LOGIN.replace('geheim', 'x')],
      ['no secret', 'Action: Login\r\nUsername: admin\r\n\r\n'],
      ['another user', LOGIN.replace('admin', 'x')],
      ['a key without challenge', `Action: Login\r\nAuthType: MD5\r\nUsername: admin\r\nKey: ${md5('geheim')}\r\n\r\n`],
    ] as const) {
      it(`refuses ${what} and closes`, async () => {
        const one = client(await serve(fileOf(EVENT('A')), { account: ACCOUNT }));
        one.say(login);
        assert.equal(await one.end(), `${BANNER}\r\nResponse: Error\r\nMessage: Authentication failed\r\n\r\n`);
      });
    }

    for (const [secret, words] of [
      ['geheim', 'Authentication accepted'],
      ['falsch', 'Authentication failed'],
    ] as const) {
      it(`challenges: ${secret} is ${words}`, async () => {
        const one = client(await serve(fileOf(EVENT('A')), { account: ACCOUNT }));
        one.say('Action: Challenge\r\nAuthType: md5\r\nActionID: c\r\n\r\n');
        const challenge = /Response: Success\r\nActionID: c\r\nChallenge: (\d+)\r\n\r\n/.exec(await one.until('Challenge: '))?.[1];
        assert.ok(challenge);
        one.say(`Action: Login\r\nAuthType: MD5\r\nUsername: admin\r\nKey: ${md5(challenge + secret)}\r\n\r\n`);
        await one.until(words);
      });
    }

    it('challenges each client with another number', async () => {
      const server = await serve(fileOf(EVENT('A')));
      const numbers = new Set<string | undefined>();
      for (let i = 0; i < 3; i++) {
        const one = client(server);
        one.say('Action: Challenge\r\nAuthType: MD5\r\n\r\n');
        numbers.add(/Challenge: (\d+)\r/.exec(await one.until('Challenge: '))?.[1]);
      }
      assert.equal(numbers.size, 3);
    });

    it('answers Ping, and Logoff by closing even in mid-stream', async () => {
      const server = await serve(fileOf(EVENT('A')), { loop: true });
      const one = client(server);
      one.say(LOGIN);
      await one.until(EVENT('A') + EVENT('A'));
      one.say('Action: Ping\r\nActionID: p\r\n\r\n');
      assert.match(await one.until('ActionID: p'), /Response: Success\r\nActionID: p\r\n/);
      await one.until('Ping: Pong\r\nTimestamp: ');
      one.say('Action: Logoff\r\nActionID: l\r\n\r\n');
      assert.ok((await one.end()).endsWith('Response: Goodbye\r\nActionID: l\r\nMessage: Thanks for all the fish.\r\n\r\n'));
    });

    it('answers what it does not know with an error and the ActionID as it came', async () => {
      const one = client(await serve(fileOf(EVENT('A'))));
      one.say(`${LOGIN}Action: NoSuchThing\r\nActionID: é$&1\r\n\r\nAction: Other\r\n\r\n`);
      const got = await one.until('command: Other');
      assert.ok(got.includes(`Response: Error\r\nActionID: ${Buffer.from('é$&1').toString('latin1')}\r\nMessage: Invalid/unknown command: NoSuchThing`), got);
      assert.match(got, /Response: Error\r\nMessage: Invalid\/unknown command: Other/);
    });

    it('stays open after the last event', async () => {
      const one = client(await serve(fileOf(EVENT('A'))));
      one.say(LOGIN);
      await one.until(EVENT('A'));
      one.say('Action: Ping\r\n\r\n');
      await one.until('Pong');
      assert.equal(one.socket.readyState, 'open');
    });

    it('takes an action in pieces, and throws out whoever never ends one', async () => {
      const server = await serve(fileOf(EVENT('A')));
      const one = client(server);
      await one.until(BANNER);
      for (const piece of LOGIN) {
        one.say(piece);
        await new Promise(setImmediate);
      }
      await one.until(ACCEPTED);
      const other = client(server);
      other.say('x'.repeat(100_000));
      await other.end();
      one.say('Action: Ping\r\n\r\n');
      await one.until('Pong');
    });
  });

  describe('the events', () => {
    it('of every recording come byte for byte, in order, and alone', async function () {
      this.timeout(120_000);
      for (const { file, name } of captures()) {
        const expected: Buffer[] = [];
        for await (const { bytes } of eventsOf(file)) expected.push(bytes);
        if (expected.length === 0) continue;
        const all = Buffer.concat(expected).toString('latin1');
        const server = await serve(file);
        const one = client(server);
        one.say(LOGIN);
        const got = await one.untilLength(`${BANNER}\r\n${ACCEPTED}${all}`.length);
        assert.equal(got, `${BANNER}\r\n${ACCEPTED}${all}`, name);
        one.socket.destroy();
        await running.pop()?.close();
      }
    });

    it('are the blocks that begin with Event', async () => {
      for (const release of ['11.25.3', '13.38.3', '18.26.4', '22.10.1']) {
        const file = `test/captures/asterisk-${release}/call_answered.ami`;
        const blocks = readFileSync(file, 'latin1')
          .replace(/^Asterisk Call Manager.*\r\n/, '')
          .split(/(?<=\r\n\r\n)/)
          .filter((block) => block.startsWith('Event: '));
        assert.equal(await eventsSent(await serve(file), LOGIN, blocks.at(-1) ?? ''), blocks.join(''));
        assert.ok(blocks.length > 10);
      }
    });

    it('leave out banner, responses, actions, marks and free text', async () => {
      const file = fileOf(
        `${BANNER}\r\nAction: Login\r\n\r\n${ACCEPTED};@ 2026-11-22T10:00:00.000Z\r\n${EVENT('A')}free text\r\n${EVENT('B')};! gap\r\n${EVENT('C')}`,
      );
      assert.equal(await eventsSent(await serve(file), LOGIN, EVENT('C')), EVENT('A') + EVENT('B') + EVENT('C'));
    });

    it('keep bytes that are no UTF-8', async () => {
      const event = Buffer.concat([Buffer.from('Event: A\r\nPrivilege: call,all\r\nX: '), Buffer.from([0xe9, 0, 0xff, 0xc3, 0x28]), Buffer.from('\r\n\r\n')]);
      const one = client(await serve(fileOf(event)));
      one.say(LOGIN);
      await one.until(event.toString('latin1'));
    });

    it('come to several clients, to each from the start', async () => {
      const file = 'test/captures/asterisk-22.10.1/call_answered.ami';
      const all: Buffer[] = [];
      for await (const { bytes } of eventsOf(file)) all.push(bytes);
      const last = all.at(-1)?.toString('latin1') ?? '';
      const server = await serve(file);
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => eventsSent(server, LOGIN, last)));
      assert.equal(first, Buffer.concat(all).toString('latin1'));
      for (const other of others) assert.equal(other, first);
      assert.equal(await eventsSent(server, LOGIN, last), first);
    });

    it('happen now where that is wished, with Uniqueids and times that keep their distances', async () => {
      const event =
        'Event: Hangup\r\nPrivilege: call,all\r\nTimestamp: 1795373485.118756\r\nUniqueid: pbx-1795373480.7\r\nCallerIDNum: 1795373485\r\nCause: 16\r\n\r\n';
      const before = Math.floor(Date.now() / 1_000);
      const got = await eventsSent(await serve(fileOf(event), { now: true }), LOGIN, 'Cause: 16');
      const [, at = ''] = /Timestamp: (\d+)\.118756/.exec(got) ?? [];
      assert.ok(Number(at) >= before && Number(at) <= before + 60, got);
      assert.equal(got, event.replace('1795373485.', `${at}.`).replace('1795373480.', `${Number(at) - 5}.`));
    });

    it('come once more and again with loop', async () => {
      const one = client(await serve(fileOf(EVENT('A') + EVENT('B')), { loop: true }));
      one.say(LOGIN);
      await one.until((EVENT('A') + EVENT('B')).repeat(3));
    });

    it('wait for a slow reader and lose nothing', async () => {
      const many = Array.from({ length: 40_000 }, (_, i) => EVENT('E', `call,all\r\nNumber: ${i}`)).join('');
      const warnings: Error[] = [];
      const warn = (warning: Error): void => void warnings.push(warning);
      process.on('warning', warn);
      const one = client(await serve(fileOf(many)));
      one.say(LOGIN);
      one.socket.pause();
      // The other side's buffers are full when this client's are.
      while (one.socket.readableLength < one.socket.readableHighWaterMark && one.socket.bytesRead < 10_000) await new Promise(setImmediate);
      for (let i = 0; i < 100; i++) await new Promise(setImmediate);
      one.socket.resume();
      assert.equal((await one.untilLength(`${BANNER}\r\n${ACCEPTED}${many}`.length)).slice(`${BANNER}\r\n${ACCEPTED}`.length), many);
      process.off('warning', warn);
      assert.deepEqual(warnings, []);
    });

    it('end with the session when the capture is gone', async () => {
      const file = fileOf(EVENT('A'));
      const server = await serve(file);
      const one = client(server);
      await one.until(BANNER);
      rmSync(file);
      one.say(LOGIN);
      await one.end();
    });

    it('keep the pace of the capture', async () => {
      const { setTimeout: real } = globalThis;
      const waits: number[] = [];
      globalThis.setTimeout = ((run: () => void, ms?: number) => {
        waits.push(ms ?? 0);
        return real(run, 0);
      }) as typeof setTimeout;
      try {
        const at = (ms: number, name: string): string => `Event: ${name}\r\nPrivilege: call,all\r\nTimestamp: ${(1795371545_000 + ms) / 1000}\r\n\r\n`;
        const file = fileOf(
          [
            at(0, 'A'),
            at(400, 'B'),
            EVENT('C'),
            at(300, 'D'),
            at(60_000, 'E'),
            ';@ 2026-11-22T18:20:05.500Z\r\n',
            EVENT('F'),
            // The zone of EventTime is unknown: here it is two hours off.
            'Event: CEL\r\nPrivilege: cel,all\r\nEventTime: 2026-11-22 20:20:07\r\n\r\n',
            'Event: SuccessfulAuth\r\nPrivilege: security,all\r\nEventTV: 2026-11-22T18:20:08.000+0000\r\n\r\n',
          ].join(''),
        );
        await eventsSent(await serve(file, { speed: 2 }), LOGIN, 'SuccessfulAuth');
        // The first is the breath after the login.
        assert.deepEqual(waits, [20, 25, 200, 2_500, 250, 750, 500]);
      } finally {
        globalThis.setTimeout = real;
      }
    });
  });

  describe('event masks', () => {
    const file = (): string =>
      fileOf(
        EVENT('Call') +
          EVENT('System', 'system,all') +
          EVENT('Agent', 'agent,call,all') +
          EVENT('Item').replace(/Privilege.*\r\n/, '') +
          EVENT('Last', 'user,all'),
      );
    const names = (got: string): string[] => [...got.matchAll(/^Event: (\w+)/gm)].map((found) => found[1] ?? '');
    const login = (mask: string): string => `Action: Login\r\nEvents: ${mask}\r\n\r\n`;

    for (const [mask, expected] of [
      ['on', ['Call', 'System', 'Agent', 'Item', 'Last']],
      ['all', ['Call', 'System', 'Agent', 'Item', 'Last']],
      ['user', ['Item', 'Last']],
      ['call,user', ['Call', 'Agent', 'Item', 'Last']],
      ['System, USER', ['System', 'Item', 'Last']],
    ] as const) {
      it(`${mask}`, async () => {
        assert.deepEqual(names(await eventsSent(await serve(file()), login(mask), 'Last')), expected);
      });
    }

    it('off, then user from the middle on', async () => {
      const one = client(await serve(file(), { loop: true }));
      one.say(login('off'));
      await one.until(ACCEPTED);
      one.say('Action: Ping\r\n\r\n');
      assert.deepEqual(names(await one.until('Pong')), []);
      one.say('Action: Events\r\nEventMask: user\r\nActionID: e\r\n\r\n');
      const got = await one.until('Last');
      assert.match(got, /Response: Success\r\nActionID: e\r\nEvents: On\r\n/);
      assert.deepEqual([...new Set(names(got))].sort(), ['Item', 'Last']);
      one.say('Action: Events\r\nEventMask: off\r\n\r\n');
      await one.until('Events: Off');
    });
  });

  describe('filters', () => {
    const event = (name: string, channel: string): string => `Event: ${name}\r\nPrivilege: call,all\r\nChannel: ${channel}\r\n\r\n`;
    const all = [event('Newchannel', 'PJSIP/a-1'), event('VarSet', 'PJSIP/a-1'), event('Newchannel', 'Local/x@y-1;1'), event('Last', 'PJSIP/z')];

    for (const [what, filters, expected] of [
      ['that exclude', ['Filter: !Event: (VarSet|Newexten)'], [0, 2, 3]],
      ['that include', ['Filter: Channel: PJSIP/'], [0, 1, 3]],
      ['of both kinds', ['Filter: PJSIP', 'Filter: !VarSet'], [0, 3]],
      ['by name', ['MatchCriteria: action(exclude),name(VarSet)\r\nFilter: '], [0, 2, 3]],
      ['by header and method', ['MatchCriteria: action(exclude),header(Channel),method(starts_with)\r\nFilter: Local/'], [0, 1, 3]],
      ['by name and header', ['MatchCriteria: name(Newchannel),header(Channel),method(exact)\r\nFilter: PJSIP/a-1', 'Filter: Last'], [0, 3]],
    ] as const) {
      it(what, async () => {
        const one = client(await serve(fileOf(all.join('')), { loop: true }));
        one.say('Action: Login\r\nEvents: off\r\n\r\n');
        for (const [i, filter] of filters.entries()) one.say(`Action: Filter\r\nActionID: f${i}\r\nOperation: Add\r\n${filter}\r\n\r\n`);
        await one.until(`ActionID: f${filters.length - 1}\r\nMessage: Success\r\n\r\n`);
        one.say('Action: Events\r\nEventMask: on\r\nActionID: e\r\n\r\n');
        await one.until('Event: Last');
        const from = (await one.until('Event: Last')).indexOf('Event: Last');
        // One whole round, wherever the mask came into it.
        while ((await one.until('Event: Last')).split('Event: Last').length < 3) await new Promise(setImmediate);
        const got = (await one.until('Event: Last')).slice(from);
        const round = got.slice(0, got.indexOf('Event: Last', 1) + (all[3]?.length ?? 0)).slice(all[3]?.length);
        assert.equal(round, expected.map((i) => all[i]).join(''));
      });
    }

    for (const [what, filter, words] of [
      ['a pattern that is none', 'Operation: Add\r\nFilter: (', 'Filter did not compile'],
      ['nothing', 'Operation: Add\r\nFilter: !', 'formatted incorrectly'],
      ['a method that there is not', 'Operation: Add\r\nMatchCriteria: name(A),method(x)\r\nFilter: y', 'formatted incorrectly'],
      ['a criterion that there is not', 'Operation: Add\r\nMatchCriteria: bogus(A)\r\nFilter: y', 'formatted incorrectly'],
      ['a criterion twice', 'Operation: Add\r\nMatchCriteria: name(A),name(B)\r\nFilter: y', 'formatted incorrectly'],
      ['a criterion that is empty', 'Operation: Add\r\nMatchCriteria: name()\r\nFilter: y', 'formatted incorrectly'],
      ['an action that is none', 'Operation: Add\r\nMatchCriteria: name(A),action(sometimes)\r\nFilter: y', 'formatted incorrectly'],
      ['nothing but an action', 'Operation: Add\r\nMatchCriteria: action(exclude)\r\nFilter: y', 'formatted incorrectly'],
      ['another operation', 'Operation: Remove\r\nFilter: x', 'Unknown operation'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const one = client(await serve(fileOf(EVENT('A'))));
        one.say(`${LOGIN}Action: Filter\r\n${filter}\r\n\r\n`);
        assert.match(await one.until(words), /Response: Error\r\nMessage: /);
      });
    }
  });

  it('takes masks as Asterisk does: none is an error, one that names nothing is off', async () => {
    const one = client(await serve(fileOf(EVENT('A'))));
    one.say('Action: Login\r\nUsername: x\r\nSecret: x\r\nEvents: nonsense\r\n\r\n');
    await one.until(ACCEPTED);
    for (const [mask, answer] of [
      ['', 'Response: Error\r\nMessage: Invalid event mask\r\n\r\n'],
      ['EventMask: off\r\n', 'Response: Success\r\nEvents: Off\r\n\r\n'],
      ['EventMask: nonsense\r\n', 'Response: Success\r\nEvents: Off\r\n\r\n'],
      ['EventMask: call,nonsense\r\n', 'Response: Success\r\nEvents: On\r\n\r\n'],
    ] as const) {
      one.say(`Action: Events\r\n${mask}\r\n`);
      await one.until(answer);
    }
    assert.ok(!(await one.until('Events: On')).includes('Event: A'));
  });

  it('says what is missing, and that a client is logged in already', async () => {
    const one = client(await serve(fileOf(EVENT('A'))));
    one.say('ActionID: 1\r\n\r\n');
    await one.until('Response: Error\r\nActionID: 1\r\nMessage: Missing action in request\r\n\r\n');
    one.say(LOGIN + LOGIN);
    await one.until('Response: Success\r\nMessage: Already authenticated\r\n\r\n');
    const got = await one.until(EVENT('A'));
    assert.equal(got.split('Event: A').length, 2);
  });

  describe('answers that the capture holds', () => {
    it('come with the ActionID of the one who asks, parameters in any order', async () => {
      const server = await serve(DUPLEX, { speed: 0 });
      const [asked] = /Action: Getvar\r\n(?:.+\r\n)+\r\n/i.exec(readFileSync(DUPLEX, 'latin1')) ?? [];
      assert.ok(asked);
      const id = /ActionID: (.*)\r/.exec(asked)?.[1] ?? '';
      const recorded = readFileSync(DUPLEX, 'latin1')
        .split(/(?<=\r\n\r\n)/)
        .find((block) => block.startsWith('Response:') && block.includes(`ActionID: ${id}\r\n`));
      assert.ok(recorded);
      const one = client(server);
      one.say(`${LOGIN}${asked.replace(id, () => 'mine-$&-1')}`);
      assert.ok((await one.until('ActionID: mine-$&-1')).includes(recorded.replace(id, () => 'mine-$&-1')));
      const other = client(server);
      const [first = '', ...rest] = asked
        .trimEnd()
        .split('\r\n')
        .filter((line) => !line.startsWith('ActionID'));
      other.say(`${LOGIN}${[...rest, first].join('\r\n')}\r\n\r\n`);
      await other.until(recorded.replace(/ActionID: .*\r\n/, ''));
    });

    it('of lists come whole, and not for other parameters', async () => {
      const capture = [
        'Action: CoreShowChannels\r\nActionID: 7\r\nX: 1\r\n\r\n',
        'Response: Success\r\nActionID: 7\r\nEventList: start\r\n\r\n',
        EVENT('Between'),
        'Event: CoreShowChannel\r\nActionID: 7\r\nChannel: a\r\n\r\n',
        'Event: CoreShowChannel\r\nActionID: 77\r\nChannel: of another\r\n\r\n',
        'Event: CoreShowChannelsComplete\r\nActionID: 7\r\nEventList: Complete\r\nListItems: 1\r\n\r\n',
      ];
      const one = client(await serve(fileOf(capture.join(''))));
      one.say('Action: Login\r\nEvents: off\r\n\r\n');
      await one.until(ACCEPTED);
      one.say('action: coreshowchannels\r\nx: 1\r\nActionID: 99\r\n\r\n');
      const expected = [1, 3, 5].map((i) => capture[i]?.replace('ActionID: 7', 'ActionID: 99')).join('');
      assert.equal(await one.until('ListItems: 1\r\n\r\n'), `${BANNER}\r\n${ACCEPTED}${expected}`);
      one.say('Action: CoreShowChannels\r\nX: 2\r\nActionID: 100\r\n\r\n');
      assert.match(await one.until('ActionID: 100'), /Response: Error\r\nActionID: 100\r\n/);
    });
  });

  it('answers lists of a capture that holds the server’s side alone', async () => {
    const capture = [
      'Response: Success\r\nActionID: 7\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n',
      'Event: CoreShowChannel\r\nActionID: 7\r\nChannel: a\r\n\r\n',
      EVENT('Between'),
      'Event: CoreShowChannelsComplete\r\nActionID: 7\r\nEventList: Complete\r\nListItems: 1\r\n\r\n',
    ];
    const one = client(await serve(fileOf(capture.join(''))));
    one.say('Action: Login\r\nEvents: off\r\n\r\nAction: CoreShowChannels\r\nActionID: 99\r\n\r\n');
    const expected = [0, 1, 3].map((i) => capture[i]?.replace('ActionID: 7', 'ActionID: 99')).join('');
    assert.equal(await one.until('ListItems: 1\r\n\r\n'), `${BANNER}\r\n${ACCEPTED}${expected}`);
  });

  it('speaks TLS', async () => {
    const { cert, key } = testPair('localhost');
    const server = await serve(fileOf(EVENT('A')), { tls: { cert, key } });
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca: cert });
    const one = clientOn(socket);
    one.say(LOGIN);
    await one.until(EVENT('A'));
    assert.ok(socket.authorized);
  });

  it('outlives clients that vanish or speak nonsense', async () => {
    const server = await serve(fileOf(EVENT('A')), { loop: true });
    for (const words of [LOGIN, '\r\n\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', '\0\0\0\r\n\r\n']) {
      const one = client(server);
      one.say(words);
      await one.until(BANNER);
      one.socket.resetAndDestroy();
    }
    const one = client(server);
    one.say(LOGIN);
    await one.until(EVENT('A'));
  });

  it('takes many actions in one piece, half ones, nonsense between them, and nothing behind Logoff', async () => {
    const one = client(await serve(fileOf(EVENT('A'))));
    one.say('Action: Pi');
    await one.until(BANNER);
    one.say(`ng\r\n\r\n\r\n\r\n\0\xff\x80 no header\r\n\r\n: \r\n\r\n${LOGIN}`);
    await one.until(ACCEPTED);
    // More than one action may be long.
    one.say(Array.from({ length: 3_000 }, (_, i) => `Action: Ping\r\nActionID: ping-${i}\r\n\r\n`).join(''));
    const got = await one.until('ActionID: ping-2999\r\n');
    assert.equal(got.match(/ActionID: ping-\d+\r\nPing: Pong/g)?.length, 3_000);
    assert.match(got, /^Asterisk Call Manager\/11\.0\.0\r\nResponse: Error\r\nMessage: Permission denied\r\n/);
    one.say('Action: Logoff\r\n\r\nAction: Ping\r\nActionID: too-late\r\n\r\n');
    assert.doesNotMatch(await one.end(), /too-late/);
  });

  it('serves many clients, each with all of its events', async () => {
    const events = Array.from({ length: 200 }, (_, i) => EVENT(`E${i}`)).join('');
    const server = await serve(fileOf(events), { loop: true });
    const all = Array.from({ length: 30 }, () => client(server));
    for (const one of all) one.say(LOGIN);
    for (const one of all) assert.ok((await one.until(events + events)).includes(ACCEPTED + events + events));
  });

  it('says so where the port is taken', async () => {
    const server = await serve(fileOf(EVENT('A')));
    await assert.rejects(serve(fileOf(EVENT('A')), { port: server.port }), new RegExp(`Port ${server.port} is in use`));
  });

  it('says so where the capture cannot be read', async () => {
    await assert.rejects(serve(path.join(folder, 'none.ami')), /ENOENT/);
  });

  it('closes its clients when it closes', async () => {
    const server = await serve(fileOf(EVENT('A')));
    const one = client(server);
    one.say(LOGIN);
    await one.until(EVENT('A'));
    const closed = once(one.socket, 'close');
    await server.close();
    await closed;
  });
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
