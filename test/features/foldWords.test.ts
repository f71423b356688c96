import assert from 'node:assert/strict';
import { foldsInView } from '../../client/src/foldsInView';
import { callsOf } from '../../server/src/calls/calls';
import { wholeCalls } from '../../server/src/features/callRuns';
import { foldingRanges } from '../../server/src/features/foldingRanges';
import { foldWords } from '../../server/src/features/foldWords';
import { noiseOf } from '../../server/src/features/noise';
import { lastStartingAtOrBefore, shapeOf } from '../../server/src/syntax/messages';
import { captures } from '../support/captures';
import { documentOf } from '../support/markers';

const noise = noiseOf(['VarSet', 'Newexten']);

/** What is said of a fold of `text`, from the line of the first `▸` to that of the last. */
function wordsOf(marked: string): string | undefined {
  const lines = marked.split('\n');
  const start = lines.findIndex((line) => line.includes('▸'));
  const end = lines.findLastIndex((line) => line.includes('▸'));
  const document = documentOf(marked.replaceAll('▸', ''));
  return foldWords(document, [start, end], wholeCalls(callsOf(document.text, document.index).calls), noise);
}

const dial = (name: string, time: string): string => `Event: ${name}\nTimestamp: ${time}\nDestUniqueid: 1.2\n`;
const call = (id: string, marks: [string, string] = ['', '']): string =>
  `Event: ${marks[0]}Newchannel\nUniqueid: ${id}\nLinkedid: ${id}\nCallerIDNum: 300\n\nEvent: Hangup\nUniqueid: ${id}\nLinkedid: ${marks[1]}${id}\n\n`;

describe('foldWords', () => {
  const table: [what: string, text: string, expected: string | undefined][] = [
    ['a message by what tells it from its like', 'Event: ▸Hangup\nChannel: A/1\nCause-txt: ▸Busy\n\n', 'A/1 · Busy'],
    [
      'a dial by how it ended and how long it took',
      `${dial('DialBegin', '1795371545.0')}\n${dial('▸DialEnd', '1795371548.2')}DialStatus: ▸ANSWER\n\n`,
      'ANSWER 3.2 s',
    ],
    ['a dial whose beginning is not there', `${dial('▸DialEnd', '1795371548.2')}DialStatus: ▸BUSY\n\n`, 'BUSY'],
    ['nothing that would turn the text around', `${dial('▸DialEnd', '1795371548.2')}DialStatus: \u202eBU▸SY\n\n`, 'BUSY'],
    ['a run of noise by number and names', 'Event: ▸VarSet\nA: 1\n\nEvent: Newexten\nA: 1\n\nEvent: VarSet\nA: ▸1\n\n', '3 × VarSet, Newexten'],
    ['a whole call', call('1.1', ['▸', '▸']) + call('1.2'), '300 · cancelled'],
    ['nothing of messages that have nothing in common', call('1.1', ['▸', '']) + call('1.2', ['▸', '']), undefined],
    ['nothing of the output of a command', 'Response: Follows\n▸a\nb\n▸c\n--END COMMAND--\n\n', undefined],
    ['nothing where no message is', ';# a ▸note\n;# and ▸another\n', undefined],
    ['nothing of a message that says nothing', 'Event: ▸Mine\nB: ▸1\n\n', undefined],
  ];
  for (const [what, text, expected] of table) it(`says ${what}`, () => assert.equal(wordsOf(text), expected));

  it('agrees in every recording with what other clients get with their folds', () => {
    for (const { name, text } of captures()) {
      const document = documentOf(text);
      const { calls } = callsOf(document.text, document.index);
      const runs = wholeCalls(calls);
      for (const { startLine, endLine, collapsedText } of foldingRanges(document, { isNoise: noise, calls, collapsedText: true })) {
        const words = foldWords(document, [startLine, endLine], runs, noise);
        if (collapsedText === undefined) assert.equal(words, undefined, `${name} line ${startLine}`);
        else {
          const first = lastStartingAtOrBefore(document.index, document.lines.offsetAt({ line: startLine, character: 0 }));
          const own = `${shapeOf(document.index, first).name} ${words ?? ''}`.trim();
          assert.ok(collapsedText === words || collapsedText === own, `${name} line ${startLine}: ${words}, ${collapsedText}`);
        }
      }
    }
  });
});

describe('foldsInView', () => {
  const view = (...ranges: [number, number][]): { visibleRanges: never } =>
    ({ visibleRanges: ranges.map(([start, end]) => ({ start: { line: start }, end: { line: end } })) }) as never;
  it('are the gaps in what is in view, with the line before them', () =>
    assert.deepEqual(foldsInView(view([0, 4], [9, 9], [12, 30])), [
      [4, 8],
      [9, 11],
    ]));
  it('are none where nothing is folded', () => {
    assert.deepEqual(foldsInView(view([3, 30])), []);
    assert.deepEqual(foldsInView(view()), []);
    assert.deepEqual(foldsInView(view([3, 9], [10, 30])), []);
  });
});
