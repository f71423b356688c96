import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { commonLines, createLines, type Lines, updateLines } from '../server/src/lines';
import { commonText } from '../server/src/syntax/difference';
import { captures } from './support/captures';
import { edited, randomEdit } from './support/edits';
import { FRAGMENTS, randomNumbers, runs, SEED } from './support/logText';

/** Checks every line and the surroundings of every line break against the library that editors' positions are defined by. */
function checkLines(lines: Lines, text: string, step = 1): void {
  const reference = TextDocument.create('file:///a.ami', 'ami', 1, text);
  assert.equal(lines.length, text.length);
  assert.equal(lines.slice(3, text.length - 2), text.slice(3, text.length - 2 > 3 ? text.length - 2 : 3));
  assert.equal(lines.lineCount, reference.lineCount);
  for (let line = -1; line <= reference.lineCount + 1; line += step) {
    for (const character of [-1, 0, 1, 7, 100_000]) {
      const position = { line, character };
      if (lines.offsetAt(position) !== reference.offsetAt(position)) assert.fail(`${line}:${character} is ${lines.offsetAt(position)}`);
    }
  }
  for (let offset = -1; offset <= text.length + 1; offset += step) {
    const [is, should] = [lines.positionAt(offset), reference.positionAt(offset)];
    if (is.line !== should.line || is.character !== should.character) assert.deepEqual(is, should, `offset ${offset}`);
  }
  assert.equal(lines.text, text);
}

describe('lines', () => {
  const table: [what: string, text: string][] = [
    ['nothing', ''],
    ['no line break', 'abc'],
    ['each kind of line break', 'a\r\nb\nc\rd\n\re\r\r\nf'],
    ['line breaks alone', '\n\r\n\r\r'],
    ['a line break at the end', 'a\r\n'],
  ];
  for (const [what, text] of table) it(`of ${what}`, () => checkLines(createLines(text), text));

  it('of more text than a block holds, line ends where blocks end', () => {
    for (const text of ['x'.repeat(70_000), `${'y'.repeat(65_535)}\r\nz`, `${'y'.repeat(65_535)}\r`.repeat(3), 'a\r\n'.repeat(70_000), '\n'.repeat(65_536)]) {
      checkLines(createLines(text), text, 97);
    }
  });

  it('after random edits are those of the new text', () => {
    const below = randomNumbers(SEED);
    for (let round = 0; round < runs(200); round++) {
      let text = Array.from({ length: below(40) }, () => FRAGMENTS[below(FRAGMENTS.length)]).join('');
      let lines = createLines(text);
      for (let i = 0; i < 5; i++) {
        const edit = randomEdit(text, below);
        text = edited(text, edit);
        lines = updateLines(lines, { start: edit.start, oldEnd: edit.end, newEnd: edit.start + edit.text.length }, edit.text);
        checkLines(lines, text);
      }
    }
  });

  it('after random edits of recordings are those of the new text, and the version before stays as it was', () => {
    for (const [number, { text: original }] of captures().entries()) {
      const below = randomNumbers(SEED + number);
      const first = createLines(original);
      let text = original;
      let lines = first;
      for (let i = 0; i < runs(2); i++) {
        const edit = randomEdit(text, below);
        text = edited(text, edit);
        lines = updateLines(lines, { start: edit.start, oldEnd: edit.end, newEnd: edit.start + edit.text.length }, edit.text);
        checkLines(lines, text, 61);
      }
      checkLines(first, original, 61);
      const { start, tail } = commonLines(first, lines);
      assert.deepEqual({ start, tail }, commonText(original, text));
    }
  });
});
