import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { latin1Of } from '../../server/src/forms/bytes';
import { detectForm } from '../../server/src/forms/detect';
import { type PacketSpec, pcapngOf, pcapOf } from './render';
import { converted, messagesIn, recordings, textOf } from './support';

const SYN = 0x02;
const FIN = 0x11;

/** The capture without notes, marks of time and the line ends' look. */
function contentOf(bytes: Uint8Array): string {
  return converted(bytes, 'pcap')
    .filter(({ kind, text }) => kind !== 'note' && !text.startsWith(';@ '))
    .map(({ text }) => text)
    .join('');
}

/** Segments of `text` from the server, cut at `size`, from sequence number `first`. */
function segments(text: string, size: number, first: number, more: Partial<PacketSpec> = {}): PacketSpec[] {
  const found: PacketSpec[] = [];
  for (let at = 0; at < text.length; at += size) found.push({ from: 5038, to: 40_000, sequence: first + at, data: text.slice(at, at + size), ...more });
  return found;
}

const WIRE =
  'Asterisk Call Manager/5.0.2\r\nEvent: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\nEvent: X\r\nPrivilege: call,all\r\nValue: \xe9\0\xc3\xa9 \r\n\r\n';

describe('forms: network captures', () => {
  it('the recording of two clients: bytes as the segments have them, connections apart', () => {
    const bytes = readFileSync('test/captures/asterisk-22.10.1/pcap_two_clients.pcap');
    const pieces = converted(bytes, 'pcap');
    const expected = flowsOf(bytes);
    // What comes out of one connection is what its two directions sent.
    const connections = new Map<string, string>();
    let current = '';
    for (const { kind, text } of pieces) {
      if (kind === 'note') current = text;
      else if (kind !== 'mark') connections.set(current, (connections.get(current) ?? '') + text);
    }
    assert.ok(connections.size >= 2);
    const words = (text: string): string[] => messagesIn(text).map(({ lines }) => JSON.stringify(lines));
    for (const [name, text] of connections) {
      const client = Number(/connection [\d.]+:(\d+) - /.exec(name)?.[1]);
      const server = expected.get(`5038>${client}`) ?? '';
      const sent = expected.get(`${client}>5038`) ?? '';
      assert.deepEqual(words(text).sort(), [...words(server), ...words(sent)].sort());
      assert.equal(text.length, server.length + sent.length);
      const isAction = (word: string): boolean => /^\[\["Action"/.test(word);
      assert.deepEqual(
        words(text).filter((word) => !isAction(word)),
        words(server),
      );
    }
    assert.ok(pieces.every(({ origin }) => origin.unit === 'packet' && origin.number >= 1));
    assert.match(
      textOf(pieces),
      /^;# connection 127\.0\.0\.1:\d+ - 127\.0\.0\.1:5038\r\n;@ 2026-11-22T18:46:01\.805802Z\r\nAsterisk Call Manager\/11\.0\.0\r\n/,
    );
  });

  const one = segments(WIRE, 37, 1000);
  const table: [what: string, packets: readonly PacketSpec[]][] = [
    ['in order', one],
    ['with SYN', [{ from: 5038, to: 40_000, sequence: 999, flags: SYN | 0x10 }, ...one]],
    ['across the end of sequence numbers', segments(WIRE, 37, 0xffff_fff0)],
    ['sent twice', one.flatMap((packet) => [packet, packet])],
    ['sent twice, later', [...one, ...one]],
    ['sent again in larger pieces', [...one.slice(0, 2), ...segments(WIRE, 100, 1000), ...one]],
    ['out of order', [one[0], one[2], one[1], ...one.slice(3).reverse()].filter((packet) => packet !== undefined)],
    ['with padding of Ethernet', one.map((packet) => ({ ...packet, padding: 9 }))],
    [
      'with the connection closed',
      [...one, { from: 5038, to: 40_000, sequence: 1000 + WIRE.length, flags: FIN }, { from: 40_000, to: 5038, sequence: 5, flags: FIN }],
    ],
    ['over IPv6', one.map((packet) => ({ ...packet, v6: true }))],
    ['on a port that tells nothing', one.map((packet) => ({ ...packet, from: 6000 }))],
    ['byte by byte', segments(WIRE, 1, 7)],
  ];
  for (const [what, packets] of table) {
    it(what, () => assert.equal(contentOf(pcapOf(packets)), WIRE));
  }
  for (const link of [0, 1, 101, 108, 113, 276]) {
    it(`link type ${link}`, () => {
      for (const v6 of [false, true]) {
        const packets = one.map((packet) => ({ ...packet, v6 }));
        assert.equal(contentOf(pcapOf(packets, link)), WIRE);
        assert.equal(contentOf(pcapngOf(packets, link)), WIRE);
        assert.equal(contentOf(pcapngOf(packets, link, false)), WIRE);
        assert.equal(detectForm(pcapOf(packets, link)), 'pcap');
        assert.equal(detectForm(pcapngOf(packets, link, false)), 'pcap');
      }
    });
  }

  it('tells nanoseconds', () => assert.match(textOf(converted(pcapngOf(one), 'pcap')), /;@ 2026-11-22T18:30:00\.000000000Z/));

  it('says what is missing, between messages', () => {
    const lost = segments(WIRE.repeat(3), 37, 1000).filter((_, i) => i !== 3);
    const text = textOf(converted(pcapOf(lost), 'pcap'));
    assert.match(text, /\r\n;! gap \S+ 37 bytes are not in the network capture\r\n/);
    assert.equal(messagesIn(text).filter(({ lines }) => lines[0]?.[1] === 'X').length >= 2, true);
    const snapped = one.map((packet, i) => (i === 1 ? { ...packet, snap: 60 } : packet));
    assert.match(textOf(converted(pcapOf(snapped), 'pcap')), /;! gap \S+ 31 bytes are not in/);
  });

  it('keeps two connections of the same ports apart', () => {
    const syn = (sequence: number): PacketSpec => ({ from: 40_000, to: 5038, sequence, flags: SYN });
    const text = textOf(converted(pcapOf([syn(1), ...one, syn(900_000), ...segments(WIRE, 50, 77)]), 'pcap'));
    assert.match(text, /;# connection 10\.0\.0\.2:40000 - 10\.0\.0\.1:5038\r\n/);
    assert.match(text, /;# connection 10\.0\.0\.2:40000 - 10\.0\.0\.1:5038 \(2\)\r\n/);
    assert.equal(messagesIn(text).length, 4);
  });

  it('cuts no message of one connection by those of another', () => {
    const other = segments(WIRE, 23, 5000).map((packet) => ({ ...packet, to: 41_000 }));
    const mixed = one.flatMap((packet, i) => [packet, ...other.slice(i * 2, i * 2 + 2)]);
    assert.deepEqual(
      messagesIn(textOf(converted(pcapOf(mixed), 'pcap'))).map(({ lines }) => lines[0]?.[1]),
      ['FullyBooted', 'FullyBooted', 'X', 'X'],
    );
  });

  it('leaves other traffic out', () => {
    const web = segments('HTTP/1.1 200 OK\r\nServer: x\r\n\r\nEvent: X\r\nhello', 20, 1).map((packet) => ({ ...packet, from: 8088 }));
    assert.equal(textOf(converted(pcapOf(web), 'pcap')), '');
    assert.equal(detectForm(pcapOf(web)), undefined);
    assert.equal(contentOf(pcapOf([...web, ...one])), WIRE);
  });

  it('every recording of both directions comes back byte for byte', () => {
    for (const [name, text] of recordings().slice(0, 60)) {
      assert.equal(contentOf(pcapOf(segments(text, 1448, 12_345))), text.endsWith('\n') ? text : `${text}\r\n`, name);
    }
  });

  it('a file that is cut or damaged ends there', () => {
    const bytes = pcapOf(one);
    for (let length = 0; length < bytes.length; length += 7) converted(bytes.subarray(0, length), 'pcap');
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 100, 140);
    converted(damaged, 'pcap');
  });
});

/** What each direction of the recording carries, by ports: a reading of its own, for a capture without loss. */
function flowsOf(bytes: Uint8Array): Map<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flows = new Map<string, string>();
  for (let at = 24; at < bytes.length; at += 16 + view.getUint32(at + 8, true)) {
    const ip = at + 16 + 14;
    const tcp = ip + (view.getUint8(ip) & 15) * 4;
    const data = tcp + (view.getUint8(tcp + 12) >> 4) * 4;
    const key = `${view.getUint16(tcp)}>${view.getUint16(tcp + 2)}`;
    flows.set(key, (flows.get(key) ?? '') + latin1Of(bytes.subarray(data, ip + view.getUint16(ip + 2))));
  }
  return flows;
}
