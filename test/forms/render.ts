import type { Lines } from './support';

/** The wire's lines of a message, its blank line included. */
function wireLines({ lines }: Lines): string[] {
  return [...lines.map(([name, value]) => (name === '' ? value : `${name}: ${value}`)), ''];
}

/** The time of message `i`: they come a millisecond apart. */
function timeOf(i: number): Date {
  return new Date(Date.UTC(2026, 10, 22, 18, 30, 0, i));
}

/** `2026-11-22 18:30:00.001`. */
export function dateOf(i: number, zone = ''): string {
  return `${timeOf(i).toISOString().slice(0, 23).replace('T', ' ')}${zone}`;
}

/** Ways to print messages, as programs do. Each gives the whole text of a file, latin1. */
export const RENDERERS = {
  coreDebug: (messages: readonly Lines[]) =>
    messages
      .map(
        (message, i) =>
          `[${dateOf(i)}] DEBUG[2462]: manager.c:5657 should_send_event: Examining AMI event (${993992674 + i}):\n${wireLines(message).join('\n')}\n\n` +
          `[${dateOf(i)}] DEBUG[31]: stasis_bridges.c:295 bridge_snapshot_update_dtor: Update: 0x7f7eb0089998  Old: <none>\n`,
      )
      .join(''),
  prefixed: (messages: readonly Lines[]) =>
    messages
      .map((message, i) =>
        wireLines(message)
          .map((line) => `${dateOf(i)} DEBUG [reader-${i % 7}] ami.client: ${line}\n`)
          .join(''),
      )
      .join(''),
  headings: (messages: readonly Lines[]) => messages.map((message, i) => `[${dateOf(i)}]\n${wireLines(message).join('\r\n')}\r\n`).join(''),
  arrows: (messages: readonly Lines[]) =>
    messages.map((message, i) => `\n${message.kind === 'action' ? '<<< SEND' : '>>> RECV'} [${dateOf(i)}]\n${wireLines(message).join('\r\n')}\r\n`).join(''),
  pami: (messages: readonly Lines[]) =>
    messages
      .map((message, i) =>
        message.kind === 'action'
          ? `${dateOf(i)} DEBUG PAMI: ------ Sending: ------ \n${wireLines(message).join('\r\n')}\r\n----------------\n`
          : `${dateOf(i)} DEBUG PAMI: ------ Received: ------ \n${wireLines(message).slice(0, -1).join('\r\n')}\n\n\n`,
      )
      .join(''),
  perLine: (messages: readonly Lines[]) =>
    messages
      .map((message) =>
        wireLines(message)
          .map((line) => `${message.kind === 'action' ? '>>' : '<<'} ${line}\n`)
          .join(''),
      )
      .join(''),
  starpy: (messages: readonly Lines[]) =>
    messages
      .map((message, i) =>
        wireLines(message)
          .map((line) => `${dateOf(i)}+0000 [AMIProtocol,client] DEBUG:AMI:Line In: ${pythonRepr(line)}\n`)
          .join(''),
      )
      .join(''),
  yaai: (messages: readonly Lines[]) =>
    messages
      .map(({ lines }, i) =>
        [
          `[${dateOf(i).slice(0, 19)}]`,
          '! --- Event -----------------------------------------------------------',
          ...lines.map(([name, value]) => `! ${name.padStart(20)} --> ${value}  `),
          '! ---------------------------------------------------------------------',
          "! AMI Event 'Newstate suppressed.",
          '',
        ].join('\n'),
      )
      .join(''),
  asterNet: (messages: readonly Lines[]) =>
    messages
      .map(
        (message, i) =>
          `${wireLines(message)
            .map((line) => `${dateOf(i).slice(11)}000 ManagerReader:Run - ${line}\n`)
            .join('')}${dateOf(i).slice(11)}000 ManagerConnection:DispatchEvent - Dispatching event: HangupEvent {Server:localhost; Event: x}\n`,
      )
      .join(''),
  ngrep: (messages: readonly Lines[]) =>
    `interface: eth0 (10.0.0.0/255.255.255.0)\nfilter: ( port 5038 ) and (ip or ip6)\n${messages
      .map((message, i) => {
        const packets = ngrepPackets(`${wireLines(message).join('\r\n')}\r\n`, i);
        const ends = message.kind === 'action' ? '10.0.0.2:40000 -> 10.0.0.1:5038' : '10.0.0.1:5038 -> 10.0.0.2:40000';
        return packets.map((packet) => `\nT ${dateOf(i).replaceAll('-', '/')}000 ${ends} [AP]\n${packet.replace(/[^\n -~]/g, '.')}\n`).join('');
      })
      .join('')}`,
  jsonLines: (messages: readonly Lines[]) => messages.map((message, i) => `${jsonOf(message, { $time: timeOf(i).getTime() })}\n`).join(''),
  jsonArray: (messages: readonly Lines[]) => `[${messages.map((message, i) => jsonOf(message, { $time: timeOf(i).getTime() })).join(',')}]`,
  jsonEnvelope: (messages: readonly Lines[]) =>
    messages
      .map(
        (message, i) => `{"type":3,"server_id":1,"server_name":"asterisk01.local","ssl":false,"time":"${timeOf(i).toISOString()}","data":${jsonOf(message)}}\n`,
      )
      .join(''),
  jsonWire: (messages: readonly Lines[]) =>
    `[${messages.map((message) => `\n  [${wireLines(message).slice(0, -1).map(jsonString).join(', ')}]`).join(',')}\n]\n`,
  jsonWireLines: (messages: readonly Lines[]) => messages.map((message) => `[${wireLines(message).slice(0, -1).map(jsonString).join(',')}]\n`).join(''),
  jsonWireFlat: (messages: readonly Lines[]) =>
    `[\n${messages.flatMap((message) => wireLines(message).map((line) => `  ${jsonString(line)}`)).join(',\n')}\n]\n`,
  ajamXml: (messages: readonly Lines[]) =>
    `<ajax-response>\n${messages.map((message) => `<response type='object' id='unknown'><generic${xmlAttributes(message)} /></response>\n`).join('')}</ajax-response>\n`,
  http: (messages: readonly Lines[]) =>
    messages
      .map((message, i) =>
        message.kind === 'action'
          ? `POST /asterisk/rawman HTTP/1.1\r\nHost: pbx:8088\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n${message.lines
              .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value).replaceAll('+', '%2B')}`)
              .join('&')}\r\n`
          : `HTTP/1.1 200 OK\r\nServer: Asterisk/22.10.1\r\nDate: ${timeOf(i).toUTCString()}\r\nContent-type: text/plain\r\n\r\n${wireLines(message).join('\r\n')}\r\n`,
      )
      .join(''),
} satisfies Record<string, (messages: readonly Lines[]) => string>;

/** An event as asterisk-java prints it, with its own names. */
export function javaOf({ lines }: Lines, i: number): string {
  const event = lines.find(([name]) => name === 'Event')?.[1] ?? '';
  const grouped = new Map<string, string[]>();
  for (const [name, value] of lines) if (name !== 'Event') grouped.set(name, [...(grouped.get(name) ?? []), value]);
  const properties = [...grouped].map(([name, values]) => {
    const key = name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
    return values.length > 1 ? `${key}=[${values.map((value) => `'${value}'`).join(', ')}]` : `${key}='${values[0]}'`;
  });
  return `${dateOf(i)} DEBUG [ManagerConnection-0-Reader] i.ManagerConnectionImpl - Dispatching event: org.asteriskjava.manager.event.${event}Event[dateReceived='${timeOf(i).toUTCString()}',${properties.map((property) => `${property},`).join('')}timestamp=null,server=null,systemHashcode=${1000 + i}]\n`;
}

/** A pcap of one connection: a packet a message, each of its own bytes. Little-endian microseconds, Ethernet, IPv4. */
export function pcapOf(packets: readonly PacketSpec[], link = 1): Uint8Array {
  const parts: Buffer[] = [];
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(link, 20);
  parts.push(header);
  packets.forEach((packet, i) => {
    const bytes = frameOf(packet, link);
    const captured = bytes.subarray(0, packet.snap ?? bytes.length);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(timeOf(i).getTime() / 1000), 0);
    record.writeUInt32LE((timeOf(i).getTime() % 1000) * 1000, 4);
    record.writeUInt32LE(captured.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    parts.push(record, captured);
  });
  return Buffer.concat(parts);
}

/** The same packets as a pcapng, big-endian or little-endian, with a clock of nanoseconds. */
export function pcapngOf(packets: readonly PacketSpec[], link = 1, little = true): Uint8Array {
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value >>> 0);
    else bytes.writeUInt32BE(value >>> 0);
    return bytes;
  };
  const u16 = (value: number): Buffer => (little ? Buffer.from([value & 255, value >> 8]) : Buffer.from([value >> 8, value & 255]));
  const block = (type: number, body: Buffer): Buffer => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    return Buffer.concat([u32(type), u32(padded.length + 12), padded, u32(padded.length + 12)]);
  };
  const section = block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffffffff), u32(0xffffffff)]));
  const face = block(1, Buffer.concat([u16(link), u16(0), u32(0), u16(9), u16(1), Buffer.from([9, 0, 0, 0]), u16(0), u16(0)]));
  const name = block(4, Buffer.from('ignored!'));
  return Buffer.concat([
    section,
    face,
    name,
    ...packets.map((packet, i) => {
      const bytes = frameOf(packet, link);
      const captured = bytes.subarray(0, packet.snap ?? bytes.length);
      const time = BigInt(timeOf(i).getTime()) * 1_000_000n;
      return block(6, Buffer.concat([u32(0), u32(Number(time >> 32n)), u32(Number(time & 0xffffffffn)), u32(captured.length), u32(bytes.length), captured]));
    }),
  ]);
}

/** A TCP segment to be put into a packet. */
export interface PacketSpec {
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly data?: string;
  readonly flags?: number;
  readonly v6?: boolean;
  /** How much of the frame the capture keeps. */
  readonly snap?: number;
  /** Bytes that Ethernet adds to short frames. */
  readonly padding?: number;
}

function frameOf({ from, to, sequence, data = '', flags = 0x18, v6 = false, padding = 0 }: PacketSpec, link: number): Buffer {
  const tcp = Buffer.alloc(20);
  tcp.writeUInt16BE(from, 0);
  tcp.writeUInt16BE(to, 2);
  tcp.writeUInt32BE(sequence >>> 0, 4);
  tcp[12] = 0x50;
  tcp[13] = flags;
  const payload = Buffer.concat([tcp, Buffer.from(data, 'latin1')]);
  let ip: Buffer;
  if (v6) {
    ip = Buffer.alloc(40);
    ip[0] = 0x60;
    ip.writeUInt16BE(payload.length, 4);
    ip[6] = 6;
    ip[23] = from === 5038 ? 1 : 2;
    ip[39] = from === 5038 ? 2 : 1;
  } else {
    ip = Buffer.alloc(20);
    ip[0] = 0x45;
    ip.writeUInt16BE(20 + payload.length, 2);
    ip[9] = 6;
    ip.set([10, 0, 0, from === 5038 ? 1 : 2], 12);
    ip.set([10, 0, 0, from === 5038 ? 2 : 1], 16);
  }
  const type = v6 ? [0x86, 0xdd] : [0x08, 0x00];
  const before: Record<number, number[]> = {
    1: [...new Array(12).fill(0), ...type],
    113: [...new Array(14).fill(0), ...type],
    276: [...type, ...new Array(18).fill(0)],
    0: v6 ? [30, 0, 0, 0] : [2, 0, 0, 0],
    108: v6 ? [0, 0, 0, 24] : [0, 0, 0, 2],
    101: [],
  };
  return Buffer.concat([Buffer.from(before[link] ?? []), ip, payload, Buffer.alloc(padding)]);
}

/** The payload of a message in packets cut at some odd place, as ngrep prints it: `.` for CR, and a line end after each. */
function ngrepPackets(wire: string, i: number): string[] {
  const cut = i % 5 === 0 && wire.length > 30 ? 17 + (i % 11) : wire.length;
  // A cut between CR and LF shows as an empty line in the next packet.
  return [wire.slice(0, cut), wire.slice(cut)].filter((part) => part !== '').map((part) => part.replaceAll('\r', '.'));
}

function pythonRepr(line: string): string {
  const quote = line.includes("'") && !line.includes('"') ? '"' : "'";
  const escaped = line.replace(/[\\'"\t]|[^ -~]/g, (char) => {
    if (char === '\\') return '\\\\';
    if (char === '\t') return '\\t';
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return quote + escaped + quote;
}

/** A JSON string that keeps bytes as they are. */
function jsonString(text: string): string {
  return JSON.stringify(text);
}

function jsonOf({ lines }: Lines, more: Record<string, number> = {}): string {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of lines) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  const members = [...grouped].map(
    ([name, values]) => `${jsonString(name)}:${values.length > 1 ? `[${values.map(jsonString).join(',')}]` : jsonString(values[0] ?? '')}`,
  );
  return `{${[...members, ...Object.entries(more).map(([name, value]) => `${jsonString(name)}:${value}`)].join(',')}}`;
}

function xmlAttributes({ lines }: Lines): string {
  const seen = new Map<string, number>();
  return lines
    .map(([name, value]) => {
      const written = name
        .replace(/^(?=\d)/, '_')
        .replace(/[^A-Za-z0-9]/g, '_')
        .toLowerCase();
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;');
      return ` ${written}${count > 1 ? `-${count}` : ''}='${escaped}'`;
    })
    .join('');
}

function percentEncoded(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9._~-]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
