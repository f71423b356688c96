import { type EnumEntry, type MessageEntry, ownHeader } from '../../catalog/catalog';
import type { Shape } from '../../syntax/shapes';
import type { Context } from '../context';

/** Two columns of a shape that say the same, one by number and one by word. */
export interface Pair {
  readonly code: number;
  readonly word: number;
  readonly values: EnumEntry;
}

const WORD_OF: Readonly<Record<string, string>> = { channelStateCode: 'desc', cause: '-txt' };

/** The pairs of a shape: `ChannelState` and `ChannelStateDesc` under each prefix, `Cause` and `Cause-txt`. */
export function pairsOf(context: Context, shape: Shape, entry: MessageEntry): Pair[] {
  const pairs: Pair[] = [];
  shape.columns.forEach((column, code) => {
    const header = column.form === 'header' ? ownHeader(entry, column.name, context.version.series) : undefined;
    const suffix = WORD_OF[header?.kind ?? ''];
    const values = header && context.catalog.enumOf(header.kind === 'cause' ? 'hangupCause' : 'channelState');
    const word = suffix ? shape.columns.findIndex((one) => one.key === column.key + suffix) : -1;
    if (word >= 0 && values) pairs.push({ code, word, values });
  });
  return pairs;
}

/** What the word for `code` is where `word` is that of another code; `undefined` where they agree or one of them is not known. */
export function disagreement(values: EnumEntry, code: string, word: string): string | undefined {
  const wanted = word.toLowerCase();
  const right = values.values.find((one) => one.code === code);
  if (!right?.text || right.text.toLowerCase() === wanted) return undefined;
  const others = values.values.filter((one) => one.text?.toLowerCase() === wanted);
  return others.length > 0 && others.every((one) => one.code !== code) ? right.text : undefined;
}
