import type { Call, CallStory } from '../calls/types';
import type { CallAccess } from '../features/callAccess';
import { callWith, messagesOfChannel } from '../calls/lookup';
import type { Source } from './source';

/** What happened to call `i`, decoded. Throws where there is none. */
export function storyOf(source: Source, i: number): CallStory {
  return decoded(source, source.book().story(i));
}

/** Call `i` in one line of plain text, decoded. Throws where there is none. */
export function lineOf(source: Source, i: number): string {
  return source.decode(source.book().story(i).line);
}

/** What was told of a call, its texts decoded: those of a file are bytes as characters. */
export function decoded<T extends Partial<Call> | CallStory>(source: Source, told: T): T {
  const json = JSON.stringify(told);
  const read = source.decode(json);
  return read === json ? told : (JSON.parse(read) as T);
}

/** The calls of a capture as features see them. */
export function callAccess(source: Source): CallAccess {
  const book = source.book();
  return {
    count: book.count,
    key: (i) => book.key(i),
    withKey: (key) => book.withKey(key),
    first: (i) => source.correlation.channels[book.key(i)]?.firstMessage ?? 0,
    firstOfChannel: (i, uniqueid) => messagesOfChannel(source.correlation, book, i, uniqueid)[0] ?? 0,
    with: (message) => callWith(source.correlation, book, message),
    call: (i) => book.call(i),
    story: (i) => storyOf(source, i),
    line: (i) => lineOf(source, i),
  };
}
