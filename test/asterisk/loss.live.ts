import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../cli/run';
import { AmiClient } from './amiClient';
import { type Asterisk, installation, startAsterisk } from './asterisk';
import { type Line, lineTo } from './line';
import { problemsIn, type Recording, type RecordingOptions, record } from './recording';

/** A list that the server answers with, whole. */
const list = (id: string, last: string): RegExp =>
  new RegExp(`Response: Success\\r\\nActionID: ami-logs-restate-${id}\\r\\n[\\s\\S]*Event: ${last}\\r\\nActionID: ami-logs-restate-${id}\\r\\n`);
const GAP = /^;! gap \S+Z (.*); (\d+) bytes? and (\d+) messages? since \S+Z\r$/m;

describe('a real Asterisk that is lost', () => {
  let asterisk: Asterisk;
  let folder: string;
  let line: Line | undefined;
  const running: Recording[] = [];

  before(async function () {
    const root = installation();
    if (root === undefined) return this.skip();
    asterisk = await startAsterisk(root, { timestamps: true });
  });

  after(() => asterisk?.close());

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-asterisk-'));
  });

  afterEach(async () => {
    for (const one of running.splice(0)) one.child.kill('SIGKILL');
    await line?.close();
    line = undefined;
    rmSync(folder, { recursive: true });
  });

  const start = async (user: string, options: Partial<RecordingOptions> = {}): Promise<Recording> => {
    const one = record(folder, `${user}-${running.length}`, { port: asterisk.port, user, args: ['--reconnect'], ...options });
    running.push(one);
    await one.until(/Event: FullyBooted/);
    return one;
  };

  /** A call that lasts, of two channels in a bridge, and one in the conference; until who records has seen them. */
  async function talk(...recordings: Recording[]): Promise<void> {
    const client = await AmiClient.connect(asterisk.port);
    await client.login('full', undefined, 'off');
    await client.originate('200', 'answers', 'to-answers');
    await client.originate('400', 'answers', 'to-conference');
    client.close();
    for (const one of recordings) await one.until(/Event: (?:BridgeEnter|ConfbridgeJoin)/);
  }

  /** What each account gets when it asks what there is. */
  async function restated(one: Recording, lists: boolean): Promise<void> {
    await one.until(list('queues', 'QueueStatusComplete'));
    await one.until(list('bridges', 'BridgeListComplete'));
    if (lists) {
      await one.until(list('channels', 'CoreShowChannelsComplete'));
      await one.until(list('status', 'StatusComplete'));
    } else
      for (const id of ['channels', 'status'])
        await one.until(new RegExp(`Response: Error\\r\\nActionID: ami-logs-restate-${id}\\r\\nMessage: Permission denied`));
  }

  /** The file is without a fault, and has its gap. */
  async function whole(one: Recording, reason: RegExp): Promise<void> {
    assert.equal(await problemsIn(one.file), '');
    const [, words = '', bytes, messages] = GAP.exec(one.text()) ?? [];
    assert.match(words, reason);
    assert.ok(Number(bytes) > 100 && Number(messages) > 1, `${bytes} ${messages}`);
    const { code, out } = await run(['check', '--counts', '--format', 'json', one.file]);
    assert.equal(code, 1);
    const [counts] = JSON.parse(out) as { gaps: number; messages: number; bytes: number; counted: object }[];
    assert.deepEqual([counts?.gaps, counts?.counted], [1, { messages: counts?.messages, bytes: counts?.bytes }]);
  }

  it('killed in the middle of calls and started again, is found again, and says what there is, as far as the account may ask', async () => {
    const accounts = ['full', 'viewer', 'lister'] as const;
    const all = await Promise.all(accounts.map((user) => start(user)));
    await talk(...all);
    await asterisk.kill();
    await Promise.all(all.map((one) => one.until(GAP)));
    await asterisk.start();
    for (const [i, one] of all.entries()) {
      await one.until(/^;# connected again after \S+ s, at attempt \d+\r$/m);
      await one.until(/Event: FullyBooted/, 2);
      await restated(one, accounts[i] !== 'viewer');
      const { code, err } = await one.stop();
      assert.equal(code, 0, err);
      assert.match(err, /^Connection lost: the server closed the connection\. Trying again in \d s\.\n/);
      await whole(one, /^the server closed the connection$/);
    }
  });

  it('restarted from its console, too', async () => {
    const one = await start('viewer');
    await talk(one);
    await asterisk.cli('core restart now').catch(() => undefined);
    await one.until(/Event: Shutdown\r\n(?:.*\r\n)*Restart: True/);
    await one.until(/Event: FullyBooted/, 2);
    await restated(one, false);
    assert.equal((await one.stop()).code, 0);
    await whole(one, /./);
  });

  it('behind a line that is cut, says which calls go on: their channels, bridges and who is in them', async () => {
    line = await lineTo(asterisk.port);
    const lister = await start('lister', { port: line.port });
    const viewer = await start('viewer', { port: line.port });
    await talk(lister, viewer);
    line.cut();
    await Promise.all([lister, viewer].map((one) => one.until(GAP)));
    line.mend();
    for (const one of [lister, viewer]) {
      await restated(one, one === lister);
      await one.until(/Event: BridgeInfoComplete/, 2);
      const after = one.text().slice(one.text().indexOf(';! gap'));
      assert.match(after, /Event: BridgeInfoChannel\r\n(?:.*\r\n)*Uniqueid: to-answers\r/, 'who talks');
      assert.equal(/Event: CoreShowChannel\r\n(?:.*\r\n)*Uniqueid: to-conference\r/.test(after), one === lister);
      assert.equal((await one.stop()).code, 0);
      await whole(one, /^the connection was reset/);
    }
  });

  it('behind a line that is dead but looks open, is asked by a Ping and given up', async function () {
    this.timeout(90_000);
    line = await lineTo(asterisk.port);
    const again = await start('viewer', { port: line.port, args: ['--reconnect', '--ping', '1'] });
    const once = await start('viewer', { port: line.port, args: ['--ping', '1'] });
    await again.until(/Ping: Pong/);
    line.hold();
    const { code, err } = await once.ended;
    assert.equal(code, 1);
    assert.match(
      err,
      /^ami-logs: The connection was lost: the server has been silent for \d+ s and does not answer a Ping\. What was received before is in the file\./,
    );
    assert.equal((await run(['check', '--counts', once.file])).code, 0);
    await again.until(GAP);
    line.mend();
    await restated(again, false);
    assert.equal((await again.stop()).code, 0);
    await whole(again, /^the server has been silent for 1\d s and does not answer a Ping$/);
  });

  it('without --reconnect ends the recording: with 0 where the server goes, with 1 where the line is cut', async () => {
    line = await lineTo(asterisk.port);
    const cut = await start('viewer', { port: line.port, args: [] });
    line.cut();
    assert.equal((await cut.ended).code, 1);
    assert.match((await cut.ended).err, /^ami-logs: The connection was lost: the connection was reset/);
    const gone = await start('viewer', { args: [] });
    await asterisk.kill();
    await asterisk.start();
    const { code, err } = await gone.ended;
    assert.equal(code, 0, err);
    assert.match(err, /^Ended: the server closed the connection\./);
    for (const one of [cut, gone]) assert.equal((await run(['check', '--counts', one.file])).code, 0);
  });

  it('that has another secret when it is there again is not asked twice', async () => {
    line = await lineTo(asterisk.port);
    const one = await start('viewer', { port: line.port });
    asterisk.configure({ timestamps: true, secret: 'another-one-883' });
    try {
      await asterisk.cli('manager reload');
      line.cut();
      line.mend();
      const { code, err } = await one.ended;
      assert.equal(code, 1);
      assert.match(err, /\nami-logs: The server refused the login of viewer: Authentication failed\. Check user and secret/);
      assert.equal(await problemsIn(one.file), '');
      assert.match(one.text(), /;# end \S+ messages=\d+ bytes=\d+\r\n$/);
    } finally {
      asterisk.configure({ timestamps: true });
      await asterisk.cli('manager reload');
    }
  });

  it('that allows an account one session is waited for while it holds the old one', async () => {
    asterisk.configure({ timestamps: true, general: ['allowmultiplelogin = no'] });
    try {
      await asterisk.kill();
      await asterisk.start();
      line = await lineTo(asterisk.port);
      const one = await start('viewer', { port: line.port, args: ['--reconnect', '--ping', '1'] });
      const other = record(folder, 'other', { port: asterisk.port, user: 'viewer' });
      running.push(other);
      assert.equal((await other.ended).code, 1);
      assert.match((await other.ended).err, /The account viewer is logged in already, and the server allows it one session/);
      // The server still holds this session: it knows nothing of the loss.
      line.cutNear();
      await one.until(GAP);
      line.mend();
      const said = new Promise<void>((resolve) => one.child.stderr?.on('data', (chunk) => void (/logged in already/.test(String(chunk)) && resolve())));
      await said;
      line.letGo();
      await restated(one, false);
      assert.equal((await one.stop()).code, 0);
    } finally {
      asterisk.configure({ timestamps: true });
      await asterisk.kill();
      await asterisk.start();
    }
  });
});
