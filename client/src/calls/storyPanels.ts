import { commands, type ExtensionContext, l10n, Uri, ViewColumn, type Webview, type WebviewPanel, window } from 'vscode';
import { CALL_COMMANDS, CALL_STORY_REQUEST, type CallItem, type CallStoryResult, type CallTarget } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { GO_TO_CALL_MESSAGE, labelOf } from './items';
import { type StoryPage, storyPage } from './storyPage';
import { outcomeText, reasonText, transferText } from './words';
import { newNonce } from '../nonce';

/** The pages of stories that are open. */
export interface StoryPanels {
  /** Shows the story of a call beside what is looked at; once a call. */
  show(target: CallTarget): Promise<void>;
}

/** The kind of our panels. */
const VIEW_TYPE = 'ami.story';

type Panel = WebviewPanel & { update?: () => Promise<void> };

/** What the page is told: what to show, and of which call, so that it comes back after a reload. */
export interface ToPage {
  readonly page: StoryPage;
  readonly target: CallTarget;
}

/** What the page says: it is ready, a sentence was chosen, a button was pressed. */
type FromPage = { readonly type: 'ready' } | { readonly type: 'message'; readonly message: number } | { readonly type: 'do'; readonly what: string };

const BUTTONS: Readonly<Record<string, string>> = { ladder: CALL_COMMANDS.ladder, document: CALL_COMMANDS.document, copy: 'ami.copyCallStory' };

/** Makes story pages; they follow their captures. */
export function createStoryPanels(context: ExtensionContext, server: Server): StoryPanels {
  const panels = new Map<string, Panel>();
  const script = Uri.joinPath(context.extensionUri, 'dist', 'storyView.js');
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
    let shown = story;
    const post = async (): Promise<void> => {
      if (shown) await panel.webview.postMessage({ page: pageOf(shown), target } satisfies ToPage);
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
    panel.webview.onDidReceiveMessage(async (said: FromPage) => {
      if (said.type === 'ready') await (shown ? post() : panel.update?.());
      else if (said.type === 'message') await commands.executeCommand(GO_TO_CALL_MESSAGE, target.uri, target.call, said.message);
      else if (shown && Object.hasOwn(BUTTONS, said.what))
        await commands.executeCommand(BUTTONS[said.what] ?? '', { type: 'call', uri: target.uri, call: shown.call } satisfies CallItem);
    });
    panel.webview.html = htmlOf(panel.webview, script);
  };
  const options = { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist')] };
  context.subscriptions.push(
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      async deserializeWebviewPanel(panel: Panel, state: unknown) {
        const { uri, call } = ((state ?? {}) as { target?: Partial<CallTarget> }).target ?? {};
        if (typeof uri !== 'string' || typeof call !== 'number') return panel.dispose();
        panel.webview.options = options;
        // Where the capture is not open yet, the page fills once it is.
        attach(panel, { uri, call }, undefined);
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
  return storyPage(story, titleOf(story), { t: (text, ...args) => l10n.t(text, ...args), outcome: outcomeText, reason: reasonText, transfer: transferText });
}

function htmlOf(webview: Webview, script: Uri): string {
  const nonce = newNonce();
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><main id="page"></main><script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script></body>
</html>`;
}

const STYLE = `
body { padding: 0 24px 32px; line-height: 1.5; }
main { max-width: 860px; }
header { margin: 20px 0 18px; }
h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 1.05em; font-weight: 600; margin: 30px 0 8px; }
.line { color: var(--vscode-descriptionForeground); margin: 0 0 14px; overflow-wrap: anywhere; }
.badge { display: inline-block; border-radius: 10px; padding: 0 10px; margin-inline-end: 10px; font-size: 0.85em; font-weight: 600; line-height: 1.7; vertical-align: 3px;
  border: 1px solid currentColor; }
.good { color: var(--vscode-charts-green); } .bad { color: var(--vscode-charts-red); } .move { color: var(--vscode-charts-blue); } .plain, .detail { color: var(--vscode-descriptionForeground); }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.actions button { font: inherit; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-border, transparent);
  border-radius: 3px; padding: 3px 12px; cursor: pointer; }
.actions button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 20px; margin: 0; }
dt { color: var(--vscode-descriptionForeground); } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
.bar { display: flex; height: 22px; border-radius: 3px; overflow: hidden; margin: 16px 0 0; font-size: 0.82em; }
.bar span { flex: 1 1 0; min-width: 84px; padding: 0 8px; line-height: 22px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--vscode-foreground); }
.bar .ringing { background: color-mix(in srgb, var(--vscode-charts-yellow) 30%, transparent); } .bar .talking { background: color-mix(in srgb, var(--vscode-charts-green) 30%, transparent); }
.head { display: flex; align-items: baseline; gap: 16px; } .head label { color: var(--vscode-descriptionForeground); font-size: 0.9em; cursor: pointer; user-select: none; }
ol, ul { list-style: none; margin: 0; padding: 0; }
li.step { display: grid; grid-template-columns: 92px 20px 1fr; }
li.step button, td button, ul button { font: inherit; color: inherit; background: none; border: 0; border-radius: 3px; padding: 2px 6px; margin: 0; text-align: start; cursor: pointer; overflow-wrap: anywhere; }
li.step button:hover, td button:hover, ul button:hover { background: var(--vscode-list-hoverBackground); }
li.step time { color: var(--vscode-descriptionForeground); font-variant-numeric: tabular-nums; text-align: end; padding-top: 2px; font-size: 0.92em; white-space: nowrap; }
li.step i { position: relative; } li.step i::before { content: ''; position: absolute; inset: 0 auto 0 9px; border-inline-start: 2px solid var(--vscode-editorIndentGuide-background1, var(--vscode-panel-border)); }
li.step:first-child i::before { top: 12px; } li.step:last-child i::before { bottom: calc(100% - 12px); }
li.step i::after { content: ''; position: absolute; left: 5.5px; top: 8px; width: 9px; height: 9px; border-radius: 50%; background: currentColor; }
ol.untimed li.step { grid-template-columns: 20px 1fr; } ol.untimed time { display: none; }
li.step .text { color: var(--vscode-foreground); } li.step.detail .text { color: var(--vscode-descriptionForeground); } li.step.detail i::after { width: 5px; height: 5px; left: 7.5px; top: 10px; }
.guess { color: var(--vscode-editorWarning-foreground); font-size: 0.85em; font-style: italic; margin-inline-start: 6px; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; } td { padding: 1px 16px 1px 0; vertical-align: top; } td:first-child button { margin-inline-start: -6px; }
td:nth-child(n+2) { color: var(--vscode-descriptionForeground); padding-top: 3px; } ul { margin-inline-start: -6px; }
`;
