import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A recording of Asterisk 22.10.1, 40,000,000 bytes, 98,906 messages, of names in many alphabets. */
export const RECORDING = 'test/captures/large/asterisk-22-40MB.ami.gz';

/** A part of the recording, from its start to the end of a message, as a file that all measurements of a run share. */
export interface Input {
  readonly file: string;
  readonly bytes: number;
}

/** The three sizes that are measured. Small and medium are parts of large. */
export interface Inputs {
  readonly small: Input;
  readonly medium: Input;
  readonly large: Input;
}

/** Unpacks the recording into `folder`: 1, 10 and 40 MB, or with `quick` 0.1, 0.3 and 1 MB. */
export function makeInputs(folder: string, quick: boolean): Inputs {
  const all = gunzipSync(readFileSync(RECORDING));
  const [small, medium, large] = quick ? [100_000, 300_000, 1_000_000] : [1_000_000, 10_000_000, all.length];
  const make = (name: string, size: number): Input => {
    const file = path.join(folder, `${name}.ami`);
    const end = all.lastIndexOf('\r\n\r\n', size - 4) + 4;
    writeFileSync(file, all.subarray(0, end));
    return { file, bytes: end };
  };
  return { small: make('small', small), medium: make('medium', medium), large: make('large', large) };
}

/** The bytes of an input. */
export function bytesOf(input: Input): Buffer {
  return readFileSync(input.file);
}

/** The text of an input, as an editor hands it over. */
export function textOf(input: Input): string {
  return bytesOf(input).toString('utf8');
}

/** Megabytes (a million bytes) of an input. */
export function megabytes(input: Input): number {
  return input.bytes / 1e6;
}

/** `40 MB`. */
export function sizeWords(input: Input): string {
  const mb = megabytes(input);
  return `${mb < 0.95 ? mb.toFixed(1) : Math.round(mb)} MB`;
}
