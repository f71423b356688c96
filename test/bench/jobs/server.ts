import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Position } from 'vscode-languageserver-types';
import { sizeWords, textOf } from '../input';
import { now, percentileRows, type Row, rowOf } from '../measure';
import { below } from './chance';
import type { Job, Task } from './jobs';

/** The one document that a client opens. */
export const URI = 'file:///bench.ami';

/** How often a person types, and how often the mouse rests somewhere. Milliseconds. */
const TYPING = 120;
const LOOKING = 45;

/** How many calls our client asks for at a time. */
const CALLS_SHOWN = 500;

/** A connection to a server of its own. */
export interface Client {
  readonly connection: MessageConnection;
  readonly server: ChildProcess;
  end(): Promise<void>;
}

/** From the start of the process to the answer to `initialize`. */
export const startUp: Job = async (task) => {
  const samples: number[] = [];
  for (let i = -1; i < task.effort.rounds; i++) {
    const start = now();
    const client = await startClient(task);
    if (i >= 0) samples.push(now() - start);
    await client.end();
  }
  return [rowOf({ id: 'startUp', what: 'server: start to the answer to initialize' }, samples)];
};

export const openToDiagnostics: Job = opened('openToDiagnostics', 'didOpen to the first diagnostics', 'textDocument/diagnostic');
export const openToCalls: Job = opened('openToCalls', 'didOpen to the answer to ami/calls', 'ami/calls');

/** From before `didOpen` to the answer to a request right behind it, the first of this server. */
function opened(id: string, what: string, request: string): Job {
  return async (task): Promise<Row[]> => {
    const text = textOf(task.inputs.large);
    const samples: number[] = [];
    for (let i = 0; i < Math.min(3, task.effort.rounds); i++) {
      const client = await startClient(task);
      const start = now();
      openText(client, text);
      await client.connection.sendRequest(request, { textDocument: { uri: URI } });
      samples.push(now() - start);
      await client.end();
    }
    return [rowOf({ id, what: `server: ${sizeWords(task.inputs.large)}, ${what}`, note: 'a new server each; JSON and pipes included' }, samples)];
  };
}

/**
 * A client that types as a person does and hovers meanwhile. After each character it asks for the diagnostics, as VS Code does (a request that is overtaken
 * is cancelled), and for the list of calls when the server says that they changed, as ours does. Some characters are typed in peace, to see what one costs.
 */
export const typing: Job = async (task) => {
  const { inputs, effort } = task;
  const text = textOf(inputs.large);
  const lines = text.split('\n');
  const client = await startClient(task);
  const { connection } = client;
  let callsAsked = 0;
  connection.onNotification('ami/callsChanged', () => {
    callsAsked++;
    connection.sendRequest('ami/callList', { textDocument: { uri: URI }, from: 0, count: CALLS_SHOWN, page: CALLS_SHOWN }).catch(ignore);
  });
  openText(client, text);
  await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } });
  let version = 1;
  const type = (): void => {
    const line = below(lines.length);
    const position: Position = { line, character: Math.max(0, (lines[line] ?? '').length - 1) };
    const contentChanges = [{ range: { start: position, end: position }, text: 'x' }];
    void connection.sendNotification('textDocument/didChange', { textDocument: { uri: URI, version: ++version }, contentChanges });
  };

  const one: number[] = [];
  for (let i = -2; i < effort.rounds * 2; i++) {
    const start = now();
    type();
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } });
    if (i >= 0) one.push(now() - start);
    // The views follow on their own; what they ask for is not this character's cost.
    await sleep(200);
    await connection.sendRequest('ami/version', { textDocument: { uri: URI } });
  }

  callsAsked = 0;
  let pending: CancellationTokenSource | undefined;
  const timer = setInterval(() => {
    type();
    pending?.cancel();
    const source = new CancellationTokenSource();
    pending = source;
    connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } }, source.token).catch(ignore);
  }, TYPING);
  const hovers: Promise<number>[] = [];
  for (let i = 0; i < effort.places / 10; i++) {
    const line = below(lines.length);
    const position: Position = { line, character: below((lines[line] ?? '').length) };
    const start = now();
    hovers.push(connection.sendRequest('textDocument/hover', { textDocument: { uri: URI }, position }).then(() => now() - start));
    await sleep(LOOKING);
  }
  clearInterval(timer);
  const latencies = await Promise.all(hovers);
  await client.end();
  const words = sizeWords(inputs.large);
  const note = `${hovers.length} hovers, ${Math.round(1000 / TYPING)} characters/s, calls asked ${callsAsked} times meanwhile`;
  return [
    rowOf({ id: 'server.typed', what: `server: ${words}, one typed character to its diagnostics` }, one),
    ...percentileRows({ id: 'server.hover', what: `server: ${words}, hover while somebody types`, note }, latencies),
  ];
};

/** A client of a new server. Whoever starts it ends it. */
export async function startClient({ folder }: Task): Promise<Client> {
  const server = spawn(process.execPath, [path.join(folder, 'product/dist/server.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest('workspace/configuration', () => [null]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { catalogLinks: true },
  });
  void connection.sendNotification('initialized', {});
  return {
    connection,
    server,
    async end() {
      const exit = once(server, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await exit;
      connection.dispose();
    },
  };
}

/** Opens a text as {@link URI}. */
export function openText({ connection }: Client, text: string): void {
  void connection.sendNotification('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'ami', version: 1, text } });
}

/** A request that was cancelled is answered with an error. */
function ignore(): void {}
