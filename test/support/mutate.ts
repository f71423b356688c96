import { examine, problemsOf } from '../../server/src/features/checks/examination';
import { DEFAULT_SEVERITIES } from '../../server/src/features/checks/problem';
import type { Context } from '../../server/src/features/context';
import { versionOf } from '../../server/src/features/version';
import { messageSpan, shapeOf } from '../../server/src/syntax/messages';
import { catalog } from './catalog';
import { documentOf } from './markers';

/** A message of a recording, line by line. */
export interface Picked {
  /** The whole recording. */
  readonly text: string;
  readonly name: string;
  readonly index: number;
  /** Its lines without line ends and without its blank line. */
  readonly lines: readonly string[];
  /** Offsets of the message. */
  readonly start: number;
  readonly end: number;
  /** Its first line, from 1. */
  readonly line: number;
}

/** What is found in `text`: errors and warnings as `code line`, lines from 1, and of the rest how many of each code. */
export interface FoundIn {
  readonly grave: readonly string[];
  readonly other: Readonly<Record<string, number>>;
  readonly all: readonly string[];
}

/** Checks a recording as the editor does. */
export function check(text: string): FoundIn {
  const document = documentOf(text);
  const context: Context = { catalog, links: false, version: versionOf(document, catalog, 'auto') };
  const grave: string[] = [];
  const all: string[] = [];
  const other: Record<string, number> = {};
  for (const { code, at } of problemsOf(examine(document, context, false))) {
    const severity = DEFAULT_SEVERITIES[code];
    const words = `${code} ${document.lines.positionAt(at.start).line + 1}`;
    all.push(words);
    if (severity === 'error' || severity === 'warning') grave.push(words);
    else other[code] = (other[code] ?? 0) + 1;
  }
  return { grave, other, all };
}

/** The messages of a recording that `fits` accepts. */
export function pick(text: string, fits: (shape: { kind: string; name: string; ending: string }, i: number) => boolean): Picked[] {
  const { index } = documentOf(text);
  const picked: Picked[] = [];
  let line = 1;
  let at = 0;
  for (let i = 0; i < index.count; i++) {
    const { start, end } = messageSpan(index, i);
    line += text.slice(at, start).split('\n').length - 1;
    at = start;
    const shape = shapeOf(index, i);
    if (!fits(shape, i)) continue;
    const lines = text.slice(start, end).split('\r\n');
    picked.push({ text, name: shape.name, index: i, lines: lines.slice(0, -2), start, end, line });
  }
  return picked;
}

/** The recording with the lines of the message replaced. */
export function withLines(message: Picked, lines: readonly string[], blank = '\r\n'): string {
  return message.text.slice(0, message.start) + lines.map((line) => `${line}\r\n`).join('') + blank + message.text.slice(message.end);
}

/** The recording without the message. */
export function without(message: Picked): string {
  return message.text.slice(0, message.start) + message.text.slice(message.end);
}

/** The name of the header in a line. */
export function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

/** Where a header stands in the message: the index of its line, or -1. */
export function lineOf(message: Picked, name: string): number {
  return message.lines.findIndex((line) => nameOf(line) === name);
}
