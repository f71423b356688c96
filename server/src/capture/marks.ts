/** `;@ time`: what follows arrived then. `time` in milliseconds since the Unix epoch. */
export function timeMark(time: number): string {
  return `;@ ${iso(time)}`;
}

/** `;! gap time words`: something is missing here. */
export function gapMark(time: number, words: string): string {
  return `;! gap ${iso(time)} ${oneLine(words)}`;
}

/** `;# words`: a note, of the recorder or of a person. */
export function noteMark(words: string): string {
  return `;# ${oneLine(words)}`;
}

/** `;# end time messages=… bytes=…`: the file is whole up to here. Both count what stands before this line. */
export function endMark(time: number, messages: number, bytes: number): string {
  return `;# end ${iso(time)} messages=${messages} bytes=${bytes}`;
}

/** What an end mark says; `undefined` where the line is none. */
export function readEndMark(line: string): { readonly messages: number; readonly bytes: number } | undefined {
  const found = /^;# end \S+ messages=(\d+) bytes=(\d+)\s*$/.exec(line);
  return found ? { messages: Number(found[1]), bytes: Number(found[2]) } : undefined;
}

/** ISO 8601 in UTC; a clock may stand where no date is. */
export function iso(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : 'an unknown time';
}

/** Text of others in a line of ours: no control characters, no end of a line, no end mark. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/^\s*end (?=\S+ messages=)/, 'end, ')
    .trim()
    .slice(0, 2_000);
}

/** `1 byte`, `2 bytes`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
