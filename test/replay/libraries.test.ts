import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Replay, replay } from '../../server/src/replay/replay';
import { eventsOf } from '../../server/src/replay/script';

const load = createRequire(__filename);
const FILE = 'test/captures/asterisk-22.10.1/call_answered.ami';
const DUPLEX = 'test/captures/asterisk-22.10.1/getvar_setvar.duplex.ami';

/** The libraries that most programs use, against the replay as their server. */
describe('the replay, for npm’s AMI clients', () => {
  let server: Replay | undefined;

  afterEach(() => server?.close());

  const serve = async (file: string): Promise<number> => {
    server = await replay({
      file,
      host: '127.0.0.1',
      port: 0,
      speed: 0,
      loop: false,
      banner: 'Asterisk Call Manager/11.0.0',
      account: { user: 'admin', secret: 'geheim' },
    });
    return server.port;
  };

  /** The names of the events of a file, in order. */
  async function namesIn(file: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { bytes } of eventsOf(file)) names.push(/^Event: (.*)\r/.exec(bytes.toString('latin1'))?.[1] ?? '');
    return names;
  }

  /** The first `count` names that an emitter tells. */
  function gather(emitter: EventEmitter, event: string, nameOf: (message: Record<string, string>) => string | undefined, count: number): Promise<string[]> {
    return new Promise((resolve) => {
      const names: string[] = [];
      emitter.on(event, (message: Record<string, string>) => {
        names.push(nameOf(message) ?? '');
        if (names.length === count) resolve(names);
      });
    });
  }

  describe('asterisk-manager', () => {
    type Message = Record<string, string>;
    type Manager = EventEmitter & {
      action(action: object, callback: (error: Message | undefined, answer: Message) => void): void;
      disconnect(callback?: () => void): void;
    };
    const connect = (port: number, secret = 'geheim'): Manager =>
      (load('asterisk-manager') as (port: number, host: string, user: string, secret: string, events: boolean) => Manager)(
        port,
        '127.0.0.1',
        'admin',
        secret,
        true,
      );
    const act = (manager: Manager, action: object): Promise<{ error: Message | undefined; answer: Message }> =>
      new Promise((resolve) => {
        manager.action(action, (error, answer) => resolve({ error, answer }));
      });

    it('logs in, gets each event in order, and has its Ping answered', async () => {
      const expected = await namesIn(FILE);
      const manager = connect(await serve(FILE));
      assert.deepEqual(await gather(manager, 'managerevent', ({ event }) => event, expected.length), expected);
      const { error, answer } = await act(manager, { action: 'Ping' });
      assert.equal(error, undefined);
      assert.equal(answer.ping, 'Pong');
      const unknown = await act(manager, { action: 'NoSuchThing' });
      assert.match(unknown.error?.message ?? '', /^Invalid\/unknown command: NoSuchThing\. Use Action: ListCommands to show available commands\.$/);
      const ended = once(manager, 'end');
      manager.disconnect();
      await ended;
    });

    it('is refused with a wrong secret', async () => {
      const manager = connect(await serve(FILE), 'falsch');
      const [answer] = (await once(manager, 'response')) as [Message];
      assert.deepEqual([answer.response, answer.message], ['Error', 'Authentication failed']);
      await once(manager, 'close');
    });
  });

  describe('asterisk-ami-client', () => {
    type Message = Record<string, string>;
    type Client = EventEmitter & {
      connect(user: string, secret: string, options: object): Promise<unknown>;
      action(action: object, promise: true): Promise<Message>;
      disconnect(): void;
    };
    const Client = load('asterisk-ami-client') as new (options?: object) => Client;

    it('logs in, gets each event in order, and has its Ping answered', async () => {
      const expected = await namesIn(FILE);
      const client = new Client();
      const all = gather(client, 'event', ({ Event }) => Event, expected.length);
      await client.connect('admin', 'geheim', { host: '127.0.0.1', port: await serve(FILE) });
      assert.deepEqual(await all, expected);
      const answer = await client.action({ Action: 'Ping' }, true);
      assert.deepEqual([answer.Response, answer.Ping], ['Success', 'Pong']);
      client.disconnect();
    });

    it('gets the answers that the capture holds, and errors where it holds none', async () => {
      const client = new Client();
      await client.connect('admin', 'geheim', { host: '127.0.0.1', port: await serve(DUPLEX) });
      client.on('event', () => undefined);
      const known = await client.action({ Action: 'Getvar', ActionID: 'mine-1', ...parametersOfGetvar() }, true);
      assert.equal(known.Response, 'Success');
      const unknown = await client.action({ Action: 'NoSuchThing', ActionID: 'mine-2' }, true);
      assert.equal(unknown.Response, 'Error');
      client.disconnect();
    });

    it('is refused with a wrong secret', async () => {
      const client = new Client();
      await assert.rejects(client.connect('admin', 'falsch', { host: '127.0.0.1', port: await serve(FILE) }), /Authentication failed/);
    });
  });
});

/** The parameters of the first Getvar of the recording that has an answer. */
function parametersOfGetvar(): Record<string, string> {
  const [action = ''] = /Action: Getvar\r\n(?:.+\r\n)+\r\n/i.exec(readFileSync(DUPLEX, 'latin1')) ?? [];
  return Object.fromEntries(
    action
      .trim()
      .split('\r\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
      .filter(([name]) => name !== 'Action' && name !== 'ActionID'),
  );
}
