import { type DocumentHighlight, DocumentHighlightKind, type Location, type Position } from 'vscode-languageserver-types';
import { type LogDocument, offsetOf, rangeOf } from '../document';
import type { Steps } from '../syntax/steps';
import { type Context, placeAt } from './context';
import { entityAt } from './entities';
import { mentionAt } from './mentions';
import { t } from '../texts';

/** All places that name what the value at `position` names, in order; see {@link entityAt} for what is one and the same. */
export function* references(document: LogDocument, position: Position, context: Context, includeDeclaration: boolean): Steps<Location[] | undefined> {
  const entity = yield* entityAt(document, offsetOf(document, position), context);
  return entity?.mentions
    .filter((mention) => includeDeclaration || mention.span.start !== entity.birth?.span.start)
    .map(({ span }) => ({ uri: document.uri, range: rangeOf(document, span) }));
}

/** How far around the cursor highlights are looked for in a large document, in characters. */
const NEAR = 500_000;

/**
 * The same places near the cursor; the one that brought the thing into being is marked as written. `undefined` where the value names nothing.
 *
 * The name of a header is marked where the cursor is and nowhere else: an editor that gets nothing marks the word wherever it stands, and `Privilege` stands in
 * every message.
 */
export function* documentHighlights(document: LogDocument, position: Position, context: Context, near = NEAR): Steps<DocumentHighlight[] | undefined> {
  const offset = offsetOf(document, position);
  const within = { start: Math.max(0, offset - near), end: Math.min(document.lines.length, offset + near) };
  const place = placeAt(document, offset);
  if (place?.on === 'name') return [{ range: rangeOf(document, place.header.name), kind: DocumentHighlightKind.Text }];
  const entity = yield* entityAt(document, offset, context, within);
  return entity?.mentions.map(({ span }) => ({
    range: rangeOf(document, span),
    kind: span.start === entity.birth?.span.start ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** Why nothing in a capture is renamed, and what to do instead. */
export function whyNoRename(document: LogDocument, position: Position, context: Context): string {
  const mention = mentionAt(document, context, offsetOf(document, position));
  const why = mention ? t('Ids and names in a capture are evidence and are not renamed.') : t('Values in a capture are evidence and are not renamed.');
  return `${why} ${t('To hide something before sharing, mask it (quick fix on secrets) or use Replace.')}`;
}
