import type { LineReader, Place } from './form';
import { findTime } from './times';
import type { CaptureWriter } from './writer';

/** The head of a record of Asterisk's log, after its date. Source: Asterisk main/logger.c, `format_log_default`. */
const RECORD = /^\s*\[([^\]]{8,60})\] *(?:[A-Z][A-Z0-9_]{2,15})\[\d+\](?:\[C-[0-9a-f]+\])?:? ?(?:[\w.-]+\.c:?(?:\d+)?(?::| in)? ?(?:\w+)?:?)?(.*)$/;

/** What a record says that holds AMI. Source: Asterisk main/manager.c, `should_send_event`, `process_message`. */
export const EXAMINING = /Examining (?:AMI )?(?:event|action)(?: \(\d+\))?:?/i;

/** Whether a line heads a record of Asterisk's log. */
export function isLogRecord(line: string): boolean {
  return RECORD.test(line);
}

/** Reads `[date] DEBUG[n]: manager.c:5657 should_send_event: Examining AMI event (n):` and the block that follows it. */
export function coreDebugReader(writer: CaptureWriter): LineReader {
  let place: Place | undefined;
  const put = (text: string, at: Place): void => {
    if (place) writer.line(text, { ...at, time: place.time });
  };
  return {
    line(text, at) {
      const record = RECORD.exec(text);
      if (!record) {
        // What a wrapped head leaves behind: ` (993992674):`.
        if (!/^\s*\(\d+\):\s*$/.test(text)) put(text, at);
        return;
      }
      if (place) writer.end();
      place = undefined;
      const examining = EXAMINING.exec(text);
      if (!examining) return;
      place = { ...at, time: findTime(record[1] ?? '')?.iso ?? at.time };
      const rest = text.slice(examining.index + examining[0].length).replace(/^ *(?:-->)?/, '');
      if (/^\s*[\w-]+: ?/.test(rest)) put(rest.trimStart(), at);
    },
    end: () => writer.end(),
  };
}
