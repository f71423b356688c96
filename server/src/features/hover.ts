import type { Hover, MarkupContent, Position } from 'vscode-languageserver-types';
import { type HeaderEntry, type MessageEntry, ownHeader } from '../catalog/catalog';
import { nearestName } from '../catalog/nearest';
import { seriesWords } from '../catalog/versions';
import { type LogDocument, offsetOf, rangeOf } from '../document';
import { contentEnd, frameLine, trimmed } from '../syntax/lines';
import type { Shape } from '../syntax/shapes';
import type { Span } from '../syntax/span';
import { type Context, entryOf, headerEntryAt, type Place, placeAt } from './context';
import { codeSpan, pageLink } from './markdown';
import { enumOf, explainValue } from './values';
import { bannerVersion } from './version';
import { either, t } from '../texts';

/** A hover as it is made here: Markdown. */
export type MarkdownHover = Hover & { readonly contents: MarkupContent };

/** What the catalogue says of the event, action, header or value at `position`; `undefined` where there is nothing to say. */
export function hover(document: LogDocument, position: Position, context: Context): MarkdownHover | undefined {
  const offset = offsetOf(document, position);
  const place = placeAt(document, offset);
  if (!place) return bannerHover(document, position, context);
  const { header } = place;
  const value = document.read(header.value.start, header.value.end);
  const span = place.on === 'name' ? header.name : within(header.value, trimmed(value, { start: 0, end: value.length }));
  const markdown = naming(place) ? namingHover(context, place, value) : headerHover(context, place, value);
  return { contents: { kind: 'markdown', value: markdown }, range: rangeOf(document, span) };
}

/** Whether the place is the line that says what the message is. */
function naming(place: Place): boolean {
  return place.shape.kind !== 'message' && place.header.column.key === place.shape.kind;
}

function namingHover(context: Context, place: Place, value: string): string {
  const { shape } = place;
  if (place.on === 'name')
    return [
      `**${shape.kind === 'event' ? 'Event' : shape.kind === 'action' ? 'Action' : 'Response'}**: ${commonText(context, shape.kind) ?? ''}`,
      summary(context, shape),
    ]
      .filter(Boolean)
      .join('\n\n');
  if (shape.kind === 'response') return responseHover(context, value);
  return messageHover(context, shape);
}

function commonText(context: Context, key: string): string | undefined {
  return context.catalog.common(key)?.text;
}

function summary(context: Context, shape: Shape): string | undefined {
  const entry = entryOf(context, shape);
  return entry?.what && `\`${entry.name}\`: ${entry.what}`;
}

function responseHover(context: Context, value: string): string {
  const { responses } = context.catalog.data;
  const text = Object.hasOwn(responses, value.trim()) ? responses[value.trim()] : undefined;
  return text ? `${codeSpan(value)}: ${text}` : t('{0}: an answer that Asterisk does not give by itself.', codeSpan(value));
}

/** An event or action: what it is, then what happened, what people get wrong, then the small print. */
function messageHover(context: Context, shape: Shape): string {
  const entry = entryOf(context, shape);
  if (!entry) return unknownMessage(shape);
  const parts = [`**${entry.name}** – ${entry.what ?? (entry.kind === 'event' ? t('event of Asterisk') : t('action of Asterisk'))}`];
  if (entry.details) parts.push(entry.details);
  if (entry.pitfall) parts.push(`**${t('Beware')}**: ${entry.pitfall}`);
  if (entry.danger) parts.push(`**${t('Danger')}**: ${entry.danger}`);
  if (entry.returns) parts.push(`**${t('Answer')}**: ${entry.returns}`);
  parts.push('---', smallPrint(context, entry));
  return parts.join('\n\n');
}

function unknownMessage(shape: Shape): string {
  return shape.kind === 'action'
    ? t(
        "{0} is not part of Asterisk's own actions, of any version from 1.8 on. A module from elsewhere may well send it; headers that it shares with known actions are still explained.",
        codeSpan(shape.name),
      )
    : t(
        "{0} is not part of Asterisk's own events, of any version from 1.8 on. A module from elsewhere may well send it; headers that it shares with known events are still explained.",
        codeSpan(shape.name),
      );
}

function smallPrint(context: Context, entry: MessageEntry): string {
  const { data } = context.catalog;
  const facts: string[] = [];
  facts.push(entry.sent ? `Asterisk ${seriesWords(data, entry.sent) || t('1.8 and later')}` : t('documented, but never sent'));
  if (entry.privilege.length > 0)
    facts.push(entry.kind === 'event' ? t('class {0}', `\`${entry.privilege[0]}\``) : t('needs {0}', either(entry.privilege.map((one) => `\`${one}\``))));
  else if (entry.kind === 'action') facts.push(t('needs no privilege'));
  if (entry.replacedBy.length > 0) facts.push(t('became {0}', names(context, 'event', entry.replacedBy)));
  const related = [
    entry.answers.length > 0 ? t('answers {0}', names(context, 'action', entry.answers)) : '',
    entry.before.length > 0 ? t('after {0}', anyNames(context, entry.before)) : '',
    entry.after.length > 0 ? t('then {0}', anyNames(context, entry.after)) : '',
    entry.see.length > 0 ? t('see {0}', anyNames(context, entry.see)) : '',
  ].filter(Boolean);
  return [facts.join(' · '), related.join(' · ')].filter(Boolean).join('  \n');
}

function names(context: Context, kind: 'event' | 'action', list: readonly string[]): string {
  return list.map((name) => (context.links ? pageLink(kind, name) : `\`${name}\``)).join(', ');
}

function anyNames(context: Context, list: readonly string[]): string {
  return list.map((name) => names(context, context.catalog.event(name)?.name === name ? 'event' : 'action', [name])).join(', ');
}

/** A header: on its name, what it is and then the value; on its value, the value first. */
function headerHover(context: Context, place: Place, value: string): string {
  const entry = headerEntryAt(context, place);
  const { column } = place.header;
  const message = entryOf(context, place.shape);
  // The name as logged, where the catalogue's is not the same, is text of the capture.
  const title = entry && !/#|\(\*\)/.test(entry.name) ? `**${entry.name}**` : `**${codeSpan(column.name)}**`;
  const about = `${title} – ${entry?.text ?? aboutUnknown(context, place, message)}`;
  const explained = explainValue(context, entry, value);
  const kind = entry?.kind === undefined ? undefined : context.catalog.data.kinds[entry.kind];
  const fact = explained ?? answerText(context, place, value) ?? `${codeSpan(value)}${kind ? `: ${kind}` : ''}`;
  const parts = place.on === 'value' ? [fact, about] : [about, value.trim() === '' && !explained ? '' : explained ? fact : ''];
  const facts = entry ? headerFacts(context, entry, message, { kind: place.on === 'name' || fact !== `${codeSpan(value)}: ${kind}` }) : '';
  if (facts) parts.push('---', facts);
  return parts.filter(Boolean).join('\n\n');
}

/** What Asterisk means by a `Message` of a response, where it is one that is known. */
function answerText(context: Context, place: Place, value: string): string | undefined {
  if (place.shape.kind !== 'response' || place.header.column.key !== 'message') return undefined;
  const { responses } = context.catalog.data;
  const known = value.trim();
  return Object.hasOwn(responses, known) ? `${codeSpan(known)}: ${responses[known]}` : undefined;
}

function aboutUnknown(context: Context, place: Place, message: MessageEntry | undefined): string {
  if (message?.open) return t("a header of the sender's own: `{0}` takes any.", message.name);
  const near =
    message &&
    nearestName(
      place.header.column.name,
      message.headers.map((one) => one.name),
    );
  const meant = near && message && ownHeader(message, near, context.version.series);
  if (message && meant) return t('not a header of `{0}`. Perhaps `{1}` is meant: {2}', message.name, meant.name, meant.text ?? '');
  if (message) return t('not a header of `{0}` in any Asterisk that the catalogue knows.', message.name);
  return place.shape.kind === 'response'
    ? t('a header of the answer to an action; which ones there are depends on the action.')
    : t('nothing is known of this header in {0}.', codeSpan(place.shape.name));
}

function headerFacts(context: Context, entry: HeaderEntry, message: MessageEntry | undefined, options: { readonly kind: boolean }): string {
  const { data } = context.catalog;
  const facts: string[] = [];
  const kind = options.kind && entry.kind && entry.kind !== 'text' ? data.kinds[entry.kind] : undefined;
  if (kind) facts.push(kind.replace(/\.$/, ''));
  if (message) facts.push(presence(context, entry, message));
  if (entry.byDefault) facts.push(t('default {0}', `\`${entry.byDefault}\``));
  if (entry.emptyAs) facts.push(t('{0} when there is none', `\`${entry.emptyAs}\``));
  const found = enumOf(context, entry);
  if (found && context.links) facts.push(pageLink('enum', found.id, t('all values')));
  else if (entry.words.length > 0) facts.push(entry.words.map((word) => `\`${word}\``).join(', '));
  if (context.links && message) facts.push(pageLink(message.kind, message.name));
  return facts.filter(Boolean).join(' · ');
}

function presence(context: Context, entry: HeaderEntry, message: MessageEntry): string {
  const { data } = context.catalog;
  if (!message.headers.some((one) => one.name === entry.name)) return '';
  if (message.kind === 'action') return entry.required ? t('required') : t('optional');
  if (entry.sent === 0) return entry.documented ? t('documented for `{0}`, but no Asterisk sends it', message.name) : '';
  const always = (entry.sent & ~entry.sometimes) === entry.sent && !entry.optional && !entry.repeats;
  const series = entry.sent === message.sent ? '' : seriesWords(data, entry.sent);
  const undocumented = (entry.sent & ~entry.documented) === entry.sent && message.documented;
  const words = [always ? t('always in `{0}`', message.name) : t('sometimes in `{0}`', message.name), series, undocumented ? t('though undocumented') : ''];
  return words.filter(Boolean).join(', ');
}

/** The banner: which Asterisk the number belongs to. */
/** A span within another, which counts from that one's beginning. */
function within(outer: Span, inner: Span): Span {
  return { start: outer.start + inner.start, end: outer.start + inner.end };
}

function bannerHover(document: LogDocument, position: Position, context: Context): MarkdownHover | undefined {
  const { lines } = document;
  const start = lines.offsetAt({ line: position.line, character: 0 });
  const line = document.read(start, lines.offsetAt({ line: position.line + 1, character: 0 }));
  if (frameLine(line, 0) !== 'banner') return undefined;
  const end = start + contentEnd(line, 0, line.length);
  const ami = bannerVersion(line);
  if (!ami) return undefined;
  const fits = context.catalog.data.runs
    .filter((run) => run.ami === ami)
    .map((run) => (run.first === run.last ? run.first : t('{0} to {1}', run.first, run.last)));
  const whose = fits.length > 0 ? t('Asterisk {0} announces itself so.', either(fits)) : t('No release of Asterisk is known to announce it.');
  const value = `${t("**Banner** – the first line of an AMI session, with AMI's own version {0}.", codeSpan(ami))} ${whose}`;
  return { contents: { kind: 'markdown', value }, range: rangeOf(document, { start, end }) };
}
