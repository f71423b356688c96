import type { LineReader } from './form';
import { findTime } from './times';
import type { CaptureWriter } from './writer';

const TRACE = /\bManagerReader:Run - ?(.*)$/;

/** Whether a line is one of AsterNET's trace that holds a line of the wire. */
export function isAsterNet(line: string): boolean {
  return TRACE.test(line) && /^\W*(?:ManagerReader|\d)/.test(line);
}

/** Reads `07:57:17.246658 ManagerReader:Run - Event: Hangup`: one line of the wire each. Source: github.com/AsterNET/AsterNET ManagerReader.cs, and logs in its issues. */
export function asterNetReader(writer: CaptureWriter): LineReader {
  return {
    line(text, place) {
      const trace = TRACE.exec(text);
      if (trace) writer.line(trace[1] ?? '', { ...place, time: findTime(text.slice(0, trace.index))?.iso ?? place.time });
    },
    end: () => writer.flush(),
  };
}
