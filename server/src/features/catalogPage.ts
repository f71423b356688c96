import { type Catalog, type EnumEntry, type HeaderEntry, type MessageEntry, ownHeader } from '../catalog/catalog';
import { seriesWords } from '../catalog/versions';
import type { CatalogName, EntryKind, PageResult } from '../protocol';
import { CODE_TEXTS } from './checks/codeTexts';
import { DEFAULT_SEVERITIES, isCode } from './checks/problem';
import { either, t } from '../texts';

/** How links to other pages are written, or not at all. */
export interface PageOptions {
  readonly links: boolean;
}

/** The reference page of a catalogue entry; `undefined` where there is none of that name. Markdown of our own alone. */
export function catalogPage(catalog: Catalog, kind: EntryKind, name: string, options: PageOptions): PageResult | undefined {
  const link = (to: EntryKind, target: string): string => (options.links ? `[${target}](${pagePath(to, target)})` : `\`${target}\``);
  switch (kind) {
    case 'event':
    case 'action': {
      const entry = kind === 'event' ? catalog.event(name) : catalog.action(name);
      return (
        entry && { title: kind === 'event' ? t('{0} (AMI event)', entry.name) : t('{0} (AMI action)', entry.name), markdown: messagePage(catalog, entry, link) }
      );
    }
    case 'header':
      return headerPage(catalog, name, link);
    case 'enum': {
      const entry = catalog.enumOf(name);
      return entry && { title: t('Values: {0}', entry.id), markdown: enumPage(catalog, entry) };
    }
    case 'code':
      return isCode(name) ? { title: t('{0} (AMI diagnostic)', name), markdown: codePage(name) } : undefined;
  }
}

/** Every name that has a page: events, actions, headers and enums, with one line each. */
export function catalogNames(catalog: Catalog): CatalogName[] {
  const names: CatalogName[] = [];
  for (const name of catalog.eventNames) names.push({ kind: 'event', name, what: catalog.event(name)?.what ?? '' });
  for (const name of catalog.actionNames) names.push({ kind: 'action', name, what: catalog.action(name)?.what ?? '' });
  for (const [name, uses] of headerUses(catalog))
    names.push({ kind: 'header', name, what: uses.size === 1 ? t('header of {0}', [...uses][0] ?? '') : t('header of {0} messages', uses.size) });
  for (const id of Object.keys(catalog.data.enums)) names.push({ kind: 'enum', name: id, what: catalog.enumOf(id)?.what ?? '' });
  for (const [code, { what }] of Object.entries(CODE_TEXTS)) names.push({ kind: 'code', name: code, what: what() });
  return names;
}

/** The path of a page as seen from another one. */
function pagePath(kind: EntryKind, name: string): string {
  // Once for the file's name, which is encoded itself, and once for the link.
  return `../${kind}/${encodeURIComponent(encodeURIComponent(name))}.md`;
}

type Link = (kind: EntryKind, name: string) => string;

function messagePage(catalog: Catalog, entry: MessageEntry, link: Link): string {
  const { data } = catalog;
  const parts: string[] = [`# ${entry.name}`, `*${entry.kind === 'event' ? t('Event') : t('Action')}${entry.what ? `* – ${entry.what}` : '*'}`];
  if (entry.details) parts.push(entry.details);
  if (entry.returns) parts.push(`**${t('Answer')}**: ${entry.returns}`);
  if (entry.pitfall) parts.push(`> **${t('Beware')}**: ${entry.pitfall}`);
  if (entry.danger) parts.push(`> **${t('Danger')}**: ${entry.danger}`);
  const rows: [string, string][] = [['Asterisk', entry.sent ? seriesWords(data, entry.sent) || t('all versions since 1.8') : t('documented, never sent')]];
  if (entry.privilege.length > 0) rows.push([entry.kind === 'event' ? t('Privilege class') : t('Needs'), either(entry.privilege.map((one) => `\`${one}\``))]);
  if (entry.modules.length > 0) rows.push([t('Source'), entry.modules.map((one) => `\`${one}\``).join(', ')]);
  if (entry.replacedBy.length > 0) rows.push([t('Became'), entry.replacedBy.map((one) => link('event', one)).join(', ')]);
  if (entry.answers.length > 0) rows.push([t('Answers'), entry.answers.map((one) => link('action', one)).join(', ')]);
  if (entry.completedBy.length > 0) rows.push([t('List ends with'), entry.completedBy.map((one) => link('event', one)).join(', ')]);
  if (entry.events.length > 0)
    rows.push([t('Answered by'), entry.events.map((one) => (one.final ? t('{0} (the last)', link('event', one.name)) : link('event', one.name))).join(', ')]);
  const page = (name: string): string => link(catalog.event(name)?.name === name ? 'event' : 'action', name);
  if (entry.before.length > 0) rows.push([t('Usually after'), entry.before.map(page).join(', ')]);
  if (entry.after.length > 0) rows.push([t('Usually followed by'), entry.after.map(page).join(', ')]);
  if (entry.see.length > 0) rows.push([t('See also'), entry.see.map(page).join(', ')]);
  parts.push(['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'));
  if (entry.headers.length > 0)
    parts.push(
      `## ${entry.kind === 'event' ? t('Headers') : t('Parameters')}`,
      entry.headers.map((header) => headerItem(catalog, header, entry, link)).join('\n'),
    );
  if (entry.response.length > 0)
    parts.push(`## ${t('Headers of the response')}`, entry.response.map((header) => headerItem(catalog, header, entry, link)).join('\n'));
  return parts.join('\n\n');
}

function headerItem(catalog: Catalog, header: HeaderEntry, entry: MessageEntry, link: Link): string {
  const { data } = catalog;
  const facts: string[] = [];
  if (header.kind && header.kind !== 'text') facts.push(header.kind);
  if (header.required) facts.push(t('required'));
  if (header.sent === 0 && header.documented) facts.push(t('documented, never sent'));
  else if (header.sent !== entry.sent && seriesWords(data, header.sent)) facts.push(seriesWords(data, header.sent));
  if (header.sometimes || header.optional) facts.push(t('not always'));
  if (header.repeats) facts.push(t('may repeat'));
  if (header.byDefault) facts.push(t('default {0}', `\`${header.byDefault}\``));
  if (header.values && catalog.enumOf(header.values)) facts.push(link('enum', header.values));
  else if (header.words.length > 0) facts.push(header.words.map((word) => `\`${word}\``).join(' '));
  return `- **${header.name}**${facts.length > 0 ? ` (${facts.join(', ')})` : ''}${header.text ? `: ${header.text}` : ''}`;
}

/** Where a header name occurs, and what it means in each place. */
function headerPage(catalog: Catalog, name: string, link: Link): PageResult | undefined {
  const common = catalog.common(name);
  const places: { entry: MessageEntry; header: HeaderEntry }[] = [];
  for (const entry of everyEntry(catalog)) {
    const header = entry.headers.find((one) => one.name === name) ?? ownHeader(entry, name, entry.sent);
    if (header) places.push({ entry, header });
    const answer = entry.response.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (answer) places.push({ entry, header: answer });
  }
  if (!common && places.length === 0) return undefined;
  const spelled = places.find((place) => place.header.name === name)?.header.name ?? places[0]?.header.name ?? common?.name ?? name;
  const parts = [`# ${spelled}`, `*${t('Header')}*`];
  if (common?.text) parts.push(t('In any message: {0}', common.text));
  const byText = new Map<string, MessageEntry[]>();
  for (const { entry, header } of places) byText.set(header.text ?? '', [...(byText.get(header.text ?? '') ?? []), entry]);
  for (const [text, entries] of byText) parts.push(`**${entries.map((entry) => link(entry.kind, entry.name)).join(', ')}**`, text);
  const id = places.find((place) => place.header.values)?.header.values;
  if (id) parts.push(t('Values: {0}', link('enum', id)));
  return { title: t('{0} (AMI header)', spelled), markdown: parts.filter(Boolean).join('\n\n') };
}

/** What a diagnostic of that code means. */
function codePage(code: keyof typeof CODE_TEXTS): string {
  const { what, advice } = CODE_TEXTS[code];
  const setting = t('Reported as **{0}** unless `ami.diagnostics.severity` in the settings says otherwise.', DEFAULT_SEVERITIES[code]);
  return [`# ${code}`, `*${t('Diagnostic')}* – ${what()}`, advice(), setting].join('\n\n');
}

function enumPage(catalog: Catalog, entry: EnumEntry): string {
  const parts = [`# ${entry.id}`];
  if (entry.what) parts.push(entry.what);
  if (entry.details) parts.push(entry.details);
  parts.push(
    entry.values
      .map((value) => {
        const words = [value.code, value.text, value.symbol]
          .filter((one): one is string => one !== undefined)
          .map((one, i) => (i === 0 ? `**\`${one}\`**` : `\`${one}\``));
        const series = seriesWords(catalog.data, value.sent);
        return `- ${words.join(' ')}${series ? ` (${series})` : ''}${value.documentation ? `: ${value.documentation}` : ''}`;
      })
      .join('\n'),
  );
  return parts.join('\n\n');
}

function everyEntry(catalog: Catalog): MessageEntry[] {
  return [...catalog.eventNames.map((name) => catalog.event(name)), ...catalog.actionNames.map((name) => catalog.action(name))].filter(
    (entry): entry is MessageEntry => entry !== undefined,
  );
}

/** Header names, in the spelling met first, and the messages that have them. */
function headerUses(catalog: Catalog): Map<string, Set<string>> {
  const spelled = new Map<string, string>();
  const uses = new Map<string, Set<string>>();
  for (const entry of everyEntry(catalog)) {
    for (const header of [...entry.headers, ...entry.response]) {
      const key = header.name.toLowerCase();
      const name = spelled.get(key) ?? header.name;
      spelled.set(key, name);
      const set = uses.get(name) ?? new Set<string>();
      set.add(entry.name);
      uses.set(name, set);
    }
  }
  return new Map([...uses].sort(([a], [b]) => a.localeCompare(b, 'en')));
}
