import type { CompletionItem, MarkupContent } from 'vscode-languageserver-types';
import { type MessageEntry, ownHeader, valueEntryOf } from '../../catalog/catalog';
import { seriesWords } from '../../catalog/versions';
import type { Catalog } from '../../catalog/catalog';
import type { ItemData } from './names';
import { either, t } from '../../texts';

/** The item with its documentation, made now that somebody looks at it. The Markdown is our own: no text of a capture is in it. */
export function documented(catalog: Catalog, item: CompletionItem): CompletionItem {
  const value = isItemData(item.data) ? textOf(catalog, item.data) : undefined;
  const documentation: MarkupContent | undefined = value ? { kind: 'markdown', value } : undefined;
  return documentation ? { ...item, documentation } : item;
}

function isItemData(data: unknown): data is ItemData {
  return typeof data === 'object' && data !== null && 'of' in data;
}

function textOf(catalog: Catalog, data: ItemData): string | undefined {
  switch (data.of) {
    case 'event':
      return messageText(catalog, catalog.event(data.name));
    case 'action':
      return messageText(catalog, catalog.action(data.name));
    case 'header': {
      const message = data.kind === 'event' ? catalog.event(data.message, data.series) : catalog.action(data.message);
      const header = message && ownHeader(message, data.name, data.series);
      if (!header) return undefined;
      const kind = header.kind === undefined ? undefined : catalog.data.kinds[header.kind];
      const words = header.words.length > 0 ? header.words.map((word) => `\`${word}\``).join(', ') : undefined;
      const facts = [
        kind,
        header.byDefault && t('Default {0}.', `\`${header.byDefault}\``),
        header.emptyAs && t('{0} when there is none.', `\`${header.emptyAs}\``),
        words,
      ];
      return [header.text, facts.filter(Boolean).join(' ')].filter(Boolean).join('\n\n') || undefined;
    }
    case 'value': {
      const found = catalog.enumOf(data.enum);
      const value = found && valueEntryOf(found, data.value, data.series);
      return value && [value.documentation, seriesWords(catalog.data, value.sent)].filter(Boolean).join('\n\n');
    }
  }
}

function messageText(catalog: Catalog, entry: MessageEntry | undefined): string | undefined {
  if (!entry) return undefined;
  const facts = [
    entry.sent ? `Asterisk ${seriesWords(catalog.data, entry.sent) || t('1.8 and later')}` : '',
    entry.privilege.length > 0 ? t('class {0}', either(entry.privilege.map((one) => `\`${one}\``))) : '',
  ];
  const parts = [
    entry.what,
    entry.details,
    entry.danger && `**${t('Danger')}**: ${entry.danger}`,
    entry.pitfall && `**${t('Beware')}**: ${entry.pitfall}`,
    facts.filter(Boolean).join(' · '),
  ];
  return parts.filter(Boolean).join('\n\n') || undefined;
}
