import { env, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { COLORS } from './drawingStyle';
import type { LadderPanel } from './panel';
import { pageWords } from './page';
import { svgFile } from './svgFile';

/** The forms that a ladder can be given away in. */
export type ExportFormat = 'svg' | 'mermaid' | 'text' | 'ascii';

/** Where it goes: to a file that the user chooses, into a new document, or onto the clipboard. */
export type ExportTarget = 'file' | 'document' | 'clipboard';

interface FormatItem extends QuickPickItem {
  readonly format: ExportFormat;
}

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { svg: 'svg', mermaid: 'mmd', text: 'txt', ascii: 'txt' };

/** Gives a ladder away; asks for what is not said. Gives the text, or nothing where the user changed their mind. */
export async function exportLadder(ladder: LadderPanel, format?: ExportFormat, target?: ExportTarget): Promise<string | undefined> {
  const chosen = format ?? (await askFormat(target === 'clipboard' ? l10n.t('Copy the ladder as') : l10n.t('Export the ladder as')));
  if (!chosen) return undefined;
  const place = target ?? (await askTarget());
  if (!place) return undefined;
  const text = await textOf(ladder, chosen);
  if (text === undefined) {
    void window.showErrorMessage(l10n.t('The ladder cannot be read: the capture is not open any more. Open it again and try once more.'));
    return undefined;
  }
  if (place === 'clipboard') {
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(l10n.t('Ladder copied'), 3000);
  } else if (place === 'document') {
    await window.showTextDocument(await workspace.openTextDocument({ content: text, language: languageOf(chosen) }));
  } else await save(ladder, text, EXTENSIONS[chosen]);
  return text;
}

async function textOf(ladder: LadderPanel, format: ExportFormat): Promise<string | undefined> {
  if (format !== 'svg') return (await ladder.read(format))?.written;
  const [result, look] = await Promise.all([ladder.read(), ladder.look()]);
  if (!result) return undefined;
  const { time, message, sentences } = pageWords();
  const clock = new Intl.DateTimeFormat(env.language, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
  return svgFile(result.ladder, (at) => clock.format(at), {
    colors: look?.colors ?? COLORS,
    highContrast: look?.highContrast ?? false,
    sentences: look?.sentences === false ? 0 : 360,
    words: { time, message, sentences },
  });
}

async function save(ladder: LadderPanel, text: string, extension: string): Promise<void> {
  const capture = Uri.parse(ladder.place.uri);
  const name = `${(capture.path.split('/').pop() || 'call').replace(/\.ami(\.gz)?$/i, '')}-ladder.${extension}`;
  const folder = capture.scheme === 'file' ? Uri.joinPath(capture, '..') : workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!file) return;
  try {
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('{0} cannot be written: {1} Choose another folder.', file.fsPath, why));
  }
}

async function askFormat(title: string): Promise<ExportFormat | undefined> {
  const items: FormatItem[] = [
    { format: 'svg', label: 'SVG', detail: l10n.t('The drawing in the colours of this theme') },
    { format: 'mermaid', label: 'Mermaid', detail: l10n.t('A sequenceDiagram, for Markdown, GitHub and wikis') },
    { format: 'text', label: l10n.t('Text'), detail: l10n.t('A drawing of letters, for tickets and mails') },
    { format: 'ascii', label: 'ASCII', detail: l10n.t('The same with plain letters only') },
  ];
  return (await window.showQuickPick(items, { title }))?.format;
}

async function askTarget(): Promise<ExportTarget | undefined> {
  const items: (QuickPickItem & { target: ExportTarget })[] = [
    { target: 'file', label: l10n.t('Save as File…') },
    { target: 'document', label: l10n.t('Open as Document') },
    { target: 'clipboard', label: l10n.t('Copy') },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Where to') }))?.target;
}

function languageOf(format: ExportFormat): string {
  return format === 'svg' ? 'xml' : 'plaintext';
}
