import type { PieceMessage } from '../syntax/pieces';
import type { Shape } from '../syntax/shapes';

/** Tells when messages were raised, in the order of the log. */
export interface Clock {
  /**
   * When the message happened, in seconds since the Unix epoch: by its `Timestamp` or `EventTV`, the mark before it, or the Uniqueid of a channel that
   * is born; else the time of the message before. 0 where nothing has told the time yet.
   */
  secondOf(text: string, message: Pick<PieceMessage, 'start' | 'end' | 'gap' | 'shape'>): number;
}

type Hand = 'Timestamp' | 'EventTV' | 'Uniqueid' | undefined;

/** A clock at the beginning of a log. */
export function createClock(): Clock {
  const hands = new Map<Shape, Hand>();
  let now = 0;
  return {
    secondOf(text, { start, end, gap, shape }) {
      if (gap < start) now = markTime(text, gap, start) ?? now;
      let hand = hands.get(shape);
      if (hand === undefined && !hands.has(shape)) {
        hand = handOf(shape);
        hands.set(shape, hand);
      }
      if (hand) now = headerTime(text, start, end, hand) ?? now;
      return now;
    },
  };
}

function handOf(shape: Shape): Hand {
  const keys = shape.columns.map((column) => column.key);
  if (keys.includes('timestamp')) return 'Timestamp';
  if (keys.includes('eventtv')) return 'EventTV';
  return shape.name === 'Newchannel' && keys.includes('uniqueid') ? 'Uniqueid' : undefined;
}

function headerTime(text: string, start: number, end: number, name: NonNullable<Hand>): number | undefined {
  const at = text.indexOf(`\n${name}:`, start);
  if (at < 0 || at >= end) return undefined;
  const from = at + name.length + 2;
  const lf = text.indexOf('\n', from);
  const value = text.slice(from, lf < 0 || lf > end ? end : lf).trim();
  if (name === 'EventTV') return sane(Date.parse(value) / 1000);
  if (name === 'Timestamp') return sane(Number(value));
  return sane(Number(/(?:^|-)(\d{9,10})\.\d+$/.exec(value)?.[1]));
}

/** The time of the last `;@` mark between two offsets. */
function markTime(text: string, from: number, to: number): number | undefined {
  const gap = text.slice(Math.max(from, to - 4096), to);
  const at = gap.lastIndexOf(';@ ');
  if (at < 0 || (at > 0 && gap[at - 1] !== '\n')) return undefined;
  return sane(Date.parse(/\S+/.exec(gap.slice(at + 3))?.[0] ?? '') / 1000);
}

/** A time that fits into 32 bits. */
function sane(seconds: number): number | undefined {
  return seconds > 0 && seconds < 0xffff_ffff ? Math.floor(seconds) : undefined;
}
