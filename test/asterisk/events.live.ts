import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filtersOf, PRESETS } from '../../server/src/protocol';
import { begin, outcomeOf, run } from '../cli/run';
import { AmiClient, SECRET } from './amiClient';
import { type Asterisk, installation, startAsterisk } from './asterisk';
import { callsIn, eventsIn, namesIn, passing, problemsIn, type Recording, type RecordingOptions, record } from './recording';
import { announce, type Telephones, telephones } from './telephones';

/** What a user folds away, as the product turns it into lines of manager.conf. */
const NOISE = ['VarSet', 'Newexten', 'AGIExec*', 'RTCP*', 'Hangup'];

describe('what a real Asterisk sends', () => {
  let asterisk: Asterisk;
  let folder: string;
  let phones: Telephones | undefined;
  const running: Recording[] = [];
  let rounds = 0;

  before(async function () {
    const root = installation();
    if (root === undefined) return this.skip();
    asterisk = await startAsterisk(root, { timestamps: true, eventFilters: filtersOf(NOISE).map((filter) => `eventfilter=${filter}`) });
    phones = await telephones(asterisk);
  });

  after(async () => {
    phones?.close();
    await asterisk?.close();
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-asterisk-'));
  });

  afterEach(() => {
    for (const one of running.splice(0)) one.child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const start = async (name: string, options: Partial<RecordingOptions> = {}): Promise<Recording> => {
    const one = record(folder, name, { port: asterisk.port, user: 'full', ...options });
    running.push(one);
    await one.until(/Message: Authentication accepted\r\n\r\n/);
    return one;
  };

  /** A plain client with a mask, after its login. */
  async function plain(user: string, events: string): Promise<AmiClient> {
    const client = await AmiClient.connect(asterisk.port);
    await client.login(user, undefined, events);
    return client;
  }

  /**
   * A few calls of all sorts: answered, busy, not answered, nobody there, a queue, a conference, events of the dialplan. Gives the events from the first of them to the
   * last, of those that are in a text.
   */
  async function someCalls(): Promise<(text: string) => string[]> {
    const client = await plain('full', 'call');
    const round = ++rounds;
    const ids = ['200', '201', '202', '300', '400', '600'].map((extension) => [extension, `r${round}-${extension}`] as const);
    /** Those that are over. */
    const gone = new Set<string>();
    const isOver = async (id: string): Promise<void> => {
      while (!gone.has(id)) gone.add((await client.event('Hangup')).get('Uniqueid') ?? '');
    };
    for (const [extension, id] of ids) await client.originate(extension, 'briefly', id);
    await Promise.all([phones?.call('8001', '100', 300), phones?.call('8002', '101', 100)]);
    for (const [, id] of ids) await isOver(id);
    const last = `r${round}-last`;
    await client.originate('500', 'briefly', last);
    await isOver(last);
    client.close();
    const places = (events: readonly string[]): number[] => events.flatMap((event, i) => (new RegExp(`^Uniqueid: r${round}-`, 'm').test(event) ? [i] : []));
    return (text) => {
      const events = eventsIn(text);
      const found = places(events);
      return events.slice(found[0], (found.at(-1) ?? -1) + 1);
    };
  }

  /** Until everything that was sent before is in the recordings; then they end. All of them are without a fault. */
  async function end(...recordings: Recording[]): Promise<void> {
    await announce(asterisk, 'TheEnd');
    for (const one of recordings) {
      // Who does not see events of class user gets nothing after this answer.
      await one.stop();
      assert.equal(await problemsIn(one.file), '', one.file);
      const { code, out } = await run(['check', '--counts', one.file]);
      assert.equal(code, 0, out);
    }
  }

  /** What came between two announcements. */
  const between = (text: string): string => {
    const events = eventsIn(text);
    return onlyBefore(events.slice(events.findIndex((event) => event.includes('UserEvent: TheBeginning')))).join('');
  };
  const onlyBefore = (events: string[]): string[] => {
    const last = events.findIndex((event) => event.includes('UserEvent: TheEnd'));
    return last < 0 ? events : events.slice(0, last);
  };

  it('is in the file as a second session with the same mask got it, byte for byte', async () => {
    const other = await plain('full', 'on');
    const one = await start('all');
    await announce(asterisk, 'TheBeginning');
    await someCalls();
    await announce(asterisk, 'TheEnd');
    await one.until(/UserEvent: TheEnd\r\n(?:.*\r\n)*\r\n/);
    await other.event('UserEvent', (event) => event.get('UserEvent') === 'TheEnd');
    await one.stop();
    const wire = between(other.received().toString('latin1'));
    other.close();
    assert.ok(wire.length > 50_000, `${wire.length} bytes`);
    assert.ok(between(one.text()) === wire, 'the same bytes in the same order');
    assert.equal(await problemsIn(one.file), '');
    assert.equal((await run(['check', '--counts', one.file])).code, 0);
  });

  it('makes the calls that were dialled', async function () {
    if (!phones) return this.skip();
    const one = await start('calls', { args: ['--preset', 'calls+queues'] });
    await phones.call('8001', '100', 1_200);
    await phones.call('8002', '101', 100);
    await phones.call('8003', '201', 100);
    await phones.call('8004', '300', 1_200);
    await phones.call('8001', '202', 100);
    await phones.call('8002', '500', 100);
    await end(one);
    const lines = (await callsIn(one.file)).map((line) => line.replace(/^\S+Z {2}/, ''));
    assert.equal(lines.length, 6, lines.join('\n'));
    for (const [i, words] of [
      /^8001 → 100, answered after 0 s, 1 s talk, caller hung up/,
      /^8002 → 101, unavailable/,
      /^8003 → 201, busy/,
      /^8004 → queue support → Anna, answered after 0 s, 1 s/,
      /^8001 → 202, no-answer after 2 s/,
      /^8002 → 500, answered/,
    ].entries())
      assert.match(lines[i] ?? '', words);
  });

  it('under load is all in the file, however fast it comes', async function () {
    this.timeout(120_000);
    const other = await plain('full', 'on');
    const one = await start('load');
    const client = await plain('full', 'off');
    const begun = Date.now();
    await Promise.all([
      (async () => {
        for (let i = 0; i < 10; i++) await client.originate('600', 'briefly');
      })(),
      phones?.many('8001', '100', 500, 40, 40),
    ]);
    await announce(asterisk, 'TheEnd');
    await one.until(/UserEvent: TheEnd\r\n(?:.*\r\n)*\r\n/);
    await other.event('UserEvent', (event) => event.get('UserEvent') === 'TheEnd');
    const seconds = (Date.now() - begun) / 1000;
    await one.stop();
    const mine = onlyBefore(eventsIn(one.text()));
    const theirs = onlyBefore(eventsIn(other.received().toString('latin1')));
    const from = theirs.indexOf(mine[0] ?? '');
    assert.ok(from >= 0);
    assert.equal(mine.length, theirs.length - from);
    assert.ok(mine.join('') === theirs.slice(from).join(''));
    process.stdout.write(`      ${mine.length} events, ${Math.round(mine.length / seconds)} a second\n`);
    other.close();
    client.close();
    assert.equal(await problemsIn(one.file), '');
    assert.equal((await run(['check', '--counts', one.file])).code, 0);
  });

  it('is chosen by presets: classes, and filters where the account may set them', async () => {
    const all = await start('all');
    const names = ['calls', 'calls+queues', 'quiet'] as const;
    const [calls, queues, quiet] = (await Promise.all(names.map((preset) => start(preset, { args: ['--preset', preset] })))) as [
      Recording,
      Recording,
      Recording,
    ];
    await quiet.until(/ActionID: ami-logs-filter-\d+\r\nMessage: Success/);
    const these = await someCalls();
    await end(all, calls, queues, quiet);
    const classesIn = (text: string): string[] =>
      [...new Set([...text.matchAll(/^Privilege: (\S+)\r$/gm)].flatMap(([, one = '']) => one.split(',')))].filter((one) => one !== 'all').sort();
    assert.deepEqual(classesIn(calls.text()), ['call', 'system'], 'calls');
    assert.deepEqual(classesIn(queues.text()), ['agent', 'call', 'system'], 'calls+queues');
    const every = these(all.text());
    const fits = (classes: string) => (event: string) =>
      (/^Privilege: (\S+)\r$/m.exec(event)?.[1] ?? '').split(',').some((one) => classes.split(',').includes(one));
    for (const [one, { events }] of [
      [calls, PRESETS.calls],
      [queues, PRESETS['calls+queues']],
    ] as const)
      assert.deepEqual(these(one.text()), every.filter(fits(events)), `${events}: what was asked for, all of it, and nothing else`);
    const left = /^Event: (?:NewConnectedLine|NewCallerid|ExtensionStatus|DeviceStateChange|MusicOnHold\w*|PeerStatus|Registry)\r$/m;
    assert.deepEqual(
      these(quiet.text()),
      every.filter(fits(PRESETS.quiet.events)).filter((event) => !left.test(event)),
    );
    assert.ok(
      every.some((event) => left.test(event)),
      'there was something to leave out',
    );
    for (const one of [calls, queues, quiet])
      assert.deepEqual(await callsIn(one.file).then((lines) => lines.length), await callsIn(all.file).then((lines) => lines.length));
  });

  it('is chosen by filters of both forms', async () => {
    const all = await start('all');
    const asked: readonly (readonly [string[], (event: string) => boolean])[] = [
      [['!Event: VarSet'], (event) => !event.startsWith('Event: VarSet')],
      [filtersOf(['Hangup', 'RTCP*']), (event) => !/^Event: (?:Hangup\r|RTCP)/.test(event)],
      [['(action(exclude),name(VarSet)) ='], (event) => !event.startsWith('Event: VarSet\r')],
      [['eventfilter(name(Newchannel)) ='], (event) => event.startsWith('Event: Newchannel\r')],
      [
        ['(action(include),name(Newstate),header(ChannelStateDesc),method(exact)) = Up'],
        (event) => event.startsWith('Event: Newstate\r') && event.includes('\nChannelStateDesc: Up\r'),
      ],
      [['Event: (Newchannel|Hangup)'], (event) => /Event: (?:Newchannel|Hangup)/.test(event)],
    ];
    const some = await Promise.all(asked.map(([filters], i) => start(`filter-${i}`, { user: 'filterer', args: ['--filter', ...filters] })));
    for (const [i, one] of some.entries()) await one.until(/ActionID: ami-logs-filter-\d+\r\nMessage: Success/, asked[i]?.[0].length);
    const these = await someCalls();
    await announce(asterisk, 'TheEnd');
    await all.until(/UserEvent: TheEnd\r\n(?:.*\r\n)*\r\n/);
    for (const one of [all, ...some]) assert.equal((await one.stop()).code, 0);
    const every = these(all.text());
    for (const [i, [filters, fits]] of asked.entries()) {
      const got = these(some[i]?.text() ?? '');
      const wanted = every.filter(fits);
      // A filter may leave out the first and the last.
      assert.deepEqual(got, wanted.slice(wanted.indexOf(got[0] ?? ''), wanted.lastIndexOf(got.at(-1) ?? '') + 1), filters.join());
      assert.ok(wanted.length - got.length < 10, filters.join());
      assert.ok(wanted.length > 0, filters.join());
    }
  });

  it('says what to do where a filter is refused, and goes on', async () => {
    const one = await start('refused', { user: 'viewer', args: ['--filter', '!Event: VarSet'] });
    await one.until(/Message: Permission denied/);
    const { code, err } = await one.stop();
    assert.equal(code, 0);
    assert.match(
      err,
      /The server refused the filter !Event: VarSet: Permission denied\. Filters need an account with write class system\. Without it, put "eventfilter = !Event: VarSet" into/,
    );
    const bad = await start('bad', { user: 'filterer', args: ['--filter', '!Event: (', '(name()) = '] });
    await bad.until(/ActionID: ami-logs-filter-2/);
    assert.match(
      (await bad.stop()).err,
      /The server refused the filter !Event: \(: .*Check the expression\.\n(?:.*\n)*The server refused the filter \(name\(\)\)/,
    );
  });

  it('leaves out exactly what the offered eventfilter lines name, in manager.conf', async () => {
    const [all, filtered] = await Promise.all([start('all'), start('filtered', { user: 'filtered' })]);
    assert.doesNotMatch(await asterisk.cli('manager show user filtered'), /invalid|unknown/i);
    const these = await someCalls();
    await announce(asterisk, 'TheEnd');
    for (const one of [all, filtered]) await one.until(/UserEvent: TheEnd\r\n(?:.*\r\n)*\r\n/);
    for (const one of [all, filtered]) await one.stop();
    const left = /^Event: (?:VarSet\r|Newexten\r|AGIExec|RTCP|Hangup\r)/;
    const every = these(all.text()).filter((event) => !left.test(event));
    const got = these(filtered.text());
    assert.deepEqual(got, every.slice(every.indexOf(got[0] ?? ''), every.lastIndexOf(got.at(-1) ?? '') + 1));
    assert.ok(every.length - got.length < 10);
    const names = namesIn(all.text());
    for (const name of ['VarSet', 'Newexten', 'Hangup']) assert.ok((names.get(name) ?? 0) > 0, name);
    if (phones) assert.ok((names.get('HangupRequest') ?? 0) > 0 && namesIn(filtered.text()).get('HangupRequest') === names.get('HangupRequest'));
  });

  it('in segments, is all there, each of them complete', async () => {
    const one = record(folder, 'cut', { port: asterisk.port, user: 'full', args: ['--segment-size', '0.02'] });
    running.push(one);
    const first = record(folder, 'whole', { port: asterisk.port, user: 'full' });
    running.push(first);
    await first.until(/Event: FullyBooted/);
    await passing(500);
    await someCalls();
    await announce(asterisk, 'TheEnd');
    await first.until(/UserEvent: TheEnd\r\n(?:.*\r\n)*\r\n/);
    await one.stop();
    await first.stop();
    const { code, out } = await run([
      'check',
      '--counts',
      ...readdirSync(folder)
        .filter((name) => /^cut\.\d+\.ami$/.test(name))
        .map((name) => path.join(folder, name)),
    ]);
    assert.equal(code, 0, out);
    assert.ok(out.split('\n').length > 3, out);
  });

  it('goes to standard output, and from there to the calls', async () => {
    const child = begin(['capture', '--host', '127.0.0.1', '--port', String(asterisk.port), '--user', 'full', '--out', '-'], { AMI_SECRET: SECRET });
    const ended = outcomeOf(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await someCalls();
    child.kill('SIGTERM');
    const { code, out } = await ended;
    assert.equal(code, 0);
    assert.match((await run(['calls', '-'], { input: Buffer.from(out, 'latin1') })).out, /\d calls in \d+ messages/);
  });
});
