import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { AmiClient } from './amiClient';
import { type Asterisk, freePorts } from './asterisk';

/** Telephones that are real as far as Asterisk can tell: sipp. */
export interface Telephones {
  /** Calls an extension of `phones` and hangs up so long after the answer, in milliseconds. Resolves when it is over. */
  call(caller: string, extension: string, ms: number): Promise<void>;
  /** So many calls at this rate a second, one after the other or at once. */
  many(caller: string, extension: string, ms: number, count: number, rate: number): Promise<void>;
  close(): void;
}

/** Puts telephones beside an Asterisk: `8001` to `8004` call, `100` answers. `undefined` where there is no sipp. */
export async function telephones(asterisk: Asterisk): Promise<Telephones | undefined> {
  const children = new Set<ChildProcess>();
  const sipp = async (args: readonly string[]): Promise<ChildProcess> => {
    const [port = 0, media = 0] = await freePorts(2);
    const child = asterisk.program('sipp', [...args, '-i', '127.0.0.1', '-p', String(port), '-mp', String(Math.min(media, 60_000)), '-nostdin']);
    return watched(child);
  };
  const watched = (child: ChildProcess): ChildProcess => {
    children.add(child);
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('error', () => undefined);
    child.once('exit', () => children.delete(child));
    return child;
  };
  if (!asterisk.has('sipp')) return undefined;
  copyFileSync(path.resolve('test', 'asterisk', 'sipp', 'caller.xml'), path.join(asterisk.folder, 'caller.xml'));
  const [media = 0] = await freePorts(1);
  watched(asterisk.program('sipp', ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(asterisk.phonePort), '-mp', String(Math.min(media, 60_000)), '-nostdin']));
  const many = async (caller: string, extension: string, ms: number, count: number, rate: number): Promise<void> => {
    const file = `${asterisk.folderInside}/caller.xml`;
    const how = ['-sf', file, '-key', 'caller', caller, '-s', extension, '-d', String(ms), '-m', String(count), '-r', String(rate), '-l', String(count)];
    const child = await sipp([...how, `127.0.0.1:${asterisk.sipPort}`]);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    many,
    call: (caller, extension, ms) => many(caller, extension, ms, 1, 10),
    close() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/** Says something that every recording hears, and waits until a client hears it: what came before has been sent to all. */
export async function announce(asterisk: Asterisk, name: string): Promise<void> {
  const client = await AmiClient.connect(asterisk.port);
  await client.login('full', undefined, 'user');
  client.socket.write(`Action: UserEvent\r\nUserEvent: ${name}\r\n\r\n`);
  await client.event('UserEvent', (event) => event.get('UserEvent') === name);
  client.close();
}
