import type { LineReader, Place } from './form';
import { findTime } from './times';
import { type CaptureWriter, streamName } from './writer';

/** `T 2016/03/09 12:23:26.957583 10.0.0.1:5038 -> 10.0.0.2:40000 [AP]`. Source: ngrep.c, dump_packet. */
const PACKET = /^#*T (.*?)(\S+):(\d+) -> (\S+):(\d+)(?: \[[A-Z]*\])?(?: #\d+)?\s*$/;

/** The two ends of a packet that a line announces. */
export function ngrepPacket(line: string): { from: string; to: string } | undefined {
  const match = PACKET.exec(line);
  return match ? { from: `${match[2]}:${match[3]}`, to: `${match[4]}:${match[5]}` } : undefined;
}

/**
 * Reads packets printed by `ngrep -W byline`. A CR shows as `.` (some pastes have `|`), so a line without it is one that the packet cut; it
 * goes on in the next packet of that direction. Bytes that ngrep cannot print are dots, for good.
 */
export function ngrepReader(writer: CaptureWriter): LineReader {
  const carried = new Map<string, { text: string; place: Place }>();
  let flow = '';
  let time: string | undefined;
  let ends = '';
  let held: { text: string; place: Place } | undefined;
  let first = true;
  let empty = 0;
  const terminated = (text: string): boolean => ends !== '' && text.endsWith(ends);
  const release = (final: boolean): void => {
    if (!held) return;
    const { text, place } = held;
    held = undefined;
    // Without CRs the wire's own blank lines are empty here; one alone before the next packet is ngrep's.
    const blank = empty > (final ? 1 : 0);
    empty = 0;
    if (ends === '' && blank) {
      writer.line(text, place, flow);
      writer.line('', place, flow);
    } else if (terminated(text)) writer.line(text.slice(0, -1), place, flow);
    // Whether the packet cut this line, the next packet tells.
    else if (final) carried.set(flow, { text, place });
    else writer.line(text, place, flow);
  };
  return {
    line(text, place) {
      const packet = PACKET.exec(text);
      if (packet) {
        release(true);
        flow = streamName(`${packet[2]}:${packet[3]}`, `${packet[4]}:${packet[5]}`);
        time = findTime(packet[1] ?? '')?.iso ?? place.time;
        first = true;
        return;
      }
      if (flow === '' || /^#+$/.test(text) || /^\s+\[[A-Z]*\]\s*$/.test(text) || /^\[[A-Z]+\]\s*$/.test(text) || /^exit$|^\d+ received, \d+ dropped/.test(text))
        return;
      if (ends === '' && /^(?:[\w-]+: ?.*|Asterisk Call Manager\/[\d.]+)?[.|]$/.test(text)) ends = text.slice(-1);
      if (text === '') {
        empty++;
        return;
      }
      release(false);
      let before = first ? carried.get(flow) : undefined;
      if (before) carried.delete(flow);
      first = false;
      if (before && ends === '') {
        writer.line(before.text, before.place, flow);
        before = undefined;
      }
      held = before ? { text: before.text + text, place: before.place } : { text, place: { ...place, time } };
    },
    end() {
      release(true);
      for (const [name, { text, place }] of carried) writer.line(text, place, name);
      writer.close();
    },
  };
}
