import type { LogDocument } from '../document';
import type { NoiseRun } from '../protocol';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';

import type { IsNoise } from './noise';
import { lastContent } from './reading';

/** How many messages of a document are noise. */
export function noiseCount({ index }: LogDocument, isNoise: IsNoise): number {
  const ids = new Set(index.table.shapes.filter(isNoise).map(({ id }) => id));
  let count = 0;
  for (let i = 0; i < index.count; i++) if (ids.has(index.shapes[i] ?? -1)) count++;
  return count;
}

/**
 * The runs of noise that have a line between two lines of a document, ascending: messages one after the other with nothing but blank lines between them. Each ends
 * with the last line of content of its last message. One that begins before is told of from the message at the first line on.
 */
export function noiseRuns(document: LogDocument, isNoise: IsNoise, fromLine = 0, toLine = Number.POSITIVE_INFINITY): NoiseRun[] {
  const { index, lines } = document;
  const runs: NoiseRun[] = [];
  const offset = (line: number): number => lines.offsetAt({ line, character: 0 });
  let i = Math.max(0, lastStartingAtOrBefore(index, offset(fromLine)));
  const last = Number.isFinite(toLine) ? offset(toLine + 1) : Number.POSITIVE_INFINITY;
  for (; i < index.count && (index.starts[i] ?? 0) <= last; i++) {
    if (!isNoise(shapeOf(index, i))) continue;
    const first = i;
    while (
      i + 1 < index.count &&
      isNoise(shapeOf(index, i + 1)) &&
      document.read(index.ends[i] ?? 0, index.starts[i + 1] ?? 0).trim() === '' &&
      (index.starts[i] ?? 0) <= last
    )
      i++;
    const start = lines.positionAt(index.starts[first] ?? 0).line;
    const end = lines.positionAt(contentOf(document, i)).line;
    if (end >= fromLine && start <= toLine) runs.push([start, end, i - first + 1]);
  }
  return runs;
}

/** The end of the last line of message `i` that is not blank. */
function contentOf(document: LogDocument, i: number): number {
  const start = document.index.starts[i] ?? 0;
  const text = document.read(start, document.index.ends[i] ?? start);
  return start + lastContent(text, 0, text.length);
}
