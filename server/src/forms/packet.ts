import { latin1Of } from './bytes';

/** A TCP segment of a network capture. */
export interface Packet {
  /** `10.0.0.1:5038`, `[::1]:5038`. */
  readonly from: string;
  readonly to: string;
  readonly ports: readonly [number, number];
  readonly sequence: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** What it carries, latin1. */
  readonly data: string;
  /** How many bytes of what it carried the capture left out. */
  readonly missing: number;
}

/** The TCP segment in a packet of a link type; `undefined` where there is none. Sources: tcpdump.org/linktypes, RFC 791, 8200, 9293. */
export function packetOf(link: number, bytes: Uint8Array): Packet | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const network = networkOf(link, view);
  if (!network) return undefined;
  return network.kind === 4 ? ipv4(view, network.at) : ipv6(view, network.at);
}

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

function networkOf(link: number, view: DataView): { kind: 4 | 6; at: number } | undefined {
  const of = (type: number, at: number): { kind: 4 | 6; at: number } | undefined =>
    type === IPV4 ? { kind: 4, at } : type === IPV6 ? { kind: 6, at } : undefined;
  const length = view.byteLength;
  switch (link) {
    case 1: {
      let at = 12;
      while (at + 4 <= length && [0x8100, 0x88a8, 0x9100].includes(view.getUint16(at))) at += 4;
      return at + 2 <= length ? of(view.getUint16(at), at + 2) : undefined;
    }
    case 113:
      return length >= 16 ? of(view.getUint16(14), 16) : undefined;
    case 276:
      return length >= 20 ? of(view.getUint16(0), 20) : undefined;
    case 0:
    case 108: {
      if (length < 4) return undefined;
      // The family is in the byte order of the machine, and IPv6 has several numbers.
      const family = Math.min(view.getUint32(0), view.getUint32(0, true));
      return family === 2 ? { kind: 4, at: 4 } : [10, 23, 24, 28, 30].includes(family) ? { kind: 6, at: 4 } : undefined;
    }
    case 12:
    case 14:
    case 101:
    case 228:
    case 229: {
      const version = length > 0 ? view.getUint8(0) >> 4 : 0;
      return version === 4 ? { kind: 4, at: 0 } : version === 6 ? { kind: 6, at: 0 } : undefined;
    }
    default:
      return undefined;
  }
}

function ipv4(view: DataView, at: number): Packet | undefined {
  if (at + 20 > view.byteLength) return undefined;
  const header = (view.getUint8(at) & 15) * 4;
  // Fragments are not put together; their bytes show as a gap.
  if (header < 20 || view.getUint8(at + 9) !== 6 || (view.getUint16(at + 6) & 0x3fff) !== 0) return undefined;
  // Zero is what large segments that the network card cuts have.
  const total = view.getUint16(at + 2) || view.byteLength - at;
  const address = (from: number): string => [0, 1, 2, 3].map((i) => view.getUint8(from + i)).join('.');
  return tcp(view, at + header, at + total, address(at + 12), address(at + 16));
}

function ipv6(view: DataView, at: number): Packet | undefined {
  if (at + 40 > view.byteLength) return undefined;
  const payload = view.getUint16(at + 4) || view.byteLength - at - 40;
  let next = view.getUint8(at + 6);
  let from = at + 40;
  while (next === 0 || next === 43 || next === 60) {
    if (from + 2 > view.byteLength) return undefined;
    next = view.getUint8(from);
    from += (view.getUint8(from + 1) + 1) * 8;
  }
  if (next !== 6) return undefined;
  return tcp(view, from, at + 40 + payload, ipv6Address(view, at + 8), ipv6Address(view, at + 24));
}

/** An address as RFC 5952 has it, in brackets. */
function ipv6Address(view: DataView, at: number): string {
  const words = Array.from({ length: 8 }, (_, i) => view.getUint16(at + i * 2).toString(16));
  const zeros = words
    .join(':')
    .match(/(?:\b0(?::0\b)+)/g)
    ?.sort((a, b) => b.length - a.length)[0];
  return `[${
    zeros
      ? words
          .join(':')
          .replace(zeros, '::')
          .replace(/:{3,}/, '::')
          .replace(/^:(?!:)|(?<!:):$/g, '')
      : words.join(':')
  }]`;
}

function tcp(view: DataView, at: number, end: number, from: string, to: string): Packet | undefined {
  if (at + 20 > view.byteLength) return undefined;
  const header = (view.getUint8(at + 12) >> 4) * 4;
  if (header < 20 || at + header > end) return undefined;
  const flags = view.getUint8(at + 13);
  const captured = Math.min(end, view.byteLength);
  const start = Math.min(at + header, captured);
  const ports = [view.getUint16(at), view.getUint16(at + 2)] as const;
  return {
    from: `${from}:${ports[0]}`,
    to: `${to}:${ports[1]}`,
    ports,
    sequence: view.getUint32(at + 4),
    fin: (flags & 1) !== 0,
    syn: (flags & 2) !== 0,
    rst: (flags & 4) !== 0,
    ack: (flags & 16) !== 0,
    data: latin1Of(new Uint8Array(view.buffer, view.byteOffset + start, captured - start)),
    missing: end - captured,
  };
}
