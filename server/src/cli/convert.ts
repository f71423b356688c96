import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { createCatalog } from '../catalog/catalog';
import { bytesOf } from '../forms/bytes';
import { createConverter } from '../forms/convert';
import { detectForm, SAMPLE } from '../forms/detect';
import { FORMS, type Form, type Piece } from '../forms/form';
import { createNames, type Names } from '../forms/names';
import { unreadable, WrongUse } from './wrongUse';
import { t } from '../texts';

/** The options of `ami-logs convert` as the command line gives them. */
export interface ConvertArguments {
  /** The capture to write; without it standard output. Must not exist. */
  readonly out?: string;
  /** Taken instead of what the file looks like. */
  readonly form?: Form;
  /** A file that gets `line<TAB>line or packet of the input` for each message: side list for other programs. Must not exist. */
  readonly origins?: string;
}

const CHUNK = 1 << 20;

/** Writes the capture that a file of any form holds. Gives 0, or 1 where it holds no message. Streams. */
export async function convertFile(file: string, options: ConvertArguments): Promise<number> {
  const input: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  const chunks = input[Symbol.asyncIterator]();
  const { head, done } = await beginning(file, chunks);
  const form = options.form ?? detectForm(head);
  if (!form) throw new WrongUse(t('{0} is in no form that is known to hold AMI. Name the form with --form: {1}.', file, Object.keys(FORMS).join(', ')));
  const converter = createConverter(form, { names: catalogNames() });
  const out: Writable = options.out === undefined ? process.stdout : await created(options.out);
  const origins = options.origins === undefined ? undefined : await created(options.origins);
  let messages = 0;
  let line = 1;
  const write = async (pieces: readonly Piece[]): Promise<void> => {
    let text = '';
    let list = '';
    for (const piece of pieces) {
      if (piece.kind === 'message') {
        messages++;
        list += `${line}\t${piece.origin.number}\n`;
      }
      text += piece.text;
      if (origins) line += piece.text.split('\n').length - 1;
    }
    if (text !== '' && !out.write(bytesOf(text))) await once(out, 'drain');
    if (origins && list !== '' && !origins.write(list)) await once(origins, 'drain');
  };
  try {
    await write(converter.push(head));
    while (!done) {
      const next = await chunks.next();
      if (next.done) break;
      await write(converter.push(next.value));
    }
    await write(converter.end());
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code ? unreadable(file, error) : error;
  }
  for (const stream of [options.out === undefined ? undefined : out, origins]) {
    stream?.end();
    if (stream) await once(stream, 'close');
  }
  if (options.out !== undefined) process.stderr.write(`${FORMS[form].title()}: ${messages} messages written to ${options.out}.\n`);
  if (messages === 0) process.stderr.write(`ami-logs: ${t('{0} holds no AMI message as {1}.', file, FORMS[form].title())}\n`);
  return messages === 0 ? 1 : 0;
}

/** The first bytes of a file, at least {@link SAMPLE} where it has so many. */
async function beginning(file: string, chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; done: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    while (length <= SAMPLE) {
      const next = await chunks.next();
      if (next.done) return { head: Buffer.concat(parts), done: true };
      parts.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return { head: Buffer.concat(parts), done: false };
}

/** A file that is written anew. Throws {@link WrongUse} where it exists or cannot be written. */
export async function created(file: string): Promise<Writable> {
  const stream = createWriteStream(file, { flags: 'wx' });
  try {
    await once(stream, 'open');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new WrongUse(code === 'EEXIST' ? t('{0} exists already. Name another file.', file) : t('{0}: cannot be written: {1}.', file, message));
  }
  return stream;
}

/** The catalogue's names, for forms that lost the spelling of the wire. */
export function catalogNames(): Names {
  const catalog = createCatalog();
  const entries = [...catalog.eventNames.map((name) => catalog.event(name)), ...catalog.actionNames.map((name) => catalog.action(name))];
  return createNames(entries.flatMap((entry) => (entry ? [{ kind: entry.kind, name: entry.name, headers: entry.headers.map((header) => header.name) }] : [])));
}
