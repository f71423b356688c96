import type { DocumentLink } from 'vscode-languageserver-types';
import type { EntryKind } from '../protocol';
import { headersIn, type LogDocument, rangeOf } from '../document';
import { OPEN_PAGE_COMMAND } from '../protocol';
import { shapeOf } from '../syntax/messages';
import type { Steps } from '../syntax/steps';
import { t } from '../texts';
import { type Context, entryOf } from './context';
import type { IsNoise } from './noise';
import { withoutBlanks } from './reading';

/** A document of more characters than this gets no links: editors ask for those of the whole document after every change, and draw each of them. */
export const LINKS_UP_TO = 1_000_000;

/** What a link needs to know until somebody follows it. */
interface LinkData {
  readonly kind: EntryKind;
  readonly name: string;
}

/**
 * Links from the names of events and actions to their pages of the catalogue, in steps; their targets come with {@link resolvedLink}. Of a message one name at most, because
 * editors underline links, and of noise none: it has to stay quiet.
 */
export function* documentLinkSteps(document: LogDocument, context: Context, isNoise: IsNoise): Steps<DocumentLink[]> {
  const { index } = document;
  const links: DocumentLink[] = [];
  if (document.lines.length > LINKS_UP_TO) return links;
  for (let i = 0; i < index.count; i++) {
    if (i % 256 === 255) yield;
    const shape = shapeOf(index, i);
    const entry = isNoise(shape) ? undefined : entryOf(context, shape);
    const header = entry && headersIn(document, i).find(({ column }) => column.key === shape.kind);
    if (!header) continue;
    const data: LinkData = { kind: entry.kind, name: entry.name };
    links.push({ range: rangeOf(document, withoutBlanks(document, header.value)), tooltip: t('Open its page of the catalogue'), data });
  }
  return links;
}

/** A link with its target: the command of our own client that opens the page. A name in it is the catalogue's own, never text of a capture. */
export function resolvedLink(context: Pick<Context, 'catalog'>, link: DocumentLink): DocumentLink {
  const { kind, name } = (link.data ?? {}) as Partial<LinkData>;
  const entry = kind === 'event' ? context.catalog.event(name ?? '') : kind === 'action' ? context.catalog.action(name ?? '') : undefined;
  return entry ? { ...link, target: `command:${OPEN_PAGE_COMMAND}?${encodeURIComponent(JSON.stringify([kind, entry.name]))}` } : link;
}
