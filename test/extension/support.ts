import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The root of the project, from where `tsc` puts this file. */
export const ROOT = path.resolve(__dirname, '../../..');

/** Opens a capture of test/captures, the folder of the window, in an editor. */
export async function openEditor(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert(folder, 'the tests run on a folder');
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name)));
}

/** Waits until `found` gives something; VS Code has no event for most of what is waited for. */
export async function eventually<T>(what: string, found: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const it = await found();
    if (it !== undefined && it !== false) return it;
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Waits for the diagnostics of a document to be as wanted; the editor asks the server for them in its own time. */
export async function diagnosticsOf(document: vscode.TextDocument, wanted: (found: vscode.Diagnostic[]) => boolean): Promise<vscode.Diagnostic[]> {
  const now = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri);
  if (wanted(now())) return now();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`diagnostics: ${JSON.stringify(now())}`));
    }, 20_000);
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (!wanted(now())) return;
      clearTimeout(timer);
      listener.dispose();
      resolve(now());
    });
  });
}

/** A server that replays a capture. */
export interface ReplayServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts `ami-logs replay` on the demo capture, on a free port, with the account demo. */
export async function startReplay(...more: string[]): Promise<ReplayServer> {
  const args = ['replay', path.join(ROOT, 'samples/demo.ami'), '--port', '0', '--user', 'demo', '--secret', SECRET, '--loop', ...more];
  const child: ChildProcess = spawn(process.execPath, [path.join(ROOT, 'dist/cli.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const port = await eventually('the replay', () => Number(/:(\d+)\. Ctrl-C/.exec(said)?.[1] ?? 0) || undefined);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The secret of the account demo, a word that stands nowhere else. */
export const SECRET = 'Hippopotomonstrosesquipedaliophobia-42';

/** A secret store that forgets all at the end. */
export function memoryStore(): vscode.SecretStorage & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  const never = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  return {
    all,
    onDidChange: never.event,
    get: async (key) => all.get(key),
    store: async (key, value) => void all.set(key, value),
    delete: async (key) => void all.delete(key),
    keys: async () => [...all.keys()],
  } as vscode.SecretStorage & { readonly all: Map<string, string> };
}
