import { commands, env, type ExtensionContext, window } from 'vscode';
import { CALL_STORY_REQUEST, type CallStoryResult, type CallTarget, STORY_TEXT_REQUEST } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { registerShowMessage } from './showMessage';
import { registerCallInEditor } from './inEditor';
import { createStoryPanels } from './storyPanels';
import { targetOf } from './target';
import type { CallsView } from './view';

/** Registers what can be done with a call, from the tree, a code lens, a key or the palette. */
export function registerCallCommands(context: ExtensionContext, server: Server, view: CallsView): void {
  const stories = createStoryPanels(context, server, view);
  const ask = <T>(method: string, { uri, call }: CallTarget): Promise<T | undefined> =>
    server.client.sendRequest<T | null>(method, { textDocument: { uri }, call }).then(
      (result) => result ?? undefined,
      () => undefined,
    );
  const copy = async (given: unknown, textOf: (target: CallTarget) => Promise<string | undefined>): Promise<void> => {
    const target = await targetOf(server, view, given);
    const text = target && (await textOf(target));
    if (text === undefined) return;
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(`$(copy) ${text.split('\n', 1)[0]?.replaceAll('$(', '$\u200b(')}`, 3_000);
  };
  context.subscriptions.push(
    registerShowMessage(server, view),
    registerCallInEditor(server),
    commands.registerCommand('ami.showCallStory', async (given?: unknown) => {
      const target = await targetOf(server, view, given);
      if (target) await stories.show(target);
    }),
    commands.registerCommand('ami.copyCallId', (given?: unknown) =>
      copy(given, async (target) => (await ask<CallStoryResult>(CALL_STORY_REQUEST, target))?.call.id),
    ),
    commands.registerCommand('ami.copyCallLine', (given?: unknown) =>
      copy(given, async (target) => (await ask<CallStoryResult>(CALL_STORY_REQUEST, target))?.line),
    ),
    commands.registerCommand('ami.copyCallStory', (given?: unknown) => copy(given, (target) => ask<string>(STORY_TEXT_REQUEST, target))),
  );
}
