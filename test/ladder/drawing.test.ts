import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { COLORS, DRAWING_STYLE, isColor, styleWith } from '../../client/src/ladder/drawingStyle';
import { commandOf } from '../../client/src/ladder/keys';
import { type Layout, labelWidth, layout, openingZoom, rowAt, SIZES } from '../../client/src/ladder/layout';
import { fromPage, placeOf } from '../../client/src/ladder/messages';
import { backShapes, headShapes, rowShapes, type Shape } from '../../client/src/ladder/scene';
import { svgFile } from '../../client/src/ladder/svgFile';
import { cut, widthOf } from '../../client/src/ladder/textWidth';
import { ladder } from '../../server/src/features/ladder';
import type { Ladder } from '../../server/src/protocol';
import { hostileText, hostileTold } from '../support/hostileLadders';
import { QUEUE, SIMPLE, TRANSFER, tell, type Told } from '../support/ladderStories';
import { xmlProblems } from '../support/xmlGrammar';

const drawn = ({ call, story }: Told): Ladder => ladder(call, story);
const STORIES = { simple: drawn(SIMPLE), queue: drawn(QUEUE), transfer: drawn(TRANSFER) };
const words = { time: 'Time', message: 'Message', sentences: 'What happens' };
const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Every rectangle of a layout's heads and its rows lies beside its neighbours. */
function assertApart({ x, heads, rows, left }: Layout): void {
  for (let i = 1; i < x.length; i++) assert.ok((x[i] ?? 0) - (heads[i] ?? 0) / 2 > (x[i - 1] ?? 0) + (heads[i - 1] ?? 0) / 2, `head ${i}`);
  if (x.length > 0) assert.ok((x[0] ?? 0) - (heads[0] ?? 0) / 2 >= left, 'the first head is right of the times');
  for (let i = 1; i < rows.length; i++) assert.equal(rows[i]?.top, (rows[i - 1]?.top ?? 0) + (rows[i - 1]?.height ?? 0));
}

describe('the layout of a ladder', () => {
  for (const [name, model] of Object.entries(STORIES)) {
    it(`lets nothing overlap in the ${name} call`, () => {
      const places = layout(model, 300);
      assertApart(places);
      for (const row of model.rows) {
        if (row.from === undefined || row.to === undefined || Math.abs(row.from - row.to) > 1) continue;
        assert.ok(
          Math.abs((places.x[row.from] ?? 0) - (places.x[row.to] ?? 0)) >= Math.min(SIZES.widest, labelWidth(row) + 34) - 0.01,
          `room for ${row.label}`,
        );
      }
      for (const { points } of places.boxes)
        for (const [x, y] of points) assert.ok(x > places.left - 20 && x < places.right + 40 && y >= 0 && y <= places.height);
    });
  }

  it('finds the row at a height', () => {
    const places = layout(STORIES.queue);
    places.rows.forEach(({ top, height }, i) => {
      assert.equal(rowAt(places, top), i);
      assert.equal(rowAt(places, top + height - 0.5), i);
    });
    assert.equal(rowAt(places, -50), 0);
    assert.equal(rowAt(places, 1e9), places.rows.length - 1);
    assert.equal(rowAt({ rows: [] }, 3), -1);
  });

  it('opens with letters that can be read, and scrolls where not all lines fit then', () => {
    assert.deepEqual([0.3, 0.75, 0.89, 0.9, 0.95, 1, 1.4].map(openingZoom), [1, 1, 1, 0.9, 0.95, 1, 1]);
  });

  it('leaves out the time of day in a narrow panel, but never both times', () => {
    const model = STORIES.transfer;
    const [wide, narrow] = [layout(model), layout(model, 0, 0, { narrow: true })];
    assertApart(narrow);
    assert.ok(narrow.right < wide.right - 50);
    const texts = (places: Layout): string => JSON.stringify(rowShapes(model, places, 1, clock));
    assert.match(texts(wide), /"clock"/);
    assert.doesNotMatch(texts(narrow), /"clock"/);
    assert.match(texts(narrow), /"since"/);
    const untimed = { ...model, rows: model.rows.map(({ at: _at, sinceText: _since, ...row }) => row) };
    assert.match(JSON.stringify(rowShapes(untimed, layout(untimed, 0, 0, { narrow: true }), 1, clock)), /#\d/);
  });

  it('draws the times last, on a ground of their own: they stay in view when the lines are scrolled', () => {
    const places = layout(STORIES.queue);
    for (const shapes of [headShapes(STORIES.queue, places, words), ...STORIES.queue.rows.map((_, i) => rowShapes(STORIES.queue, places, i, clock))]) {
      const times = shapes.at(-1);
      assert.deepEqual([times?.attributes.class, times?.children?.[0]?.attributes.class], ['times', 'times-ground']);
      assert.ok(Number(times?.children?.[0]?.attributes.width) < (places.x[0] ?? 0));
    }
  });

  it('can be made of anything', () => {
    fc.assert(
      fc.property(hostileTold, (told) => {
        const model = drawn(told);
        const places = layout(model, 250);
        assertApart(places);
        for (const shape of [...backShapes(model, places), ...model.rows.flatMap((_, i) => rowShapes(model, places, i, clock))]) assertFinite(shape);
      }),
      { numRuns: 150 },
    );
  });

  it('draws of a long call only the rows that are asked for', () => {
    const place = { kind: 'bridge', id: 'b', name: 'b' } as const;
    const steps = Array.from(
      { length: 3000 },
      (_, i) => [i / 10, i % 2 ? 'leave' : 'enter', '', { channel: i % 4 < 2 ? 'a' : 'b', place }] as Parameters<typeof tell>[2][number],
    );
    const model = drawn(tell('long', { a: 'SIP/a-1', b: 'SIP/b-2' }, steps));
    const places = layout(model);
    assert.equal(places.rows.length, 3000);
    assert.ok(backShapes(model, places, 1500, 1540).length < 200);
  });
});

function assertFinite({ attributes, children }: Shape): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'number') assert.ok(Number.isFinite(value), name);
    if (name === 'width' || name === 'height') assert.ok(Number(value) >= 0, name);
  }
  for (const child of children ?? []) assertFinite(child);
}

describe('a ladder as a file of SVG', () => {
  it('is well-formed and holds nothing that acts or loads, whatever the capture says', () => {
    fc.assert(
      fc.property(hostileTold, (told) => {
        const file = svgFile(drawn(told), clock, { colors: {}, words });
        assert.deepEqual(xmlProblems(file), []);
        assert.doesNotMatch(file, /<(?!\/?(?:svg|title|style|g|rect|circle|line|path|text)\b)/);
        assert.doesNotMatch(file.replace(/>[^<]*</g, '><'), /\son\w+=|href|url\(|@import/i);
      }),
      { numRuns: 150 },
    );
  });

  it('has its colours in it, and takes colours alone', () => {
    const file = svgFile(STORIES.simple, clock, {
      colors: { 'charts-blue': 'rgb(1, 2, 3)', 'charts-red': 'red;}</style><script>', 'charts-green': 'url(http://x)' },
      words,
    });
    assert.match(file, /rgb\(1, 2, 3\)/);
    assert.doesNotMatch(file, /var\(|script|url\(/);
    assert.ok(file.includes(COLORS['charts-red'] ?? '?'));
    assert.match(file, />300 Alice</);
    assert.match(file, />301 answers</);
  });

  it('knows every colour that its style uses', () => {
    for (const [, name = ''] of DRAWING_STYLE.matchAll(/var\(--vscode-([\w-]+)\)/g)) assert.ok(name === 'font-family' || name in COLORS, name);
    assert.doesNotMatch(styleWith({}, 'sans-serif'), /var\(/);
    // The page's colours come from the theme alone.
    assert.doesNotMatch(DRAWING_STYLE, /#[0-9a-f]{3,8}\b|rgb/i);
  });

  it('tells colours from other text', () => {
    for (const color of ['#fff', '#12345678', 'rgb(1, 2, 3)', 'rgba(0, 0, 0, 0.5)', 'color(srgb 0.1 0.2 0.3 / 0.4)', 'transparent'])
      assert.ok(isColor(color), color);
    for (const other of ['', 'red;', 'url(x)', 'expression(1)', 'rgb(1);x', '#12', `#${'f'.repeat(90)}`]) assert.ok(!isColor(other), other);
  });
});

describe('what the page of a ladder says', () => {
  it('is taken only in the forms that it has', () => {
    assert.deepEqual(fromPage({ type: 'open', message: 7, more: 1 }), { type: 'open', message: 7 });
    assert.deepEqual(fromPage({ type: 'local', local: 'apart' }), { type: 'local', local: 'apart' });
    assert.deepEqual(
      fromPage({
        type: 'look',
        id: 1,
        look: { colors: { 'charts-blue': '#123456', evil: '#111111', 'charts-red': 'url(x)' }, highContrast: 'yes', sentences: true },
      }),
      {
        type: 'look',
        id: 1,
        look: { colors: { 'charts-blue': '#123456' }, highContrast: false, sentences: true },
      },
    );
    const refused: unknown[] = [
      null,
      undefined,
      1,
      'open',
      [],
      {},
      { type: 'open' },
      { type: 'open', message: -1 },
      { type: 'open', message: 1.5 },
      { type: 'open', message: '1' },
      { type: 'local', local: 'x' },
      { type: 'command', command: 'x' },
      { type: 'look', id: 1 },
      { type: 'look', id: 1, look: { colors: null } },
      { type: 'drawn', rows: 1 },
      { type: '__proto__' },
    ];
    for (const value of refused) assert.equal(fromPage(value), undefined, JSON.stringify(value));
  });

  it('is a place only where it is one', () => {
    const place = { uri: 'file:///a.ami', call: 3, uniqueid: '1.2' };
    assert.deepEqual(placeOf({ place: { ...place, more: 1 }, zoom: 2 }), place);
    for (const state of [undefined, null, {}, { place: null }, { place: { ...place, call: 'x' } }, { place: { ...place, uri: 1 } }])
      assert.equal(placeOf(state), undefined);
  });
});

describe('the keys of a ladder', () => {
  const model = STORIES.transfer;
  const last = model.rows.length - 1;
  it('go from step to step, and along one line where one is followed', () => {
    assert.deepEqual(commandOf('ArrowDown', model, -1, -1), { type: 'select', row: 0 });
    assert.deepEqual(commandOf('ArrowDown', model, 0, -1), { type: 'select', row: 1 });
    assert.deepEqual(commandOf('ArrowUp', model, 3, -1), { type: 'select', row: 2 });
    assert.deepEqual(commandOf('Home', model, 9, -1), { type: 'select', row: 0 });
    assert.deepEqual(commandOf('End', model, 2, -1), { type: 'select', row: last });
    assert.deepEqual(commandOf('PageDown', model, last - 2, -1), { type: 'select', row: last });
    assert.equal(commandOf('ArrowDown', model, last, -1), undefined);
    const first = model.rows.findIndex(({ from, to }) => from === 3 || to === 3);
    assert.deepEqual(commandOf('Home', model, 5, 3), { type: 'select', row: first });
    assert.deepEqual(commandOf('ArrowDown', model, 0, 3), { type: 'select', row: first });
  });
  it('choose lines, zoom, open and leave', () => {
    assert.deepEqual(commandOf('ArrowRight', model, 0, -1), { type: 'follow', line: 0 });
    assert.deepEqual(commandOf('ArrowRight', model, 0, 3), { type: 'follow', line: 3 });
    assert.deepEqual(commandOf('ArrowLeft', model, 0, 0), { type: 'follow', line: -1 });
    assert.deepEqual(commandOf('+', model, 0, 0), { type: 'zoom', by: 1 });
    assert.deepEqual(commandOf('-', model, 0, 0), { type: 'zoom', by: -1 });
    assert.deepEqual(commandOf('Enter', model, 0, 0), { type: 'open' });
    assert.equal(commandOf('Enter', model, -1, 0), undefined);
    assert.deepEqual(commandOf('Escape', model, 0, 2), { type: 'leave' });
    assert.equal(commandOf('a', model, 0, 0), undefined);
  });
});

describe('widths of text', () => {
  it('cuts to the room that there is', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 12, max: 200 }), fc.boolean(), (text, room, middle) => {
        const short = cut(text, room, 12, { middle });
        assert.ok(widthOf(short, 12) <= Math.max(room, widthOf('…', 12)));
        if (widthOf(text, 12) <= room) assert.equal(short, text);
      }),
    );
    assert.equal(cut('PJSIP/trunk-provider-00000001', 110, 11, { middle: true }).startsWith('PJSIP'), true);
    assert.equal(cut('PJSIP/trunk-provider-00000001', 110, 11, { middle: true }).endsWith('001'), true);
  });
});

describe('the page of a ladder', () => {
  const script = existsSync('dist/ladder/main.js') ? readFileSync('dist/ladder/main.js', 'utf8') : '';
  const html = ['webviewPage', 'ladder/page'].map((file) => readFileSync(`client/src/${file}.ts`, 'utf8')).join('\n');
  it('puts text into text nodes and runs no text as code', () => {
    assert.ok(script.length > 1000, 'npm run build makes dist/ladder/main.js');
    for (const risky of [
      /innerHTML/,
      /outerHTML/,
      /insertAdjacentHTML/,
      /document\.write/,
      /\beval\(/,
      /new Function/,
      /DOMParser/,
      /setAttribute\("style"/,
      /\bfetch\(/,
      /XMLHttpRequest/,
      /https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    ])
      assert.doesNotMatch(script.replace(/^\/\/# sourceMappingURL.*$/m, ''), risky);
  });
  it('allows its own script and style alone', () => {
    assert.match(html, /"default-src 'none'"/);
    assert.match(html, /`script-src 'nonce-\$\{nonce\}'`/);
    assert.doesNotMatch(html, /unsafe|style="|<style|onclick|https?:/);
  });
});
