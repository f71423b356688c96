import type { Place } from './form';
import type { Packet } from './packet';
import { type CaptureWriter, streamName } from './writer';

/** How far ahead of a hole segments wait before the hole is taken for lost. */
const WAITING_SEGMENTS = 256;
const WAITING_BYTES = 4 << 20;
/** How much of a connection is held until it shows whether it is AMI. */
const UNDECIDED = 4096;
const AMI = /^Asterisk Call Manager\/|(?:^|\n)(?:Event|Response|Action): ?[\w-]+\r?\n/i;
const AMI_PORT = 5038;

interface Segment {
  readonly sequence: number;
  readonly data: string;
  readonly missing: number;
  readonly place: Place;
}

/** One direction of a connection. */
interface Flow {
  readonly name: string;
  /** The sequence number that comes next; `undefined` before the first segment. */
  next: number | undefined;
  waiting: Segment[];
  waitingBytes: number;
}

interface Connection {
  readonly ends: ReadonlyMap<string, Flow>;
  isAmi: boolean | undefined;
  held: { readonly flow: Flow; readonly data: string; readonly place: Place }[];
  heldBytes: number;
  /** Sequence number of its SYN, to know a new connection of the same ports. */
  syn: number | undefined;
  fins: number;
}

/** Puts the segments of TCP connections in order, drops what was sent twice, and hands what AMI connections carried to a writer. */
export class TcpStreams {
  private readonly connections = new Map<string, Connection>();
  private readonly times = new Map<string, number>();

  constructor(private readonly writer: CaptureWriter) {}

  packet(packet: Packet, place: Place): void {
    const key = [packet.from, packet.to].sort().join(' ');
    let connection = this.connections.get(key);
    if (packet.syn && !packet.ack && connection && connection.syn !== packet.sequence) {
      this.finish(connection);
      connection = undefined;
    }
    if (!connection) {
      if (packet.data === '' && !packet.syn) return;
      connection = this.open(packet, key);
    }
    if (packet.syn && !packet.ack) connection.syn = packet.sequence;
    const flow = connection.ends.get(packet.from);
    if (!flow || connection.isAmi === false) return;
    const sequence = packet.syn ? (packet.sequence + 1) >>> 0 : packet.sequence;
    if (packet.syn) flow.next ??= sequence;
    if (packet.data !== '' || packet.missing > 0) {
      flow.next ??= sequence;
      this.receive(connection, flow, { sequence, data: packet.data, missing: packet.missing, place });
    }
    if (packet.fin) connection.fins++;
    // What AMI connections sent may come again; of others nothing is kept.
    if (packet.rst || (connection.fins > 1 && !connection.isAmi)) {
      this.finish(connection);
      this.connections.delete(key);
    }
  }

  end(): void {
    for (const connection of this.connections.values()) this.finish(connection);
    this.connections.clear();
  }

  private open(packet: Packet, key: string): Connection {
    const times = (this.times.get(key) ?? 0) + 1;
    this.times.set(key, times);
    const flow = (from: string, to: string): [string, Flow] => [from, { name: streamName(from, to, times), next: undefined, waiting: [], waitingBytes: 0 }];
    const connection: Connection = {
      ends: new Map([flow(packet.from, packet.to), flow(packet.to, packet.from)]),
      isAmi: packet.ports.includes(AMI_PORT) ? true : undefined,
      held: [],
      heldBytes: 0,
      syn: undefined,
      fins: 0,
    };
    this.connections.set(key, connection);
    return connection;
  }

  private receive(connection: Connection, flow: Flow, segment: Segment): void {
    const ahead = distance(segment.sequence, flow.next ?? segment.sequence);
    if (ahead > 0) {
      flow.waiting.push(segment);
      flow.waitingBytes += segment.data.length;
      if (flow.waiting.length > WAITING_SEGMENTS || flow.waitingBytes > WAITING_BYTES) this.skipHole(connection, flow);
      return;
    }
    this.take(connection, flow, segment);
    this.takeWaiting(connection, flow);
  }

  /** Takes a segment that begins at or before what comes next. */
  private take(connection: Connection, flow: Flow, { sequence, data, missing, place }: Segment): void {
    const known = -distance(sequence, flow.next ?? sequence);
    const fresh = data.slice(known);
    if (fresh !== '') this.deliver(connection, flow, fresh, place);
    const end = (sequence + data.length) >>> 0;
    if (distance(end, flow.next ?? end) > 0 || flow.next === undefined) flow.next = end;
    // The capture kept the beginning of each packet only.
    const lost = missing - Math.max(0, known - data.length);
    if (missing > 0 && lost > 0) {
      this.lose(connection, flow, lost, place);
      flow.next = (sequence + data.length + missing) >>> 0;
    }
  }

  private takeWaiting(connection: Connection, flow: Flow): void {
    while (flow.waiting.length > 0) {
      const first = earliest(flow);
      if (!first || distance(first.sequence, flow.next ?? 0) > 0) return;
      flow.waiting.splice(flow.waiting.indexOf(first), 1);
      flow.waitingBytes -= first.data.length;
      this.take(connection, flow, first);
    }
  }

  /** Gives up what never came before the first segment that waits. */
  private skipHole(connection: Connection, flow: Flow): void {
    const first = earliest(flow);
    if (!first) return;
    this.lose(connection, flow, distance(first.sequence, flow.next ?? first.sequence), first.place);
    flow.next = first.sequence;
    this.takeWaiting(connection, flow);
  }

  private lose(connection: Connection, flow: Flow, bytes: number, place: Place): void {
    if (connection.isAmi) this.writer.gap(`${bytes} bytes are not in the network capture`, place, flow.name);
  }

  private deliver(connection: Connection, flow: Flow, data: string, place: Place): void {
    if (connection.isAmi) {
      this.writer.bytes(data, place, flow.name);
      return;
    }
    connection.held.push({ flow, data, place });
    connection.heldBytes += data.length;
    const text = connection.held.map((held) => held.data).join('');
    if (/^(?:GET|POST|HTTP)\b/.test(text)) this.forget(connection);
    else if (AMI.test(text)) {
      connection.isAmi = true;
      for (const held of connection.held) this.writer.bytes(held.data, held.place, held.flow.name);
      connection.held = [];
    } else if (connection.heldBytes > UNDECIDED) this.forget(connection);
  }

  private forget(connection: Connection): void {
    connection.isAmi = false;
    connection.held = [];
    for (const flow of connection.ends.values()) {
      flow.waiting = [];
      flow.waitingBytes = 0;
    }
  }

  private finish(connection: Connection): void {
    for (const flow of connection.ends.values()) {
      while (flow.waiting.length > 0 && connection.isAmi !== false) this.skipHole(connection, flow);
      this.writer.flush(flow.name);
    }
  }
}

/** How far sequence number `a` is behind `b`, which may be less than 0; numbers wrap at 2^32. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}

function earliest(flow: Flow): Segment | undefined {
  return flow.waiting.reduce<Segment | undefined>((first, one) => (first && distance(first.sequence, one.sequence) <= 0 ? first : one), undefined);
}
