import assert from 'node:assert/strict';
import fc from 'fast-check';
import { headersOf } from '../../server/src/syntax/headers';
import { contentEnd, isBlank, nextLine } from '../../server/src/syntax/lines';
import { indexMessages, type MessageIndex, messageSpan, shapeOf } from '../../server/src/syntax/messages';
import { nextMessage, scanMessage } from '../../server/src/syntax/scan';
import { createShapeTable } from '../../server/src/syntax/shapes';
import { captures } from '../support/captures';
import { rows } from '../support/describe';
import { amiText, captureLines, oddText, random, randomNumbers, SEED } from '../support/logText';

/** Checks what holds of every index: rows ascend and do not touch each other's text, and the lines of each message are the columns of its shape. */
function checkIndex(text: string): void {
  const index = indexMessages(text);
  let at = 0;
  for (let i = 0; i < index.count; i++) {
    const { start, end } = messageSpan(index, i);
    assert.ok(start >= at, `message ${i} begins at ${start}, before ${at}`);
    assert.ok(end > start, `message ${i} is empty`);
    assert.ok(start === 0 || '\n\ufeff\u00bf'.includes(text[start - 1] ?? ''), `message ${i} begins inside a line`);
    assert.ok(end === text.length || text[end - 1] === '\n', `message ${i} ends inside a line`);
    checkMessage(text, index, i, start, end);
    at = end;
  }
  assert.ok(at <= text.length);
}

/** The lines of message `i`, one behind the other, are its text without the blank line; the shape says what each is. */
function checkMessage(text: string, index: MessageIndex, i: number, start: number, end: number): void {
  const shape = shapeOf(index, i);
  const seen = new Map<unknown, number>();
  let at = start;
  let columnsSeen = 0;
  for (const { column, name, value } of headersOf(text, index, i)) {
    if (shape.columns[columnsSeen - 1] !== column) assert.equal(shape.columns[columnsSeen++], column, 'columns come in their order');
    seen.set(column, (seen.get(column) ?? 0) + 1);
    assert.ok(at <= name.start && name.start <= name.end && name.end <= value.end && value.start <= value.end && value.end <= end, 'spans lie in their line');
    const next = nextLine(text, value.end);
    const lineEnd = next < 0 ? text.length : next;
    const line = text.slice(at, contentEnd(text, at, lineEnd));
    switch (column.form) {
      case 'header': {
        assert.equal(text.slice(name.start, name.end), column.name);
        assert.notEqual(column.name, '');
        assert.equal(column.key, column.name.toLowerCase());
        assert.equal(line.slice(0, line.indexOf(':')).trim(), column.name);
        assert.equal(text.slice(value.start, value.end), line.slice(line.indexOf(':') + 1).replace(/^ /, ''));
        break;
      }
      case 'noColon':
        assert.equal(text.slice(value.start, value.end), line);
        assert.ok(
          line.slice(0, Math.max(0, line.indexOf(':'))).trim() === '' && !isBlank(line, 0, line.length),
          `a line without colon: ${JSON.stringify(line)}`,
        );
        break;
      case 'raw':
        assert.equal(value.start, at);
        break;
    }
    if (column.form !== 'raw') assert.ok(!line.includes('\n'));
    at = lineEnd;
  }
  assert.equal(columnsSeen, shape.columns.length, 'each column has a line');
  for (const column of shape.columns) if (column.form === 'header') assert.equal((seen.get(column) ?? 0) > 1, column.repeats, `${column.name} repeats`);
  const rest = text.slice(at, end);
  assert.ok(isBlank(rest, 0, rest.length) && rest.indexOf('\n') === (rest.includes('\n') ? rest.length - 1 : -1), `the end: ${JSON.stringify(rest)}`);
  if (shape.ending === 'cut') assert.ok(end < text.length && rest === '');
  if (shape.ending === 'end') assert.ok(end === text.length && rest === '');
  if (shape.ending === 'blank') assert.notEqual(rest, '');
}

/** What a reader of a stream finds that gets the text in two pieces: the same as one who has it all. */
function checkStream(text: string, cut: number): void {
  const table = createShapeTable();
  const found: string[] = [];
  let at = 0;
  let first = true;
  for (const piece of [text.slice(0, cut), text]) {
    const final = !first;
    first = false;
    for (;;) {
      const next = nextMessage(piece, at, final);
      at = next.from;
      if (next.start < 0) break;
      const message = scanMessage(piece, next.start, table, final);
      if (!message) break;
      found.push(
        `${next.start}..${message.end} ${table.shapes[message.shape]?.kind} ${table.shapes[message.shape]?.name} ${table.shapes[message.shape]?.ending}`,
      );
      at = message.end;
    }
  }
  const index = indexMessages(text);
  const expected = Array.from({ length: index.count }, (_, i) => {
    const { start, end } = messageSpan(index, i);
    const { kind, name, ending } = shapeOf(index, i);
    return `${start}..${end} ${kind} ${name} ${ending}`;
  });
  assert.deepEqual(found, expected);
}

describe('syntax: every text is an index of messages', () => {
  it('whatever the characters', () => fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), checkIndex), random(2000)));
  it('of control characters, colons and letters', () => fc.assert(fc.property(oddText(60), checkIndex), random(2000)));
  it('of pieces of AMI', () => fc.assert(fc.property(amiText(), checkIndex), random(6000)));
  it('of every recording', () => {
    for (const { name, text } of captures()) {
      try {
        checkIndex(text);
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }).timeout(60_000);
  it('of every recording whose lines were shuffled', () => {
    const below = randomNumbers(SEED);
    for (let i = 0; i < 400; i++) checkIndex(captureLines(below, 60));
  });
  it('is the same for a table that has seen much before', () =>
    fc.assert(
      fc.property(amiText(), amiText(), (before, text) => {
        const table = indexMessages(before).table;
        assert.deepEqual(rows(indexMessages(text, table)), rows(indexMessages(text)));
      }),
      random(2000),
    ));
  it('is the same for one who reads a stream and gets the text in two pieces', () =>
    fc.assert(
      fc.property(amiText(), fc.nat(), (text, cut) => checkStream(text, cut % (text.length + 1))),
      random(4000),
    ));
  it('takes no longer for a text without a colon than its length allows', () => {
    // Seconds where it reads the rest of the text again for each line; milliseconds where it does not. The mocha timeout is the judge.
    const text = 'no colon in this line\n'.repeat(200_000);
    assert.equal(indexMessages(text).count, 0);
    assert.equal(indexMessages(`Event: A\n${text}`).count, 1);
  });
});
