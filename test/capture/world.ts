import path from 'node:path';
import { Duplex } from 'node:stream';
import type { Environment } from '../../server/src/capture/environment';
import type { Files, OpenFile } from '../../server/src/capture/files';
import { type RecordOptions, record } from '../../server/src/capture/recorder';
import type { RecordStatus } from '../../server/src/capture/status';
import { BANNER, CHALLENGE } from './fakeServer';

export const SECRET = 'secret-of-admin';

/** The world of a recorder, in memory: a clock that the test turns, a disk that can be full or slow, a server that the test plays. */
export interface World extends Environment {
  readonly disk: Disk;
  /** Turns the clock, and lets what is due run. */
  advance(ms: number): Promise<void>;
  /** Sets the clock of the computer, as people do; time goes on as before. */
  setClock(by: number): void;
  /** Timers that wait. */
  readonly timers: number;
  /** Plays the server of each connection. */
  serve: (peer: Peer) => void;
}

/** The server's side of a connection. */
export interface Peer {
  readonly number: number;
  /** All that the client sent. */
  readonly got: string;
  send(data: string | Buffer): void;
  end(): void;
  /** As a reset does. */
  reset(): void;
  onData: (text: string) => void;
}

/** Lets everything run that can run now. */
export async function settle(rounds = 12): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise(setImmediate);
}

export function createWorld(): World {
  let elapsed = 1_000;
  let offset = Date.UTC(2026, 10, 22, 10) - elapsed;
  let waiting: { at: number; run: () => void }[] = [];
  let count = 0;
  const disk = createDisk();
  const world: World = {
    disk,
    files: disk,
    serve: () => undefined,
    now: () => elapsed + offset,
    elapsed: () => elapsed,
    random: () => 0.5,
    after(ms, run) {
      const timer = { at: elapsed + ms, run };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((one) => one !== timer);
      };
    },
    get timers() {
      return waiting.length;
    },
    setClock(by) {
      offset += by;
    },
    async advance(ms) {
      const until = elapsed + ms;
      for (;;) {
        const next = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        waiting = waiting.filter((one) => one !== next);
        elapsed = Math.max(elapsed, next.at);
        next.run();
        await settle(4);
      }
      elapsed = until;
      await settle(4);
    },
    async connect() {
      const [near, far] = pair();
      const peer: Peer = {
        number: count++,
        got: '',
        send: (data) => void near.push(typeof data === 'string' ? Buffer.from(data) : data),
        end: () => void near.push(null),
        reset: () => void near.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })),
        onData: () => undefined,
      };
      far((text) => {
        (peer as { got: string }).got += text;
        peer.onData(text);
      });
      world.serve(peer);
      return near;
    },
  };
  return world;
}

/** The client's end of a connection, and what listens to what it writes. */
function pair(): [Duplex, (listen: (text: string) => void) => void] {
  let listen: (text: string) => void = () => undefined;
  const near = new Duplex({
    allowHalfOpen: false,
    read() {
      // Pushed when the server sends.
    },
    write(chunk: Buffer, _encoding, done) {
      listen(chunk.toString('latin1'));
      done();
    },
  });
  return [
    near,
    (one) => {
      listen = one;
    },
  ];
}

/** Answers challenge and login, then `then`. */
export function accept(then: (peer: Peer) => void): (peer: Peer) => void {
  return (peer) => {
    peer.send(BANNER);
    peer.onData = (text) => {
      if (text.startsWith('Action: Challenge')) peer.send(`Response: Success\r\nActionID: ami-logs-challenge\r\nChallenge: ${CHALLENGE}\r\n\r\n`);
      if (!text.startsWith('Action: Login')) return;
      peer.send(ACCEPT);
      peer.onData = () => undefined;
      then(peer);
    };
  };
}

export const ACCEPT = 'Response: Success\r\nActionID: ami-logs-login\r\nMessage: Authentication accepted\r\n\r\n';

/** A recording in a {@link World}. */
export interface Recording {
  readonly done: Promise<void>;
  readonly told: RecordStatus[];
  stop(): void;
  note(text: string): void;
  folder(path: string): void;
  /** The statuses of one kind. */
  of<S extends RecordStatus['state']>(state: S): Extract<RecordStatus, { state: S }>[];
}

export function startIn(world: World, options: Partial<RecordOptions> = {}): Recording {
  const stop = new AbortController();
  const told: RecordStatus[] = [];
  let actions = { note: (_text: string): void => undefined, folder: (_path: string): void => undefined };
  const done = record(
    {
      endpoint: { host: 'pbx.example', port: 5038, tls: false },
      user: 'admin',
      events: 'on',
      filters: [],
      out: path.join('captures', 'out.ami'),
      reconnect: false,
      plain: false,
      ...options,
    },
    SECRET,
    {
      signal: stop.signal,
      ready: (given) => {
        actions = given;
      },
    },
    (status) => void told.push(status),
    world,
  );
  done.catch(() => undefined);
  return {
    done,
    told,
    stop: () => stop.abort(),
    note: (text) => actions.note(text),
    folder: (folder) => actions.folder(folder),
    of: (state) => told.filter((status) => status.state === state) as never,
  };
}

/** A disk in memory. */
export interface Disk extends Files {
  /** By path, as bytes. */
  readonly all: ReadonlyMap<string, string>;
  /** How many bytes it still takes. */
  room: number;
  /** Writing waits for this. */
  gate: Promise<void> | undefined;
  /** What a write fails with. */
  failure: NodeJS.ErrnoException | undefined;
  rename(from: string, to: string): void;
  /** Makes a file shorter, as another program. */
  cut(file: string, length: number): void;
}

interface Node {
  inode: number;
  links: number;
  pieces: Buffer[];
  size: number;
}

function createDisk(): Disk {
  const nodes = new Map<string, Node>();
  let inodes = 0;
  const problem = (code: string): NodeJS.ErrnoException => Object.assign(new Error(`${code}: injected`), { code });
  const bytesOf = (node: Node): Buffer => {
    if (node.pieces.length > 1) node.pieces = [Buffer.concat(node.pieces)];
    return node.pieces[0] ?? Buffer.alloc(0);
  };
  const cut = (node: Node, length: number): void => {
    disk.room += node.size - length;
    node.pieces = [bytesOf(node).subarray(0, length)];
    node.size = length;
  };
  const state = ({ inode, size, links }: Node) => ({ device: 1, inode, size, links });
  const handle = (node: Node): OpenFile => ({
    async append(pieces) {
      await disk.gate;
      if (disk.failure) throw disk.failure;
      const bytes = Buffer.concat(pieces).subarray(0, Math.max(0, disk.room));
      if (bytes.length === 0 && pieces.some((piece) => piece.length > 0)) throw problem('ENOSPC');
      node.pieces.push(bytes);
      node.size += bytes.length;
      disk.room -= bytes.length;
      return bytes.length;
    },
    read: async (position, length) => Buffer.from(bytesOf(node).subarray(position, position + length)),
    truncate: async (length) => cut(node, length),
    state: async () => state(node),
    sync: async () => undefined,
    close: async () => undefined,
  });
  const disk: Disk = {
    room: Number.POSITIVE_INFINITY,
    gate: undefined,
    failure: undefined,
    get all() {
      return new Map([...nodes].map(([name, node]) => [name, bytesOf(node).toString('latin1')]));
    },
    async create(file) {
      if (nodes.has(file)) throw problem('EEXIST');
      if (file.includes('missing')) throw problem('ENOENT');
      const node: Node = { inode: ++inodes, links: 1, pieces: [], size: 0 };
      nodes.set(file, node);
      return handle(node);
    },
    async state(file) {
      const node = nodes.get(file);
      if (!node) throw problem('ENOENT');
      return state(node);
    },
    async remove(file) {
      const node = nodes.get(file);
      if (node) {
        node.links = 0;
        disk.room += node.size;
      }
      nodes.delete(file);
    },
    list: async (folder) => [...nodes.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)),
    async text(file) {
      const node = nodes.get(file);
      if (!node) throw problem('ENOENT');
      return bytesOf(node).toString('utf8');
    },
    rename(from, to) {
      const node = nodes.get(from);
      if (!node) throw problem('ENOENT');
      nodes.delete(from);
      nodes.set(to, node);
    },
    cut(file, length) {
      const node = nodes.get(file);
      if (node) cut(node, length);
    },
  };
  return disk;
}

/** The bytes as the server sent them: without the lines that the recorder adds. */
export function withoutMarks(bytes: string): string {
  return bytes.replace(/^;[@!#] .*\r\n/gm, '');
}

/** A numbered event, with a byte sequence of UTF-8 in it. */
export function event(number: number, size = 0): string {
  return `Event: Newstate\r\nPrivilege: call,all\r\nNumber: ${number}\r\nCallerIDName: Jörg ☎${'x'.repeat(size)}\r\n\r\n`;
}
