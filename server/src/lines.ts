import type { Position } from 'vscode-languageserver-textdocument';
import { type Common, commonText } from './syntax/difference';
import type { TextChange } from './syntax/messages';

/**
 * A text and where its lines begin: positions of LSP for offsets and the other way round. A value: {@link updateLines} gives the next one.
 *
 * Lines end with CRLF, LF or CR, as LSP says. A position behind the end of its line is moved to that end, before the line break; one outside the text to
 * the nearest end.
 *
 * The text is kept in pieces. Putting 40 MB together takes longer than anything else that a typed character costs, and the library for documents does it
 * for each, and moves 1.9 million line offsets too. So: read a part with `slice`, and `text` only where all of it is needed.
 */
export interface Lines {
  /** All of it, put together when it is asked for first. */
  readonly text: string;
  readonly length: number;
  readonly lineCount: number;
  /** The text between two offsets. */
  slice(start: number, end: number): string;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/** A stretch of whole lines. Offsets count from its beginning, so that an edit elsewhere leaves it as it is. */
interface Block {
  readonly text: string;
  readonly offsets: Uint32Array;
}

/** A block takes in lines until it is this long, in UTF-16 units. */
const BLOCK = 1 << 16;

const LF = 10;
const CR = 13;

/** The lines of a text. Linear in its length. */
export function createLines(text: string): Lines {
  return linesOf(cut(text, true), text);
}

/** The lines after `change`, which put `inserted` in. Costs what changed and a little for each 64 K of text. */
export function updateLines(before: Lines, change: TextChange, inserted: string): Lines {
  const old = before as BlockLines;
  const { blocks, starts } = old;
  // The character before the change and the one behind it count too: CR and LF may come together or be parted.
  const first = old.blockAt(Math.max(0, change.start - 1));
  const last = old.blockAt(change.oldEnd);
  const from = starts[first] ?? 0;
  const to = last + 1 < blocks.length ? (starts[last + 1] ?? 0) : old.length;
  const part = old.slice(from, change.start) + inserted + old.slice(change.oldEnd, to);
  return linesOf([...blocks.slice(0, first), ...cut(part, last + 1 >= blocks.length), ...blocks.slice(last + 1)]);
}

/** What two versions of a text have in common. Costs what they have not. */
export function commonLines(a: Lines, b: Lines): Common {
  const before = (a as BlockLines).blocks;
  const after = (b as BlockLines).blocks;
  const most = Math.min(before.length, after.length);
  let head = 0;
  let start = 0;
  while (head < most && before[head] === after[head]) start += before[head++]?.text.length ?? 0;
  let back = 0;
  let tail = 0;
  while (back < most - head && before[before.length - 1 - back] === after[after.length - 1 - back]) {
    tail += before[before.length - 1 - back]?.text.length ?? 0;
    back++;
  }
  const inner = commonText(a.slice(start, a.length - tail), b.slice(start, b.length - tail));
  return { start: start + inner.start, tail: tail + inner.tail };
}

interface BlockLines extends Lines {
  readonly blocks: readonly Block[];
  /** Offset of the first character of each block. */
  readonly starts: Float64Array;
  blockAt(offset: number): number;
}

function linesOf(blocks: readonly Block[], whole?: string): BlockLines {
  const starts = new Float64Array(blocks.length);
  const firstLines = new Float64Array(blocks.length);
  let length = 0;
  let lineCount = 0;
  blocks.forEach((block, i) => {
    starts[i] = length;
    firstLines[i] = lineCount;
    length += block.text.length;
    lineCount += block.offsets.length;
  });
  let text = whole;
  const codeAt = (offset: number): number => {
    const i = lastAtMost(starts, offset);
    return blocks[i]?.text.charCodeAt(offset - (starts[i] ?? 0)) ?? 0;
  };
  /** The same offset, or the end of its line before the line break that it is in. */
  const beforeBreak = (offset: number, lineStart: number): number => {
    let at = offset;
    while (at > lineStart && isBreak(codeAt(at - 1))) at--;
    return at;
  };
  const startOf = (line: number): number => {
    const i = lastAtMost(firstLines, line);
    return (starts[i] ?? 0) + (blocks[i]?.offsets[line - (firstLines[i] ?? 0)] ?? 0);
  };
  return {
    length,
    lineCount,
    blocks,
    starts,
    get text() {
      text ??= blocks.map((block) => block.text).join('');
      return text;
    },
    slice(start, end) {
      if (text !== undefined) return text.slice(start, end);
      const first = lastAtMost(starts, start);
      const begin = starts[first] ?? 0;
      const only = blocks[first]?.text ?? '';
      if (end <= begin + only.length) return only.slice(start - begin, Math.max(0, end - begin));
      const last = lastAtMost(starts, end);
      const parts = blocks.slice(first, last + 1).map((block) => block.text);
      return parts.join('').slice(start - begin, end - begin);
    },
    blockAt: (offset) => lastAtMost(starts, offset),
    positionAt(wanted) {
      const offset = Math.max(0, Math.min(wanted, length));
      const i = lastAtMost(starts, offset);
      const begin = starts[i] ?? 0;
      const offsets = blocks[i]?.offsets ?? new Uint32Array(1);
      const within = lastAtMost(offsets, offset - begin);
      const lineStart = begin + (offsets[within] ?? 0);
      return { line: (firstLines[i] ?? 0) + within, character: beforeBreak(offset, lineStart) - lineStart };
    },
    offsetAt({ line, character }) {
      if (line >= lineCount) return length;
      if (line < 0) return 0;
      const lineStart = startOf(line);
      if (character <= 0) return lineStart;
      const next = line + 1 < lineCount ? startOf(line + 1) : length;
      return beforeBreak(Math.min(lineStart + character, next), lineStart);
    },
  };
}

/** Blocks of `text`, which begins where a line begins and ends behind a line break or, as `last` says, with the text of which it is a part. */
function cut(text: string, last: boolean): Block[] {
  const blocks: Block[] = [];
  let offsets: number[] = [];
  let begin = 0;
  let carriage = -1;
  let feed = -1;
  for (let at = 0; at < text.length; ) {
    offsets.push(at - begin);
    if (carriage < at) carriage = indexOrEnd(text, '\r', at);
    if (feed < at) feed = indexOrEnd(text, '\n', at);
    at = Math.min(text.length, Math.min(feed, carriage + 1 === feed ? feed : carriage) + 1);
    if (at - begin < BLOCK || at === text.length) continue;
    blocks.push({ text: text.slice(begin, at), offsets: Uint32Array.from(offsets) });
    offsets = [];
    begin = at;
  }
  // Behind the last line break of the text there is one more line, which is empty.
  if (last && (text === '' || isBreak(text.charCodeAt(text.length - 1)))) offsets.push(text.length - begin);
  if (offsets.length > 0) blocks.push({ text: text.slice(begin), offsets: Uint32Array.from(offsets) });
  return blocks;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found;
}

/** The last index whose value is at most `wanted`; 0 where there is none. `values` ascend. */
function lastAtMost(values: Float64Array | Uint32Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function isBreak(code: number): boolean {
  return code === LF || code === CR;
}
