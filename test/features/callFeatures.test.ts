import assert from 'node:assert/strict';
import { callsOf } from '../../server/src/calls/calls';
import type { LogDocument } from '../../server/src/document';
import { callAround, wholeCalls } from '../../server/src/features/callRuns';
import { foldingRanges } from '../../server/src/features/foldingRanges';
import { noiseOf } from '../../server/src/features/noise';
import { selectionRanges } from '../../server/src/features/selectionRanges';
import { workspaceSymbols } from '../../server/src/features/workspaceSymbols';
import type { Call } from '../../server/src/protocol';
import { messageSpan } from '../../server/src/syntax/messages';
import { finished } from '../../server/src/syntax/steps';
import { captures } from '../support/captures';
import { documentOf, marked } from '../support/markers';

const noise = noiseOf(['VarSet', 'Newexten']);

/** A message of a channel, three lines long. */
function event(name: string, uniqueid: string): string {
  return `Event: ${name}\nUniqueid: ${uniqueid}\nLinkedid: ${uniqueid}\n\n`;
}

function calls(document: LogDocument): Call[] {
  return callsOf(document.text, document.index).calls;
}

describe('foldingRanges of more than one message', () => {
  const folds = (text: string, options: { calls?: boolean; collapsedText?: boolean } = {}): string[] => {
    const document = documentOf(text);
    return foldingRanges(document, {
      isNoise: noise,
      calls: options.calls ? calls(document) : [],
      collapsedText: options.collapsedText === true,
    }).map((range) => [`${range.startLine}-${range.endLine}`, range.kind, range.collapsedText].filter(Boolean).join(' '));
  };
  it('a run of noise folds from its first line, in place of its first message', () =>
    assert.deepEqual(folds('Event: VarSet\nA: 1\n\nEvent: Newexten\nA: 1\n\nEvent: Hangup\nA: 1\n\n'), ['0-4 region', '3-4', '6-7']));
  it('one message of noise is no run', () => assert.deepEqual(folds('Event: VarSet\nA: 1\n\nEvent: Hangup\nA: 1\n\n'), ['0-1', '3-4']));
  it('calls in one piece fold', () =>
    assert.deepEqual(folds(event('Newchannel', '1.1') + event('Hangup', '1.1') + event('Newchannel', '1.2') + event('Hangup', '1.2'), { calls: true }), [
      '0-6 region',
      '4-6',
      '8-14 region',
      '12-14',
    ]));
  it('the only call does not', () => assert.deepEqual(folds(event('Newchannel', '1.1') + event('Hangup', '1.1'), { calls: true }), ['0-2', '4-6']));
  it('calls that run into each other do not', () =>
    assert.deepEqual(folds(event('Newchannel', '1.1') + event('Newchannel', '1.2') + event('Hangup', '1.1') + event('Hangup', '1.2'), { calls: true }), [
      '0-2',
      '4-6',
      '8-10',
      '12-14',
    ]));
  it('a run of noise ends where a call ends', () => {
    const first = event('Newchannel', '1.1') + event('VarSet', '1.1') + event('VarSet', '1.1');
    const second = event('VarSet', '1.2') + event('VarSet', '1.2') + event('Hangup', '1.2');
    assert.deepEqual(folds(first + second, { calls: true }), ['0-10 region', '4-10 region', '8-10', '12-22 region', '16-18', '20-22']);
  });
  it('have words for clients that show some', () => {
    assert.deepEqual(folds('Event: VarSet\nA: 1\n\nEvent: Newexten\nA: 1\n\n', { collapsedText: true }), ['0-4 region 2 × VarSet, Newexten', '3-4 Newexten']);
    const dial = (name: string, more: string): string => `Event: ${name}\nTimestamp: ${more}\nDestUniqueid: 1.2\n`;
    assert.deepEqual(folds(`${dial('DialBegin', '1795371545.0')}\n${dial('DialEnd', '1795371548.2')}DialStatus: ANSWER\n\n`, { collapsedText: true }), [
      '0-2 DialBegin',
      '4-7 DialEnd ANSWER 3.2 s',
    ]);
  });
  it('are nested in every recording, and no two begin on one line', () => {
    for (const { name, text } of captures()) {
      const document = documentOf(text);
      const open: number[] = [];
      let last = -1;
      for (const { startLine, endLine } of foldingRanges(document, { isNoise: noise, calls: calls(document) }).sort((a, b) => a.startLine - b.startLine)) {
        assert.ok(startLine > last && endLine > startLine, `${name} line ${startLine}`);
        last = startLine;
        while (open.length > 0 && (open.at(-1) ?? 0) < startLine) open.pop();
        assert.ok(open.length === 0 || endLine <= (open.at(-1) ?? 0), `${name} line ${startLine}`);
        open.push(endLine);
      }
    }
  });
});

describe('wholeCalls and callAround', () => {
  const call = (...messages: number[]): Call => ({
    id: String(messages[0]),
    linkedids: [],
    uniqueids: [],
    outcome: 'unknown',
    transfers: [],
    legs: [],
    messages,
    probable: false,
  });
  const whole = (...all: Call[]): string[] => wholeCalls(all).map(({ first, last }) => `${first}-${last}`);
  it('leave out each call that another one runs into', () => {
    assert.deepEqual(whole(call(0, 3), call(4, 5)), ['0-3', '4-5']);
    assert.deepEqual(whole(call(0, 5), call(2, 3), call(6, 7)), ['6-7']);
    assert.deepEqual(whole(call(0, 9), call(1, 2), call(4, 5)), []);
  });
  it('go as far as no message of another call comes between', () => {
    const around = (message: number, ...all: Call[]): string | undefined => {
      const run = callAround(all, message);
      return run && `${run.first}-${run.last}`;
    };
    assert.equal(around(2, call(1, 2, 3, 5)), '1-5');
    assert.equal(around(5, call(1, 2, 5, 6, 9), call(3, 8)), '5-6');
    assert.equal(around(1, call(1, 2), call(4, 5)), '1-2');
    assert.equal(around(7, call(1, 2)), undefined);
  });
});

describe('selectionRanges', () => {
  /** What growing selections take in at `$0`, from the inside out. */
  const steps = (fixture: string): string[] => {
    const { document, position, text } = marked(fixture);
    const found: string[] = [];
    for (let range = selectionRanges(document, [position], calls(document))[0]; range; range = range.parent as typeof range | undefined)
      found.push(text.slice(document.lines.offsetAt(range.range.start), document.lines.offsetAt(range.range.end)));
    return found;
  };
  it('grow from the value to the line, the message, the call, everything', () => {
    const first = event('Newchannel', '1.1') + event('Hangup', '1.1');
    const other = event('Newchannel', '1.2');
    assert.deepEqual(steps(`${other}${first.replace('Uniqueid: 1.1', 'Uniqueid: $01.1')}`), [
      '1.1',
      'Uniqueid: 1.1',
      'Event: Newchannel\nUniqueid: 1.1\nLinkedid: 1.1',
      'Event: Newchannel\nUniqueid: 1.1\nLinkedid: 1.1\n\n',
      first,
      other + first,
    ]);
  });
  it('begin with the name on a name', () => assert.deepEqual(steps('Event: A\nFo$0o: 1\n\n').slice(0, 2), ['Foo', 'Foo: 1']));
  it('have lines without a colon and what stands between', () => {
    assert.deepEqual(steps(';# no$0te\nEvent: A\n\n'), [';# note', ';# note\nEvent: A\n\n']);
    assert.deepEqual(steps('Event: A\nno co$0lon\n\n')[0], 'no colon');
  });
  it('are there in an empty text, too', () => {
    const document = documentOf('');
    assert.equal(selectionRanges(document, [{ line: 0, character: 0 }], []).length, 1);
  });
});

describe('workspaceSymbols', () => {
  const text = captures().find(({ name }) => name === 'asterisk-22.10.1/call_answered.ami')?.text ?? '';
  const document = documentOf(text);
  const capture = {
    uri: document.uri,
    calls: calls(document),
    rangeOf: (message: number) => {
      const { start } = messageSpan(document.index, message);
      return { start: document.lines.positionAt(start), end: document.lines.positionAt(start) };
    },
  };
  const symbols = (query: string): string[] => finished(workspaceSymbols([capture], query)).map(({ name }) => name);
  it('without a query are the calls', () => {
    assert.equal(symbols('').length, capture.calls.length);
    assert.match(symbols('')[0] ?? '', / · answered$/);
  });
  it('find channels by name and by Uniqueid', () => {
    const leg = capture.calls[0]?.legs[0];
    assert.ok(leg);
    assert.ok(symbols(leg.channel.toUpperCase()).includes(leg.channel));
    assert.ok(symbols(leg.uniqueid).includes(`${leg.uniqueid} ${leg.channel}`));
  });
  it('find numbers, with how many calls they have', () => {
    const number = capture.calls[0]?.caller?.number ?? capture.calls[0]?.dialled ?? '';
    const found = finished(workspaceSymbols([capture], number)).find(({ name }) => name === number);
    assert.match(found?.containerName ?? '', /^1 call$/);
  });
  it('find nothing where there is nothing', () => assert.deepEqual(symbols('no such thing'), []));
});
