import type { CodeLens } from 'vscode-languageserver-types';
import type { LogDocument } from '../document';
import { CALL_COMMANDS, type CallSummary, type CallTarget, SLICE_SCHEME } from '../protocol';
import type { Steps } from '../syntax/steps';
import type { CallAccess } from './callAccess';
import { cutTo, onOneLine } from './oneLine';
import { firstLineRange } from './reading';
import { t } from '../texts';

/** Who shows the lenses. */
export interface LensOptions {
  /** The client runs {@link CALL_COMMANDS}; else the lenses only say what the call is. */
  readonly commands: boolean;
}

/** With more calls than this a document has one lens a call: the editor lays all of them out. */
const MOST_WITH_ACTIONS = 1_000;

/** With more calls than this it has none. */
const MOST_CALLS = 10_000;

/** What a lens shows: the call in one line, and words that say where a click leads. */
type Shown = 'line' | 'story' | 'ladder' | 'document';

/** A lens above the first message of each call, and what can be done with it; none in a document of very many calls. Titles come with {@link resolvedLens}, when a lens comes into view. */
export function* callLensSteps(document: LogDocument, calls: CallAccess, { commands }: LensOptions): Steps<CodeLens[]> {
  const { uri } = document;
  const shown: Shown[] = [];
  if (commands && calls.count <= MOST_WITH_ACTIONS) shown.push('story', 'ladder');
  // The document of a call is one itself.
  if (commands && calls.count <= MOST_WITH_ACTIONS && !uri.startsWith(`${SLICE_SCHEME}:`)) shown.push('document');
  // Last, so that a narrow editor cuts words and nothing to click.
  shown.push('line');
  const lenses: CodeLens[] = [];
  if (calls.count > MOST_CALLS) return lenses;
  for (let i = 0; i < calls.count; i++) {
    if (i % 256 === 255) yield;
    const range = firstLineRange(document, calls.first(i));
    for (const what of shown) lenses.push({ range, data: { uri, call: calls.key(i), what, commands } });
  }
  return lenses;
}

/** The document whose lens this is; `undefined` of what is no lens of ours. */
export function uriOfLens({ data }: CodeLens): string | undefined {
  const { uri } = (data ?? {}) as Partial<CallTarget>;
  return typeof uri === 'string' ? uri : undefined;
}

/** The lens with its title and command. One whose call is not there any more says so. */
export function resolvedLens(lens: CodeLens, calls: CallAccess | undefined): CodeLens {
  const { uri, call, what, commands } = lens.data as CallTarget & { what: Shown; commands: boolean };
  const i = calls?.withKey(call) ?? -1;
  if (!calls || i < 0) return { ...lens, command: { title: t('The call is not there any more'), command: '' } };
  const { messages, ...told } = calls.call(i);
  const title = titleOf(what, calls.line(i), messages.length);
  if (!commands) return { ...lens, command: { title, command: '' } };
  const summary: CallSummary = { ...told, key: call, index: i, messageCount: messages.length };
  const given = [{ type: 'call', uri, call: summary }];
  return { ...lens, command: { title, tooltip: TOOLTIPS[what](), command: CALL_COMMANDS[what === 'line' ? 'story' : what], arguments: given } };
}

const TOOLTIPS: Readonly<Record<Shown, () => string>> = {
  line: () => t('What happened in this call, step by step'),
  story: () => t('What happened in this call, step by step'),
  ladder: () => t('This call drawn over time: channels as lines, what happens between them as arrows'),
  document: () => t('Opens only the messages of this call, as a document'),
};

function titleOf(what: Shown, line: string, messages: number): string {
  switch (what) {
    case 'line':
      return titleLine(line);
    case 'story':
      return t('Story');
    case 'ladder':
      return t('Ladder');
    case 'document':
      return messages === 1 ? t('1 message') : t('{0} messages', messages);
  }
}

/** VS Code takes `$(name)` in a lens for an icon, and a line end would be drawn as nothing. */
function titleLine(text: string): string {
  return cutTo(onOneLine(text).replaceAll('$(', '$\u200b('), 200);
}
