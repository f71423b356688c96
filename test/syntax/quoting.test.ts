import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDocument, updateDocument } from '../../server/src/document';
import { headersOf } from '../../server/src/syntax/headers';
import { shapeOf } from '../../server/src/syntax/messages';
import { quotingOf, withoutQuoting } from '../../server/src/syntax/quoting';
import { captures } from '../support/captures';

/** A capture as it stands in a ticket: `mark` before every line. */
function quoted(text: string, mark: string | ((line: number) => string), eol = '\n'): string {
  return text
    .split(/\r?\n/)
    .map((line, i) => (typeof mark === 'string' ? mark : mark(i)) + line)
    .join(eol);
}

const CAPTURE = [
  'Asterisk Call Manager/11.0.0',
  'Event: FullyBooted',
  'Privilege: system,all',
  'Status: Fully Booted',
  '',
  'event: Hangup',
  'Channel: SIP/1-00000001',
  'Cause: 16',
  '',
].join('\n');

/** Kind, name and headers of each message. */
function messagesIn(text: string): unknown[] {
  const { index, text: read } = createDocument('file:///a.ami', 'ami', 1, text);
  return Array.from({ length: index.count }, (_, i) => {
    const { kind, name } = shapeOf(index, i);
    return {
      kind,
      name,
      headers: headersOf(read, index, i).map((header) => [read.slice(header.name.start, header.name.end), read.slice(header.value.start, header.value.end)]),
    };
  });
}

describe('quoted logs', () => {
  const plain = messagesIn(CAPTURE);

  for (const [what, mark] of [
    ['a mail', '> '],
    ['an answer to an answer', '> > '],
    ['marks without a blank', '>'],
    ['a comment', '# '],
    ['a C++ comment', '// '],
    ['an SQL comment', '-- '],
    ['a chat', '| '],
    ['indentation', '    '],
    ['times', (line: number) => `[2025-11-16 22:51:4${line % 10}.012] `],
    ['times and levels', (line: number) => `2025-11-16T22:51:4${line % 10},012Z DEBUG `],
    ['bare times', (line: number) => `07:57:1${line % 10}.246658 `],
  ] as const) {
    it(`are read in place behind ${what}`, () => assert.deepEqual(messagesIn(quoted(CAPTURE, mark)), plain));
    it(`are read in place behind ${what}, CRLF`, () => assert.deepEqual(messagesIn(quoted(CAPTURE, mark, '\r\n')), plain));
  }

  it('keep the place of every character', () => {
    const text = quoted(CAPTURE, '> ');
    const { text: read, lines } = createDocument('file:///a.ami', 'ami', 1, text);
    assert.equal(read.length, text.length);
    assert.equal(lines.text, text);
    for (const word of ['FullyBooted', 'SIP/1-00000001', '16']) assert.equal(read.indexOf(word), text.indexOf(word));
  });

  it('end the output of a command at its mark', () => {
    const text = quoted('Response: Follows\nPrivilege: Command\nName: x\n\nno: end\n--END COMMAND--\n\nEvent: Hangup\nCause: 16\n', '> ');
    assert.deepEqual(
      messagesIn(text).map((message) => (message as { name: string }).name),
      ['Follows', 'Hangup'],
    );
  });

  for (const [what, text] of [
    ['a capture', CAPTURE],
    ['a capture with one quoted line', CAPTURE.replace('Status', '> Status')],
    ['a mail without AMI', '> Hello: you\n> there\n> Regards: me\n'],
    ['a shell script', '# Event handling: see below\n# more\n'],
    ['an empty text', ''],
    ['a time log of something else', '2025-11-16 22:51:47 INFO server: started\n2025-11-16 22:51:48 INFO server: ready\n'],
  ] as const) {
    it(`are not seen in ${what}`, () => assert.equal(quotingOf(text), undefined));
  }

  it('are not seen in any recording', () => {
    for (const { name, text } of captures()) assert.equal(quotingOf(text), undefined, name);
  });

  it('have equal offsets for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('> ', '\n', '\r\n', 'Event: A', 'B: c', ' ', 'x')), (parts) => {
        const text = parts.join('');
        const quoting = quotingOf(text);
        if (!quoting) return;
        const read = withoutQuoting(text, quoting);
        assert.equal(read.length, text.length);
        assert.equal(read.replace(/[^\n\r]/g, ''), text.replace(/[^\n\r]/g, ''));
      }),
    );
  });

  it('come and go with edits', () => {
    const text = quoted(CAPTURE, '> ');
    let document = createDocument('file:///a.ami', 'ami', 1, text);
    assert.equal(document.index.count, 2);
    document = updateDocument(document, [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } }, text: '' }], 2);
    assert.deepEqual(document.text, createDocument('file:///a.ami', 'ami', 2, document.lines.text).text);
    document = updateDocument(document, [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '> ' }], 3);
    assert.equal(document.text, createDocument('file:///a.ami', 'ami', 3, text).text);
    assert.equal(document.index.count, 2);
  });
});
