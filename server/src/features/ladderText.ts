import type { Ladder, LadderRow } from '../ladderModel';
import { clockText, durationText, sinceText } from './ladderTimes';
import { speaksEnglish } from '../texts';

/** What a ladder of text is drawn with. */
export type TextSigns = 'unicode' | 'ascii';

interface Signs {
  readonly line: string;
  readonly talk: string;
  readonly hold: string;
  readonly none: string;
  readonly arrow: string;
  readonly reply: string;
  readonly left: string;
  readonly right: string;
  readonly begin: string;
  readonly end: string;
  readonly mark: string;
  readonly pause: string;
  readonly cut: string;
}

const SIGNS: Readonly<Record<TextSigns, Signs>> = {
  unicode: { line: '│', talk: '┃', hold: '┊', none: ' ', arrow: '─', reply: '╌', left: '◀', right: '▶', begin: '┬', end: '┴', mark: '●', pause: '⋮', cut: '…' },
  ascii: { line: '|', talk: '#', hold: ':', none: ' ', arrow: '-', reply: '.', left: '<', right: '>', begin: '+', end: 'X', mark: '*', pause: ':', cut: '~' },
};

const NARROWEST = 16;
const WIDEST = 30;
const TIMES = 24;
const NO_TIMES = 9;

/** A ladder as plain text, times in UTC. The sentences stand behind the drawing. */
export function ladderText(ladder: Ladder, kind: TextSigns = 'unicode'): string {
  const signs = SIGNS[kind];
  const { lifelines, rows } = ladder;
  const width = Math.min(WIDEST, Math.max(NARROWEST, ...rows.map((row) => widthOf(labelOf(row)) + 3), ...lifelines.map(({ name }) => widthOf(name) + 2)));
  const left = rows.some((row) => row.at !== undefined) ? TIMES : NO_TIMES;
  const at = (line: number): number => Math.floor(width / 2) + line * width;
  const all = Math.max(
    lifelines.length * width,
    ...rows.map((row) => (row.from === undefined || row.to !== undefined ? 0 : at(row.from) + widthOf(labelOf(row)) + 4)),
  );
  const lineAt = lookOf(ladder, signs);
  const out = [plain(ladder.title, kind), ''];
  for (const part of ['name', 'about'] as const) {
    const head = blank(all);
    for (const [i, line] of lifelines.entries()) put(head, at(i), shortened(plain(line[part], kind), width - 1, signs), true);
    out.push(`${' '.repeat(left)}${head.join('')}`.trimEnd());
  }
  rows.forEach((row, i) => {
    if (row.pause !== undefined) {
      const between = blank(all);
      for (const line of lifelines.keys()) put(between, at(line), lineAt(line, i, 'before') === signs.none ? signs.none : signs.pause);
      out.push(`${durationText(row.pause).padStart(left - 2)}  ${between.join('')}`.trimEnd());
    }
    const drawn = blank(all);
    for (const line of lifelines.keys()) put(drawn, at(line), lineAt(line, i, 'at'));
    draw(drawn, row, at, signs, plain(labelOf(row), kind));
    const times = row.at === undefined ? `#${row.message}` : `${clockText(row.at)} ${row.since === undefined ? '' : sinceText(row.since).padStart(9)}`;
    out.push(`${times.padEnd(left)}${drawn.join('')}  ${row.plain ? '' : plain(row.text, kind)}`.trimEnd());
  });
  return `${out.join('\n')}\n`;
}

function labelOf({ label, kind }: LadderRow): string {
  return label || kind;
}

/** How a line looks at a row, or right before it. */
function lookOf({ lifelines, boxes, stretches, rows }: Ladder, signs: Signs): (line: number, row: number, when: 'at' | 'before') => string {
  return (line, row, when) => {
    const { from, to = rows.length } = lifelines[line] ?? { from: 0 };
    if (row < from || row > to || (when === 'before' && row === from)) return signs.none;
    const here = when === 'at' ? row : row - 1;
    if (stretches.some((one) => one.line === line && one.state === 'hold' && one.from <= here && here < one.to)) return signs.hold;
    const talks = boxes.some(({ parts }) => parts.some((part) => part.lines.length > 1 && part.lines.includes(line) && part.from <= here && here < part.to));
    return talks ? signs.talk : signs.line;
  };
}

function draw(drawn: string[], { style, from, to, guess }: LadderRow, at: (line: number) => number, signs: Signs, text: string): void {
  const label = guess ? `${text}?` : text;
  if (from === undefined) {
    put(drawn, Math.max(0, Math.floor((drawn.length - widthOf(label)) / 2)), shortened(label, drawn.length, signs));
    return;
  }
  const start = at(from);
  if (to === undefined) {
    const sign = style === 'begin' ? signs.begin : style === 'end' ? signs.end : signs.mark;
    put(drawn, start, sign);
    put(drawn, start + 2, label);
    return;
  }
  const end = at(to);
  const [left, right] = start < end ? [start + 1, end - 1] : [end + 1, start - 1];
  for (let i = left; i <= right; i++) drawn[i] = style === 'reply' ? signs.reply : signs.arrow;
  if (start < end) drawn[right] = signs.right;
  else drawn[left] = signs.left;
  const room = right - left - 3;
  const words = shortened(label, room, signs);
  put(drawn, left + 1 + Math.max(0, Math.ceil((room - widthOf(words)) / 2)), ` ${words} `);
}

/** Puts text into a row of cells; what does not fit is not drawn, the sentence has it. */
function put(cells: string[], start: number, text: string, centred = false): void {
  let at = centred ? start - Math.floor((widthOf(text) - 1) / 2) : start;
  for (const letter of text) {
    const width = widthOf(letter);
    // The second cell of a wide letter has nothing of its own.
    if (at >= 0 && at + width <= cells.length) for (let i = 0; i < width; i++) cells[at + i] = i === 0 ? letter : '';
    at += width;
  }
}

function blank(count: number): string[] {
  return new Array<string>(count).fill(' ');
}

/** Letters that take two cells where all letters are of one width: those of East Asia. Source: Unicode, East Asian Width. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/gu;

/** How many cells a text takes. */
function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}

function shortened(text: string, width: number, { cut }: Signs): string {
  if (widthOf(text) <= width) return text;
  let short = '';
  for (const letter of text) {
    if (widthOf(short + letter) > width - 1) break;
    short += letter;
  }
  return width < 2 ? '' : `${short}${cut}`;
}

/** Text on one line, without what moves a terminal's cursor or turns the direction of writing. Languages that plain letters do not write keep their own. */
function plain(text: string, kind: TextSigns): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return kind === 'ascii'
    ? line
        .replace(/→/g, '->')
        .replace(/…/g, '~')
        .replace(speaksEnglish() ? /[^\x20-\x7e]/g : /[^\x20-\x7e\p{L}]/gu, '?')
    : line;
}
