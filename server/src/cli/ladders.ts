import type { CallBook } from '../calls/calls';
import type { Call, CallStory, StoryStep } from '../calls/types';
import { ladder } from '../features/ladder';
import { ladderMermaid } from '../features/ladderMermaid';
import { ladderText } from '../features/ladderText';
import { utf8 } from '../stream';
import { WrongUse } from './wrongUse';

/** The forms in which calls are printed as ladders. */
export type LadderPrint = 'mermaid' | 'ladder';

/**
 * Calls as ladders, one text a call: those of this id (a Linkedid or Uniqueid of the call), or all of them. A file of Mermaid holds one diagram, so of several calls
 * one has to be named. Throws {@link WrongUse} where it is not, or where no call has the id.
 */
export function* ladders(book: CallBook, format: LadderPrint, id?: string): Generator<string> {
  const chosen = Array.from({ length: book.count }, (_, i) => i).filter((i) => id === undefined || has(book.call(i), id));
  if (chosen.length === 0 && id !== undefined) throw new WrongUse(`no call has the id ${id}; \`calls --format json\` lists each with its ids`);
  if (chosen.length > 1 && format === 'mermaid')
    throw new WrongUse(`the capture holds ${chosen.length} calls: choose one with --call ID, such as --call ${utf8(book.call(chosen[0] ?? 0).id)}`);
  for (const i of chosen) {
    const [call, line, steps] = JSON.parse(utf8(JSON.stringify([book.call(i), book.story(i).line, book.moments(i)]))) as [Call, CallStory['line'], StoryStep[]];
    const drawn = ladder(call, { line, steps });
    yield format === 'mermaid' ? ladderMermaid(drawn) : ladderText(drawn);
  }
}

function has({ id, linkedids, uniqueids }: Call, wanted: string): boolean {
  return [id, ...linkedids, ...uniqueids].some((one) => utf8(one) === wanted);
}
