import { readFileSync } from 'node:fs';
import { bannerVersion } from '../features/version';
import { replay } from '../replay/replay';
import { messagesOf } from '../stream';
import { everySignal } from './ending';
import { unreadable, WrongUse } from './wrongUse';

/** The options of `ami-logs replay` as the command line gives them. */
export interface ReplayArguments {
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  readonly loop?: boolean;
  readonly now?: boolean;
  readonly user?: string;
  readonly secret?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Serves until SIGINT, SIGTERM or SIGHUP, or until the program that started it is gone. The secret may stand in `AMI_SECRET` instead. Gives 0, or rejects. */
export async function serve(file: string, options: ReplayArguments): Promise<number> {
  const { user } = options;
  // Without a user the environment's secret is for another command.
  const secret = options.secret ?? (user === undefined ? undefined : process.env.AMI_SECRET || undefined);
  if ((user === undefined) !== (secret === undefined)) throw new WrongUse('--user and --secret (or AMI_SECRET) go together.');
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) throw new WrongUse('--tls-cert and --tls-key go together.');
  if (file === '-') throw new WrongUse('A replay is read once for each client, so it needs a file, not standard input.');
  const running = await replay({
    file,
    host: options.host,
    port: options.port,
    speed: options.speed,
    loop: options.loop === true,
    now: options.now === true,
    ...(user !== undefined && secret !== undefined ? { account: { user, secret } } : {}),
    ...(options.tlsCert !== undefined && options.tlsKey !== undefined ? { tls: { cert: pem(options.tlsCert), key: pem(options.tlsKey) } } : {}),
    banner: await bannerOf(file),
  });
  // Before the line that says so: whoever reads it may end it at once.
  const ended = new Promise<void>((resolve) => {
    everySignal(resolve);
    // Only where it was forked is there a channel that can close.
    process.once('disconnect', resolve);
  });
  process.stdout.write(`Serving ${file} as an AMI server on ${options.host}:${running.port}. Ctrl-C ends it.\n`);
  await ended;
  await running.close();
  // An open channel would keep the process.
  if (process.connected) process.disconnect();
  return 0;
}

/** The capture's own banner, else that of the newest Asterisk known. */
async function bannerOf(file: string): Promise<string> {
  try {
    for await (const message of messagesOf(file, { asIs: true })) {
      return `Asterisk Call Manager/${bannerVersion(message.text) ?? '12.0.0'}`;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new WrongUse(`${file} holds no AMI message. Name a capture.`);
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}
