import { type CompletionItem, CompletionItemKind, type Position } from 'vscode-languageserver-types';
import { type LogDocument, offsetOf, rangeOf } from '../../document';
import type { Span } from '../../syntax/span';
import type { Context } from '../context';
import { type Draft, headerNames, messageNames } from './names';
import { completionPlace } from './place';
import { starts } from './starts';
import { valueItems } from './values';
import { t } from '../../texts';

/** What the client can do. */
export interface CompletionOptions {
  readonly snippets: boolean;
  /** It runs VS Code's commands, so that the list of values opens by itself behind a header's name. */
  readonly commands: boolean;
  /** It shows a few words beside each label. */
  readonly labelDetails?: boolean;
  /** It has been asked for because of a blank, not by the user: only at the beginning of a value there is something to say. */
  readonly byBlank?: boolean;
}

/** What can stand at `position`: beginnings of messages, headers that the message may still have, values. In the order of usefulness. */
export function completions(document: LogDocument, position: Position, context: Context, options: CompletionOptions): CompletionItem[] {
  const offset = offsetOf(document, position);
  const place = completionPlace(document, offset);
  if (!place || (options.byBlank && (place.on !== 'value' || offset !== place.span.start))) return [];
  switch (place.on) {
    case 'start': {
      const drafts = starts(document, context, { first: place.first, snippets: options.snippets });
      return itemsOf(document, place.span, drafts, (draft) => (draft.kind === CompletionItemKind.Keyword ? nameText(draft, place.colon) : undefined), options);
    }
    case 'name':
      return itemsOf(document, place.span, headerNames(document, place.written, context), (draft) => nameText(draft, place.colon), options);
    case 'value': {
      const kind = place.name.toLowerCase();
      const naming = !place.written || place.written.shape.kind === kind;
      if (naming && (kind === 'event' || kind === 'action'))
        return itemsOf(document, place.span, messageNames(document, kind, context), () => undefined, options);
      if (naming && kind === 'response') return itemsOf(document, place.span, responses(context), () => undefined, options);
      const drafts = place.written ? valueItems(document, place.written, place.name, offset, context) : [];
      return itemsOf(document, place.span, drafts, () => undefined, options);
    }
  }
}

function responses(context: Context): Draft[] {
  const found = context.catalog.enumOf('response');
  return (found?.values ?? []).flatMap((value, rank) =>
    value.text && value.sent & context.version.series
      ? [
          {
            label: value.text,
            kind: CompletionItemKind.EnumMember,
            rank,
            data: { of: 'value', enum: 'response', value: value.text, series: context.version.series },
          },
        ]
      : [],
  );
}

/** A name goes with its colon and blank, unless they are there. */
function nameText(draft: Draft, colon: boolean): string {
  return colon ? draft.label : `${draft.label}: `;
}

function itemsOf(
  document: LogDocument,
  span: Span,
  drafts: readonly Draft[],
  textOf: (draft: Draft) => string | undefined,
  { commands, labelDetails }: CompletionOptions,
): CompletionItem[] {
  const range = rangeOf(document, span);
  const sorted = [...drafts].sort((a, b) => a.rank - b.rank);
  return sorted.map(({ rank: _, insertText, ...item }, at) => {
    const text = textOf({ ...item, rank: 0 });
    const opens = commands && text?.endsWith(': ');
    return {
      ...item,
      ...(labelDetails && item.detail && item.insertTextFormat === undefined ? { labelDetails: { description: short(item.detail) } } : {}),
      sortText: String(at).padStart(5, '0'),
      textEdit: { range, newText: insertText ?? text ?? item.label },
      ...(opens ? { command: { title: t('Suggest values'), command: 'editor.action.triggerSuggest' } } : {}),
    };
  });
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
