import { eventTime, markTime, timestampTime, uniqueidTime } from '../calls/times';
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
      if (gap < start) now = secondOf(markTime(text, gap, start)) ?? now;
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
  return secondOf(name === 'EventTV' ? eventTime(value) : name === 'Timestamp' ? timestampTime(value) : uniqueidTime(value));
}

function secondOf(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor(time / 1000);
}
