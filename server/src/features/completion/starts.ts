import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { HeaderEntry, MessageEntry } from '../../catalog/catalog';
import type { LogDocument } from '../../document';
import type { Context } from '../context';
import { bannerVersion } from '../version';
import { actionRank, type Draft, type ItemData } from './names';
import { t } from '../../texts';

/** What can begin where no message is: the banner at the top, the three kinds of messages, whole actions, a note of one's own. */
export function starts(document: LogDocument, context: Context, options: { readonly first: boolean; readonly snippets: boolean }): Draft[] {
  return [
    ...(options.first && bannerVersion(document.read(0, 65_536)) === undefined ? banners(context) : []),
    ...['Event', 'Action', 'Response'].map((label, at): Draft => ({ label, kind: CompletionItemKind.Keyword, detail: t('begins a message'), rank: at })),
    ...wholeActions(context, options.snippets),
    { label: ';# ', kind: CompletionItemKind.Text, detail: t('a note between messages'), rank: 999 },
  ];
}

/** The first lines of the releases that the capture may be of, the newest first. */
function banners({ catalog, version }: Context): Draft[] {
  const { runs, series } = catalog.data;
  const releases = new Map<string, string[]>();
  for (const run of runs) {
    const at = series.indexOf(run.series);
    if (at < 0 || !(version.series & (1 << at))) continue;
    const names = releases.get(run.ami) ?? [];
    releases.set(run.ami, [...names, run.first === run.last ? run.first : `${run.first}–${run.last}`]);
  }
  return [...releases].reverse().map(([ami, names], at) => ({
    label: `Asterisk Call Manager/${ami}`,
    kind: CompletionItemKind.Constant,
    detail: `Asterisk ${names.join(', ')}`,
    rank: 10 + at / 1000,
  }));
}

/** Each action with what it must be given, as a message to fill in. */
function wholeActions({ catalog, version }: Context, snippets: boolean): Draft[] {
  return catalog.actionNames.flatMap((name) => {
    const entry = catalog.action(name);
    if (!entry || entry.name !== name || !((entry.sent | entry.documented) & version.series)) return [];
    const data: ItemData = { of: 'action', name };
    const draft: Draft = {
      label: `Action: ${name}`,
      // Not a snippet: these are switched off in VS Code, which would offer those of the extension in the middle of a message too.
      kind: CompletionItemKind.Function,
      detail: (entry.what ?? t('action')).replaceAll('`', ''),
      insertText: snippets ? snippetOf(entry, version.series) : `Action: ${name}`,
      insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      rank: 20 + actionRank(name),
      data,
    };
    return [draft];
  });
}

function snippetOf(entry: MessageEntry, series: number): string {
  let stop = 0;
  const lines = [`Action: ${entry.name}`, `ActionID: \${${++stop}:${entry.name.toLowerCase()}-1}`];
  for (const header of entry.headers)
    if (header.required && (header.sent | header.documented) & series && header.name !== 'ActionID') lines.push(`${header.name}: ${tabStop(header, ++stop)}`);
  return `${lines.join('\n')}\n\n$0`;
}

function tabStop(header: HeaderEntry, stop: number): string {
  const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  if (header.words.length > 1) return `\${${stop}|${header.words.map((word) => escaped(word).replace(/[,|]/g, '\\$&')).join(',')}|}`;
  const example = header.byDefault ?? EXAMPLES[header.kind ?? ''];
  return example ? `\${${stop}:${escaped(example)}}` : `\${${stop}}`;
}

/** By kind, what to begin with. */
const EXAMPLES: Readonly<Record<string, string>> = {
  channelName: 'PJSIP/1001-00000001',
  interface: 'PJSIP/1001',
  context: 'default',
  exten: '100',
  priority: '1',
  queue: 'support',
  boolean: 'true',
  conference: '100',
  mailbox: '1001@default',
  endpoint: '1001',
  module: 'res_pjsip.so',
};
