import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resultOf } from '../../server/src/calls/calls';
import { callsOf } from '../../server/src/calls/calls';
import { Numbers } from '../../server/src/largeFiles/numbers';
import { Reading } from '../../server/src/largeFiles/reading';
import { indexMessages } from '../../server/src/syntax/messages';
import { PieceScanner } from '../../server/src/syntax/pieces';
import { createShapeTable } from '../../server/src/syntax/shapes';
import { captures } from '../support/captures';
import { rows } from '../support/describe';
import { readingRows } from './disk';

/** Everything that makes the end of a piece awkward. */
const AWKWARD = [
  '\u00ef\u00bb\u00bfAsterisk Call Manager/11.0.0\r\n;@ 2026-11-22T10:00:00.000Z\r\nEvent: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/a-00000001\r\n',
  'Uniqueid: 1795371545.1\r\nLinkedid: 1795371545.1\r\n\r\n;! gap\n\nResponse: Follows\r\nPrivilege: Command\r\nName: x\r\n\r\nnot a header\r\n--END COMMAND--\r\n\r\n',
  'Event: VarSet\r\nChanVariable: a=b\r\nChanVariable: c=d\r\nno colon here\r\nUniqueid: 1795371545.1\r\n\r\nfree text\r\nEvent Hangup\r\nCause: 16\r\n\r\n',
  'Event: Hangup\nUniqueid: 1795371545.1\nCause: 16\n\nEvent: Cut\r\nA: b\r\nEvent: Next\r\nPrivilege: call,all\r\n\r\nAction: Ping\r\n\r\n\u00c3\u00a4\r\nEvent: Torn\r\nUniqueid: 17953715',
].join('');

describe('a file that is read in pieces', () => {
  const read = (text: string, size: number): Reading => {
    const reading = new Reading();
    for (let at = 0; at < text.length; at += size) reading.take(text.slice(at, at + size));
    reading.settle();
    return reading;
  };

  for (const { name, file } of captures()) {
    it(`has the messages and calls of ${name}`, () => {
      const text = readFileSync(file, 'latin1');
      const index = indexMessages(text);
      const reading = read(text, 1 + (text.length % 4099));
      assert.deepEqual(readingRows(reading), rows(index));
      assert.deepEqual(resultOf(reading.correlation), callsOf(text, index));
    });
  }

  it('has the same messages wherever a piece ends', () => {
    const expected = rows(indexMessages(AWKWARD));
    for (let cut = 1; cut < AWKWARD.length; cut++) {
      const reading = new Reading();
      reading.take(AWKWARD.slice(0, cut));
      reading.end();
      assert.deepEqual(readingRows(reading), rows(indexMessages(AWKWARD.slice(0, cut))), `the first ${cut}`);
      reading.take(AWKWARD.slice(cut));
      reading.settle();
      assert.deepEqual(readingRows(reading), expected, `cut at ${cut}`);
    }
    assert.deepEqual(readingRows(read(AWKWARD, 1)), expected);
  });

  it('knows the line of each message, and when it happened', () => {
    const reading = read(AWKWARD, 7);
    const index = indexMessages(AWKWARD);
    for (let i = 0; i < index.count; i++) {
      assert.equal(reading.index.lineOf(i), AWKWARD.slice(0, index.starts[i]).split('\n').length - 1, `message ${i}`);
      assert.ok(reading.index.secondOf(i) > 1_790_000_000, `message ${i}`);
    }
    assert.equal(reading.index.markBefore(0), AWKWARD.indexOf(';@'));
  });

  it('does not teach the calls half a line', () => {
    const reading = new Reading();
    reading.take('Event: Newchannel\r\nChannel: SIP/a-1\r\nUniqueid: 1795371545.1');
    reading.end();
    assert.equal(reading.index.count, 1);
    assert.equal(reading.correlation.channels.length, 0);
    reading.take('2\r\n\r\n');
    assert.deepEqual(
      reading.correlation.channels.map(({ uniqueid }) => uniqueid),
      ['1795371545.12'],
    );
  });

  it('has offsets beyond 4 GB', () => {
    const base = 5 * 2 ** 32;
    const reading = new Reading(base);
    for (const piece of AWKWARD.match(/[\s\S]{1,100}/g) ?? []) reading.take(piece);
    reading.settle();
    const near = indexMessages(AWKWARD);
    for (let i = 0; i < near.count; i++) {
      assert.equal(reading.index.startOf(i), base + (near.starts[i] ?? 0));
      assert.equal(reading.index.endOf(i), base + (near.ends[i] ?? 0));
    }
    assert.equal(reading.index.lastStartingAtOrBefore(base + (near.starts[3] ?? 0)), 3);
  });

  it('takes time in proportion to its size where it is one endless line or message', () => {
    for (const line of ['x', 'Event: A\r\nB: c\r\n']) {
      const scanner = new PieceScanner(createShapeTable());
      const piece = line.repeat(Math.ceil(1_000_000 / line.length));
      let messages = 0;
      for (let i = 0; i < 80; i++) {
        scanner.add(piece);
        while (scanner.next()) messages++;
        assert.ok(scanner.text.length < 36_000_000);
      }
      scanner.add('\r\n\r\nEvent: Last\r\n\r\n', true);
      let last = '';
      for (let message = scanner.next(); message; message = scanner.next()) last = message.shape.name;
      assert.equal(last, 'Last');
      assert.ok(messages < 10_000_000);
    }
  }).timeout(60_000);
});

describe('Numbers', () => {
  it('grow over blocks and are cut', () => {
    const numbers = new Numbers(Float64Array);
    for (let i = 0; i < 200_000; i++) numbers.push(i * 2 ** 20);
    assert.equal(numbers.at(199_999), 199_999 * 2 ** 20);
    assert.equal(numbers.lastAtMost(5 * 2 ** 20 + 1), 5);
    assert.equal(numbers.lastAtMost(-1), -1);
    numbers.cut(65_536);
    assert.equal(numbers.length, 65_536);
    assert.equal(numbers.at(65_536), 0);
    numbers.push(7);
    assert.equal(numbers.at(65_536), 7);
  });
});
