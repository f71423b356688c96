import assert from 'node:assert/strict';
import { createDocument, type LogDocument } from '../../server/src/document';
import { callAt } from '../../server/src/features/callAt';
import { callHierarchyItems, incomingCalls, outgoingCalls } from '../../server/src/features/callHierarchy';
import { callLensSteps } from '../../server/src/features/callLenses';
import { completions } from '../../server/src/features/completion/completion';
import { definition } from '../../server/src/features/definition';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlayHints';
import { maskDigits } from '../../server/src/features/maskDigits';
import { locate, messageSummaries } from '../../server/src/features/messageSummaries';
import { noiseOf } from '../../server/src/features/noise';
import { documentHighlights, references } from '../../server/src/features/references';
import { selectionRanges } from '../../server/src/features/selectionRanges';
import { semanticTokens } from '../../server/src/features/semanticTokens';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callAccess } from '../../server/src/largeFiles/stories';
import { finished } from '../../server/src/syntax/steps';
import { captureNamed } from '../support/captures';
import { contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

/** The document, which complains when somebody wants all of its text. */
function withoutText(document: LogDocument): LogDocument {
  return Object.defineProperty({ ...document }, 'text', {
    get() {
      throw new Error('the whole text was asked for');
    },
  });
}

describe('what is asked for while somebody types', () => {
  const { text } = captureNamed('asterisk-22.10.1/queue_call_complete_caller.ami');
  // A document of its own: calls are kept by URI.
  const whole = createDocument('file:///typing.ami', 'ami', 1, text);
  const document = withoutText(whole);
  const calls = callAccess(documentSource(whole));
  const context = contextOf('22');
  const noise = noiseOf(['VarSet']);
  const position = whole.lines.positionAt(text.indexOf('Uniqueid: ', text.indexOf('Event: DialBegin')) + 12);
  const range = { start: { line: 0, character: 0 }, end: position };
  const kinds = { times: true, uniqueidTimes: true, sinceCallBegan: true, texts: true, units: true };
  const asked: [what: string, ask: () => unknown][] = [
    ['hover', () => hover(document, position, context)],
    ['completion', () => completions(document, position, context, { snippets: true, commands: true, labelDetails: true })],
    ['definition', () => finished(definition(document, position, context, { linkSupport: true }))],
    ['references', () => finished(references(document, position, context, true))],
    ['highlights', () => finished(documentHighlights(document, position, context))],
    ['hints', () => inlayHints(document, range, context, kinds, noise)],
    ['tokens', () => semanticTokens(document, range, context, noise)],
    ['selections', () => selectionRanges(document, [position], [])],
    ['code lenses', () => finished(callLensSteps(document, calls, { commands: true }))],
    [
      'the call hierarchy',
      () => callHierarchyItems(document, position, calls)?.map((item) => [incomingCalls(document, item, calls), outgoingCalls(document, item, calls)]),
    ],
    ['the call at the cursor', () => callAt(document, position, calls)],
    ['the message at the cursor', () => locate(document, position)],
    ['lines of messages', () => messageSummaries(document, { textDocument: document, messages: [1, 2, 3] })],
  ];
  for (const [what, ask] of asked)
    it(`${what}: never the whole text`, () => {
      const found = ask();
      assert.ok(found && !(Array.isArray(found) && found.length === 0), 'an answer');
    });
  it('keys to mask: never the whole text', () => {
    const keys = 'Event: DTMFEnd\r\nUniqueid: 1.1\r\nDigit:  5\r\n\r\nEvent: DTMFEnd\r\nUniqueid: 1.2\r\nDigit: 6\r\n\r\n';
    assert.deepEqual(
      maskDigits(withoutText(documentOf(keys)), 0).map((edit) => edit.range),
      [{ start: { line: 2, character: 8 }, end: { line: 2, character: 9 } }],
    );
  });
});
