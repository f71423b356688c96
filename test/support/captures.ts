import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A recording of test/captures: what a real Asterisk sent, `duplex` ones with what the client sent between. */
export interface Capture {
  /** `asterisk-22.10.1/blind_transfer.ami`. */
  readonly name: string;
  /** Path from the project's root. */
  readonly file: string;
  /** The release that sent it: `22.10.1`. */
  readonly release: string;
  readonly duplex: boolean;
  /** Its text; bytes that are no UTF-8 are U+FFFD. Read when first asked for. */
  readonly text: string;
}

const FOLDER = 'test/captures';

let all: readonly Capture[] | undefined;

/** Every recording, in the order of the names. Tests run in the project's root. */
export function captures(): readonly Capture[] {
  all ??= readdirSync(FOLDER)
    .filter((folder) => folder.startsWith('asterisk-'))
    .sort()
    .flatMap((folder) =>
      readdirSync(path.join(FOLDER, folder))
        .filter((file) => file.endsWith('.ami'))
        .sort()
        .map((file) => captureOf(folder, file)),
    );
  return all;
}

/** The recording of that name. */
export function captureNamed(name: string): Capture {
  const found = captures().find((capture) => capture.name === name);
  if (!found) throw new Error(`no recording ${name}`);
  return found;
}

/** Recordings that really are damaged, so that something is reported of them, with what is wrong in each. */
export const DAMAGED: ReadonlyMap<string, string> = new Map([
  ['asterisk-11.25.3/varset_odd_values.ami', 'values with raw line ends: 11 escapes none, in no header'],
  ['asterisk-13.38.3/varset_odd_values.ami', 'raw line ends in AppData of Newexten, which forge lines'],
  ['asterisk-18.26.4/varset_odd_values.ami', 'raw line ends in AppData of Newexten, which forge lines'],
  ['asterisk-22.10.1/varset_odd_values.ami', 'raw line ends in AppData of Newexten, which forge lines'],
]);

function captureOf(folder: string, file: string): Capture {
  let text: string | undefined;
  return {
    name: `${folder}/${file}`,
    file: path.join(FOLDER, folder, file),
    release: folder.slice('asterisk-'.length),
    duplex: file.endsWith('.duplex.ami'),
    get text() {
      text ??= readFileSync(path.join(FOLDER, folder, file), 'utf8');
      return text;
    },
  };
}
