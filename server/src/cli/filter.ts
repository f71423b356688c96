import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { bytesOf } from '../forms/bytes';
import { isDamage, messagesOf } from '../stream';
import { frameLine } from '../syntax/lines';
import { created } from './convert';
import { streamMatcher } from './streamMatcher';
import { unreadable } from './wrongUse';

/** The options of `ami-logs filter` as the command line gives them. */
export interface FilterArguments {
  /** The capture to write; without it standard output. Must not exist. */
  readonly out?: string;
  /** Names of events that `noise` means. */
  readonly noise?: readonly string[];
}

/**
 * Writes the messages of a capture that fit an expression as a capture, with its banner, the time marks that hold for them, gap marks and notes. Streams. Gives 0
 * where one fits, 1 where none does, 2 where a gzipped capture is damaged, after what comes before the damage.
 */
export async function filterFile(file: string, expression: string, options: FilterArguments): Promise<number> {
  const fits = await streamMatcher(file, expression, options.noise);
  // A capture that cannot be read leaves no empty file behind.
  if (file !== '-') await access(file, constants.R_OK).catch((error: unknown) => Promise.reject(unreadable(file, error)));
  const out: Writable = options.out === undefined ? process.stdout : await created(options.out);
  let found = 0;
  let damaged = false;
  /** The last time mark, until it is written. */
  let mark = '';
  let pending = '';
  const write = async (text: string): Promise<void> => {
    pending += text;
    if (pending.length < BLOCK) return;
    const bytes = bytesOf(pending);
    pending = '';
    if (!out.write(bytes)) await once(out, 'drain');
  };
  /** What has to be kept of the lines between two messages. */
  const frame = (gap: string): string => {
    let kept = '';
    for (const line of gap.split('\n')) {
      const kind = line === '' ? undefined : frameLine(line, 0);
      if (/^\s*;@ /.test(line)) mark = `${line}\n`;
      else if (kind === 'mark' || kind === 'banner') kept += `${line}\n`;
    }
    return kept;
  };
  try {
    for await (const message of messagesOf(file)) {
      const { text, start, end, gap, shape } = message;
      if (gap < start) await write(frame(text.slice(gap, start)));
      if (!fits(message)) continue;
      found++;
      const raw = text.slice(start, end);
      // A message without its blank line would run into the next one.
      const torn = shape.ending === 'blank' ? '' : `${raw.endsWith('\n') ? '' : '\r\n'};# (the message before this line is cut off in the capture)\r\n`;
      await write(mark + raw + torn);
      mark = '';
    }
  } catch (error) {
    if (!isDamage(error)) throw (error as NodeJS.ErrnoException).code ? unreadable(file, error) : error;
    damaged = true;
    process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
  }
  out.write(bytesOf(pending));
  if (options.out !== undefined) {
    out.end();
    await once(out, 'close');
    process.stderr.write(`${found} messages written to ${options.out}.\n`);
  }
  if (damaged) return 2;
  return found > 0 ? 0 : 1;
}

/** What is gathered before it is written. Characters. */
const BLOCK = 1 << 16;
