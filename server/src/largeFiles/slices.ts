import { parseFilter } from '../features/filter';
import { SLICE_SCHEME, type SliceWhat } from '../protocol';
import type { Shape } from '../syntax/shapes';
import { search } from './search';
import { makeSlice, type Slice } from './slice';
import { nameOf, type Source } from './source';
import { t } from '../texts';

/** What a slice's or statistics' URI says. */
export interface SliceAddress {
  readonly scheme: string;
  readonly capture: string;
  readonly what: SliceWhat | undefined;
}

/** A search finds no more; a document that large would be cut anyway. */
const MOST_FOUND = 200_000;

/** A filter that cannot be understood; the message says what to write. */
export class BadFilter extends Error {}

/** The URI of the document that holds a part of a capture; the name is what its tab shows. */
export function sliceUri(capture: string, what: SliceWhat, name: string): string {
  const short = name.replace(/[/\\?#%]+/g, ' ').slice(0, 80);
  return `${SLICE_SCHEME}:/${encodeURIComponent(`${nameOf({ uri: capture })} – ${short}`)}.ami?${encodeURIComponent(JSON.stringify({ capture, ...what }))}`;
}

/** What such a URI says, however a client encodes it; `undefined` for others. */
export function addressOf(uri: string): SliceAddress | undefined {
  const found = /^(ami-slice|ami-statistics):[^?]*\?([^#]*)/.exec(uri);
  if (!found) return undefined;
  try {
    const { capture, call, filter } = JSON.parse(decodeURIComponent(found[2] ?? '')) as Record<string, unknown>;
    if (typeof capture !== 'string') return undefined;
    const what = typeof call === 'number' ? { call } : typeof filter === 'string' ? { filter } : undefined;
    return { scheme: found[1] ?? '', capture, what };
  } catch {
    return undefined;
  }
}

/** The key of a slice, the same however its URI is encoded. */
export function keyOf({ capture, what }: SliceAddress): string {
  return JSON.stringify({ capture, ...what });
}

/** Cuts a slice out of a capture; `isNoise` says what the word `noise` of a filter means. Throws {@link BadFilter}, or `Cancelled` where `goOn` says no. */
export async function cutSlice(
  source: Source,
  what: SliceWhat,
  goOn: (done: number) => boolean = () => true,
  isNoise?: (shape: Shape) => boolean,
): Promise<Slice> {
  if ('call' in what) {
    const book = source.book();
    const i = book.withKey(what.call);
    return makeSlice(source, i < 0 ? [] : book.call(i).messages, i < 0 ? t('a call that is not there any more') : t('call {0}', callName(source, i)), () =>
      goOn(1),
    );
  }
  const filter = parseFilter(what.filter);
  if ('error' in filter) throw new BadFilter(filter.error);
  const found = await search(source, filter, { limit: MOST_FOUND, progress: goOn, isNoise });
  return makeSlice(source, found, what.filter, () => goOn(1));
}

/** A name for what a slice holds. */
export function nameOfSlice(source: Source, what: SliceWhat): string {
  if ('filter' in what) return what.filter;
  const i = source.book().withKey(what.call);
  return i < 0 ? t('call') : callName(source, i);
}

function callName(source: Source, i: number): string {
  const { caller, dialled, answeredBy, id } = source.book().call(i);
  const parties = [caller?.number ?? caller?.channel, dialled, answeredBy?.number ?? answeredBy?.channel];
  return source.decode(`${parties.filter((one, at) => one && parties.indexOf(one) === at).join(' → ') || id} (${id})`);
}
