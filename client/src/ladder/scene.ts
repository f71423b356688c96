import type { Ladder, LadderRow, Lifeline } from '../../../server/src/protocol';
import { type BoxPlace, type Layout, labelWidth, type RowPlace, SIZES } from './layout';
import { cut, widthOf } from './textWidth';

/** An element of SVG: what the page draws and the exported file holds. Text is plain text. */
export interface Shape {
  readonly tag: 'g' | 'path' | 'rect' | 'circle' | 'text' | 'line';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly Shape[];
}

/** How the drawing tells time; it differs by place, so the caller gives it. */
export type Clock = (at: number) => string;

/** The names of the columns beside the lines. */
export interface HeadWords {
  time: string;
  /** Where the capture has no times: numbers of messages. */
  message: string;
  sentences: string;
}

/** The heads of the lines, for a strip that stays in view. Its height is {@link SIZES.head}. */
export function headShapes({ lifelines, rows }: Ladder, { x, heads, sentences, left }: Layout, words: HeadWords): Shape[] {
  const first = rows.some(({ at }) => at !== undefined) ? words.time : words.message;
  const shapes: Shape[] = [];
  if (sentences.width > 0) shapes.push(textShape(sentences.x, 28, words.sentences, 'column-name'));
  lifelines.forEach((line, i) => {
    shapes.push(headShape(line, i, x[i] ?? left, heads[i] ?? 0));
  });
  shapes.push(timesShape(left, 0, SIZES.head, [textShape(12, 28, first, 'column-name')]));
  return shapes;
}

function headShape(line: Lifeline, i: number, x: number, width: number): Shape {
  const room = width - 12;
  const kind = line.kind === 'queue' || line.kind === 'parking' ? 'place' : line.kind === 'channel' ? 'person' : 'plumbing';
  const children: Shape[] = [
    { tag: 'rect', attributes: { class: 'head-box', x: r(x - width / 2), y: 5, width: r(width), height: SIZES.head - 10, rx: kind === 'place' ? 14 : 4 } },
    textShape(x, 21, cut(line.name, room, SIZES.text, { bold: true, middle: true }), 'head-name', 'middle'),
    textShape(x, 35, cut(line.about, room, SIZES.small, { middle: true }), 'head-about', 'middle'),
  ];
  if (line.role)
    children.push({ tag: 'rect', attributes: { class: 'head-role', x: r(x - width / 2 + 4), y: SIZES.head - 8, width: r(width - 8), height: 2.5, rx: 1 } });
  return { tag: 'g', attributes: { class: `head ${kind}${line.role ? ` ${line.role}` : ''}`, 'data-line': i }, children };
}

/** What stands behind the rows: boxes, lines, bars of those who are together. `from` and `to` are the rows in view. */
export function backShapes(ladder: Ladder, layout: Layout, from = 0, to = ladder.rows.length - 1): Shape[] {
  const inView = (first: number, last: number): boolean => first <= to && last >= from;
  const shapes: Shape[] = [];
  for (const place of layout.boxes) if (inView(place.first, place.last)) shapes.push(...boxShapes(place, layout));
  const lines = ladder.lifelines.flatMap((line, i) => (inView(line.from, line.to ?? ladder.rows.length) ? lineShapes(ladder, layout, line, i) : []));
  const isCovered = ({ attributes }: Shape): boolean => attributes.class !== 'line hold' && attributes.class !== 'line wait';
  shapes.push(...lines.filter(isCovered));
  for (const place of layout.boxes) if (inView(place.first, place.last)) shapes.push(...barShapes(place, layout));
  // Who waits or holds does so in a bridge too: these are told on top of its bars.
  shapes.push(...lines.filter((line) => !isCovered(line)));
  return shapes;
}

function boxShapes({ box, points, nameX, nameY }: BoxPlace, { right }: Layout): Shape[] {
  const path = `${points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${r(x)} ${r(y)}`).join('')}Z`;
  const name = cut(box.name, Math.max(60, right - nameX - 6), SIZES.small);
  return [
    { tag: 'path', attributes: { class: `box ${box.kind} hue-${box.level % 4}`, d: path } },
    textShape(nameX, nameY, name, `box-name hue-${box.level % 4}`),
  ];
}

function barShapes({ box, last }: BoxPlace, { x, rows }: Layout): Shape[] {
  return box.parts.flatMap((part) => {
    const top = rows[part.from]?.y ?? 0;
    const bottom = (rows[part.to]?.y ?? 0) + (box.open && part.to === last ? 20 : 0);
    const kind = `bar ${part.lines.length > 1 ? 'together' : 'alone'} hue-${box.level % 4}`;
    return part.lines.map((line): Shape => {
      const left = (x[line] ?? 0) - 4;
      return { tag: 'rect', attributes: { class: kind, x: r(left), y: r(top), width: 8, height: r(Math.max(4, bottom - top)), rx: 3 } };
    });
  });
}

function lineShapes({ rows, stretches }: Ladder, { x, rows: places, height }: Layout, line: Lifeline, i: number): Shape[] {
  const middle = r(x[i] ?? 0);
  const start = places[line.from]?.y ?? 0;
  const end = line.to === undefined ? height : (places[line.to]?.y ?? height);
  const shapes: Shape[] = [];
  // Faint from the head to the first row, so that the eye finds whose line it is.
  if (start > 8) shapes.push({ tag: 'line', attributes: { class: 'line before', x1: middle, x2: middle, y1: 0, y2: r(start) } });
  const mine = stretches.filter((one) => one.line === i);
  if (mine.length === 0) shapes.push(lineShape(middle, start, end, 'up'));
  for (const one of mine) {
    const top = Math.max(start, places[one.from]?.y ?? start);
    const bottom = one.to >= rows.length - 1 && line.to === undefined ? end : Math.min(end, places[one.to]?.y ?? end);
    if (bottom > top) shapes.push(lineShape(middle, top, bottom, one.state));
  }
  return shapes;
}

function lineShape(x: number, top: number, bottom: number, state: string): Shape {
  return { tag: 'line', attributes: { class: `line ${state}`, x1: x, x2: x, y1: r(top), y2: r(bottom) } };
}

/** One row: its ground (which shows what is selected), the time, the arrow or mark with its label, the sentence. */
export function rowShapes(ladder: Ladder, layout: Layout, i: number, clock: Clock): Shape[] {
  const row = ladder.rows[i];
  const place = layout.rows[i];
  if (!row || !place) return [];
  const shapes: Shape[] = [{ tag: 'rect', attributes: { class: 'ground', x: 0, y: r(place.body), width: r(layout.width), height: SIZES.row } }];
  const times: Shape[] = [];
  if (row.pauseText) {
    shapes.push(...pauseShapes(ladder, layout, i, place));
    times.push(textShape(layout.left - 8, place.top + SIZES.pause / 2 + 5, row.pauseText, 'pause', 'end'));
  }
  if (layout.clock) times.push(textShape(12, place.y + 1, row.at === undefined ? `#${row.message}` : clock(row.at), 'clock'));
  if (row.sinceText) times.push(textShape(layout.left - 8, place.y + 1, row.sinceText, 'since', 'end'));
  shapes.push(...drawing(row, layout, place));
  if (layout.sentences.width > 0 && !row.plain)
    shapes.push(
      textShape(layout.sentences.x, place.y + 1, cut(row.text, layout.sentences.width, SIZES.text), `sentence ${row.tone}${row.guess ? ' guess' : ''}`),
    );
  shapes.push(timesShape(layout.left, place.top, place.height, times));
  return shapes;
}

/** What stands in the column of times, drawn last: it stays in view while the lines are scrolled below it. */
function timesShape(left: number, top: number, height: number, children: readonly Shape[]): Shape {
  const ground: Shape = { tag: 'rect', attributes: { class: 'times-ground', x: 0, y: r(top), width: r(left - 4), height: r(height) } };
  return { tag: 'g', attributes: { class: 'times' }, children: [ground, ...children] };
}

function pauseShapes({ lifelines }: Ladder, { x, left, right }: Layout, i: number, { top }: RowPlace): Shape[] {
  const middle = top + SIZES.pause / 2;
  const shapes: Shape[] = [{ tag: 'rect', attributes: { class: 'pause-ground', x: left, y: r(top + 3), width: r(right - left), height: SIZES.pause - 6 } }];
  lifelines.forEach((line, at) => {
    if (line.from >= i || (line.to ?? i) < i) return;
    const along = x[at] ?? 0;
    shapes.push({ tag: 'path', attributes: { class: 'break', d: `M${r(along - 5)} ${r(middle + 1)}l10 -4M${r(along - 5)} ${r(middle + 5)}l10 -4` } });
  });
  return shapes;
}

function drawing(row: LadderRow, { x, left, right }: Layout, { y }: RowPlace): Shape[] {
  const label = row.guess ? `${row.label} ?` : row.label;
  const tone = `tone-${row.tone}`;
  if (row.from === undefined) {
    const middle = (left + right) / 2;
    return [
      { tag: 'line', attributes: { class: `note-line ${tone}`, x1: left, x2: r(right), y1: r(y - 4), y2: r(y - 4) } },
      textShape(middle, y, cut(label, right - left - 20, SIZES.small), `label ${tone}`, 'middle'),
    ];
  }
  const start = x[row.from] ?? left;
  if (row.to === undefined)
    return [
      ...signShapes(row, start, y - 3, tone),
      ...(label ? [textShape(start + 12, y + 1, cut(label, Math.max(80, right - start - 14), SIZES.small), `label ${tone}`)] : []),
    ];
  const end = x[row.to] ?? left;
  const way = end > start ? 1 : -1;
  const tip = end - way * 2;
  const room = Math.abs(end - start) - 22;
  const words = labelWidth(row) - 12 > room ? cut(label, room, SIZES.small) : label;
  return [
    { tag: 'circle', attributes: { class: `tail ${tone}`, cx: r(start), cy: r(y), r: 2.5 } },
    { tag: 'line', attributes: { class: `arrow ${row.style}${row.guess ? ' guess' : ''} ${tone}`, x1: r(start), x2: r(tip - way * 6), y1: r(y), y2: r(y) } },
    { tag: 'path', attributes: { class: `tip ${tone}`, d: `M${r(tip)} ${r(y)}l${-way * 9} -4.5v9z` } },
    textShape(labelPlace(x, row.from, row.to, widthOf(words, SIZES.small)) - way * 3, y - 6, words, `label ${tone}`, 'middle'),
  ];
}

/** Where the label of an arrow stands: in its middle, or beside that between two lines, so that no line runs through it. */
function labelPlace(x: readonly number[], from: number, to: number, width: number): number {
  const [first, last] = from < to ? [from, to] : [to, from];
  const middle = ((x[first] ?? 0) + (x[last] ?? 0)) / 2;
  let best = middle;
  let distance = Number.POSITIVE_INFINITY;
  for (let i = first; i < last; i++) {
    const left = x[i] ?? 0;
    const right = x[i + 1] ?? 0;
    const place = (left + right) / 2;
    if (right - left < width + 20 || Math.abs(place - middle) >= distance) continue;
    best = place;
    distance = Math.abs(place - middle);
  }
  return best;
}

function signShapes({ style }: LadderRow, x: number, y: number, tone: string): Shape[] {
  if (style === 'end') return [{ tag: 'path', attributes: { class: `cross ${tone}`, d: `M${r(x - 5)} ${r(y - 5)}l10 10m0 -10l-10 10` } }];
  if (style === 'begin') return [{ tag: 'circle', attributes: { class: `ring ${tone}`, cx: r(x), cy: r(y), r: 4.5 } }];
  if (tone === 'tone-move') return [{ tag: 'path', attributes: { class: `tip ${tone}`, d: `M${r(x)} ${r(y - 6)}l6 6l-6 6l-6 -6z` } }];
  return [{ tag: 'circle', attributes: { class: `dot ${tone}`, cx: r(x), cy: r(y), r: 4 } }];
}

function textShape(x: number, y: number, text: string, kind: string, anchor: 'start' | 'middle' | 'end' = 'start'): Shape {
  return { tag: 'text', attributes: { class: kind, x: r(x), y: r(y), ...(anchor === 'start' ? {} : { 'text-anchor': anchor }) }, text };
}

/** Rounded to tenths of a pixel: shorter, and the same everywhere. */
function r(n: number): number {
  return Math.round(n * 10) / 10;
}
