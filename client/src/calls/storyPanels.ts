import { commands, type ExtensionContext, l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { CALL_COMMANDS, CALL_STORY_REQUEST, type CallItem, type CallStoryResult, type CallTarget } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { pageFolder, pageHtml } from '../webviewPage';
import { labelOf } from './callText';
import { GO_TO_CALL_MESSAGE } from './items';
import { storyFromPage, storyTargetOf, type StoryToPage } from './storyMessages';
import { type StoryPage, storyPage } from './storyPage';
import type { CallsView } from './view';
import { outcomeText, reasonText, transferText } from './words';

/** The pages of stories that are open. */
export interface StoryPanels {
  /** Shows the story of a call beside what is looked at; once a call. */
  show(target: CallTarget): Promise<void>;
}

/** The kind of our panels. */
const VIEW_TYPE = 'ami.story';

type Panel = WebviewPanel & { update?: () => Promise<void>; target?: CallTarget };

const BUTTONS: Readonly<Record<string, string>> = { ladder: CALL_COMMANDS.ladder, document: CALL_COMMANDS.document, copy: 'ami.copyCallStory' };

/** Makes story pages; they follow their captures. */
export function createStoryPanels(context: ExtensionContext, server: Server, view: CallsView): StoryPanels {
  const panels = new Map<string, Panel>();
  view.lookers.push(() => [...panels.values()].find(({ active }) => active)?.target);
  const image = (name: string): Uri => Uri.joinPath(context.extensionUri, 'images', name);
  const read = ({ uri, call }: CallTarget): Promise<CallStoryResult | undefined> =>
    server.client.sendRequest<CallStoryResult | null>(CALL_STORY_REQUEST, { textDocument: { uri }, call }).then(
      (story) => story ?? undefined,
      () => undefined,
    );
  context.subscriptions.push(
    server.onDidChangeCalls((uri) => {
      for (const [key, panel] of panels) if (key.startsWith(`${uri} `)) void panel.update?.();
    }),
  );
  /** Makes a panel the page of a call, from now on. */
  const attach = (panel: Panel, target: CallTarget, story: CallStoryResult | undefined): void => {
    const key = keyOf(target);
    panels.set(key, panel);
    panel.target = target;
    let shown = story;
    const post = async (): Promise<void> => {
      if (shown) await panel.webview.postMessage({ page: pageOf(shown), target } satisfies StoryToPage);
    };
    panel.update = async () => {
      const next = await read(target);
      if (!next || !panels.has(key)) return;
      shown = next;
      panel.title = titleOf(next);
      await post();
    };
    panel.iconPath = { light: image('story-light.svg'), dark: image('story-dark.svg') };
    panel.onDidDispose(() => panels.delete(key));
    panel.webview.onDidReceiveMessage(async (value: unknown) => {
      const said = storyFromPage(value);
      if (said?.type === 'ready') await (shown ? post() : panel.update?.());
      else if (said?.type === 'message') await commands.executeCommand(GO_TO_CALL_MESSAGE, target.uri, target.call, said.message);
      else if (said && shown && Object.hasOwn(BUTTONS, said.what))
        await commands.executeCommand(BUTTONS[said.what] ?? '', { type: 'call', uri: target.uri, call: shown.call } satisfies CallItem);
    });
    panel.webview.html = pageHtml(panel.webview, context.extensionUri, 'story', '<main id="page"></main>');
  };
  const options = { enableScripts: true, localResourceRoots: [pageFolder(context.extensionUri, 'story')] };
  context.subscriptions.push(
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      async deserializeWebviewPanel(panel: Panel, state: unknown) {
        const target = storyTargetOf(state);
        if (!target) return panel.dispose();
        panel.webview.options = options;
        // Where the capture is not open yet, the page fills once it is.
        attach(panel, target, undefined);
      },
    }),
  );
  return {
    async show(target) {
      const known = panels.get(keyOf(target));
      if (known) {
        known.reveal();
        return;
      }
      const story = await read(target);
      if (!story) {
        void window.showInformationMessage(l10n.t('The call is not there any more. Choose it again in the Calls view.'));
        return;
      }
      attach(window.createWebviewPanel(VIEW_TYPE, titleOf(story), ViewColumn.Beside, { ...options, enableFindWidget: true }), target, story);
    },
  };
}

function keyOf({ uri, call }: CallTarget): string {
  return `${uri} ${call}`;
}

function titleOf({ call }: CallStoryResult): string {
  return labelOf(call);
}

function pageOf(story: CallStoryResult): StoryPage {
  return storyPage(story, titleOf(story), { t: l10n.t, outcome: outcomeText, reason: reasonText, transfer: transferText });
}
