import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';
import type { RecordOptions } from '../../server/src/capture/recorder';
import { random } from '../support/logText';
import { BANNER, CHALLENGE } from './fakeServer';
import { ACCEPT, accept, createWorld, event, type Peer, type Recording, SECRET, settle, startIn, type World, withoutMarks } from './world';

const KEY = createHash('md5').update(CHALLENGE).update(SECRET).digest('hex');
const OUT = path.join('captures', 'out.ami');
const LOCK = path.join('captures', '.out.ami.lock');
const HEAD = BANNER + ACCEPT;

describe('the recorder, when things go wrong', () => {
  let world: World;
  let peer: Peer;
  /** Every recording of a test, with the world it is in. */
  const begun: { readonly world: World; readonly running: Recording }[] = [];

  const start = (options: Partial<RecordOptions> = {}): Recording => {
    const running = startIn(world, options);
    begun.push({ world, running });
    return running;
  };

  // Whatever went wrong: nothing secret is in a file, in what was told, or in the error that ended it.
  afterEach(async () => {
    for (const { world: its, running } of begun.splice(0)) {
      running.stop();
      const error = await running.done.then(
        () => '',
        (reason: unknown) => String(reason),
      );
      const all = JSON.stringify(running.told) + [...its.disk.all].join() + error;
      for (const hidden of [SECRET, KEY, CHALLENGE]) assert.ok(!all.includes(hidden), hidden);
    }
  });

  beforeEach(() => {
    world = createWorld();
    world.serve = accept((one) => {
      peer = one;
    });
  });

  /** A recording that has logged in. */
  async function begin(options: Partial<RecordOptions> = {}): Promise<Recording> {
    const running = start(options);
    await settle();
    assert.ok(running.of('loggedIn').length > 0, JSON.stringify(running.told));
    return running;
  }

  async function send(...data: (string | Buffer)[]): Promise<void> {
    for (const one of data) {
      peer.send(one);
      await settle();
    }
  }

  const bytes = (file = OUT): string => world.disk.all.get(file) ?? '';
  /** The captures, as they come one after the other. */
  const captures = (): [string, string][] => [...world.disk.all].filter(([name]) => name.endsWith('.ami')).sort(([a], [b]) => (a < b ? -1 : 1));

  /** Nothing that is secret is in what was told or written. */
  function nothingSecret(running: Recording): void {
    const all = JSON.stringify(running.told) + [...world.disk.all.values()].join();
    for (const hidden of [SECRET, KEY, CHALLENGE]) assert.ok(!all.includes(hidden), hidden);
  }

  /** Each file ends with a mark that counts right what is in it. */
  function countsRight(file: string): void {
    const text = bytes(file);
    const [, messages, size] = /;# end \S+ messages=(\d+) bytes=(\d+)\r\n$/.exec(text) ?? [];
    const before = text.slice(0, text.lastIndexOf(';# end '));
    assert.equal(Number(size), before.length, text);
    assert.equal(Number(messages), before.split('\r\n\r\n').length - 1, text);
  }

  it('loses nothing wherever the packets are cut, in UTF-8 and between CR and LF too', async () => {
    const stream = Buffer.from(event(1) + event(2));
    const expected = HEAD + stream.toString('latin1');
    for (let at = 0; at <= stream.length; at++) {
      world = createWorld();
      world.serve = accept((one) => {
        one.send(stream.subarray(0, at));
        setImmediate(() => {
          one.send(stream.subarray(at));
          one.end();
        });
      });
      const running = start();
      await running.done;
      assert.equal(withoutMarks(bytes()), expected, `cut at ${at}`);
      countsRight(OUT);
      assert.deepEqual([...world.disk.all.keys()], [OUT]);
    }
  });

  describe('a full disk', () => {
    it('loses nothing where there is room again soon, and says what happens', async () => {
      const running = await begin();
      await send(event(1));
      world.disk.room = 30;
      await send(event(2), event(3));
      assert.match(running.of('paused')[0]?.reason ?? '', /^The disk is full: .*Make room, or choose another folder\./);
      assert.equal(running.of('paused').at(-1)?.lostBytes, 0);
      const before = running.of('recording').length;
      world.disk.room = 100_000;
      await world.advance(2_000);
      assert.ok(running.of('recording').length > before);
      await send(event(4));
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1) + event(2) + event(3) + event(4)));
      countsRight(OUT);
      nothingSecret(running);
    });

    it('forgets what would fill the memory, counts it, and goes on between messages', async () => {
      const running = await begin({ waiting: 4_000 });
      world.disk.room = 50;
      let sent = 0;
      for (let i = 0; i < 100; i++) {
        const one = event(i);
        // Cut where it hurts.
        await send(one.slice(0, 40), one.slice(40));
        sent += Buffer.byteLength(one);
      }
      await world.advance(2_000);
      const lost = running.of('paused').at(-1)?.lostBytes ?? 0;
      assert.ok(lost > 0 && lost < sent);
      world.disk.room = 1_000_000;
      await world.advance(2_000);
      await send(event(1000), event(1001));
      peer.end();
      await running.done;
      const [before = '', after = ''] = bytes().split(/^;! gap .*\r\n/m);
      const [mark = '', lostBytes, lostMessages] =
        /^;! gap \S+Z the disk took nothing since \S+Z: (\d+) bytes and (\d+) messages were received and not kept\r$/m.exec(bytes()) ?? [];
      assert.ok(mark, bytes());
      assert.equal(withoutMarks(after), latin1(event(1000) + event(1001)));
      assert.equal(withoutMarks(before).length - HEAD.length + Number(lostBytes), sent);
      assert.equal((before.match(/^Number: /gm)?.length ?? 0) + Number(lostMessages), 100);
      assert.match(withoutMarks(before), /\r\n\r\n$/, 'no message is torn');
      countsRight(OUT);
    });

    it('goes on in another folder with the message that was being written', async () => {
      const running = await begin();
      await send(event(1));
      world.disk.room = 40;
      await send(event(2));
      running.folder('missing');
      await settle();
      assert.match(running.of('notice').at(-1)?.text ?? '', /Nothing can be written in missing/);
      world.disk.room = 0;
      const other = path.join('other', 'out.ami');
      running.folder('other');
      world.disk.room = 10_000;
      await settle(40);
      await send(event(3));
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1)));
      assert.equal(withoutMarks(bytes(other)), BANNER + latin1(event(2) + event(3)));
      assert.match(bytes(other), /^Asterisk.*\r\n;# segment 2, after /);
      countsRight(OUT);
      countsRight(other);
      assert.equal(running.of('recording').at(-1)?.file, other);
    });

    it('that stays full ends with an error that says how much is missing', async () => {
      const running = await begin();
      world.disk.room = 0;
      await send(event(1));
      running.stop();
      await assert.rejects(running.done, new RegExp(`the disk is full, and ${Buffer.byteLength(event(1))} bytes that were received are not in it`));
      assert.equal(running.of('ended')[0]?.refused, 'file');
      assert.equal(withoutMarks(bytes()), HEAD);
    });

    it('that cannot be written on at all ends the recording', async () => {
      const running = await begin({ reconnect: true });
      world.disk.failure = Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
      await send(event(1));
      await assert.rejects(running.done, /cannot be written on: EIO.*What was received until now is in the file/);
    });
  });

  it('holds no more than it may for a disk that is too slow', async () => {
    const running = await begin({ waiting: 10_000 });
    let open = (): void => undefined;
    world.disk.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (let i = 0; i < 500; i++) peer.send(event(i));
    await settle(50);
    assert.ok(bytes().length < 1_000);
    assert.match(running.of('paused')[0]?.reason ?? '', /^The disk is slower than the server: .*Choose another folder, or fewer events\.$/);
    assert.ok((running.of('paused')[0]?.lostBytes ?? 0) > 0);
    const before = running.of('recording').length;
    world.disk.gate = undefined;
    open();
    await settle(50);
    await send(event(500));
    assert.ok(running.of('recording').length > before);
    peer.end();
    await running.done;
    assert.match(bytes(), /^;! gap .* bytes and \d+ messages were received and not kept\r$/m);
    assert.ok(bytes().length < 20_000);
    assert.ok(bytes().includes('Number: 500\r\n'));
  });

  describe('a burst that is faster than the disk', () => {
    const piece = `${event(1)
      .padEnd(1_000_000, event(2))
      .replace(/[^\n]*$/, '')}\r\n\r\n`;

    /** Sends six pieces, of which four may wait, to a disk that takes none before `open` is called. */
    async function burst(): Promise<{ running: Recording; open: () => void }> {
      const running = await begin({ waiting: 4_500_000 });
      let open = (): void => undefined;
      world.disk.gate = new Promise((resolve) => {
        open = resolve;
      });
      for (let i = 0; i < 6; i++) await send(piece);
      return {
        running,
        open: () => {
          world.disk.gate = undefined;
          open();
        },
      };
    }

    it('waits in the buffers of the system', async () => {
      const { running, open } = await burst();
      open();
      await settle(50);
      await world.advance(100);
      peer.end();
      await running.done;
      assert.equal(running.of('paused').length, 0);
      assert.ok(withoutMarks(bytes()) === HEAD + latin1(piece.repeat(6)), 'all of it');
    });

    it('is kept where the connection breaks meanwhile', async () => {
      const { running, open } = await burst();
      peer.reset();
      await settle();
      open();
      await assert.rejects(running.done, /^Error: The connection was lost: the connection was reset/);
      // What was held back goes the way of all that comes: kept, or counted.
      const [, lost = '0'] = /(\d+) bytes and \d+ messages were received and not kept/.exec(bytes()) ?? [];
      assert.equal(withoutMarks(bytes()).length - HEAD.length + Number(lost), 6 * latin1(piece).length);
      assert.ok(withoutMarks(bytes()).startsWith(HEAD + latin1(piece.repeat(3))), 'what waited');
    });

    it('is not waited for longer than a server waits, where the disk takes nothing', async () => {
      const { running, open } = await burst();
      await world.advance(200);
      assert.ok((running.of('paused')[0]?.lostBytes ?? 0) > 0);
      open();
      await settle(50);
      peer.end();
      await running.done;
    });
  });

  describe('a file that others touch', () => {
    it('renamed: goes on under its name, with nothing torn', async () => {
      const running = await begin();
      await send(event(1), event(2).slice(0, 50));
      world.disk.rename(OUT, 'captures/old.ami');
      await world.advance(1_000);
      await send(event(2).slice(50), event(3));
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes('captures/old.ami')), HEAD + latin1(event(1)));
      assert.equal(withoutMarks(bytes()), BANNER + latin1(event(2) + event(3)));
      countsRight('captures/old.ami');
      countsRight(OUT);
      assert.match(running.of('notice')[0]?.text ?? '', /was renamed while it was recorded\. The recording goes on in/);
    });

    it('deleted: goes on, with what came since it was last seen', async () => {
      const running = await begin();
      await send(event(1));
      await world.advance(1_000);
      await world.disk.remove(OUT);
      await send(event(2), event(3).slice(0, 50));
      await world.advance(1_000);
      await send(event(3).slice(50));
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes()), BANNER + latin1(event(2) + event(3)));
      countsRight(OUT);
      assert.match(
        running.of('notice')[0]?.text ?? '',
        /was deleted while it was recorded.*what was recorded before is gone\. Keep it out of what cleans up there\./,
      );
    });

    it('cut short: leaves it alone, and says so in the next', async () => {
      const running = await begin();
      await send(event(1));
      await world.advance(1_000);
      world.disk.cut(OUT, 0);
      await world.advance(1_000);
      await send(event(2));
      peer.end();
      await running.done;
      const next = path.join('captures', 'out.0002.ami');
      assert.equal(withoutMarks(bytes(next)), BANNER + latin1(event(2)));
      assert.match(bytes(next), /^;! gap .*was cut short by another program/m);
      assert.equal(bytes(), '', 'nothing is written into what another program has emptied');
      assert.match(running.of('notice')[0]?.text ?? '', /The recording goes on in .*out\.0002\.ami\. Keep it out of what empties or rotates files there/);
    });

    it('a second recorder is refused and disturbs nothing', async () => {
      const running = await begin();
      const other = start();
      await assert.rejects(other.done, new RegExp(`is being recorded already, by process ${process.pid}\\. Choose another name`));
      assert.deepEqual(
        other.told.map(({ state }) => state),
        ['ended'],
      );
      await send(event(1));
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1)));
      assert.ok(!world.disk.all.has(LOCK));
    });

    it('the lock of a process that is gone is taken over', async () => {
      const handle = await world.disk.create(LOCK);
      await handle.append([Buffer.from(JSON.stringify({ pid: 2 ** 30, host: (await import('node:os')).hostname() }))]);
      const running = await begin();
      peer.end();
      await running.done;
    });
  });

  describe('segments', () => {
    const marksAndBanners = (text: string): string => withoutMarks(text).replaceAll(BANNER, '');

    it('begin and end between messages, are no larger than they may be, and hold everything', async () => {
      const stream = Array.from({ length: 400 }, (_, i) => event(i, i % 7)).join('');
      const running = await begin({ segmentBytes: 5_000 });
      for (let at = 0; at < stream.length; at += 777) await send(stream.slice(at, at + 777));
      peer.end();
      await running.done;
      const all = captures();
      assert.ok(all.length > 4);
      assert.deepEqual(
        all.map(([name]) => name),
        all.map((_, i) => path.join('captures', `out.${String(i + 1).padStart(4, '0')}.ami`)),
      );
      assert.equal(all.map(([, text]) => marksAndBanners(text)).join(''), ACCEPT + latin1(stream));
      for (const [name, text] of all) {
        countsRight(name);
        assert.ok(text.startsWith(BANNER));
        assert.ok(text.length <= 5_000, `${name}: ${text.length}`);
        assert.match(marksAndBanners(text), /^(Event|Response): [\s\S]*\r\n\r\n$/);
      }
    });

    it('hold a whole message where one is larger', async () => {
      const running = await begin({ segmentBytes: 1_000 });
      await send(event(1, 3_000), event(2, 3_000) + event(3), event(4));
      peer.end();
      await running.done;
      const all = captures();
      assert.equal(all.map(([, text]) => marksAndBanners(text)).join(''), ACCEPT + latin1(event(1, 3_000) + event(2, 3_000) + event(3) + event(4)));
      for (const [name] of all) countsRight(name);
    });

    it('turn after a time', async () => {
      const running = await begin({ segmentTime: 60_000 });
      for (let i = 0; i < 5; i++) {
        await send(event(i));
        await world.advance(40_000);
      }
      peer.end();
      await running.done;
      assert.equal(captures().length, 3);
      for (const [name] of captures()) countsRight(name);
    });

    it('end the recording at its whole size', async () => {
      const running = await begin({ segmentBytes: 3_000, totalBytes: 8_000, reconnect: true });
      for (let i = 0; i < 200; i++) await send(event(i));
      await running.done;
      assert.match(JSON.stringify(running.told.at(-1)), /as large as it may be/);
      const size = captures().reduce((sum, [, text]) => sum + text.length, 0);
      assert.ok(size <= 8_300 && size > 6_000, String(size));
      for (const [name] of captures()) countsRight(name);
    });

    it('end it within a message too, where that has no end', async () => {
      const running = await begin({ totalBytes: 10_000 });
      for (let i = 0; i < 30; i++) await send('x'.repeat(100_000));
      await running.done;
      assert.ok(bytes().length <= 1_010_000);
    });

    it('give way, the oldest first', async () => {
      const running = await begin({ segmentBytes: 3_000, totalBytes: 9_000, deleteOldest: true });
      for (let i = 0; i < 200; i++) await send(event(i));
      peer.end();
      await running.done;
      const all = captures();
      assert.ok(all.length >= 2 && all.length <= 4, String(all.length));
      assert.ok(all[0] && !all[0][0].includes('0001'));
      assert.ok(all.at(-1)?.[1].includes('Number: 199\r\n'));
      assert.ok(all.reduce((sum, [, text]) => sum + text.length, 0) <= 9_300);
    });

    it('are refused where there are such files already', async () => {
      await world.disk.create(path.join('captures', 'out.0007.ami'));
      await assert.rejects(start({ segmentBytes: 1_000 }).done, /out\.0007\.ami exists already/);
    });
  });

  describe('a connection', () => {
    it('that has gone silent is asked, and left where nothing answers', async () => {
      const running = await begin({ ping: 30, reconnect: true });
      await world.advance(29_000);
      await send(event(1));
      await world.advance(29_900);
      assert.doesNotMatch(peer.got, /Ping/);
      await world.advance(200);
      assert.match(peer.got, /Action: Ping\r\nActionID: ami-logs-ping\r\n\r\n/);
      const pong = 'Response: Success\r\nActionID: ami-logs-ping\r\nPing: Pong\r\n\r\n';
      await send(pong);
      await world.advance(29_000);
      assert.equal(peer.got.match(/Ping/g)?.length, 1);
      await world.advance(1_100);
      assert.equal(peer.got.match(/Ping/g)?.length, 2);
      assert.equal(running.of('lost').length, 0);
      await world.advance(15_000);
      assert.match(running.of('lost')[0]?.reason ?? '', /silent for 45 s and does not answer a Ping/);
      await world.advance(5_000);
      assert.equal(running.of('loggedIn').length, 2);
      running.stop();
      await running.done;
      assert.ok(withoutMarks(bytes()).includes(latin1(event(1)) + pong));
    });

    it('that is reset in mid-message leaves a gap mark with what came', async () => {
      const running = await begin({ reconnect: true });
      await send(event(1), event(2).slice(0, 30));
      peer.reset();
      await world.advance(5_000);
      await send(event(3));
      peer.end();
      await settle();
      running.stop();
      await running.done;
      const [before = '', after = ''] = bytes().split(
        /^;! gap \S+Z the connection was reset by the server or by something between here and there; .* since \S+Z\r\n/m,
      );
      assert.equal(withoutMarks(before), `${HEAD}${latin1(event(1))}${event(2).slice(0, 30)}\r\n`.replace('\r\n\r\n\r\n', '\r\n\r\n'));
      assert.ok(withoutMarks(after).startsWith(HEAD + latin1(event(3))));
      assert.match(after, /^;# connected again after 2\.0 s, at attempt 1\r\n/);
    });

    it('that breaks ends the recording with an error where nobody wants it made again, and the file is whole', async () => {
      const running = await begin();
      await send(event(1));
      peer.reset();
      await assert.rejects(running.done, /^Error: The connection was lost: the connection was reset.*What was received before is in the file\..*--reconnect/);
      assert.equal(running.of('ended')[0]?.refused, 'connection');
      assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1)));
      assert.match(bytes(), /^;# the connection was reset by .*\r\n;# end \S+ messages=2 bytes=\d+\r\n$/m);
    });

    it('that does not answer a Ping ends it so too', async () => {
      const running = await begin({ ping: 30 });
      await send(event(1));
      await world.advance(46_000);
      await assert.rejects(running.done, /^Error: The connection was lost: the server has been silent for 45 s and does not answer a Ping\. What was/);
      assert.match(bytes(), /^;# end \S+ messages=2 bytes=\d+\r\n$/m);
    });

    it('that is asked often is given up 15 s after a Ping, though it has answered those before', async () => {
      const running = await begin({ ping: 1, reconnect: true });
      await world.advance(1_100);
      assert.equal(peer.got.match(/Ping/g)?.length, 1);
      await send('Response: Success\r\nActionID: ami-logs-ping\r\nPing: Pong\r\n\r\n');
      await world.advance(1_900);
      assert.equal(peer.got.match(/Ping/g)?.length, 2);
      assert.equal(running.of('lost').length, 0);
      await world.advance(16_000);
      assert.match(running.of('lost')[0]?.reason ?? '', /silent for 16 s/);
      running.stop();
      await running.done;
    });

    it('that the server closes in the middle of a message ends it in the ordinary way, and says so', async () => {
      const running = await begin();
      await send(event(1).slice(0, 30));
      peer.end();
      await running.done;
      assert.equal(running.of('ended')[0]?.reason, 'the server closed the connection in the middle of a message');
      assert.doesNotMatch(bytes(), /^;# end/m);
    });

    it('whose lines end in LF alone has its marks, its counts and its answers all the same', async () => {
      const lf = (text: string): string => text.replaceAll('\r\n', '\n');
      world.serve = (one) => {
        peer = one;
        one.send(lf(BANNER));
        one.onData = (text) => {
          if (text.startsWith('Action: Challenge')) one.send(`Event: Early\n\nResponse: Success\nChallenge: ${CHALLENGE}\n\n`);
          if (text.startsWith('Action: Login')) one.send(lf(ACCEPT));
        };
      };
      const running = startIn(world, { filters: ['x'] });
      await settle();
      await send('Response: Error\nActionID: ami-logs-filter-1\nMessage: no\n\n', lf(event(1)));
      running.note('between');
      peer.end();
      await running.done;
      assert.match(running.of('notice')[0]?.text ?? '', /refused the filter x: no/);
      assert.match(bytes(), /\n\n;# between\r\n;# end \S+ messages=3 bytes=\d+\r\n$/);
    });

    it('that is lost is made again though the server still holds the old session; from the beginning that is a refusal', async () => {
      const inUse = (one: Peer): void => {
        one.send(BANNER);
        one.onData = (text) => {
          if (text.startsWith('Action: Challenge')) one.send(`Response: Success\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
          if (text.startsWith('Action: Login')) one.send('Response: Error\r\nMessage: Login Already In Use\r\n\r\n');
        };
      };
      const running = await begin({ reconnect: true });
      const free = world.serve;
      world.serve = inUse;
      peer.reset();
      await world.advance(5_000);
      world.serve = free;
      await world.advance(10_000);
      assert.equal(running.of('loggedIn').length, 2);
      running.stop();
      await running.done;
      world.serve = inUse;
      const other = startIn(world, { reconnect: true, out: 'other.ami' });
      await assert.rejects(other.done, /logged in already/);
      // Not the secret is at fault.
      assert.equal(other.of('ended')[0]?.refused, 'connection');
    });

    it('that drips its banner is given up in time', async () => {
      world.serve = (one) => {
        peer = one;
      };
      const running = start();
      for (const letter of 'Asterisk Call Mana') {
        await settle(4);
        peer.send(letter);
        await world.advance(1_000);
      }
      await assert.rejects(running.done, /This is no AMI server/);
      assert.equal(running.of('ended')[0]?.refused, 'notAmi');
      assert.deepEqual([...world.disk.all.keys()], []);
    });

    it('that never ends a line is told of once', async () => {
      const running = await begin();
      for (let i = 0; i < 10; i++) await send('x'.repeat(1_000_000));
      assert.deepEqual(
        running.of('notice').map(({ about }) => about),
        ['server'],
      );
      peer.end();
      await running.done;
      assert.equal(withoutMarks(bytes()).length, HEAD.length + 10_000_000);
    });

    it('lost and made 10,000 times leaves nothing behind, loses nothing, and marks each', async function () {
      this.timeout(120_000);
      const times = 10_000;
      let made = 0;
      const warnings: Error[] = [];
      const warn = (warning: Error): void => void warnings.push(warning);
      process.on('warning', warn);
      world.serve = accept((one) => {
        made++;
        one.send(`Event: Number\r\nNumber: ${one.number}\r\n\r\n`);
        if (one.number < times) one.end();
      });
      const running = start({ reconnect: true, ping: 30 });
      let most = 0;
      while (made <= times) {
        await world.advance(500);
        most = Math.max(most, world.timers);
      }
      await settle();
      running.stop();
      await running.done;
      process.off('warning', warn);
      assert.deepEqual(warnings, []);
      assert.ok(most < 12, `${most} timers`);
      assert.equal(world.timers, 0);
      const numbers = [...bytes().matchAll(/^Number: (\d+)\r$/gm)].map(([, number]) => Number(number));
      assert.deepEqual(
        numbers,
        Array.from({ length: times + 1 }, (_, i) => i),
      );
      assert.equal(bytes().match(/^;! gap /gm)?.length, times);
      assert.equal(running.of('recording').at(-1)?.lost, times);
      countsRight(OUT);
      nothingSecret(running);
    });
  });

  it('notes when somebody sets the clock, and is not confused by it', async () => {
    const running = await begin();
    await send(event(1));
    world.setClock(-3_600_000);
    await world.advance(1_100);
    await send(event(2));
    await world.advance(1_100);
    await send(event(3));
    peer.end();
    await running.done;
    assert.match(bytes(), /^;# the clock of this computer went from 2026-11-22T10:\S+Z to 2026-11-22T09:\S+Z\r$/m);
    assert.equal(bytes().match(/^;@ /gm)?.length, 3);
  });

  describe('a computer that slept', () => {
    // The clock of the day goes on, the one that timers go by stands still.
    it('finds its connection dead, marks it, connects again and asks what is there now', async () => {
      const running = await begin({ reconnect: true, ping: 30 });
      await send(event(1), event(2).slice(0, 40));
      world.setClock(8 * 3_600_000);
      await world.advance(46_000);
      assert.match(running.of('lost')[0]?.reason ?? '', /silent for 45 s and does not answer a Ping/);
      await world.advance(5_000);
      assert.equal(running.of('loggedIn').length, 2);
      assert.match(peer.got, /Action: CoreShowChannels\r\n/);
      await send(event(3));
      running.stop();
      await running.done;
      const [before = '', after = ''] = bytes().split(/^;! gap \S+Z .* since 2026-11-22T10:\S+Z\r\n/m);
      assert.ok(withoutMarks(before).startsWith(HEAD + latin1(event(1)) + event(2).slice(0, 40)), before);
      assert.ok(withoutMarks(after).startsWith(HEAD + latin1(event(3))), after);
      assert.match(bytes(), /^;# the clock of this computer went from 2026-11-22T10:\S+Z to 2026-11-22T18:\S+Z\r$/m);
      assert.match(after, /^;@ 2026-11-22T18:/m);
    });

    it('goes on where the connection outlived it', async () => {
      const running = await begin({ reconnect: true, ping: 30 });
      await send(event(1), event(2).slice(0, 40));
      world.setClock(8 * 3_600_000);
      await world.advance(1_100);
      await send(event(2).slice(40), event(3));
      running.stop();
      await running.done;
      assert.equal(running.of('lost').length, 0);
      assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1) + event(2) + event(3)));
      countsRight(OUT);
    });
  });

  it('loses nothing, tears nothing and counts right, whatever comes together', async function () {
    this.timeout(120_000);
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ send: fc.integer({ min: 1, max: 900 }) }) },
      { weight: 2, arbitrary: fc.record({ room: fc.constantFrom(0, 37, 500, 1e9) }) },
      { weight: 2, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 1, arbitrary: fc.record({ note: fc.constant('a note') }) },
      { weight: 1, arbitrary: fc.record({ rename: fc.nat(1_000) }) },
      { weight: 1, arbitrary: fc.record({ folder: fc.constantFrom('one', 'two', 'captures') }) },
    );
    const limits = fc.record({
      segmentBytes: fc.constantFrom(undefined, 700, 3_000),
      segmentTime: fc.constantFrom(undefined, 5_000),
      waiting: fc.constantFrom(1e9, 1_500),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { minLength: 5, maxLength: 60 }), async ({ segmentBytes, segmentTime, waiting }, steps) => {
        world = createWorld();
        world.serve = accept((one) => {
          peer = one;
        });
        const running = await begin({ waiting, ...(segmentBytes ? { segmentBytes } : {}), ...(segmentTime ? { segmentTime } : {}) });
        const stream = Buffer.from(Array.from({ length: 600 }, (_, i) => event(i, i % 11)).join(''));
        let at = 0;
        let renamed = 0;
        for (const one of steps) {
          if ('send' in one) {
            await send(stream.subarray(at, at + one.send));
            at += one.send;
          } else if ('room' in one) world.disk.room = one.room;
          else if ('wait' in one) await world.advance(one.wait);
          else if ('note' in one) running.note(one.note);
          else if ('folder' in one) running.folder(one.folder);
          else {
            const { file = '' } = running.of('recording').at(-1) ?? {};
            if (world.disk.all.has(file)) world.disk.rename(file, `${file}.${renamed++}.old`);
          }
        }
        world.disk.room = 1e9;
        await world.advance(4_000);
        await send(stream.subarray(at));
        peer.end();
        await settle(40);
        await running.done;
        const files = [...world.disk.all].filter(([name]) => !name.endsWith('.lock'));
        // A file that was left on a full disk has no room for its mark.
        for (const [name, text] of files) if (text.includes(';# end ') || !steps.some((one) => 'folder' in one || 'rename' in one)) countsRight(name);
        // Files are found by their first message: names say little after renaming.
        const kept = files
          .map(([, text]) => withoutMarks(text).replaceAll(BANNER, '').replace(ACCEPT, ''))
          .sort((a, b) => numberIn(a) - numberIn(b))
          .join('');
        const gaps = [
          ...files
            .map(([, text]) => text)
            .join('')
            .matchAll(/^;! gap .*: (\d+) bytes and (\d+) messages? were received/gm),
        ];
        const lost = gaps.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
        assert.equal(kept.length + lost, stream.length);
        if (waiting > 1e6) assert.equal(lost, 0);
        const messages = stream.toString('latin1').split(/(?<=\r\n\r\n)/);
        const numbers = [...kept.matchAll(/^Number: (\d+)\r$/gm)].map(([, number]) => Number(number));
        assert.equal(kept, numbers.map((number) => messages[number]).join(''), 'whole messages, each in its order');
        assert.equal(numbers.length + gaps.reduce((sum, [, , count]) => sum + Number(count), 0), messages.length);
        nothingSecret(running);
      }),
      random(150),
    );
  });

  it('stops behind the message that is being received, or soon', async () => {
    const running = await begin();
    await send(event(1) + event(2).slice(0, 40));
    running.stop();
    await settle();
    assert.equal(running.of('ended').length, 0);
    await send(event(2).slice(40) + event(3));
    await running.done;
    assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1) + event(2)));
    countsRight(OUT);
    const other = await begin({ out: path.join('captures', 'b.ami') });
    await send(event(1) + event(2).slice(0, 40));
    other.stop();
    await world.advance(300);
    await other.done;
    assert.equal(withoutMarks(bytes(path.join('captures', 'b.ami'))), HEAD + latin1(event(1)) + event(2).slice(0, 40));
  });

  it('writes notes between messages, each one line', async () => {
    const running = await begin();
    running.note('now\r\nEvent: Forged\r\n\r\n');
    await send(event(1).slice(0, 40));
    running.note('in the middle\u2028 x');
    running.note('end 2026-11-22T10:00:00.000Z messages=1 bytes=1');
    await send(event(1).slice(40) + event(2));
    peer.end();
    await running.done;
    assert.ok(bytes().includes(`;# now Event: Forged\r\n`), bytes());
    assert.ok(
      bytes().includes(`${latin1(event(1))};# in the middle  x\r\n;# end, 2026-11-22T10:00:00.000Z messages=1 bytes=1\r\n${latin1(event(2))}`),
      bytes(),
    );
    assert.equal(withoutMarks(bytes()), HEAD + latin1(event(1) + event(2)));
    countsRight(OUT);
  });

  describe('what is asked of the server', () => {
    it('after a loss: channels, bridges and who is in them, queues; the answers are in the file', async () => {
      const running = await begin({ reconnect: true });
      await send(event(1));
      assert.doesNotMatch(peer.got, /CoreShowChannels/);
      peer.end();
      await world.advance(5_000);
      assert.deepEqual(
        peer.got.match(/^Action: .*/gm)?.map((line) => line.trim().slice(8)),
        ['Challenge', 'Login', 'CoreShowChannels', 'Status', 'BridgeList', 'QueueStatus'],
      );
      const answer =
        'Response: Error\r\nActionID: ami-logs-restate-channels\r\nMessage: Permission denied\r\n\r\n' +
        'Response: Success\r\nActionID: ami-logs-restate-bridges\r\nEventList: start\r\n\r\n' +
        'Event: BridgeListItem\r\nActionID: ami-logs-restate-bridges\r\nBridgeUniqueid: b-1\r\n\r\n' +
        'Event: BridgeListItem\r\nActionID: ami-logs-restate-bridges\r\nBridgeUniqueid: b-1\r\n\r\n';
      await send(answer.slice(0, 100), answer.slice(100));
      assert.equal(peer.got.match(/Action: BridgeInfo\r\nActionID: ami-logs-restate-bridge-1\r\nBridgeUniqueid: b-1\r\n\r\n/g)?.length, 1);
      assert.equal(peer.got.match(/BridgeInfo/g)?.length, 1);
      running.stop();
      await running.done;
      assert.ok(withoutMarks(bytes()).endsWith(HEAD + answer));
      assert.match(bytes(), /^;# asked for channels, bridges and queues: the answers follow\r$/m);
      assert.doesNotMatch(bytes(), /^Action: /m);
    });

    it('at the beginning too, or never', async () => {
      const always = await begin({ restate: 'always' });
      assert.match(peer.got, /CoreShowChannels/);
      always.stop();
      await always.done;
      const never = await begin({ restate: 'never', reconnect: true, out: path.join('captures', 'never.ami') });
      peer.end();
      await world.advance(5_000);
      assert.equal(never.of('loggedIn').length, 2);
      assert.doesNotMatch(peer.got, /CoreShowChannels/);
      never.stop();
      await never.done;
    });

    it('classes that no Asterisk knows, which the server takes without a word', async () => {
      const running = await begin({ events: 'call,agnet, System,on', reconnect: true });
      peer.reset();
      await world.advance(5_000);
      assert.equal(running.of('loggedIn').length, 2);
      // Once.
      assert.deepEqual(
        running.of('notice').map(({ about, text }) => [about, /event class agnet,/.test(text)]),
        [['filter', true]],
      );
      running.stop();
      await running.done;
    });

    it('filters in both forms; a refused one is told with what to do', async () => {
      const running = await begin({
        filters: ['!Event: VarSet', '(action(exclude),name(Newexten)) = x', 'eventfilter(name(Hangup),header(Cause),method(exact)) = 16'],
      });
      assert.ok(peer.got.includes('Action: Filter\r\nActionID: ami-logs-filter-1\r\nOperation: Add\r\nFilter: !Event: VarSet\r\n\r\n'), peer.got);
      assert.ok(
        peer.got.includes('ActionID: ami-logs-filter-2\r\nOperation: Add\r\nMatchCriteria: action(exclude),name(Newexten)\r\nFilter: x\r\n\r\n'),
        peer.got,
      );
      assert.ok(peer.got.includes('MatchCriteria: name(Hangup),header(Cause),method(exact)\r\nFilter: 16\r\n\r\n'), peer.got);
      await send(
        'Response: Success\r\nActionID: ami-logs-filter-1\r\nMessage: Filter added successfully\r\n\r\nResponse: Error\r\nActionID: ami-logs-filter-2\r\nMessage: Permission denied\r\n\r\n',
      );
      assert.deepEqual(
        running.of('notice').map(({ about }) => about),
        ['filter'],
      );
      assert.match(
        running.of('notice')[0]?.text ?? '',
        /refused the filter .*Newexten.*: Permission denied\. Filters need an account with write class system\. Without it, put "eventfilter\(action\(exclude\),name\(Newexten\)\) = x" into .*manager\.conf/,
      );
      running.stop();
      await running.done;
    });

    it('whether the account may do more than read, only where that is wanted; nothing is claimed that the server does not say', async () => {
      const commands = (lines: string): string => `Response: Success\r\nActionID: ami-logs-account\r\n${lines}\r\n`;
      const running = await begin({ checkAccount: true });
      assert.match(peer.got, /Action: ListCommands\r\nActionID: ami-logs-account\r\n\r\n$/);
      await send(commands('Ping: Keepalive command.  (Priv: <none>)\r\nStatus: Lists channel status.  (Priv: system,call,reporting,all)\r\n'));
      assert.deepEqual(running.of('notice'), []);
      await send(commands('Originate: Originate a call.  (Priv: originate,all)\r\nCommand: Execute Asterisk CLI Command.  (Priv: command,all)\r\n'));
      assert.match(
        running.of('notice')[0]?.text ?? '',
        /The account admin may do more than watch: .*2 actions such as Originate, Command \(write classes command, originate\)/,
      );
      running.stop();
      await running.done;
      const silent = await begin({ out: path.join('captures', 'silent.ami') });
      assert.doesNotMatch(peer.got, /ListCommands/);
      silent.stop();
      await silent.done;
    });
  });

  it('repeats a refusal without what a terminal would obey, nor a secret that hides behind it', async () => {
    world.serve = (one) => {
      one.send(BANNER);
      one.onData = (text) => {
        if (text.startsWith('Action: Challenge')) one.send(`Response: Success\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
        else one.send(`Response: Error\r\nMessage: \x1b[31mno\x07 ${SECRET.slice(0, 4)}\x1b${SECRET.slice(4)}\x9b\r\n\r\n`);
      };
    };
    const running = start();
    await assert.rejects(running.done, (error: Error) => {
      assert.match(error.message, /refused the login of admin: \[31mno …/);
      assert.doesNotMatch(error.message, /\p{Cc}/u);
      return true;
    });
    nothingSecret(running);
  });

  it('does not repeat what a server says of the secret, its key or the challenge', async () => {
    world.serve = (one) => {
      one.send(BANNER);
      one.onData = (text) => {
        if (text.startsWith('Action: Challenge')) one.send(`Response: Success\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
        else one.send(`Response: Error\r\nMessage: ${KEY} is wrong for ${CHALLENGE}, ${SECRET}\r\n\r\n`);
      };
    };
    const running = start();
    await assert.rejects(running.done, (error: Error) => {
      assert.match(error.message, /refused the login of admin: … is wrong for …, …\./);
      return true;
    });
    assert.equal(running.of('ended')[0]?.refused, 'login');
    nothingSecret(running);
  });
});

/** What UTF-8 text is as bytes, one character a byte. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The first number of a file's messages; those of a file without any come first. */
function numberIn(text: string): number {
  return Number(/^Number: (\d+)\r$/m.exec(text)?.[1] ?? -1);
}
