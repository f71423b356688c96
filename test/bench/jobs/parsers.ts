import { EventEmitter, once } from 'node:events';
import net from 'node:net';
import type { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate as turn } from 'node:timers/promises';
import util from 'node:util';
import { eventsIn, indexOf } from '../engine';
import { bytesOf, type Input, megabytes } from '../input';
import { now, type Row, rowOf } from '../measure';
import type { Task } from './jobs';

/** The AMI parsers of npm that are measured, as package names. */
export const PARSERS = ['asterisk-manager', 'asterisk-ami-events-stream', 'yana', 'ami-io'] as const;

type Parser = (typeof PARSERS)[number];

/** What a socket gives at a time. */
const CHUNK = 65_536;

/** A parser with a socket that is none: bytes go in, events are counted. */
interface Driven {
  feed(chunk: Buffer): void | Promise<void>;
  events(): number;
}

/** Measures a parser: once on the small input to warm up, then on the large one, again while that takes little. */
export async function parser(name: Parser, { inputs, effort }: Task): Promise<Row[]> {
  // Gone from Node 23 on, and yana calls it.
  (util as { isArray?: unknown }).isArray ??= Array.isArray;
  silence();
  await drive(name, inputs.small, effort.patience);
  const wanted = eventsIn(indexOf(bytesOf(inputs.large).toString('utf8')));
  const samples: number[] = [];
  let fed = 0;
  let events = 0;
  for (let rest = effort.patience, i = 0; i < effort.rounds && rest > effort.patience / 2; i++) {
    const run = await drive(name, inputs.large, effort.patience);
    samples.push(run.ms);
    rest -= run.ms;
    ({ fed, events } = run);
  }
  const gaveUp = fed < inputs.large.bytes;
  const seen = events === wanted ? `all ${wanted} events` : `${events} of ${wanted} events`;
  const note = gaveUp ? `given up after ${Math.round(effort.patience / 1000)} s and ${(fed / 1e6).toFixed(1)} MB` : seen;
  return [rowOf({ id: name, what: `npm ${name}`, mb: gaveUp ? fed / 1e6 : megabytes(inputs.large), note }, samples)];
}

async function drive(name: Parser, input: Input, patience: number): Promise<{ ms: number; fed: number; events: number }> {
  const bytes = bytesOf(input);
  // The banner comes alone, as it does from a server, which waits for the login.
  const banner = bytes.indexOf(10) + 1;
  const driven = DRIVERS[name]();
  const start = now();
  await driven.feed(bytes.subarray(0, banner));
  let fed = banner;
  while (fed < bytes.length && now() - start < patience) {
    const end = Math.min(bytes.length, fed + CHUNK);
    await driven.feed(bytes.subarray(fed, end));
    // Those that hand out events by process.nextTick get their turn, as between two reads of a socket.
    await turn();
    fed = end;
  }
  return { ms: now() - start, fed, events: driven.events() };
}

/** What is needed of the packages' own types, which they do not have. */
type Emitter = EventEmitter & { connect(...args: unknown[]): void };

const DRIVERS: Readonly<Record<Parser, () => Driven>> = {
  'asterisk-manager': () => {
    const manager = require('asterisk-manager') as (port?: number) => Emitter;
    const socket = Object.assign(new EventEmitter(), { setKeepAlive() {}, setNoDelay() {}, setEncoding() {}, readyState: 'open', write: () => true });
    const { createConnection } = net;
    net.createConnection = (() => socket) as unknown as typeof net.createConnection;
    const ami = manager();
    ami.connect(5038, 'localhost');
    net.createConnection = createConnection;
    return textFed(socket, 'utf8', counted(ami, 'managerevent'));
  },
  'asterisk-ami-events-stream': () => {
    const Stream = require('asterisk-ami-events-stream') as new () => Transform;
    const stream = new Stream().resume();
    const events = counted(stream, 'amiEvent');
    return {
      events,
      async feed(chunk) {
        if (!stream.write(chunk)) await once(stream, 'drain');
      },
    };
  },
  yana: () => {
    const Ami = require('yana') as new (options: object) => Emitter & { socket: net.Socket };
    const ami = withoutNetwork(() => {
      const made = new Ami({});
      made.connect();
      return made;
    });
    const events = counted(ami, 'event');
    return { events, feed: (chunk) => void ami.socket.emit('data', chunk) };
  },
  'ami-io': () => {
    const io = require('ami-io') as { createClient(options: object): Emitter & { socket: net.Socket }; SilentLogger: new () => unknown };
    const client = withoutNetwork(() => {
      const made = io.createClient({ logger: new io.SilentLogger(), encoding: 'utf8' });
      made.connect();
      return made;
    });
    return textFed(client.socket, 'utf8', counted(client, 'rawEvent'));
  },
};

/** A socket whose encoding was set hands out text. */
function textFed(socket: EventEmitter, encoding: BufferEncoding, events: () => number): Driven {
  const decoder = new StringDecoder(encoding);
  return { events, feed: (chunk) => void socket.emit('data', decoder.write(chunk)) };
}

function counted(emitter: EventEmitter, event: string): () => number {
  let count = 0;
  emitter.on(event, () => count++);
  return () => count;
}

/** Sockets that are made meanwhile connect to nothing, and what is written to them goes nowhere. */
function withoutNetwork<T>(make: () => T): T {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function () {
    this.write = () => true;
    return this;
  };
  try {
    return make();
  } finally {
    net.Socket.prototype.connect = connect;
  }
}

/** The parsers tell the terminal of messages that they did not expect. */
function silence(): void {
  for (const name of ['log', 'info', 'warn', 'debug'] as const) console[name] = () => undefined;
}
