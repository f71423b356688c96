import { commands, type ExtensionContext, l10n, languages, Range, Selection, TextEditorRevealType, window } from 'vscode';
import { SEEK_REQUEST, type SeekParams, type SeekResult } from '../../server/src/protocol';
import type { Server } from './languageClient';

/** Registers the commands that move the cursor from message to message. The server knows where they are, so that it takes no time in a large document. */
export function registerMessageNavigation(context: ExtensionContext, server: Server): void {
  context.subscriptions.push(
    commands.registerCommand('ami.nextMessage', () => go(server, { step: 1, same: false })),
    commands.registerCommand('ami.previousMessage', () => go(server, { step: -1, same: false })),
    commands.registerCommand('ami.nextSameEvent', () => go(server, { step: 1, same: true })),
    commands.registerCommand('ami.previousSameEvent', () => go(server, { step: -1, same: true })),
    commands.registerCommand('ami.nextProblem', () => goToProblem('editor.action.marker.next')),
    commands.registerCommand('ami.previousProblem', () => goToProblem('editor.action.marker.prev')),
    commands.registerCommand('ami.goToTime', (given?: unknown) =>
      ask(server, given, l10n.t('Go to Time'), l10n.t('Such as 10:23:45, 2026-11-22T10:23:45Z, 1795341600, or +30s from the beginning'), (time) => ({ time })),
    ),
    commands.registerCommand('ami.goToMessageNumber', (given?: unknown) =>
      ask(server, given, l10n.t('Go to Message Number'), l10n.t('The first message is number 1'), (text) => ({
        number: /^\s*\d+\s*$/.test(text) ? Number(text) : 0,
      })),
    ),
  );
}

/** VS Code's own way from problem to problem, which says nothing where there is none. */
async function goToProblem(command: 'editor.action.marker.next' | 'editor.action.marker.prev'): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'ami') return;
  if (languages.getDiagnostics(document.uri).length > 0) await commands.executeCommand(command);
  else window.setStatusBarMessage(l10n.t('AMI: there is no problem in this capture.'), 5_000);
}

type To = SeekParams['to'];

/** Asks for a place, says while it is typed what is wrong with it, and goes there. */
async function ask(server: Server, given: unknown, title: string, prompt: string, toOf: (text: string) => To): Promise<void> {
  if (window.activeTextEditor?.document.languageId !== 'ami') return;
  if (typeof given === 'string') return go(server, toOf(given));
  const text = await window.showInputBox({
    title,
    prompt,
    validateInput: async (typed) => (typed.trim() === '' ? undefined : (await seek(server, toOf(typed)))?.problem),
  });
  if (text !== undefined && text.trim() !== '') await go(server, toOf(text));
}

async function go(server: Server, to: To): Promise<void> {
  const editor = window.activeTextEditor;
  const found = await seek(server, to);
  if (!editor || !found) return;
  if (!found.range) {
    const none = 'step' in to && to.step > 0 ? l10n.t('There is no such message below.') : l10n.t('There is no such message above.');
    window.setStatusBarMessage(`AMI: ${found.problem ?? none}`, 5_000);
    return;
  }
  const { start, end } = found.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function seek({ client }: Server, to: To): Promise<SeekResult | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'ami') return undefined;
  const params: SeekParams = { textDocument: { uri: editor.document.uri.toString() }, position: editor.selection.active, to };
  return client.sendRequest<SeekResult | null>(SEEK_REQUEST, params).then(
    (found) => found ?? undefined,
    () => undefined,
  );
}
