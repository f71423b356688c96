import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { begin, outcomeOf, run, said } from '../cli/run';
import { AmiClient, SECRET } from './amiClient';
import { type Asterisk, installation, startAsterisk } from './asterisk';
import { type Recording, record } from './recording';

/** What a client prints that others wrote, see panoramisk_client.py. */
interface Got {
  readonly ping: string[];
  readonly channels: string[];
  readonly unknown: string[];
  readonly events: string[];
}

describe('the demo PBX beside a real Asterisk', () => {
  let asterisk: Asterisk;
  let folder: string;
  let recording: Recording;
  const children: ChildProcess[] = [];

  /** What of it plays the server, at this port. */
  async function replay(...args: string[]): Promise<number> {
    const child = begin(['replay', '--port', '0', '--user', 'full', '--secret', SECRET, ...args, recording.file]);
    children.push(child);
    const [, port] = await said(child.stdout, /:(\d+)\./);
    return Number(port);
  }

  before(async function () {
    const root = installation();
    if (root === undefined) return this.skip();
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-asterisk-'));
    asterisk = await startAsterisk(root, { timestamps: true });
    recording = record(folder, 'recorded', { port: asterisk.port, user: 'full', args: ['--restate', 'always'] });
    await recording.until(/Event: FullyBooted/);
    const client = await AmiClient.connect(asterisk.port);
    await client.login('full');
    await client.originate('200', 'briefly', 'recorded');
    await client.event('Hangup', (event) => event.get('Uniqueid') === 'recorded');
    client.close();
    assert.equal((await recording.stop()).code, 0);
  });

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await asterisk?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  it('is for a client that others wrote what the real one is', async function () {
    if (!asterisk.has('python3')) return this.skip();
    const probe = await outcomeOf(asterisk.program('python3', ['-c', 'import panoramisk']));
    if (probe.code !== 0) return this.skip();
    copyFileSync(path.resolve('test', 'asterisk', 'panoramisk_client.py'), path.join(asterisk.folder, 'client.py'));
    const ask = async (port: number): Promise<Got> => {
      const { out, err } = await outcomeOf(asterisk.program('python3', [`${asterisk.folderInside}/client.py`, '127.0.0.1', String(port), 'full', SECRET, '2']));
      assert.notEqual(out, '', err);
      return JSON.parse(out) as Got;
    };
    const real = await ask(asterisk.port);
    const demo = await ask(await replay('--speed', '0'));
    assert.deepEqual([demo.ping, demo.channels, demo.unknown], [real.ping, real.channels, real.unknown]);
    assert.ok(demo.events.includes('Newchannel') && demo.events.includes('Hangup'), demo.events.join());
  });

  it('says the same words, each for each, to the same actions', async () => {
    const asked: readonly (readonly [string, readonly string[]])[] = [
      ['Ping', []],
      ['Challenge', ['AuthType: MD5']],
      ['Challenge', ['AuthType: SHA1']],
      ['Challenge', []],
      ['Events', ['EventMask: on']],
      ['Events', ['EventMask: off']],
      ['Events', ['EventMask: call,agent']],
      ['Filter', ['Operation: Add', 'Filter: !Event: VarSet']],
      ['Filter', ['Operation: Add', 'Filter: !Event: (']],
      ['Filter', ['Operation: Remove', 'Filter: x']],
      ['Filter', ['Operation: Add']],
      ['Filter', ['Operation: Add', 'MatchCriteria: name(Newchannel)', 'Filter: ']],
      ['Filter', ['Operation: Add', 'MatchCriteria: action(sometimes)', 'Filter: x']],
      ['NoSuchAction', []],
      ['Login', [`Username: full`, `Secret: ${SECRET}`]],
      ['CoreShowChannels', []],
      ['Logoff', []],
    ];
    const answers = async (port: number): Promise<string[]> => {
      const client = await AmiClient.connect(port);
      const early = await client.action('Ping');
      await client.login('full', SECRET, 'off');
      const texts = [early.text];
      for (const [action, headers] of asked) texts.push((await client.action(action, headers)).text);
      client.close();
      // What is of the moment, and the number that each client gives.
      return texts.map((text) => text.replace(/^(ActionID|Timestamp|Challenge): .*\r\n/gm, '$1\r\n'));
    };
    const real = await answers(asterisk.port);
    const demo = await answers(await replay('--speed', '0'));
    for (const [i, text] of real.entries()) assert.equal(demo[i], text, i === 0 ? 'Ping before the login' : JSON.stringify(asked[i - 1]));
  });

  it('refuses a login as the real one does', async () => {
    const refused = async (port: number): Promise<string> => {
      const client = await AmiClient.connect(port);
      const { text } = await client.action('Login', ['Username: full', 'Secret: wrong']);
      await assert.rejects(client.next(), /closed/);
      return text;
    };
    assert.equal(await refused(await replay()), await refused(asterisk.port));
  });

  it('is recorded again with the same calls', async () => {
    const copy = record(folder, 'copy', { port: await replay('--speed', '0'), user: 'full', args: ['--duration', '2'] });
    assert.equal((await copy.ended).code, 0);
    assert.equal((await run(['check', '--counts', copy.file])).code, 0);
    const lines = async (file: string): Promise<string> => (await run(['calls', file])).out.replace(/\n\d+ calls? in .*/, '');
    assert.equal(await lines(copy.file), await lines(recording.file));
  });
});
