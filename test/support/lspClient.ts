import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A JSON-RPC message as it came. */
interface Incoming {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A request that the server answered with an error. */
export class RequestError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** What a client can do and says at the start. */
export interface ClientOptions {
  readonly capabilities?: object;
  readonly initializationOptions?: object;
}

/** Any editor: speaks LSP with `dist/server.js` and knows nothing of it. */
export interface LspClient {
  readonly server: ChildProcess;
  /** What the server answered to `initialize`. */
  readonly initialized: { capabilities: Record<string, unknown>; serverInfo?: { name: string } };
  request<T>(method: string, params?: unknown): Promise<T>;
  notify(method: string, params?: unknown): void;
  /** Cancels the request that was sent last. */
  cancelLast(): void;
  /** Sends text as the body of a message, whatever it is. */
  sendBody(body: string): void;
  /** Answers requests of the server by this method from now on. */
  answer(method: string, handler: (params: unknown) => unknown): void;
  /** The next notification, request or stray answer that has not been waited for yet and fits. */
  next<T>(method: string, fits?: (params: T) => boolean): Promise<T>;
  /** How many messages by this method have come and not been waited for. */
  arrivedSoFar(method: string): number;
  /** Opens a document. */
  open(uri: string, text: string): void;
  /** `shutdown`, `exit`; gives the exit code. */
  end(): Promise<number | null>;
}

/** Starts the server on standard input and output and initializes it. */
export async function startClient(options: ClientOptions = {}): Promise<LspClient> {
  const server = spawn(process.execPath, [serverPath(), '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  return clientOn(server, server.stdout, server.stdin, options);
}

/** Likewise with the server of the browser, which runs without anything of Node. */
export async function startWorkerClient(options: ClientOptions = {}): Promise<LspClient> {
  const server = spawn(process.execPath, [path.resolve('test/support/workerHost.cjs')], { stdio: ['pipe', 'pipe', 'pipe'] });
  return clientOn(server, server.stdout, server.stdin, options);
}

/** Likewise over TCP: the server connects to a port where the client listens, as `--socket=N` says. */
export async function startSocketClient(options: ClientOptions = {}): Promise<LspClient> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const server = spawn(process.execPath, [serverPath(), `--socket=${(listener.address() as AddressInfo).port}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [socket] = await once(listener, 'connection');
  listener.close();
  return clientOn(server, socket, socket, options);
}

/** How a process that is about to end ends. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = await once(child, 'exit');
  return code as number | null;
}

function serverPath(): string {
  return path.resolve('dist', 'server.js');
}

async function clientOn(server: ChildProcess, input: Readable, output: Writable, options: ClientOptions): Promise<LspClient> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const handlers = new Map<string, (params: unknown) => unknown>();
  const arrived: Incoming[] = [];
  const waiters: ((message: Incoming) => boolean)[] = [];
  let complaint = '';
  let id = 0;
  server.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  const sendBody = (body: string): void => {
    output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const send = (message: object): void => sendBody(JSON.stringify({ jsonrpc: '2.0', ...message }));
  const take = (message: Incoming): void => {
    const request = typeof message.id === 'number' && message.method === undefined ? waiting.get(message.id) : undefined;
    if (request) {
      waiting.delete(message.id as number);
      if (message.error) request.reject(new RequestError(message.error.message, message.error.code));
      else request.resolve(message.result);
      return;
    }
    if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: handlers.get(message.method)?.(message.params) ?? null });
    const waiter = waiters.findIndex((one) => one(message));
    if (waiter >= 0) waiters.splice(waiter, 1);
    else arrived.push(message);
  };
  readFrames(input, take);
  output.on('error', () => undefined);
  server.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the server ended with ${code}: ${complaint}`));
  });
  const client: LspClient = {
    server,
    initialized: { capabilities: {} },
    request<T>(method: string, params?: unknown): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.set(++id, { resolve: (value) => resolve(value as T), reject });
        send({ id, method, params });
      });
    },
    notify: (method, params) => send({ method, params }),
    cancelLast: () => send({ method: '$/cancelRequest', params: { id } }),
    sendBody,
    answer: (method, handler) => void handlers.set(method, handler),
    next<T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> {
      const matches = (message: Incoming): boolean => message.method === method && fits(message.params as T);
      const at = arrived.findIndex(matches);
      if (at >= 0) return Promise.resolve(arrived.splice(at, 1)[0]?.params as T);
      return new Promise((resolve) => {
        waiters.push((message) => {
          if (!matches(message)) return false;
          resolve(message.params as T);
          return true;
        });
      });
    },
    arrivedSoFar: (method) => arrived.filter((message) => message.method === method).length,
    open: (uri, text) => client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'ami', version: 1, text } }),
    async end() {
      await client.request('shutdown');
      client.notify('exit');
      return exitOf(server);
    },
  };
  const initialized = await client.request<InitializeResultLike>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
  });
  client.notify('initialized', {});
  return Object.assign(client, { initialized });
}

type InitializeResultLike = LspClient['initialized'];

/** Cuts a stream into the bodies that LSP's `Content-Length` heads announce. */
function readFrames(input: Readable, take: (message: Incoming) => void): void {
  let held = Buffer.alloc(0);
  input.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const head = held.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(held.subarray(0, head).toString('latin1'))?.[1]);
      if (held.length < head + 4 + length) return;
      const body = held.subarray(head + 4, head + 4 + length).toString('utf8');
      held = held.subarray(head + 4 + length);
      take(JSON.parse(body) as Incoming);
    }
  });
}
