import assert from 'node:assert/strict';
import { type Range, TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { callsOf } from '../server/src/calls/calls';
import { createDocument, type LogDocument, offsetOf, rangeOf, updateDocument } from '../server/src/document';
import { indexMessages } from '../server/src/syntax/messages';
import { captures } from './support/captures';
import { rows } from './support/describe';
import { edited, randomEdit } from './support/edits';
import { FRAGMENTS, randomNumbers, runs, SEED } from './support/logText';
import { documentOf } from './support/markers';

/** Checks that a document is what its text would be, newly opened: messages, and positions of every line and around every line end. */
function checkSame(document: LogDocument, expectedText: string): void {
  assert.equal(document.text, expectedText);
  assert.equal(document.lines.text, expectedText);
  const fresh = documentOf(expectedText);
  assert.deepEqual(rows(document.index), rows(fresh.index));
  assert.equal(document.lines.lineCount, fresh.lines.lineCount);
  for (let line = 0; line <= fresh.lines.lineCount; line++) {
    for (const character of [0, 100_000]) {
      const [is, should] = [offsetOf(document, { line, character }), offsetOf(fresh, { line, character })];
      if (is !== should) assert.fail(`line ${line} is at ${is}, not at ${should}`);
    }
  }
  for (let i = 0; i < fresh.index.count; i++) {
    const start = fresh.index.starts[i] ?? 0;
    const end = fresh.index.ends[i] ?? 0;
    assert.deepEqual(rangeOf(document, { start, end }), rangeOf(fresh, { start, end }));
  }
}

/** Applies `changes` to `text` at once, and checks the outcome against `expected`. */
function checkChanges(text: string, changes: TextDocumentContentChangeEvent[], expected: string): void {
  const document = updateDocument(documentOf(text), changes, 2);
  assert.equal(document.version, 2);
  checkSame(document, expected);
}

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number): Range {
  return { start: { line: startLine, character: startCharacter }, end: { line: endLine, character: endCharacter } };
}

const TEXT = 'Event: A\r\nB: 1\r\n\r\nEvent: C\r\n\r\n';

describe('document', () => {
  it('has the text, the version and the address that it was made with', () => {
    const document = createDocument('file:///a.ami', 'ami', 7, TEXT);
    assert.deepEqual([document.uri, document.version, document.text, document.index.count], ['file:///a.ami', 7, TEXT, 2]);
  });

  describe('changes', () => {
    const table: [what: string, changes: TextDocumentContentChangeEvent[], expected: string][] = [
      ['none', [], TEXT],
      ['one', [{ range: range(1, 3, 1, 4), text: '22' }], TEXT.replace('B: 1', 'B: 22')],
      ['one that takes a line end', [{ range: range(1, 4, 2, 0), text: '' }], TEXT.replace('1\r\n', '1')],
      [
        'two, the second in the text after the first',
        [
          { range: range(0, 0, 0, 0), text: 'Event: Z\r\n\r\n' },
          { range: range(3, 0, 3, 1), text: 'X' },
        ],
        `Event: Z\r\n\r\n${TEXT.replace('B:', 'X:')}`,
      ],
      ['the whole text', [{ text: 'Event: Q\n\n' }], 'Event: Q\n\n'],
      ['the whole text and then a part', [{ text: 'Event: Q\n\n' }, { range: range(0, 7, 0, 8), text: 'R' }], 'Event: R\n\n'],
      ['the whole text that grew', [{ text: `${TEXT}Event: D\r\n\r\n` }], `${TEXT}Event: D\r\n\r\n`],
      ['the whole text that is the same', [{ text: TEXT }], TEXT],
      ['the whole text with the same message once more', [{ text: `Event: C\r\n\r\n${TEXT}` }], `Event: C\r\n\r\n${TEXT}`],
      ['nothing left', [{ text: '' }], ''],
      ['start and end swapped', [{ range: range(1, 4, 1, 3), text: '2' }], TEXT.replace('B: 1', 'B: 2')],
      ['behind the end of a line', [{ range: range(1, 99, 1, 99), text: '2' }], TEXT.replace('B: 1', 'B: 12')],
      ['behind the end of the text', [{ range: range(99, 0, 99, 0), text: 'Event: D\r\n\r\n' }], `${TEXT}Event: D\r\n\r\n`],
      [
        'from behind the end of the text to far behind it, with as many line ends',
        [{ range: range(40, 0, 42, 0), text: 'Event: D\r\n\r\n' }],
        `${TEXT}Event: D\r\n\r\n`,
      ],
      ['from a line on to far behind the end', [{ range: range(3, 0, 9999, 0), text: 'Event: D\r\n\r\n' }], 'Event: A\r\nB: 1\r\n\r\nEvent: D\r\n\r\n'],
      ['before the text', [{ range: range(-1, 0, -1, 0), text: 'X: 1\r\n' }], `X: 1\r\n${TEXT}`],
      ['a CR before a CRLF', [{ range: range(1, 4, 1, 4), text: '\r' }], TEXT.replace('1\r\n', '1\r\r\n')],
      [
        'a CR and then a LF that join',
        [
          { range: range(1, 4, 1, 4), text: '\rx\n' },
          { range: range(2, 0, 2, 1), text: '' },
        ],
        TEXT.replace('1\r\n', '1\r\n\r\n'),
      ],
    ];
    for (const [what, changes, expected] of table) it(what, () => checkChanges(TEXT, changes, expected));
  });

  it('keeps the version before as it was', () => {
    const before = documentOf(TEXT);
    const rowsBefore = rows(before.index);
    const after = updateDocument(before, [{ range: range(0, 0, 3, 0), text: '' }], 2);
    assert.equal(before.text, TEXT);
    assert.deepEqual(rows(before.index), rowsBefore);
    assert.equal(after.index.count, 1);
  });

  it('is after random changes of every recording what the new text is, calls alike', () => {
    for (const [number, capture] of captures().entries()) {
      const below = randomNumbers(SEED + number);
      let document = documentOf(capture.text);
      for (let i = 0; i < runs(1); i++) {
        const changes: TextDocumentContentChangeEvent[] = [];
        let expected = linesOf(document.text);
        for (let count = below(3); count >= 0; count--) {
          const change = randomChange(expected, below);
          changes.push(change);
          expected = linesOf(applied(expected, change));
        }
        document = updateDocument(document, changes, i + 2);
        try {
          checkSame(document, expected.getText());
        } catch (error) {
          throw new Error(`${capture.name}: ${JSON.stringify(changes).slice(0, 2000)}`, { cause: error });
        }
        assert.deepEqual(callsOf(document.text, document.index), callsOf(document.text, indexMessages(document.text)), capture.name);
      }
    }
  }).timeout(600_000);
});

function linesOf(text: string): TextDocument {
  return TextDocument.create('file:///expected.ami', 'ami', 1, text);
}

/** One change as a client sends it: a range, now and then one outside of the text, or the whole text. */
function randomChange(lines: TextDocument, below: (limit: number) => number): TextDocumentContentChangeEvent {
  if (below(25) === 0) {
    const line = lines.lineCount + below(4);
    return { range: range(line, below(3), line + below(3), 0), text: FRAGMENTS[below(FRAGMENTS.length)] ?? '' };
  }
  const edit = randomEdit(lines.getText(), below);
  if (below(10) === 0) return { text: edited(lines.getText(), edit) };
  return { range: { start: lines.positionAt(edit.start), end: lines.positionAt(edit.end) }, text: edit.text };
}

/** The text after `change`, worked out without what is under test. */
function applied(lines: TextDocument, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change)) return change.text;
  return edited(lines.getText(), { start: lines.offsetAt(change.range.start), end: lines.offsetAt(change.range.end), text: change.text });
}
