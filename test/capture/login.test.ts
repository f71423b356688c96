import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Credentials, LoginError, login, type Session } from '../../server/src/capture/login';
import { ACCEPTED, BANNER, BOOTED, CHALLENGE, type FakeServer, type FakeSession, fakeServer, untilLogin } from './fakeServer';

const SECRET = 'sécret-of-admin';
const WHO: Credentials = { user: 'admin', secret: SECRET, events: 'on', plainAllowed: false };
const KEY = createHash('md5').update(CHALLENGE).update(SECRET).digest('hex');

describe('login', () => {
  let server: FakeServer | undefined;

  afterEach(() => server?.close());

  async function logIn(script: (session: FakeSession) => Promise<void>, who: Partial<Credentials> = {}, patience?: number): Promise<Session> {
    server = await fakeServer(script);
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    try {
      return await login(socket, { ...WHO, ...who }, patience);
    } finally {
      socket.destroy();
    }
  }

  /** The login fails with an error of this kind that names what is asked for and nothing secret. */
  async function refuses(kind: LoginError['kind'], words: RegExp, ...[script, who, patience]: Parameters<typeof logIn>): Promise<void> {
    await assert.rejects(logIn(script, who, patience), (error) => {
      assert.ok(error instanceof LoginError, String(error));
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, words);
      for (const hidden of [SECRET, KEY, CHALLENGE]) assert.ok(!error.message.includes(hidden), error.message);
      return true;
    });
  }

  describe('what answers is no AMI server', () => {
    for (const [what, bytes, words] of [
      ['HTTP', 'HTTP/1.1 400 Bad Request\r\nServer: Asterisk\r\n\r\n', /HTTP/],
      ['a web page', '<!DOCTYPE html>\n', /HTTP/],
      ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', /SSH/],
      ['SIP', 'SIP/2.0 400 Bad Request\r\n', /SIP/],
      ['FreeSWITCH', 'Content-Type: auth/request\n\n', /FreeSWITCH/],
      ['POP or Redis', '+OK ready\r\n', /mail server or Redis/],
      ['mail', '220 mail.example ESMTP\r\n', /mail/],
      ['a line of anything', 'hello\r\n', /first line/],
      ['AMI of another name', 'Manager/1.0\r\n', /first line/],
    ] as const) {
      it(what, () => refuses('not-ami', words, (session) => session.send(bytes)));
    }

    it('TLS, which ends without a line end', () =>
      refuses('not-ami', /TLS/, async ({ send, socket }) => {
        await send(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]));
        socket.end();
      }));

    it('anything without end', () => refuses('not-ami', /first line/, ({ send }) => send('x'.repeat(70_000))));

    it('silence', () => refuses('not-ami', /did not send a banner.*5038/, async () => undefined, {}, 30));

    it('half a line, then silence', () => refuses('not-ami', /SSH/, ({ send }) => send('SSH-2.0-Half'), {}, 200));

    it('a banner, then silence', () => refuses('not-ami', /did not send an answer/, ({ send }) => send(BANNER), {}, 200));
  });

  it('answers the challenge and sends neither secret nor anything else', async () => {
    const asked: (ReadonlyMap<string, string> | undefined)[] = [];
    await logIn(
      async (session) => {
        asked.push(await untilLogin(session));
        await session.send(ACCEPTED);
      },
      { events: 'call,agent' },
    );
    assert.deepEqual(Object.fromEntries(asked[0] ?? []), {
      action: 'Login',
      actionid: 'ami-logs-login',
      username: 'admin',
      events: 'call,agent',
      authtype: 'MD5',
      key: KEY,
    });
    assert.ok(!server?.received.includes(Buffer.from(SECRET).toString('latin1')));
  });

  const withoutChallenge = async (session: FakeSession): Promise<void> => {
    await session.send(BANNER);
    await session.action();
    await session.send('Response: Error\r\nActionID: ami-logs-challenge\r\nMessage: Invalid/unknown command\r\n\r\n');
    const action = await session.action();
    await session.send(action?.get('secret') === SECRET ? ACCEPTED : 'Response: Error\r\nMessage: Authentication failed\r\n\r\n');
  };

  it('sends nothing more to a server without challenge', async () => {
    await refuses('unsafe', /clear.*TLS/, withoutChallenge);
    assert.equal(server?.received.match(/Action:/g)?.length, 1);
  });

  it('sends the secret in the clear where that is allowed', async () => {
    assert.equal((await logIn(withoutChallenge, { plainAllowed: true })).head.toString(), BANNER + ACCEPTED);
  });

  it('does not send the secret in the clear where there is a challenge', async () => {
    await logIn(
      async (session) => {
        assert.equal((await untilLogin(session))?.has('secret'), false);
        await session.send(ACCEPTED);
      },
      { plainAllowed: true },
    );
  });

  it('is refused with the server’s words', () =>
    refuses('refused', /refused the login of admin: Authentication failed\. Check user and secret/, async (session) => {
      await untilLogin(session);
      await session.send('Response: Error\r\nActionID: ami-logs-login\r\nMessage: Authentication failed\r\n\r\n');
    }));

  it('is over when the server closes, at each step', async () => {
    await refuses('closed', /closed the connection/, async ({ socket }) => void socket.end());
    await server?.close();
    await refuses('closed', /closed the connection/, async ({ socket, send, action }) => {
      await send(BANNER);
      await action();
      socket.end();
    });
    await server?.close();
    await refuses('closed', /closed the connection/, async (session) => {
      await untilLogin(session);
      session.socket.end('Response: Succ');
    });
  });

  for (const what of ['user', 'events', 'secret'] as const) {
    it(`refuses a line end in the ${what}, which would begin another header`, async () => {
      const script = what === 'secret' ? withoutChallenge : async (session: FakeSession): Promise<void> => void (await untilLogin(session));
      await refuses('unsafe', /one line/, script, { [what]: 'x\r\nAction: Command', plainAllowed: true });
      assert.ok(!server?.received.includes('Command'));
    });
  }

  it('takes banner, answers and first events in one packet', async () => {
    const { head, rest } = await logIn(({ send }) =>
      send(`${BANNER}Response: Success\r\nActionID: ami-logs-challenge\r\nChallenge: ${CHALLENGE}\r\n\r\n${ACCEPTED}${BOOTED}Event: Ha`),
    );
    assert.equal(head.toString(), BANNER + ACCEPTED);
    assert.equal(rest.toString(), `${BOOTED}Event: Ha`);
  });

  it('passes over what comes before an answer: events, though they have a Response header, and answers to others', async () => {
    const early = 'Event: OriginateResponse\r\nPrivilege: call,all\r\nResponse: Failure\r\nActionID: ami-logs-challenge\r\n\r\n';
    const others = 'Response: Error\r\nActionID: of-somebody-else\r\nMessage: Permission denied\r\n\r\n';
    const { head, rest } = await logIn(async (session) => {
      await session.send(BANNER + early);
      await session.action();
      await session.send(`${early}${others}${BOOTED}Response: Success\r\nActionID: ami-logs-challenge\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
      assert.equal((await session.action())?.get('key'), KEY);
      await session.send(BOOTED + others + ACCEPTED + BOOTED);
    });
    assert.equal(head.toString(), BANNER + ACCEPTED);
    assert.equal(rest.toString(), BOOTED);
  });

  it('gives a server that only sends events no more time than one that is silent', () =>
    refuses(
      'not-ami',
      /did not send an answer/,
      async ({ send, socket }) => {
        await send(BANNER);
        while (!socket.destroyed) {
          await send(BOOTED);
          await new Promise(setImmediate);
        }
      },
      {},
      50,
    ));

  it('takes lines that end in LF, all of them or those of the messages', async () => {
    const lf = (text: string): string => text.replaceAll('\r\n', '\n');
    for (const banner of [BANNER, lf(BANNER)]) {
      const { head, rest } = await logIn(async (session) => {
        await session.send(banner);
        await session.action();
        await session.send(lf(`${BOOTED}Response: Success\r\nChallenge: ${CHALLENGE}\r\n\r\n`));
        assert.equal((await session.action())?.get('key'), KEY);
        await session.send(lf(ACCEPTED + BOOTED));
      });
      await server?.close();
      assert.equal(head.toString(), banner + lf(ACCEPTED));
      assert.equal(rest.toString(), lf(BOOTED));
    }
  });

  it('says that the account is logged in already, where the server allows it one session', () =>
    refuses('in-use', /logged in already.*allowmultiplelogin/, async (session) => {
      await untilLogin(session);
      await session.send('Response: Error\r\nActionID: ami-logs-login\r\nMessage: Login Already In Use\r\n\r\n');
    }));

  it('takes them byte by byte', async () => {
    const drip = async (session: FakeSession, text: string): Promise<void> => {
      for (const byte of Buffer.from(text)) {
        await session.send(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
    };
    const { head } = await logIn(async (session) => {
      await drip(session, BANNER);
      await session.action();
      await drip(session, `Response: Success\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
      assert.equal((await session.action())?.get('key'), KEY);
      await drip(session, ACCEPTED);
    });
    assert.equal(head.toString(), BANNER + ACCEPTED);
  });
});
