/** Runs in the editor's extension host: `npm run bench -- editor`. */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { now } from './measure';

/** What is measured in one window. Milliseconds. */
export interface EditorTimes {
  readonly activation: number;
  /** From the beginning of the activation until the language server answers. */
  readonly started: number;
  readonly firstHover: number;
}

/** How long a window needs until it has started all that it starts by itself, in milliseconds. */
const REST = 8_000;

/** In a window that has come to rest, activates the extension, opens the capture that AMI_BENCH_FILE names, and hovers its first event until there is an answer. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<{ readonly started: Promise<unknown> }>('ami-logs.ami-logs');
  if (!extension || extension.isActive) throw new Error('the extension is missing or was active already');
  await sleep(REST);
  let start = now();
  const api = await extension.activate();
  const activation = now() - start;
  await api.started;
  const started = now() - start;
  start = now();
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(process.env.AMI_BENCH_FILE ?? ''));
  await vscode.window.showTextDocument(document);
  const position = document.positionAt(document.getText().indexOf('Event: ') + 8);
  for (let found = 0; found === 0; ) {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    found = hovers.length;
  }
  const times: EditorTimes = { activation, started, firstHover: now() - start };
  writeFileSync(process.env.AMI_BENCH_RESULT ?? '', JSON.stringify(times));
}
