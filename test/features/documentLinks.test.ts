import assert from 'node:assert/strict';
import { documentLinkSteps, LINKS_UP_TO, resolvedLink } from '../../server/src/features/documentLinks';
import { noiseOf } from '../../server/src/features/noise';
import { finished } from '../../server/src/syntax/steps';
import { contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

const context = contextOf('22', { links: true });
const noise = noiseOf(['VarSet']);

/** The linked words of `text`, each with where it leads. */
function linksOf(text: string): string[] {
  const document = documentOf(text);
  return finished(documentLinkSteps(document, context, noise)).map((link) => {
    assert.equal(link.target, undefined, 'a target comes when somebody follows the link');
    const { start, end } = link.range;
    const { target = '' } = resolvedLink(context, link);
    return `${document.read(document.lines.offsetAt(start), document.lines.offsetAt(end))} → ${decodeURIComponent(target)}`;
  });
}

describe('documentLinks', () => {
  const hangup = 'Hangup → command:ami.openCatalogPage?["event","Hangup"]';
  const table: [what: string, text: string, expected: string[]][] = [
    ['lead from an event to its page', 'Event: Hangup\nCause: 16\n\n', [hangup]],
    ['lead from an action to its page', 'Action: Hangup \n\n', ['Hangup → command:ami.openCatalogPage?["action","Hangup"]']],
    ['take the spelling of the catalogue', 'Event: hangup\n\n', ['hangup → command:ami.openCatalogPage?["event","Hangup"]']],
    ['are not on what nobody knows', 'Event: Mine\n\nResponse: Success\n\nA: b\n\n', []],
    ['are not on noise', 'Event: VarSet\nVariable: X\n\nEvent: Hangup\n\n', [hangup]],
  ];
  for (const [what, text, expected] of table) it(what, () => assert.deepEqual(linksOf(text), expected));

  it('are not given for a large document', () => {
    const message = 'Event: Hangup\nCause: 16\n\n';
    assert.deepEqual(linksOf(message.repeat(Math.ceil(LINKS_UP_TO / message.length) + 1)), []);
  });
  it('lead nowhere with data of somebody else', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    assert.deepEqual(resolvedLink(context, { range, data: { kind: 'event', name: '"],["x' } }), { range, data: { kind: 'event', name: '"],["x' } });
    assert.deepEqual(resolvedLink(context, { range }), { range });
  });
});
