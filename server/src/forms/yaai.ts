import type { LineReader, Place } from './form';
import { findTime } from './times';
import type { CaptureWriter } from './writer';

const HEADER = /^(?:.*?[\s\]])??!\s+(\S.*?) -->(?: (.*))?$/;
const RULE = /^(?:.*?[\s\]])??! -{3,}/;

/** Whether a line is of a yaai block: `!                Event --> Newchannel`. */
export function isYaai(line: string): boolean {
  return /^(?:.*?[\s\]])??!\s+(?:Event|Response|Action|Privilege) --> ?/i.test(line);
}

/**
 * Reads the blocks of yaai's asteriskLogger, with the `[date]` line before each, its banner and the login's answer.
 *
 * yaai pads values, so blanks at their ends are lost. Source: github.com/blak3r/yaai asteriskLogger.php, dumpEvent, and logs in its issues.
 */
export function yaaiReader(writer: CaptureWriter): LineReader {
  let time: string | undefined;
  let block: string[] = [];
  let start: Place | undefined;
  let answer = false;
  const finish = (): void => {
    // yaai prints an empty Event for what it could not read.
    const known = block.length > 1 ? block.filter((line) => line !== 'Event: ') : block;
    if (start && known.some((line) => line !== 'Event: ')) writer.message(known, { ...start, time });
    block = [];
    start = undefined;
  };
  return {
    line(text, place) {
      const header = HEADER.exec(text);
      if (header) {
        answer = false;
        if (header[1] === 'Event' && block.some((line) => line.startsWith('Event: '))) finish();
        start ??= place;
        time ??= place.time;
        block.push(`${header[1]}: ${(header[2] ?? '').trimEnd()}`);
        return;
      }
      if (RULE.test(text)) {
        finish();
        return;
      }
      const trimmed = text.trim();
      const date = findTime(text);
      if (date && /^[\s[]*$/.test(text.slice(0, date.start)) && /\[?\d[^[]*\]\s*$/.test(text)) {
        finish();
        time = (findTime(text.slice(text.lastIndexOf('['))) ?? date).iso;
        return;
      }
      if (trimmed.startsWith('Asterisk Call Manager/')) writer.line(trimmed, { ...place, time });
      if (/^Response: /.test(trimmed)) answer = true;
      else if (answer && !/^[\w-]+: ?/.test(trimmed)) {
        answer = false;
        writer.end();
      }
      if (answer) writer.line(trimmed, { ...place, time });
    },
    end() {
      finish();
      writer.end();
    },
  };
}
