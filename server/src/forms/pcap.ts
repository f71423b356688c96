import { type Packet, packetOf } from './packet';
import { TcpStreams } from './tcp';
import { isoOfEpoch } from './times';
import type { CaptureWriter } from './writer';

/** An interface of a pcapng section: how its packets begin and what its clock counts. */
interface Interface {
  readonly link: number;
  /** Units of the clock in a second. */
  readonly resolution: bigint;
  readonly offset: bigint;
}

const MICROSECONDS = 1_000_000n;
/** No packet or block is longer. */
const LONGEST = 1 << 26;

/** Whether bytes begin a pcap or pcapng file. Sources: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng. */
export function isPcap(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic === 0x0a0d0d0a) return [0x1a2b3c4d, 0x4d3c2b1a].includes(view.getUint32(8));
  return [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1].includes(magic);
}

/** Gets the packets of a pcap or pcapng file out of its bytes, which come in pieces. What is damaged ends it. */
export class PcapReader {
  private rest: Uint8Array = new Uint8Array(0);
  private little = true;
  private mode: 'start' | 'pcap' | 'pcapng' | 'ended' = 'start';
  private interfaces: Interface[] = [];
  private count = 0;

  /** `found` gets each packet, its number from 1 and its time in ISO 8601. */
  constructor(private readonly found: (packet: Packet | undefined, number: number, time: string | undefined) => void) {}

  push(chunk: Uint8Array): void {
    const bytes = new Uint8Array(this.rest.length + chunk.length);
    bytes.set(this.rest);
    bytes.set(chunk, this.rest.length);
    let at = 0;
    for (;;) {
      const taken = this.take(bytes.subarray(at));
      if (taken <= 0) break;
      at += taken;
    }
    this.rest = this.mode === 'ended' ? new Uint8Array(0) : bytes.slice(at);
  }

  private take(bytes: Uint8Array): number {
    if (this.mode === 'ended') return bytes.length;
    if (bytes.length < 24 && this.mode === 'start') return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.mode === 'start') {
      if (!isPcap(bytes)) return this.ended();
      if (view.getUint32(0) === 0x0a0d0d0a) this.mode = 'pcapng';
      else return this.fileHeader(view);
    }
    return this.mode === 'pcap' ? this.record(view, bytes) : this.block(view, bytes);
  }

  private ended(): number {
    this.mode = 'ended';
    return 0;
  }

  private fileHeader(view: DataView): number {
    this.mode = 'pcap';
    const magic = view.getUint32(0);
    this.little = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
    const nano = magic === 0xa1b23c4d || magic === 0x4d3cb2a1;
    this.interfaces = [{ link: view.getUint32(20, this.little) & 0xffff, resolution: nano ? 1_000_000_000n : MICROSECONDS, offset: 0n }];
    return 24;
  }

  private record(view: DataView, bytes: Uint8Array): number {
    if (bytes.length < 16) return 0;
    const captured = view.getUint32(8, this.little);
    if (captured > LONGEST) return this.ended();
    if (bytes.length < 16 + captured) return 0;
    const face = this.interfaces[0];
    const nano = face?.resolution !== MICROSECONDS;
    const fraction = String(view.getUint32(4, this.little)).padStart(nano ? 9 : 6, '0');
    this.packet(face, bytes.subarray(16, 16 + captured), isoOfEpoch(view.getUint32(0, this.little), fraction));
    return 16 + captured;
  }

  private block(view: DataView, bytes: Uint8Array): number {
    if (bytes.length < 12) return 0;
    const isSection = view.getUint32(0) === 0x0a0d0d0a;
    if (isSection) {
      this.little = view.getUint32(8) === 0x4d3c2b1a;
      this.interfaces = [];
    }
    const type = view.getUint32(0, this.little);
    const length = view.getUint32(4, this.little);
    if (length < 12 || length > LONGEST || length % 4 !== 0) return this.ended();
    if (bytes.length < length) return 0;
    const body = new DataView(bytes.buffer, bytes.byteOffset + 8, length - 12);
    const content = bytes.subarray(8, length - 4);
    if (type === 1 && body.byteLength >= 8) this.interfaces.push(this.interfaceOf(body));
    else if (type === 6 && body.byteLength >= 20) {
      this.timed(body.getUint32(0, this.little), body, content, 20);
    } else if (type === 2 && body.byteLength >= 20) {
      this.timed(body.getUint16(0, this.little), body, content, 20);
    } else if (type === 3 && body.byteLength >= 4) {
      this.packet(this.interfaces[0], content.subarray(4, 4 + body.getUint32(0, this.little)), undefined);
    }
    return length;
  }

  private timed(number: number, body: DataView, content: Uint8Array, start: number): void {
    const face = this.interfaces[number];
    const units = (BigInt(body.getUint32(4, this.little)) << 32n) | BigInt(body.getUint32(8, this.little));
    let time: string | undefined;
    if (face && face.resolution > 0n) {
      const digits = String(face.resolution).length - 1;
      const fraction = String(((units % face.resolution) * 10n ** BigInt(digits)) / face.resolution).padStart(digits, '0');
      time = isoOfEpoch(Number(units / face.resolution + face.offset), fraction);
    }
    this.packet(face, content.subarray(start, start + body.getUint32(12, this.little)), time);
  }

  private interfaceOf(body: DataView): Interface {
    let resolution = MICROSECONDS;
    let offset = 0n;
    for (let at = 8; at + 4 <= body.byteLength; ) {
      const code = body.getUint16(at, this.little);
      const length = body.getUint16(at + 2, this.little);
      if (code === 0 || at + 4 + length > body.byteLength) break;
      if (code === 9 && length >= 1) {
        const value = body.getUint8(at + 4);
        resolution = value & 0x80 ? 2n ** BigInt(value & 0x7f) : 10n ** BigInt(value);
      } else if (code === 14 && length >= 8) offset = body.getBigInt64(at + 4, this.little);
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
    return { link: body.getUint16(0, this.little), resolution, offset };
  }

  private packet(face: Interface | undefined, bytes: Uint8Array, time: string | undefined): void {
    this.count++;
    this.found(face && packetOf(face.link, bytes), this.count, time);
  }
}

/** Reads the AMI connections of a network capture, both directions of each, byte for byte. */
export function pcapReader(writer: CaptureWriter): { push(chunk: Uint8Array): void; end(): void } {
  const streams = new TcpStreams(writer);
  const reader = new PcapReader((packet, number, time) => {
    if (packet) streams.packet(packet, { number, time });
  });
  return {
    push: (chunk) => reader.push(chunk),
    end: () => {
      streams.end();
      writer.close();
    },
  };
}
