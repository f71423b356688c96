import { commands, ConfigurationTarget, type ExtensionContext, l10n, window, workspace } from 'vscode';
import { ADD_KNOWN_EVENT_COMMAND, type KnownEventSetting } from '../../server/src/protocol';

/** Registers the command of the quick fix that makes an event of a module from elsewhere known. */
export function registerKnownEvents(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand(ADD_KNOWN_EVENT_COMMAND, addKnownEvent));
}

/** Adds an event to the setting `ami.knownEvents`: of the workspace, so that a team shares it, else of the user. */
async function addKnownEvent(name: unknown, headers: unknown): Promise<void> {
  if (typeof name !== 'string' || !Array.isArray(headers)) return;
  const event: KnownEventSetting = { name, headers: headers.filter((one): one is string => typeof one === 'string') };
  const uri = window.activeTextEditor?.document.uri;
  const settings = workspace.getConfiguration('ami', uri);
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const found = settings.inspect<KnownEventSetting[]>('knownEvents');
  const before = (inWorkspace ? found?.workspaceValue : found?.globalValue) ?? [];
  const others = before.filter((one) => one.name.toLowerCase() !== name.toLowerCase());
  await settings.update('knownEvents', [...others, event], inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
  window.setStatusBarMessage(l10n.t('AMI: {0} is known now.', name), 5_000);
}
