import type { StoryStep } from '../calls/types';
import { ladder } from '../features/ladder';
import { ladderMermaid } from '../features/ladderMermaid';
import { ladderText } from '../features/ladderText';
import type { Ladder, LadderFormat, LadderParams, LadderResult } from '../protocol';
import { callStory } from './lists';
import type { Source } from './source';

/** A call of a capture as a ladder; `undefined` where there is no such call. */
export function callLadder(source: Source, { call, local = 'together', format }: Pick<LadderParams, 'call' | 'local' | 'format'>): LadderResult | undefined {
  const told = callStory(source, { call });
  if (!told) return undefined;
  const book = source.book();
  const steps = JSON.parse(source.decode(JSON.stringify(book.moments(book.withKey(call))))) as StoryStep[];
  const drawn = ladder(told.call, { line: told.line, steps }, { local });
  return { call: told.call, ladder: drawn, ...(format ? { written: written(drawn, format) } : {}) };
}

/** A ladder in a form that is text. */
function written(drawn: Ladder, format: LadderFormat): string {
  return format === 'mermaid' ? ladderMermaid(drawn) : ladderText(drawn, format === 'ascii' ? 'ascii' : 'unicode');
}
