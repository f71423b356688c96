import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Call } from '../../server/src/calls/types';
import { FIELDS, parseFilter } from '../../server/src/features/filter';
import { callFits } from '../../server/src/features/filterCalls';
import { matcherOf } from '../../server/src/features/filterMatch';
import { bareText, filterText, valueText } from '../../server/src/features/filterText';
import { hasPieces } from '../../server/src/features/filterStars';
import type { Filter, FilterNode } from '../../server/src/features/filterTypes';
import { noiseOf } from '../../server/src/features/noise';
import { indexMessages, shapeOf } from '../../server/src/syntax/messages';

function parsed(expression: string): Filter {
  const filter = parseFilter(expression);
  if ('error' in filter) throw new Error(`${expression}: ${filter.error}`);
  return filter;
}

/** Numbers of the messages that fit; blocks are given as `Event: A|B: c`. */
function found(expression: string, blocks: readonly string[]): number[] {
  const text = blocks.map((block) => `${block.replaceAll('|', '\r\n')}\r\n\r\n`).join('');
  const index = indexMessages(text);
  const matcher = matcherOf(parsed(expression), { isNoise: noiseOf(['VarSet', 'RTCP*']) });
  const fitting: number[] = [];
  for (let message = 0; message < index.count; message++) {
    const row = { message, shape: shapeOf(index, message), second: 1_480_668_400 + message * 10 };
    const [start = 0, end = 0] = [index.starts[message], index.ends[message]];
    const whole = text.slice(start, end).toLowerCase();
    const fits = matcher.fits(row, text, start, end);
    assert.ok([undefined, fits].includes(matcher.sketch(row)), `${expression}: names and times agree with the text on message ${message}`);
    if (fits && matcher.sketch(row) === undefined && matcher.needle !== undefined) assert.ok(whole.includes(matcher.needle), `the needle of ${expression}`);
    if (fits) fitting.push(message);
  }
  return fitting;
}

const MESSAGES = [
  'Event: Newchannel|Channel: PJSIP/1001-00000001|Exten: 1000|Uniqueid: 1.1',
  'Event: Hangup|Channel: PJSIP/1001-00000001|Cause: 16|Cause-txt: Normal Clearing|Uniqueid: 1.1',
  'Event: Hangup|Channel: SIP/trunk-a-00000002|Cause: 127|Cause-txt: Interworking (x)|Uniqueid: 1.2',
  'Event: VarSet|Channel: SIP/trunk-a-00000002|Variable: A|Value: say "hi" \\ there',
  'Action: Ping|ActionID: x 1',
  'Response: Error|Message: /etc/asterisk|Time: 5',
  'Event: RTCPSent|To: 10.0.0.1:5004',
  'Event: QueueCallerJoin|Queue: sales|Position: 2|AccountCode: ',
] as const;

describe('a filter expression', () => {
  for (const [expression, expected] of [
    ['event:hangup', [1, 2]],
    ['event:!=Hangup', [0, 3, 6, 7]],
    ['not event:Hangup', [0, 3, 4, 5, 6, 7]],
    ['event:~call', [7]],
    ['event:!~h', [3, 6, 7]],
    ['event:/^(New|Hang)/', [0, 1, 2]],
    ['event:/^(new|hang)/', []],
    ['event:~/^(new|hang)/i', [0, 1, 2]],
    ['event:Hang*', [1, 2]],
    ['event:*join', [7]],
    ['event:*call*', [7]],
    ['event:H*g*p', [1, 2]],
    ['event:!=Hang*', [0, 3, 6, 7]],
    ['event:Hang', []],
    ['event:"Hang*"', []],
    ['channel:PJSIP/100*', [0, 1]],
    ['channel:SIP/*-a', [2, 3]],
    ['channel:SIP/*-b', []],
    ['channel:~1001*0001', [0, 1]],
    ['exten:1*0', [0]],
    ['exten:1*00*00', []],
    ['exten:*00', []],
    ['exten:*"00"', [0]],
    ['pjsip*0001', [0, 1]],
    ['cause-txt:Inter*"(x)"', [2]],
    ['to:10.*', [6]],
    ['cause:16', [1]],
    ['cause:=16', [1]],
    ['cause:!=16', [2]],
    ['cause:>16', [2]],
    ['cause:>=16', [1, 2]],
    ['cause:<16.5', [1]],
    ['cause:<=-1', []],
    ['channel:PJSIP/1001', [0, 1]],
    ['channel:!~pjsip', [2, 3]],
    ['exten:1000', [0]],
    ['EXTEN:~00', [0]],
    ['cause-txt:"normal clearing"', [1]],
    ['Cause-txt:~"interworking (x)"', [2]],
    ['cause-txt:~(x)', [2]],
    ['header.Time:5', [5]],
    ['header.time:>4', [5]],
    ['queue:sales position:<3', [7]],
    ['accountcode:""', [7]],
    ['accountcode:!=""', []],
    ['variable:!=""', [3]],
    ['value:~"\\"hi\\" \\\\"', [3]],
    ['"\\"hi\\""', [3]],
    ['/etc/asterisk', [5]],
    ['/e[/t]c\\/as/', [5]],
    ['/NORMAL|inter/i', [1, 2]],
    ['text:!~1001', [2, 3, 4, 5, 6, 7]],
    ['text:=sales', [7]],
    ['event:Hangup and cause:16', [1]],
    ['event:Hangup or action:Ping', [1, 2, 4]],
    ['event:Hangup cause:16 or action:Ping', [1, 4]],
    ['event:Hangup (cause:16 or cause:127)', [1, 2]],
    ['event:Hangup not cause:16', [2]],
    ['not (event:Hangup or noise)', [0, 4, 5, 7]],
    ['NOT event:Hangup AND NOT noise', [0, 4, 5, 7]],
    ['noise', [3, 6]],
    ['"noise"', []],
    ['not noise response:error', [5]],
    ['since:+30s until:+40s', [3, 4]],
    ['time:+1m-', [6, 7]],
    ['since:1480668465', [7]],
    ['time:>=2016-12-02T08:47:40Z', [6, 7]],
    ['call:1.1', []],
    ['10.0.0.1:5004', [6]],
  ] as const) {
    it(`finds by ${expression}`, () => assert.deepEqual(found(expression, MESSAGES), expected));
  }

  for (const [expression, offset, length, expected, words] of [
    ['event:Hangup or', 15, 0, 'field', /After “or” something/],
    ['and x', 0, 3, 'field', /Before “and”/],
    ['x or or y', 5, 2, 'field', /Before “or”/],
    ['not', 3, 0, 'field', /After “not”/],
    ['x (y or z', 2, 1, ')', /not closed/],
    ['x )', 2, 1, 'and', /no \( that this \) closes/],
    ['()', 1, 1, 'field', /Before \)/],
    ['x cause: y', 8, 0, 'value', /After cause: a value/],
    ['event:Hangup cause:>high', 20, 4, 'number', /a number is expected, such as cause:>16/],
    ['event:<3', 6, 1, '=', /no number/],
    ['x evnt:Hangup', 2, 4, 'event', /no key “evnt”. Did you mean event\?.*header\.evnt:/],
    ['x since:soon', 8, 4, 'time', /“soon” is no time. Write since:/],
    ['time:~10', 5, 1, 'time', /Of a time write time:10:00, without ~/],
    ['x "open', 2, 1, '"', /quotation mark/],
    ['event:~/a/g', 10, 1, 'i', /only i may stand/],
    ['event:/(a/', 7, 2, '', /no regular expression: missing closing/],
    ['event:/(?=a)/', 7, 5, '', /no regular expression/],
    ['header.:x', 0, 0, '', /./],
  ] as const) {
    it(`points at what is wrong with ${expression}`, () => {
      const error = parseFilter(expression);
      if (expression === 'header.:x') return assert.ok(!('error' in error), 'it is a text');
      assert.ok('error' in error);
      assert.match(error.error, words);
      assert.deepEqual([error.offset, error.length, error.expected[0] ?? ''], [offset, length, expected]);
    });
  }

  it('has an example for each field, which is right', () => {
    for (const [field, example] of Object.entries(FIELDS)) assert.ok(parsed(example).terms.length === 1 && example.startsWith(field));
  });

  it('is refused where it is too long or too deep, and not by an exception', () => {
    assert.ok('error' in parseFilter(`${'('.repeat(100)}x${')'.repeat(100)}`));
    assert.ok('error' in parseFilter('x '.repeat(5_000)));
    assert.ok('error' in parseFilter('not '.repeat(1_900)));
  });

  it('takes time in proportion to the text, whatever pattern is asked for', () => {
    // By JavaScript's own engine this takes longer than the age of the universe.
    assert.deepEqual(found('/(a+)+b/', [`Event: X|A: ${'a'.repeat(8_000)}`]), []);
  });

  it('printed and parsed again is the same', () => {
    const word = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[a-z:~/"()\\!=<> -]{0,8}$/),
      fc.constantFrom('noise', 'and', 'Or', 'not', '10:00', '/x/i', 'time:x', 'any'),
    );
    const name = fc.oneof(fc.constantFrom('Exten', 'Cause-txt', 'Time', 'header', 'evnt', 'any', 'not'), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,6}$/));
    const value = { pattern: fc.constant(false), ignoreCase: fc.constant(true) };
    const operator = fc.constantFrom('=', '!=', '~', '!~');
    const term = fc.oneof(
      fc.record({ key: fc.constantFrom('event', 'channel', 'cause', 'call', 'outcome'), operator, text: word.filter(Boolean), ...value }),
      fc.record({ key: fc.constant('header'), header: name, operator, text: word.filter(Boolean), ...value }),
      fc.record({ key: fc.constant('header'), header: name, operator: fc.constantFrom('<', '>='), text: fc.integer().map(String), ...value }),
      fc.record({ key: fc.constant('text'), operator: fc.constantFrom('~', '=', '!=', '!~'), text: word.filter(Boolean), ...value }),
      fc.record({
        key: fc.constantFrom('text', 'channel'),
        operator: fc.constant('~'),
        text: fc.constantFrom('a|b', '[/ )]x', 'a\\/b'),
        pattern: fc.constant(true),
        ignoreCase: fc.boolean(),
      }),
      fc.constant({ key: 'noise' }),
      fc
        .constantFrom('exten:a*', 'event:*b*', 'x*"y z"*', '"not"*', 'exten:**', 'exten:*"9"*', '"a*b"*c', 'id:(*)', 'text:*98*')
        .map((one) => parsed(one).terms[0]),
      fc.constantFrom('time:10:00-10:05', 'time:-10:05', 'time:10:00-', 'since:+1h30s', 'until:10:05', 'time:+5s-+10s').map((one) => parsed(one).terms[0]),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        term.map((one) => ({ kind: 'term', term: one })),
        fc.record({ kind: fc.constantFrom('all', 'some'), nodes: fc.array(tie('node'), { minLength: 2, maxLength: 3 }) }),
        fc.record({ kind: fc.constant('not'), node: tie('node') }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (node) => {
        const text = filterText({ root: node as FilterNode });
        if (text.length > 4_000) return;
        const again = parsed(text);
        assert.equal(filterText(again), text);
        assert.deepEqual(again.root, flat(node as FilterNode), text);
      }),
      { numRuns: 500 },
    );
  });

  it('is total: any text is a filter or has a place that is wrong', () => {
    const letters = fc.stringMatching(/^[a-z:~/"()\\!=<> +*0-9-]{0,30}$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          letters,
          fc.constantFrom(...Object.values(FIELDS)).chain((one) => letters.map((more) => one + more)),
        ),
        (text) => {
          const filter = parseFilter(text);
          if ('error' in filter) assert.ok(filter.error !== '' && filter.offset >= 0 && filter.offset + filter.length <= text.length, JSON.stringify(filter));
          else assert.deepEqual(parsed(filterText(filter)).root, filter.root, filterText(filter));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes any text as a value and as a word', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[*a9#]{1,5}$/)), (text) => {
        const [value, word] = [parsed(`exten:${valueText(text)}`).terms, parsed(bareText(text)).terms];
        assert.deepEqual([value.length, word.length], [1, 1]);
        assert.ok(value[0] && 'text' in value[0] && value[0].text === text && !value[0].stars);
        assert.ok(word[0] && 'text' in word[0] && word[0].text === text && !word[0].pattern && !word[0].stars);
      }),
    );
  });

  it('takes the star of a feature code for itself', () => {
    const stars = (expression: string): readonly number[] => {
      const [term] = parsed(expression).terms;
      assert.ok(term && 'text' in term);
      return term.stars ?? [];
    };
    for (const literal of ['exten:*98', 'exten:*', 'exten:**', 'exten:*#06#', '*97', 'exten:"a*"', 'exten:**1']) assert.deepEqual(stars(literal), [], literal);
    assert.deepEqual(stars('exten:*98*'), [3]);
    assert.deepEqual(stars('exten:*"98"'), [0]);
    assert.deepEqual(stars('event:*Join'), [0]);
  });

  it('finds by stars what a regular expression finds', () => {
    const text = fc.stringMatching(/^[ab]{0,6}$/);
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), fc.oneof(text, fc.stringMatching(/^[ab]{0,14}$/)), fc.boolean(), (pieces, value, whole) => {
        const source = pieces.join('.*');
        assert.equal(hasPieces(value, pieces, whole), new RegExp(whole ? `^${source}$` : source).test(value), `${source} ${value}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A tree as the parser makes it: `all` in `all` is one. */
function flat(node: FilterNode): FilterNode {
  // The spread gives it the prototype of an object.
  if (node.kind === 'term') return { kind: 'term', term: { ...node.term } };
  if (node.kind === 'not') return { kind: 'not', node: flat(node.node) };
  const nodes = node.nodes.map(flat).flatMap((one) => (one.kind === node.kind ? one.nodes : [one]));
  return { kind: node.kind, nodes };
}

describe('a filter of calls', () => {
  const call: Call = {
    id: '1.1',
    linkedids: ['1.1'],
    uniqueids: ['1.1', '1.2'],
    caller: { number: '1001', name: 'Ann', channel: 'PJSIP/1001-00000001' },
    dialled: '1000',
    outcome: 'busy',
    transfers: [],
    legs: [],
    messages: [0, 1, 2, 3],
    probable: false,
  };

  for (const [expression, fits] of [
    ['outcome:busy', true],
    ['outcome:!=busy', false],
    ['outcome:~us', true],
    ['caller:1001', true],
    ['caller:ann', true],
    ['caller:~/^pjsip/i', true],
    ['dialled:1000 outcome:answered', false],
    ['dialled:1000 or outcome:answered', true],
    ['answeredby:1000', false],
    ['answeredby:!=1000', false],
    ['not answeredby:1000', true],
    ['call:1.2', true],
    ['call:1.3', false],
    ['event:Hangup cause:16', true],
    ['event:Hangup exten:1000', false],
    ['event:Hangup (exten:1000 or cause:127)', true],
    ['(event:Hangup cause:16) exten:1000', false],
    ['event:Hangup cause:16 not event:DialEnd', true],
    ['not event:Hangup', false],
    ['not noise', false],
    ['outcome:busy event:Newchannel', true],
    ['outcome:busy event:DialEnd', false],
    ['ann', true],
    ['ANN bus', true],
    ['Newchannel', false],
    ['event:Newchannel ann', true],
    ['not ann', false],
    ['/^an+$/i', true],
    ['/^nn$/', false],
  ] as const) {
    it(expression, () => {
      assert.equal(
        callFits(
          parsed(expression),
          call,
          (part) => found(filterText({ root: part }), MESSAGES.slice(0, 4)).length > 0,
          () => ['1001', 'Ann', 'busy'],
        ),
        fits,
      );
    });
  }
});

describe('noise', () => {
  for (const [names, name, noise] of [
    [['VarSet'], 'VarSet', true],
    [['varset'], 'VARSET', true],
    [['VarSet'], 'VarSets', false],
    [['RTCP*'], 'RTCPSent', true],
    [['RTCP*'], 'XRTCPSent', false],
    [['*Exec*'], 'AGIExecEnd', true],
    [['*Exec*Start'], 'AGIExecEnd', false],
    [['a*a'], 'a', false],
    [['*'], 'Hangup', true],
    [['.*'], 'Hangup', false],
    [[], 'VarSet', false],
  ] as const) {
    it(`${JSON.stringify(names)} ${noise ? 'has' : 'has not'} ${name}`, () => {
      const index = indexMessages(`Event: ${name}\r\n\r\n`);
      assert.equal(noiseOf(names)(shapeOf(index, 0)), noise);
    });
  }
});
