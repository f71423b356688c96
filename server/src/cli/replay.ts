import { readFileSync } from 'node:fs';
import { bannerVersion } from '../features/version';
import { replay } from '../replay/replay';
import { messagesOf } from '../stream';
import { unreadable, WrongUse } from './wrongUse';

/** The options of `ami-logs replay` as the command line gives them. */
export interface ReplayArguments {
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  readonly loop?: boolean;
  readonly user?: string;
  readonly secret?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Serves until SIGINT or SIGTERM. Gives 0, or rejects. */
export async function serve(file: string, options: ReplayArguments): Promise<number> {
  if ((options.user === undefined) !== (options.secret === undefined)) throw new WrongUse('--user and --secret go together.');
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) throw new WrongUse('--tls-cert and --tls-key go together.');
  if (file === '-') throw new WrongUse('A replay is read once for each client, so it needs a file, not standard input.');
  const running = await replay({
    file,
    host: options.host,
    port: options.port,
    speed: options.speed,
    loop: options.loop === true,
    ...(options.user !== undefined && options.secret !== undefined ? { account: { user: options.user, secret: options.secret } } : {}),
    ...(options.tlsCert !== undefined && options.tlsKey !== undefined ? { tls: { cert: pem(options.tlsCert), key: pem(options.tlsKey) } } : {}),
    banner: await bannerOf(file),
  });
  process.stdout.write(`Serving ${file} as an AMI server on ${options.host}:${running.port}. Ctrl-C ends it.\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await running.close();
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
