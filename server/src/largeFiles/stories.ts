import type { Note } from '../calls/lives';
import type { CallStory, Moment, Place } from '../calls/types';
import type { CallAccess } from '../features/callAccess';
import { callWith, messagesOfChannel } from '../calls/lookup';
import type { Source } from './source';

/** What happened to call `i`, decoded. Throws where there is none. */
export function storyOf(source: Source, i: number): CallStory {
  return decoded(source, source.book().story(i));
}

/** Call `i` in one line of plain text, decoded. Throws where there is none. */
function lineOf(source: Source, i: number): string {
  return source.decode(source.book().story(i).line);
}

/** What was told of a call, its texts decoded: those of a file are bytes as characters. */
export function decoded<T>(source: Source, told: T): T {
  const json = JSON.stringify(told);
  const read = source.decode(json);
  return read === json ? told : (JSON.parse(read) as T);
}

/** Everything that happened to the channels of call `i`, in the order of the log; not decoded. Where they met, `place` says. Throws where there is no such call. */
export function momentsOf(source: Source, i: number): Moment[] {
  const first = source.correlation.channels[source.book().key(i)];
  const moments = (first?.group.members ?? []).flatMap(({ notes }) => notes.map(momentOf));
  return moments.sort((a, b) => a.message - b.message);
}

function momentOf({ kind, message, channel, other, bridge, place, guess }: Note): Moment {
  const where: Place | undefined = bridge
    ? { kind: bridge.room === 'conference' ? 'conference' : 'bridge', id: bridge.id, name: place?.name ?? bridge.id }
    : place;
  return {
    kind,
    message,
    channel: channel.uniqueid,
    ...(other ? { other: other.uniqueid } : {}),
    ...(where ? { place: where } : {}),
    ...(guess ? { guess } : {}),
  };
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
    moments: (i) => momentsOf(source, i),
    line: (i) => lineOf(source, i),
  };
}
