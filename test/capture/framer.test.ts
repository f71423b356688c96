import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createFramer } from '../../server/src/capture/framer';
import { random } from '../support/logText';

describe('the framer', () => {
  const STREAM = Buffer.from('Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\nEvent: A\r\nX: \r\r\n\r\n\r\n\r\n\r\nEvent: B\r\n\r\n\nEvent: C\r\n\r');

  function places(pieces: readonly Buffer[]): number[] {
    const framer = createFramer();
    const all: number[] = [];
    for (const piece of pieces) {
      const before = framer.bytes;
      for (const end of framer.push(piece)) all.push(before + end);
      assert.equal(framer.messages, all.length);
    }
    return all;
  }

  const expected = places([STREAM]);

  it('finds the blank lines behind messages, and not those behind nothing', () => {
    assert.deepEqual(
      expected.map((end, i) =>
        STREAM.toString('latin1', expected[i - 1] ?? 0, end)
          .trim()
          .split('\r\n')
          .at(-1),
      ),
      ['Response: Success', 'X:', 'Event: B'],
    );
  });

  it('finds the same however the stream is cut into three', () => {
    for (let a = 0; a <= STREAM.length; a++)
      for (let b = a; b <= STREAM.length; b++)
        assert.deepEqual(places([STREAM.subarray(0, a), STREAM.subarray(a, b), STREAM.subarray(b)]), expected, `${a} ${b}`);
  });

  it('finds the same in any pieces of line ends, and knows where none is begun', () => {
    const text = fc.array(fc.constantFrom('\r', '\n', 'x', '\r\n', '\r\n\r\n'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(5), { maxLength: 40 }), (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const pieces: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        assert.deepEqual(places([...pieces, bytes.subarray(at)]), places([bytes]));
        const framer = createFramer();
        framer.push(bytes);
        const blank = /^[^\n]*[^\r\n]\n|^\n/.test(whole) ? '\n\n' : '\r\n\r\n';
        assert.equal(framer.atEnd, whole === '' || whole.endsWith(blank));
        assert.ok(framer.boundary <= bytes.length);
      }),
      random(2_000),
    );
  });

  it('takes LF LF for the end of a message only where the first line ends in LF alone', () => {
    const count = (text: string): number => {
      const framer = createFramer();
      framer.push(Buffer.from(text));
      return framer.messages;
    };
    assert.equal(count('Asterisk Call Manager/11.0.0\nEvent: A\n\n\nEvent: B\nX: y\n\n'), 2);
    assert.equal(count('Asterisk Call Manager/11.0.0\r\nEvent: A\r\nX: a\n\nb\r\n\r\n'), 1);
  });

  it('counts the messages of a recording', () => {
    const bytes = readFileSync('test/captures/asterisk-22.10.1/call_answered.ami');
    const framer = createFramer();
    for (let at = 0; at < bytes.length; at += 1_000) framer.push(bytes.subarray(at, at + 1_000));
    assert.equal(framer.messages, bytes.toString('latin1').split('\r\n\r\n').length - 1);
    assert.ok(framer.atEnd);
  });

  it('stands between messages behind a mark, and not behind what follows it', () => {
    const framer = createFramer();
    framer.push(Buffer.from('Event: Torn\r\n'));
    assert.ok(!framer.atEnd);
    framer.pushMark(Buffer.from(';! gap\r\n'));
    assert.ok(framer.atEnd);
    assert.equal(framer.boundary, framer.bytes);
    framer.push(Buffer.from('Event'));
    assert.ok(!framer.atEnd);
    assert.equal(framer.boundary, framer.bytes - 5);
  });
});
