import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Captures } from '../../server/src/largeFiles/captures';
import { Cancelled } from '../../server/src/largeFiles/cancelled';
import { DiskCapture } from '../../server/src/largeFiles/diskCapture';
import { indexMessages } from '../../server/src/syntax/messages';
import { captureNamed } from '../support/captures';
import { rows } from '../support/describe';
import { folder, sourceRows, until } from './disk';

const CAPTURE = readFileSync(captureNamed('asterisk-22.10.1/call_answered.ami').file);
const TEXT = CAPTURE.toString('latin1');

describe('a capture on disk', () => {
  let temporary: ReturnType<typeof folder>;
  const opened: Captures[] = [];
  const warnings: string[] = [];
  let changes = 0;

  beforeEach(() => {
    temporary = folder();
    warnings.length = 0;
    changes = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((captures) => captures.closeAll()));
    temporary.remove();
  });

  const captures = (): Captures => {
    const one = new Captures({ changed: () => changes++, warn: (sentence) => warnings.push(sentence) }, { poll: 20, quiet: 60_000 });
    opened.push(one);
    return one;
  };
  const messagesIn = (text: string): string[] => rows(indexMessages(text));

  it('has the messages of the text, and their text', async () => {
    const capture = await captures().open({ path: temporary.file('a.ami', CAPTURE) });
    assert.deepEqual(sourceRows(capture), messagesIn(TEXT));
    assert.equal(await capture.read(capture.startOf(3), capture.endOf(3)), TEXT.slice(capture.startOf(3), capture.endOf(3)));
    assert.equal(capture.decode('\u00c3\u00a4'), 'ä');
    assert.equal(capture.reading, false);
    assert.ok(changes > 0);
  });

  // Half a minute of reading zeros; that offsets hold there, reading.test.ts says in no time.
  (process.env.AMI_SLOW ? it : it.skip)('lies beyond 4 GB in a sparse file', async () => {
    const file = temporary.file('sparse.ami', '');
    const far = 4.5 * 2 ** 30;
    const descriptor = openSync(file, 'w');
    writeSync(descriptor, CAPTURE, 0, CAPTURE.length, far);
    closeSync(descriptor);
    const capture = await DiskCapture.open('file:///x', file);
    // The hole is one endless line; what follows it in the same line is lost, but not the rest.
    await capture.readAll();
    const last = capture.count - 1;
    assert.equal(capture.endOf(last), far + CAPTURE.length);
    assert.match(await capture.read(capture.startOf(last), capture.endOf(last)), /^(Event|Response): /);
    assert.ok(capture.count >= messagesIn(TEXT).length - 1);
    await capture.close();
  }).timeout(120_000);

  it('is followed as it grows, byte for byte where it may be', async () => {
    const half = TEXT.indexOf('Channel:', TEXT.length / 2) + 12;
    const file = temporary.file('a.ami', CAPTURE.subarray(0, half));
    const one = captures();
    const capture = await one.open({ path: file });
    assert.deepEqual(sourceRows(capture), messagesIn(TEXT.slice(0, half)));
    appendFileSync(file, CAPTURE.subarray(half, half + 100));
    await until(() => capture.size === half + 100, 'the first appendix');
    assert.deepEqual(sourceRows(capture), messagesIn(TEXT.slice(0, half + 100)));
    appendFileSync(file, CAPTURE.subarray(half + 100));
    await until(() => capture.size === CAPTURE.length && !capture.reading, 'the second appendix');
    assert.deepEqual(sourceRows(capture), messagesIn(TEXT));
    assert.equal(one.get(pathToFileURL(file).href), capture, 'it was not read anew');
    assert.deepEqual(warnings, []);
  });

  it('is complete once nobody writes to it, and read anew should it grow after all', async () => {
    const torn = TEXT.trimEnd();
    const file = temporary.file('a.ami', Buffer.from(torn, 'latin1'));
    const before = new Date(Date.now() - 3_600_000);
    utimesSync(file, before, before);
    const one = captures();
    const capture = await one.open({ path: file });
    assert.equal(capture.correlation.messages, capture.count);
    appendFileSync(file, '\r\n\r\nEvent: More\r\n\r\n');
    const uri = pathToFileURL(file).href;
    await until(() => one.get(uri) !== capture && one.get(uri)?.reading === false, 'reading anew');
    assert.deepEqual(sourceRows(one.get(uri) ?? capture), messagesIn(`${torn}\r\n\r\nEvent: More\r\n\r\n`));
  });

  for (const [what, change] of [
    ['truncated', (file: string) => truncateSync(file, 500)],
    ['truncated and written on', (file: string) => writeFileSync(file, `Event: New\r\nA: b\r\n\r\n${TEXT}${TEXT}`, 'latin1')],
    [
      'replaced',
      (file: string) => {
        writeFileSync(`${file}.new`, `Event: New\r\n\r\n${TEXT}`, 'latin1');
        renameSync(`${file}.new`, file);
      },
    ],
  ] as const) {
    it(`is read anew when it was ${what}`, async () => {
      const file = temporary.file('a.ami', CAPTURE);
      const uri = pathToFileURL(file).href;
      const one = captures();
      const capture = await one.open({ path: file });
      change(file);
      const now = readFileSync(file, 'latin1');
      await until(() => one.get(uri) !== capture && one.get(uri)?.reading === false, what);
      assert.deepEqual(sourceRows(one.get(uri) ?? capture), messagesIn(now));
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /read anew.*slice again/);
      // And followed again.
      appendFileSync(file, '\r\n\r\nEvent: Later\r\n\r\n');
      await until(() => one.get(uri)?.size === now.length + '\r\n\r\nEvent: Later\r\n\r\n'.length, 'growing afterwards');
    });
  }

  it('stays usable when it was deleted, which is told once', async () => {
    const file = temporary.file('a.ami', CAPTURE);
    const capture = await captures().open({ path: file });
    rmSync(file);
    await until(() => warnings.length > 0, 'being told');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /not there any more.*open the file again/);
    assert.equal(await capture.read(capture.startOf(0), capture.endOf(0)), TEXT.slice(capture.startOf(0), capture.endOf(0)));
  });

  it('leaves nothing behind when it was cancelled', async () => {
    const file = temporary.file('a.ami', Buffer.concat(Array.from({ length: 100 }, () => CAPTURE)));
    const one = captures();
    await assert.rejects(one.open({ path: file }, { progress: (done) => done < 600_000 }), Cancelled);
    assert.equal(one.get(pathToFileURL(file).href), undefined);
    assert.equal((await one.open({ path: file })).count, messagesIn(TEXT.repeat(100)).length);
  });

  it('is opened once by two at a time', async () => {
    const one = captures();
    const file = temporary.file('a.ami', CAPTURE);
    const [a, b] = await Promise.all([one.open({ path: file }), one.open({ uri: pathToFileURL(file).href })]);
    assert.equal(a, b);
  });

  for (const [name, make, sentence] of [
    ['is not there', () => 'nothing.ami', /there is no such file\. Check the path\./],
    ['is a folder', () => '.', /is a folder\. Name a file in it\./],
  ] as const) {
    it(`says what to do where it ${name}`, async () => {
      await assert.rejects(captures().open({ path: path.join(temporary.name, make()) }), sentence);
    });
  }

  it('says what to do where it is on no disk', async () => {
    await assert.rejects(captures().open({ uri: 'vscode-vfs://github/x.ami' }), /Only a file on this computer/);
  });

  describe('that is packed', () => {
    const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
    const temporaryFiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('ami-logs-'));
    let outer: string | undefined;

    beforeEach(() => {
      outer = process.env[variable];
      process.env[variable] = path.join(temporary.name, 'tmp');
      mkdirSync(tmpdir());
    });
    afterEach(() => {
      if (outer === undefined) delete process.env[variable];
      else process.env[variable] = outer;
    });

    it('is read like the text, and leaves no file behind', async () => {
      const one = captures();
      const capture = await one.open({ path: temporary.file('a.ami.gz', gzipSync(CAPTURE)) });
      assert.deepEqual(sourceRows(capture), messagesIn(TEXT));
      assert.deepEqual(capture.notes, []);
      assert.equal(await capture.read(capture.startOf(5), capture.endOf(5)), TEXT.slice(capture.startOf(5), capture.endOf(5)));
      await one.closeAll();
      assert.deepEqual(temporaryFiles(), []);
    });

    it('is read as far as it goes where it is damaged', async () => {
      const whole = TEXT.repeat(20);
      const packed = gzipSync(Buffer.from(whole, 'latin1'), { level: 1 });
      const broken = Math.floor(packed.length * 0.6);
      const capture = await captures().open({ path: temporary.file('a.ami.gz', packed.subarray(0, broken)) });
      assert.ok(capture.count > messagesIn(whole).length * 0.4);
      assert.deepEqual(sourceRows(capture).slice(0, -1), messagesIn(whole).slice(0, capture.count - 1));
      assert.match(capture.notes[0] ?? '', /damaged.*fetch the file again/);
      const spoilt = Buffer.from(packed);
      spoilt.fill(0xff, broken, broken + 100);
      const other = await captures().open({ path: temporary.file('b.ami.gz', spoilt) });
      assert.ok(other.count > 0);
      assert.equal(other.notes.length, 1);
    });

    it('is read where it is UTF-16, gzipped or not', async () => {
      const text = `${TEXT.slice(0, 2000)}Event: UserEvent\r\nUserEvent: Ångström 😀\r\n\r\n`;
      const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
      const big = Buffer.from(little).swap16();
      const utf8 = Buffer.from(text, 'utf8').toString('latin1');
      for (const [name, bytes] of Object.entries({ 'le.ami': little, 'be.ami': big, 'le.ami.gz': gzipSync(little) })) {
        const one = captures();
        const capture = await one.open({ path: temporary.file(name, bytes) });
        assert.deepEqual(sourceRows(capture), messagesIn(utf8), name);
        assert.match(capture.decode(await capture.read(0, capture.size)), /Ångström 😀\r\n\r\n$/);
        assert.match(capture.notes[0] ?? '', /UTF-16/);
        await one.closeAll();
      }
      assert.deepEqual(temporaryFiles(), []);
    });

    it('is nothing where it is no gzip file at all', async () => {
      const capture = await captures().open({ path: temporary.file('a.ami.gz', CAPTURE) });
      assert.equal(capture.count, 0);
      assert.equal(capture.notes.length, 1);
    });

    it('leaves nothing behind when it was cancelled', async () => {
      await assert.rejects(captures().open({ path: temporary.file('a.ami.gz', gzipSync(CAPTURE)) }, { progress: () => false }), Cancelled);
      assert.deepEqual(temporaryFiles(), []);
    });
  });
});
