import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { begin, outcomeOf, type Ran, run } from '../cli/run';
import { SECRET } from './amiClient';

/** `ami-logs capture` at work. */
export interface Recording {
  readonly file: string;
  readonly child: ChildProcess;
  /** How it ended. */
  readonly ended: Promise<Ran>;
  /** All that is in the file, a byte a character. */
  text(): string;
  /** Until the file holds this so often. */
  until(words: RegExp, times?: number): Promise<void>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ran>;
}

/** What to record. */
export interface RecordingOptions {
  readonly port: number;
  readonly user: string;
  readonly host?: string;
  readonly secret?: string;
  readonly args?: readonly string[];
}

/** What a busy machine may take. Milliseconds. */
const PATIENCE = 40_000;

/** Starts a recording to `folder`/`name`.ami. */
export function record(folder: string, name: string, { port, user, host = '127.0.0.1', secret = SECRET, args = [] }: RecordingOptions): Recording {
  const file = path.join(folder, `${name}.ami`);
  const child = begin(['capture', '--host', host, '--port', String(port), '--user', user, '--out', file, ...args], { AMI_SECRET: secret });
  const ended = outcomeOf(child);
  let over: Ran | undefined;
  void ended.then((ran) => {
    over = ran;
  });
  const text = (): string => (existsSync(file) ? readFileSync(file, 'latin1') : '');
  return {
    file,
    child,
    ended,
    text,
    async until(words, times = 1) {
      const all = new RegExp(words.source, `${words.flags.replace('g', '')}g`);
      let size = -1;
      const deadline = Date.now() + PATIENCE;
      for (;;) {
        if (Date.now() > deadline) throw new Error(`No ${words} in ${file} within ${PATIENCE / 1000} s: ${text().slice(-4_000)}`);
        // Large files are not read again and again where nothing has changed, nor from their beginning for one word.
        const { size: now } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
        if (now !== size && ((times === 1 ? tail(file, Math.max(0, size - 65_536)) : text()).match(all)?.length ?? 0) >= times) return;
        size = now;
        if (over) throw new Error(`The recording ended without ${words}: ${over.err}${text().slice(-2_000)}`);
        await passing(50);
      }
    },
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** What is in a file from there on, a byte a character. */
function tail(file: string, from: number): string {
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - from));
    return buffer.toString('latin1', 0, readSync(handle, buffer, 0, buffer.length, from));
  } finally {
    closeSync(handle);
  }
}

/** Lets some time go by, where another program has to do something that it does not tell. Milliseconds. */
export function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A recording without the marks of the recorder. */
function withoutMarks(text: string): string {
  return text.replace(/^;[@!#] .*\r\n/gm, '');
}

/** The events in a recording, or in a text of the wire, in their order; those of the session itself and answers to actions are left out. */
export function eventsIn(text: string): string[] {
  return withoutMarks(text)
    .split(/(?<=\r\n\r\n)/)
    .filter((block) => block.startsWith('Event: ') && !/^Event: FullyBooted|\r\nActionID: /.test(block));
}

/** How many events of each name. */
export function namesIn(text: string): Map<string, number> {
  const names = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/^Event: (\S+)\r$/gm)) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

/** What `ami-logs check` finds in a capture: lines of text, none where all is well. */
export async function problemsIn(file: string): Promise<string> {
  const { code, out, err } = await run(['check', file]);
  // Information and hints are none.
  return code === 0 ? '' : out.replace(/^.*: (?:information|hint) .*\n/gm, '') + err;
}

/** The calls of a capture as `ami-logs calls` prints them, a line each, without the sum. */
export async function callsIn(file: string): Promise<string[]> {
  const { code, out, err } = await run(['calls', file]);
  if (code !== 0) throw new Error(err);
  return out.trimEnd().split('\n').slice(0, -1);
}
