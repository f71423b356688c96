import type { BoxPart, Ladder, LadderBox, LadderRow } from '../../../server/src/protocol';
import { widthOf } from './textWidth';

/** Sizes of the drawing at 100 %, in CSS pixels. */
export const SIZES = {
  text: 12,
  small: 11,
  head: 46,
  widestHead: 180,
  narrowHead: 112,
  row: 28,
  /** Where in a row its arrow or mark is. */
  arrow: 19,
  pause: 20,
  boxHead: 18,
  narrowest: 96,
  widest: 260,
  /** Before the times, between and behind them. */
  timeGap: 10,
  /** Without times, numbers of messages stand there. */
  numberColumn: 66,
  sentenceGap: 18,
} as const;

/** A row's place. `top` and `height` cover the mark of the pause and the names of boxes before it too. */
export interface RowPlace {
  top: number;
  height: number;
  /** Where its own part begins, below pause and names. */
  body: number;
  /** The middle of its arrow or mark. */
  y: number;
}

/** The outline of a box, and where its name stands. */
export interface BoxPlace {
  box: LadderBox;
  points: [x: number, y: number][];
  nameX: number;
  nameY: number;
  /** The row in which it begins. */
  first: number;
  /** The row in which it ends. */
  last: number;
}

/** Where everything of a ladder is, at 100 %. */
export interface Layout {
  /** The middle of each line. */
  x: number[];
  rows: RowPlace[];
  boxes: BoxPlace[];
  /** Where the time column ends and the lines begin. */
  left: number;
  /** Whether the time of day stands there too, and not only the time since the beginning. */
  clock: boolean;
  /** Where the lines and their labels end. */
  right: number;
  /** Width of each head. */
  heads: number[];
  width: number;
  height: number;
  /** The column of sentences; without width there is none. */
  sentences: { x: number; width: number };
}

/** What of a ladder is drawn small or left out. */
export interface LayoutOptions {
  /** For a narrow panel: long names are cut sooner, and the time of day is left out where the time since the beginning stands beside it. */
  readonly narrow?: boolean;
}

/** The layout of a ladder; `sentences` is the width of the column of sentences, 0 for none; it is at least `room` wide. */
export function layout(ladder: Ladder, sentences = 0, room = 0, { narrow = false }: LayoutOptions = {}): Layout {
  const clock = !narrow || ladder.rows.some(({ at, sinceText }) => at === undefined || !sinceText);
  const heads = ladder.lifelines.map((line) =>
    Math.min(narrow ? SIZES.narrowHead : SIZES.widestHead, Math.max(64, widthOf(line.name, SIZES.text, true) + 20, widthOf(line.about, SIZES.small) + 22)),
  );
  const { x, left, right } = columns(ladder, heads, clock);
  const rows = places(ladder);
  const last = rows.at(-1);
  const height = (last ? last.top + last.height : 0) + 14;
  const column = sentences > 0 ? { x: right + SIZES.sentenceGap, width: sentences } : { x: right, width: 0 };
  return {
    x,
    rows,
    boxes: ladder.boxes.map((box) =>
      placeBox(
        box,
        outlined(
          box,
          ladder.boxes.filter((other) => other !== box),
        ),
        x,
        rows,
      ),
    ),
    left,
    clock,
    right,
    heads,
    width: Math.max(room, column.x + column.width + (sentences > 0 ? 8 : 0)),
    height,
    sentences: column,
  };
}

/** From this zoom on letters are not too small to be read; below it a ladder that does not fit is scrolled. */
const LEGIBLE = 0.9;

/** The zoom at which a ladder opens, given the one at which all its lines can be seen. */
export function openingZoom(fitting: number): number {
  return fitting >= LEGIBLE ? Math.min(1, fitting) : 1;
}

/** The row at a height; the nearest one above or below the drawing. -1 where there are none. */
export function rowAt({ rows }: Pick<Layout, 'rows'>, y: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return rows.length === 0 ? -1 : low;
}

/** How wide the label of a row is, with the room around it. */
export function labelWidth({ label, guess }: LadderRow): number {
  return label === '' ? 0 : widthOf(guess ? `${label} ?` : label, SIZES.small) + 12;
}

function columns({ lifelines, rows }: Ladder, heads: readonly number[], clock: boolean): { x: number[]; left: number; right: number } {
  const gaps = lifelines.slice(1).map((_, i) => Math.max(SIZES.narrowest, ((heads[i] ?? 0) + (heads[i + 1] ?? 0)) / 2 + 14));
  const spans = rows.flatMap((row) =>
    row.from === undefined || row.to === undefined
      ? []
      : [{ first: Math.min(row.from, row.to), last: Math.max(row.from, row.to), width: labelWidth(row) + 34 }],
  );
  // Neighbours first, so that what spans more finds the room that these have made.
  spans.sort((a, b) => a.last - a.first - (b.last - b.first));
  for (const { first, last, width } of spans) {
    const missing = width - sum(gaps.slice(first, last));
    if (missing <= 0) continue;
    for (let i = first; i < last; i++) gaps[i] = Math.min(SIZES.widest, (gaps[i] ?? 0) + missing / (last - first));
  }
  const left = timeColumn(rows, clock);
  const x: number[] = [];
  for (const i of lifelines.keys()) x.push(i === 0 ? left + Math.max(44, (heads[0] ?? 0) / 2 + 10) : (x[i - 1] ?? 0) + (gaps[i - 1] ?? 0));
  let right = left + 120;
  x.forEach((middle, i) => {
    right = Math.max(right, middle + (heads[i] ?? 0) / 2 + 10);
  });
  for (const row of rows) {
    const middle = row.from === undefined || row.to !== undefined ? undefined : x[row.from];
    if (middle !== undefined) right = Math.max(right, middle + 14 + labelWidth(row));
  }
  return { x, left, right };
}

/** Room for the time of day and for the longest time since the beginning, or for numbers of messages. */
function timeColumn(rows: readonly LadderRow[], clock: boolean): number {
  if (!rows.some(({ at }) => at !== undefined)) return SIZES.numberColumn;
  const since = Math.max(...rows.map(({ sinceText }) => (sinceText ?? '').length));
  const day = clock ? widthOf('00:00:00.000', SIZES.small) + SIZES.timeGap : 0;
  return day + Math.max(widthOf('0'.repeat(since), SIZES.small), 24) + 2 * SIZES.timeGap;
}

function places({ rows, boxes }: Ladder): RowPlace[] {
  const begins = new Set(boxes.map(({ parts }) => parts[0]?.from));
  let top = 6;
  return rows.map((row, i) => {
    const above = (row.pause === undefined ? 0 : SIZES.pause) + (begins.has(i) ? SIZES.boxHead : 0);
    const place = { top, height: above + SIZES.row, body: top + above, y: top + above + SIZES.arrow };
    top += place.height;
    return place;
  });
}

/** The outline goes down on the right and up on the left; a side moves where it widens before a row, where it narrows behind it. */
function placeBox(box: LadderBox, parts: readonly BoxPart[], x: readonly number[], rows: readonly RowPlace[]): BoxPlace {
  const margin = 15 + box.level * 6;
  const sides = parts.map(({ from, to, lines }) => ({
    from,
    to,
    left: (x[lines[0] ?? 0] ?? 0) - margin,
    right: (x[lines.at(-1) ?? 0] ?? 0) + margin,
  }));
  const [first] = sides;
  const last = sides.at(-1);
  const before = (row: number): number => (rows[row]?.body ?? 0) + 4;
  const behind = (row: number): number => (rows[row]?.body ?? 0) + SIZES.row - 2;
  const top = first ? before(first.from) - SIZES.boxHead : 0;
  const bottom = last ? behind(last.to) + (box.open ? 10 : 0) : 0;
  const right: [number, number][] = [[first?.right ?? 0, top]];
  const left: [number, number][] = [[first?.left ?? 0, top]];
  for (let i = 1; i < sides.length; i++) {
    const was = sides[i - 1];
    const is = sides[i];
    if (!was || !is) continue;
    const wider = is.right > was.right ? before(is.from) : behind(is.from);
    if (is.right !== was.right) right.push([was.right, wider], [is.right, wider]);
    const further = is.left < was.left ? before(is.from) : behind(is.from);
    if (is.left !== was.left) left.push([was.left, further], [is.left, further]);
  }
  right.push([last?.right ?? 0, bottom]);
  left.push([last?.left ?? 0, bottom]);
  return { box, points: [...right, ...left.reverse()], nameX: (first?.left ?? 0) + margin + 8, nameY: top + 13, first: first?.from ?? 0, last: last?.to ?? 0 };
}

/** For so many rows one may be alone in a bridge before the others come or after they left, and the outline shows it not: they come one after the other. */
const SOON = 4;

/** The parts of a box as its outline shows them: who is alone there for a moment is with the others, unless these are in another box at that time. */
function outlined({ parts }: LadderBox, others: readonly LadderBox[]): BoxPart[] {
  return parts.map((part, i) => {
    const neighbour = i === 0 ? parts[1] : i === parts.length - 1 ? parts[i - 1] : undefined;
    if (!neighbour || part.lines.length > 1 || part.to - part.from > SOON || !part.lines.every((line) => neighbour.lines.includes(line))) return part;
    const elsewhere = others.some((other) =>
      other.parts.some((one) => one.from < part.to && part.from < one.to && one.lines.some((line) => neighbour.lines.includes(line))),
    );
    return elsewhere ? part : { ...part, lines: neighbour.lines };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
