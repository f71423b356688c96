import assert from 'node:assert/strict';
import { contentEnd, type FrameLine, frameLine, isBlank, nextLine, trimmed } from '../../server/src/syntax/lines';

describe('syntax: lines', () => {
  describe('contentEnd and nextLine split a text', () => {
    const table: [what: string, text: string, lines: string[]][] = [
      ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
      ['LF', 'a\nb\n', ['a', 'b']],
      ['a mixture', 'a\nb\r\nc\n', ['a', 'b', 'c']],
      ['no final line end', 'a\r\nb', ['a', 'b']],
      ['a lone CR inside a line', 'a\rb\r\nc', ['a\rb', 'c']],
      ['a CR before CRLF', 'a\r\r\nb', ['a', 'b']],
      ['CRLF LF', 'a\r\n\nb', ['a', '', 'b']],
      ['a CR as the last character', 'a\r', ['a']],
      ['NUL', 'a\0b\n\0\n', ['a\0b', '\0']],
      ['U+2028 and U+0085, which end no line of AMI', 'a\u2028b\u0085c\n', ['a\u2028b\u0085c']],
      ['nothing', '', []],
    ];
    for (const [what, text, expected] of table) it(what, () => assert.deepEqual(linesOf(text), expected));
  });

  describe('isBlank', () => {
    for (const text of ['', ' ', '\t \t', '\r', ' \r\n']) it(`is true of ${JSON.stringify(text)}`, () => assert.equal(isBlank(text, 0, text.length), true));
    for (const text of ['a', ' :', '\0', '\u00a0']) it(`is false of ${JSON.stringify(text)}`, () => assert.equal(isBlank(text, 0, text.length), false));
  });

  describe('trimmed', () => {
    const table: [text: string, inside: string][] = [
      ['  a b\t', 'a b'],
      ['a', 'a'],
      [' \t ', ''],
      ['', ''],
    ];
    for (const [text, inside] of table) {
      it(JSON.stringify(text), () => {
        const span = trimmed(text, { start: 0, end: text.length });
        assert.equal(text.slice(span.start, span.end), inside);
      });
    }
  });

  describe('frameLine', () => {
    const table: [line: string, what: FrameLine | undefined][] = [
      ['Asterisk Call Manager/2.10.6', 'banner'],
      ['Asterisk Call Manager/', 'banner'],
      ['Asterisk Call Manager 1.0', undefined],
      ['asterisk call manager/1.0', undefined],
      ['AccountCode: x', undefined],
      [';@ 2026-11-22T20:00:00Z', 'mark'],
      [';! gap of 5 s', 'mark'],
      [';# a note', 'mark'],
      [';@x', undefined],
      [';; dialplan: comment', undefined],
      ['Trying 192.0.2.1...', 'transcript'],
      ['Connected to pbx.', 'transcript'],
      ["Escape character is '^]'.", 'transcript'],
      ['Connection closed by foreign host.', 'transcript'],
      ['Connection to pbx closed.', 'transcript'],
      ['<-- Examining AMI event: -->', 'transcript'],
      ['<--- Examining AMI action: -->', 'transcript'],
      ['ConnectedLineNum: 1', undefined],
      ['Timeout: 1', undefined],
      ['Event: x', undefined],
      ['', undefined],
    ];
    for (const [line, what] of table) it(`${JSON.stringify(line)} is ${what ?? 'none'}`, () => assert.equal(frameLine(`x\n${line}\n`, 2), what));
  });
});

function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; ) {
    const next = nextLine(text, at);
    const end = next < 0 ? text.length : next;
    lines.push(text.slice(at, contentEnd(text, at, end)));
    at = end;
  }
  return lines;
}
