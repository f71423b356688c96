import assert from 'node:assert/strict';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { callsOf } from '../../server/src/calls/calls';
import { type LogDocument, updateDocument } from '../../server/src/document';
import { detectForm } from '../../server/src/forms/detect';
import { FORMS, type Form } from '../../server/src/forms/form';
import { headersOf } from '../../server/src/syntax/headers';
import { indexMessages, messageSpan, shapeOf } from '../../server/src/syntax/messages';
import { PieceScanner } from '../../server/src/syntax/pieces';
import { createShapeTable } from '../../server/src/syntax/shapes';
import { allDiagnostics, Diagnoser, foldsOf, hoverAt, positionAt, symbolsOf } from '../bench/engine';
import { converted } from '../forms/support';
import { rows, shapeWords } from '../support/describe';
import { type Edit, edited } from '../support/edits';
import { randomNumbers } from '../support/logText';
import { askEverything } from '../support/everyFeature';
import { documentOf } from '../support/markers';
import type { Case } from './cases';

/** Throws where anything that holds of every text does not hold of this case. */
export function checkCase({ text, edits, seed }: Case): void {
  const below = randomNumbers(seed);
  let document = documentOf(text);
  const diagnoser = new Diagnoser();
  checkDocument(document, below);
  assert.deepEqual(diagnoser.of(document), allDiagnostics(document));
  checkPieces(document.text, below);
  checkForms(text, below);
  let expected = text;
  for (const edit of edits) {
    const change = changeOf(expected, edit);
    document = updateDocument(document, [change.change], document.version + 1);
    expected = change.text;
    const fresh = documentOf(expected);
    assert.equal(document.lines.text, expected, 'the text after an edit');
    assert.equal(document.text, fresh.text, 'what is read after an edit');
    assert.deepEqual(rows(document.index), rows(fresh.index), 'the index after an edit');
    assert.equal(document.lines.lineCount, fresh.lines.lineCount, 'the lines after an edit');
    checkDocument(document, below);
    assert.deepEqual(diagnoser.of(document), allDiagnostics(fresh), 'the diagnostics after an edit');
    assert.deepEqual(callsOf(document.text, document.index), callsOf(fresh.text, fresh.index), 'the calls after an edit');
  }
}

/** The change that a client sends for an edit of `text`, and the text after it. No position lies between CR and LF, so an edit there begins before them. */
export function changeOf(text: string, edit: Edit): { change: TextDocumentContentChangeEvent; text: string } {
  const lines = TextDocument.create('file:///before.ami', 'ami', 1, text);
  const range = { start: lines.positionAt(edit.start), end: lines.positionAt(edit.end) };
  const placed = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end), text: edit.text };
  return { change: { range, text: edit.text }, text: edited(text, placed) };
}

/** Messages and their lines tile the text; every feature answers. */
function checkDocument(document: LogDocument, below: (limit: number) => number): void {
  const { text, index } = document;
  let at = 0;
  for (let i = 0; i < index.count; i++) {
    const { start, end } = messageSpan(index, i);
    assert.ok(start >= at && end > start && end <= text.length, `message ${i} is at ${start} to ${end}, behind ${at}`);
    let line = start;
    for (const { name, value } of headersOf(text, index, i)) {
      const fits = line <= name.start && name.start <= name.end && name.end <= value.end && value.start <= value.end && value.end <= end;
      assert.ok(fits, `a line of message ${i} does not lie in it`);
      line = value.end;
    }
    at = end;
  }
  assert.equal(symbolsOf(document).length, index.count, 'one symbol a message');
  for (const { startLine, endLine } of foldsOf(document)) assert.ok(startLine < endLine && endLine < document.lines.lineCount, 'folds lie in the text');
  for (let i = 0; i < 12; i++) hoverAt(document, positionAt(document, below(text.length + 1)));
  const { calls } = callsOf(text, index);
  for (let i = 0; i < 4; i++) askEverything(document, calls, below(text.length + 1));
  for (const call of calls)
    assert.ok(
      call.messages.every((message) => message < index.count),
      'calls name messages that there are',
    );
}

/** Who gets the text in pieces finds the same messages. */
function checkPieces(text: string, below: (limit: number) => number): void {
  const scanner = new PieceScanner(createShapeTable());
  const found: string[] = [];
  for (let at = 0, last = false; !last; ) {
    const end = Math.min(text.length, at + 1 + below(4000));
    last = end === text.length;
    scanner.add(text.slice(at, end), last);
    at = end;
    for (let message = scanner.next(); message; message = scanner.next())
      found.push(`${scanner.base + message.start}..${scanner.base + message.end} ${shapeWords(message.shape)}`);
  }
  const index = indexMessages(text);
  assert.deepEqual(
    found,
    Array.from({ length: index.count }, (_, i) => `${index.starts[i]}..${index.ends[i]} ${shapeWords(shapeOf(index, i))}`),
    'messages of pieces',
  );
}

const NAMES = Object.keys(FORMS) as Form[];

/** Detection and conversion never throw, and where the input is cut makes no difference. */
function checkForms(text: string, below: (limit: number) => number): void {
  const bytes = Buffer.from(text, 'utf8');
  const form = detectForm(bytes) ?? NAMES[below(NAMES.length)] ?? 'wire';
  const whole = converted(bytes, form);
  const cuts = Array.from({ length: below(6) }, () => below(bytes.length + 1));
  assert.deepEqual(converted(bytes, form, undefined, cuts), whole, `${form}, cut at ${cuts}`);
}
