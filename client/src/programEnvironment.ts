import { l10n } from 'vscode';

/** The environment of a program of ours that runs beside the editor: what it says to the user is in the editor's language. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...(l10n.uri ? { AMI_LOGS_TEXTS: l10n.uri.fsPath } : {}) };
}
