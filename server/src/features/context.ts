import type { Catalog, HeaderEntry, MessageEntry } from '../catalog/catalog';
import { headerEntryOf } from '../catalog/catalog';
import type { AsteriskVersion } from '../catalog/versions';
import { headersIn, type LogDocument } from '../document';
import type { Header } from '../syntax/headers';
import { messageAt, shapeOf } from '../syntax/messages';
import type { Shape } from '../syntax/shapes';

/** What features know beside the document: the catalogue and which Asterisk the document is read as. */
export interface Context {
  readonly catalog: Catalog;
  readonly version: AsteriskVersion;
  /** Whether the client can follow links to catalogue pages. */
  readonly links: boolean;
  /** Events of modules from elsewhere that the user knows (setting `ami.knownEvents`), by lower-case name. */
  readonly knownEvents?: ReadonlyMap<string, KnownEvent>;
}

/** An event of a module from elsewhere. */
export interface KnownEvent {
  readonly name: string;
  /** What it carries; empty where nobody listed it. */
  readonly headers: readonly string[];
}

/** The catalogue's entry of the messages of a shape; none for responses and for list items without a name. */
export function entryOf(context: Context, shape: Shape): MessageEntry | undefined {
  if (shape.kind === 'event') return context.catalog.event(shape.name, context.version.series);
  return shape.kind === 'action' ? context.catalog.action(shape.name) : undefined;
}

/** What stands at an offset of a message. */
export interface Place {
  readonly message: number;
  readonly shape: Shape;
  readonly header: Header;
  readonly on: 'name' | 'value';
}

/** The header name or value at `offset`; `undefined` between messages, on colons and on lines without a colon. */
export function placeAt(document: LogDocument, offset: number): Place | undefined {
  const message = messageAt(document.index, offset);
  if (message === undefined) return undefined;
  const shape = shapeOf(document.index, message);
  for (const header of headersIn(document, message)) {
    if (header.column.form !== 'header' || offset > header.value.end) continue;
    if (offset >= header.name.start && offset <= header.name.end) return { message, shape, header, on: 'name' };
    return offset >= header.value.start && offset <= header.value.end ? { message, shape, header, on: 'value' } : undefined;
  }
  return undefined;
}

/**
 * The catalogue's entry of the header at `place`. In responses, unnamed list items and events that are no part of Asterisk, what can be said of the
 * name in general.
 */
export function headerEntryAt(context: Context, place: Place): HeaderEntry | undefined {
  const { name } = place.header.column;
  const message = entryOf(context, place.shape);
  return headerEntryOf(context.catalog, message, name, context.version.series) ?? (message ? undefined : context.catalog.general(name));
}
