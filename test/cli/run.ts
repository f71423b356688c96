import { type ChildProcess, type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** How a run of the command line ended. */
export interface Ran {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line that is bundled. */
export const CLI = path.resolve('dist', 'cli.js');

/** Runs `ami-logs` with these arguments; `input` is its standard input. */
export async function run(args: readonly string[], options: { input?: string | Buffer; env?: NodeJS.ProcessEnv } = {}): Promise<Ran> {
  const child = begin(args, options.env);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return outcomeOf(child);
}

/** Starts it. */
export function begin(args: readonly string[], env: NodeJS.ProcessEnv = {}, options: SpawnOptions = {}): ChildProcessByStdio<Writable, Readable, Readable> {
  return spawn(process.execPath, [...process.execArgv, CLI, ...args], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, AMI_SECRET: undefined, ...env },
  }) as ChildProcessByStdio<Writable, Readable, Readable>;
}

/** What it says until it ends. */
export async function outcomeOf(child: ChildProcess): Promise<Ran> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => void out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => void err.push(chunk));
  const [code] = await once(child, 'close');
  return { code: code as number | null, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') };
}

/** All that a stream says, once `fits` finds in it what it looks for. */
export function said(stream: Readable, fits: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let all = '';
    const look = (chunk: Buffer): void => {
      all += chunk.toString('utf8');
      const found = fits.exec(all);
      if (!found) return;
      stream.off('data', look);
      resolve(found);
    };
    stream.on('data', look);
    stream.once('end', () => reject(new Error(`no ${fits} in ${all}`)));
  });
}
