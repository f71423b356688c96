import type { Definition, LocationLink, Position } from 'vscode-languageserver-types';
import { type LogDocument, offsetOf, rangeOf } from '../document';
import { CATALOG_SCHEME } from '../protocol';
import { messageSpan } from '../syntax/messages';
import type { Steps } from '../syntax/steps';
import { type Context, entryOf, headerEntryAt, placeAt } from './context';
import { entityAt, firstChannel } from './entities';
import { type Mention, mentionAt } from './mentions';
import { lastContent, withoutBlanks } from './reading';

/** What the client understands. */
export interface DefinitionOptions {
  /** It takes links, which say what was clicked and the whole message that is the target. */
  readonly linkSupport: boolean;
}

/**
 * Where the thing that the value at `position` names came into being: the Newchannel of a channel (by Uniqueid, Linkedid or name), the BridgeCreate of a
 * bridge, the action of an ActionID, the first mention of anything else. On the name of an event, action or header, its page of the catalogue, for a client that
 * has such pages.
 */
export function* definition(
  document: LogDocument,
  position: Position,
  context: Context,
  options: DefinitionOptions,
): Steps<Definition | LocationLink[] | undefined> {
  const offset = offsetOf(document, position);
  const mention = mentionAt(document, context, offset);
  if (!mention) return context.links ? pageAt(document, offset, context, options) : undefined;
  const value = document.read(mention.span.start, mention.span.end);
  const first = mention.role === 'linkedid' ? (yield* firstChannel(document, context, value, mention.message)).birth : undefined;
  const entity = first ? undefined : yield* entityAt(document, offset, context);
  const birth = first ?? entity?.birth;
  if (!birth) return undefined;
  const target = entity?.mentions.find((one) => one.message === birth.message && document.read(one.span.start, one.span.end) === value) ?? birth;
  return linkTo(document, mention, target, options);
}

function linkTo(document: LogDocument, from: Mention, to: Mention, { linkSupport }: DefinitionOptions): Definition | LocationLink[] {
  const selection = rangeOf(document, to.span);
  if (!linkSupport) return { uri: document.uri, range: selection };
  const { start, end } = messageSpan(document.index, to.message);
  return [
    {
      originSelectionRange: rangeOf(document, from.span),
      targetUri: document.uri,
      targetRange: rangeOf(document, { start, end: start + lastContent(document.read(start, end), 0, end - start) }),
      targetSelectionRange: selection,
    },
  ];
}

function pageAt(document: LogDocument, offset: number, context: Context, { linkSupport }: DefinitionOptions): Definition | LocationLink[] | undefined {
  const place = placeAt(document, offset);
  if (!place) return undefined;
  const naming = place.header.column.key === place.shape.kind;
  const message = naming && place.on === 'value' ? entryOf(context, place.shape) : undefined;
  const header = !naming && place.on === 'name' ? headerEntryAt(context, place) : undefined;
  const page = message ? `/${message.kind}/${message.name}` : header && !/[#*]/.test(header.name) ? `/header/${header.name}` : undefined;
  if (page === undefined) return undefined;
  // Encoded twice, once for the name of the file and once for the URI; see the client's pageUri.
  const [, kind = '', name = ''] = page.split('/');
  const uri = `${CATALOG_SCHEME}:/${kind}/${encodeURIComponent(encodeURIComponent(name))}.md`;
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  if (!linkSupport) return { uri, range: top };
  const span = place.on === 'name' ? place.header.name : withoutBlanks(document, place.header.value);
  return [{ originSelectionRange: rangeOf(document, span), targetUri: uri, targetRange: top, targetSelectionRange: top }];
}
