import type { LogDocument } from '../document';
import { headersIn, offsetOf } from '../document';
import { parseMoment, secondOfMoment } from '../features/filterTimes';
import type { BetweenResult, SeekParams, SeekResult } from '../protocol';
import { contentEnd, nextLine } from '../syntax/lines';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';
import { documentSource } from './documentSource';
import { t } from '../texts';

/** The message to go to, or why there is none. */
export function seek(document: LogDocument, { position, to }: Pick<SeekParams, 'position' | 'to'>): SeekResult {
  const { index } = document;
  if (index.count === 0) return { problem: t('There is no message in this document.') };
  if ('number' in to) {
    const number = Math.trunc(to.number);
    if (!(number >= 1 && number <= index.count)) return { problem: t('Messages are numbered from 1 to {0}.', index.count) };
    return placeOf(document, number - 1);
  }
  if ('time' in to) return seekTime(document, to.time);
  const here = lastStartingAtOrBefore(index, offsetOf(document, position));
  const wanted = here < 0 ? undefined : shapeOf(index, here);
  // From between two messages the one before is behind the cursor already.
  for (let i = here + to.step; i >= 0 && i < index.count; i += to.step) {
    const { kind, name } = shapeOf(index, i);
    if (!to.same || (kind === wanted?.kind && name === wanted.name)) return placeOf(document, i);
  }
  return {};
}

function seekTime(document: LogDocument, written: string): SeekResult {
  const moment = parseMoment(written.trim());
  if (!moment)
    return { problem: t('“{0}” is no time. Write 10:23:45, 2026-11-22T10:23:45Z, seconds since 1970 or +30s (from the beginning).', written.trim()) };
  const source = documentSource(document);
  let origin = 0;
  let wanted = 0;
  for (let i = 0; i < source.count; i++) {
    const second = source.secondOf(i);
    if (second === 0) continue;
    if (origin === 0) {
      origin = second;
      wanted = secondOfMoment(moment, origin);
    }
    if (second >= wanted) return placeOf(document, i);
  }
  if (origin === 0) return { problem: t('Nothing in this capture tells the time: it has neither Timestamp headers nor time marks.') };
  return { problem: t('The capture ends before that time, at {0}Z.', new Date(source.secondOf(source.count - 1) * 1000).toISOString().slice(0, 19)) };
}

function placeOf(document: LogDocument, message: number): SeekResult {
  const { index, lines } = document;
  const start = index.starts[message] ?? 0;
  const text = document.read(start, index.ends[message] ?? start);
  const next = nextLine(text, 0);
  return { message, range: { start: lines.positionAt(start), end: lines.positionAt(start + contentEnd(text, 0, next < 0 ? text.length : next)) } };
}

/** The time between the messages at two positions; `undefined` where they are the same message, or one of them stands before the first. */
export function between(document: LogDocument, positions: readonly [SeekParams['position'], SeekParams['position']]): BetweenResult | undefined {
  const [a = -1, b = -1] = positions.map((position) => lastStartingAtOrBefore(document.index, offsetOf(document, position))).sort((x, y) => x - y);
  if (a < 0 || a === b) return undefined;
  const [from, to] = [timeOf(document, a), timeOf(document, b)];
  const messages = b - a + 1;
  if (!from || !to) return { messages, rough: true };
  const rough = from.rough || to.rough;
  // What is known to the second only says nothing of less.
  const step = rough ? 1000 : 1;
  return { messages, milliseconds: Math.floor(to.at / step) * step - Math.floor(from.at / step) * step, rough };
}

/** When a message happened, in milliseconds since the epoch: by its own headers, by the mark right before it, else by the clock of the capture. */
function timeOf(document: LogDocument, i: number): { at: number; rough: boolean } | undefined {
  const said = (key: string): string | undefined => {
    const header = headersIn(document, i).find(({ column }) => column.form === 'header' && column.key === key);
    return header && document.read(header.value.start, header.value.end).trim();
  };
  const stamp = Number(said('timestamp'));
  if (stamp > 0) return { at: stamp * 1000, rough: false };
  const tv = Date.parse(said('eventtv') ?? '');
  if (tv > 0) return { at: tv, rough: false };
  const source = documentSource(document);
  const second = source.secondOf(i);
  if (second === 0) return undefined;
  const mark = source.markBefore(i);
  const marked = mark < 0 ? Number.NaN : Date.parse(/^;@ (\S+)/.exec(document.read(mark, mark + 80))?.[1] ?? '');
  return Math.floor(marked / 1000) === second ? { at: marked, rough: false } : { at: second * 1000, rough: true };
}
