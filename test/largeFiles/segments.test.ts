import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { callsOf } from '../../server/src/calls/calls';
import { Captures } from '../../server/src/largeFiles/captures';
import { segmentsOf } from '../../server/src/largeFiles/segments';
import { cutSlice } from '../../server/src/largeFiles/slices';
import { isRecording, nameOf } from '../../server/src/largeFiles/source';
import { indexMessages } from '../../server/src/syntax/messages';
import { captureNamed } from '../support/captures';
import { inSegments } from '../support/segments';
import { rows } from '../support/describe';
import { folder, sourceRows, until } from './disk';

const TEXT = readFileSync(captureNamed('asterisk-22.10.1/attended_transfer_complete.ami').file, 'latin1');

describe('a recording in segments', () => {
  let temporary: ReturnType<typeof folder>;
  const opened: Captures[] = [];
  const warnings: string[] = [];

  beforeEach(() => {
    temporary = folder();
    warnings.length = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((captures) => captures.closeAll()));
    temporary.remove();
  });

  const captures = (): Captures => {
    const one = new Captures({ changed: () => undefined, warn: (sentence) => warnings.push(sentence) }, { poll: 20, quiet: 60_000 });
    opened.push(one);
    return one;
  };
  const recording = (name = 'calls.ami'): string => `${pathToFileURL(path.join(temporary.name, name)).href}?segments`;
  const segments = inSegments(TEXT, 3);
  const write = (from = 0, to = segments.length): string[] =>
    segments.slice(from, to).map((text, i) => temporary.file(`calls.${String(from + i + 1).padStart(4, '0')}.ami`, Buffer.from(text, 'latin1')));

  it('is its files in the order of their numbers, and no others', async () => {
    const names = ['calls.0002.ami', 'calls.0001.ami.gz', 'calls.ami', 'calls.0010.ami', 'calls.0010.ami.gz', 'calls.10000.ami'];
    for (const name of [...names, 'calls.12.ami', 'calls.0001.txt', 'other.0001.ami', 'calls.x.0001.ami', '.calls.ami.lock']) temporary.file(name, '');
    const found = (await segmentsOf(path.join(temporary.name, 'calls.ami'))).map((file) => path.basename(file));
    assert.deepEqual(found, ['calls.ami', 'calls.0001.ami.gz', 'calls.0002.ami', 'calls.0010.ami', 'calls.10000.ami']);
    assert.deepEqual(await segmentsOf(path.join(temporary.name, 'missing', 'calls.ami')), []);
  });

  it('has the messages and calls of the segments one after the other', async () => {
    write();
    const capture = await captures().open({ uri: recording() });
    const whole = segments.join('');
    assert.deepEqual(sourceRows(capture), rows(indexMessages(whole)));
    assert.equal(await capture.read(0, whole.length), whole);
    const book = capture.book();
    assert.deepEqual(
      Array.from({ length: book.count }, (_, i) => book.call(i)),
      callsOf(whole, indexMessages(whole)).calls,
    );
    // A call that spans all segments is what it is in one file.
    const told = callsOf(TEXT, indexMessages(TEXT)).calls;
    assert.deepEqual(
      Array.from({ length: book.count }, (_, i) => [book.call(i).uniqueids, book.call(i).outcome, book.call(i).messages.length]),
      told.map(({ uniqueids, outcome, messages }) => [uniqueids, outcome, messages.length]),
    );
    assert.equal(capture.size, whole.length);
  });

  it('is another capture than each of its files', async () => {
    const [first = ''] = write();
    const both = captures();
    const whole = await both.open({ uri: recording() });
    const one = await both.open({ uri: pathToFileURL(first).href });
    assert.notEqual(whole.count, one.count);
    assert.equal(both.get(recording()), whole);
    assert.equal(both.get(pathToFileURL(first).href), one);
    await both.close(recording());
    assert.equal(both.get(recording()), undefined);
    assert.equal(both.get(pathToFileURL(first).href), one);
    assert.ok(isRecording(recording()) && !isRecording(pathToFileURL(first).href));
    assert.equal(nameOf({ uri: recording() }), 'calls.ami');
  });

  it('says in which segment a message stands', async () => {
    const files = write();
    const capture = await captures().open({ uri: recording() });
    for (const i of [0, 1, Math.floor(capture.count / 2), capture.count - 1]) {
      const place = await capture.placeInFile(i);
      const text = await capture.read(capture.startOf(i), capture.endOf(i));
      assert.ok(place);
      const there = readFileSync(place.path, 'latin1');
      assert.equal(there.slice(place.offset, place.offset + text.length), text);
      assert.equal(there.slice(0, place.offset).split('\n').length - 1, place.line);
      assert.equal(place.uri, pathToFileURL(place.path).href);
    }
    assert.equal((await capture.placeInFile(capture.count - 1))?.path, files[2]);
    const slice = await cutSlice(capture, { call: capture.book().key(0) });
    assert.ok(slice.messages.length > 0);
  });

  it('goes on as the last one grows and others begin', async () => {
    write(0, 1);
    const all = captures();
    const capture = await all.open({ uri: recording() });
    const messages = (count: number): number => indexMessages(segments.slice(0, count).join('')).count;
    assert.equal(capture.count, messages(1));
    const [second = ''] = segments.slice(1);
    const cut = second.indexOf('\r\n\r\n') + 4;
    const file = temporary.file('calls.0002.ami', Buffer.from(second.slice(0, cut), 'latin1'));
    await until(() => capture.count === messages(1) + 1, 'the first message of the second segment');
    appendFileSync(file, second.slice(cut), 'latin1');
    write(2, 3);
    await until(() => capture.count === messages(3), 'the third segment');
    assert.deepEqual(sourceRows(capture), rows(indexMessages(segments.join(''))));
    assert.equal(all.get(recording()), capture);
    assert.deepEqual(warnings, []);
  });

  it('keeps what it told when its oldest segments are deleted', async () => {
    const [first = ''] = write(0, 2);
    const all = captures();
    const capture = await all.open({ uri: recording() });
    const { count } = capture;
    const calls = capture.book().count;
    rmSync(first);
    write(2, 3);
    await until(() => capture.count > count, 'the third segment');
    assert.equal(all.get(recording()), capture);
    assert.equal(capture.book().count >= calls, true);
    assert.equal(await capture.placeInFile(0), undefined);
    // What follows stays where it is.
    const last = capture.count - 1;
    assert.equal(await capture.read(capture.startOf(last), capture.endOf(last)), segments.join('').slice(capture.startOf(last), capture.endOf(last)));
    assert.match(await capture.read(0, segments.join('').length), new RegExp(`^ {${segments[0]?.length}}Asterisk`));
    assert.deepEqual(warnings, []);
  });

  it('keeps all of its text while its folder has another name', async function () {
    // There a folder with open files keeps its name, and links need a right of their own.
    if (process.platform === 'win32') return this.skip();
    write();
    const all = captures();
    const capture = await all.open({ uri: recording() });
    renameSync(temporary.name, `${temporary.name}-moved`);
    try {
      await until(() => warnings.length > 0, 'that it is not there any more');
      assert.equal(await capture.read(0, segments.join('').length), segments.join(''));
    } finally {
      renameSync(`${temporary.name}-moved`, temporary.name);
    }
  });

  it('is read without a segment that is a link to nothing', async function () {
    if (process.platform === 'win32') return this.skip();
    write(0, 1);
    symlinkSync(path.join(temporary.name, 'nowhere'), path.join(temporary.name, 'calls.0002.ami'));
    write(2, 3);
    const capture = await captures().open({ uri: recording() });
    assert.equal(capture.size, `${segments[0]}${segments[2]}`.length);
  });

  it('is read anew where its last segment becomes another file', async () => {
    const files = write();
    const all = captures();
    const capture = await all.open({ uri: recording() });
    writeFileSync(files[2] ?? '', segments[0] ?? '', 'latin1');
    await until(() => all.get(recording()) !== capture && all.get(recording())?.reading === false, 'the new text');
    assert.equal(warnings.length, 1);
    assert.equal(all.get(recording())?.count, indexMessages([segments[0], segments[1], segments[0]].join('')).count);
  });

  it('may have packed segments', async () => {
    write(1);
    temporary.file('calls.0001.ami.gz', gzipSync(Buffer.from(segments[0] ?? '', 'latin1')));
    const capture = await captures().open({ uri: recording() });
    assert.deepEqual(sourceRows(capture), rows(indexMessages(segments.join(''))));
    assert.equal((await capture.placeInFile(1))?.isFile, false);
    assert.equal((await capture.placeInFile(capture.count - 1))?.isFile, true);
  });

  it('that is not there is said to be so', async () => {
    await assert.rejects(captures().open({ uri: recording('missing.ami') }), /missing\.ami: there is no such file/);
  });
});
