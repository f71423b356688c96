import { commands, type ExtensionContext } from 'vscode';
import type { Server } from './languageClient';

/** The walkthrough's id in package.json. */
const WALKTHROUGH = 'start';

/** Registers opening the walkthrough, and tells it when a hover was shown, for which VS Code has no event of its own. */
export function registerGettingStarted(context: ExtensionContext, { client }: Server): void {
  context.subscriptions.push(
    commands.registerCommand('ami.getStarted', () =>
      commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${WALKTHROUGH}`, false),
    ),
  );
  let told = false;
  client.middleware.provideHover = async (document, position, token, next) => {
    const hover = await next(document, position, token);
    if (hover && !told) {
      told = true;
      void commands.executeCommand('setContext', 'ami.hovered', true);
    }
    return hover;
  };
}
