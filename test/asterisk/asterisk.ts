import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { AmiClient, SECRET } from './amiClient';

/** How the Asterisk of a suite differs from that of `config`. */
export interface AsteriskOptions {
  /** `timestampevents` of manager.conf; no by default. */
  readonly timestamps?: boolean;
  /** The secret of its accounts; {@link SECRET} by default. */
  readonly secret?: string;
  /** Lines for the section of the account `filtered`. */
  readonly eventFilters?: readonly string[];
  /** More lines of its general section. */
  readonly general?: readonly string[];
  /** More lines of manager.conf. */
  readonly sections?: readonly string[];
}

/** An Asterisk that this process has started, with the configuration in `config`. */
export interface Asterisk {
  readonly port: number;
  readonly tlsPort: number;
  readonly sipPort: number;
  /** Where pjsip.conf expects the telephone 100. */
  readonly phonePort: number;
  /** The certificate that it shows, for `localhost`; signed by itself. */
  readonly certificate: string;
  /** What its version is, as `asterisk -V` says it. */
  readonly version: string;
  /** Runs a command of its console; gives what it prints. */
  cli(command: string): Promise<string>;
  /** Writes manager.conf anew. `manager reload` is the caller's. */
  configure(options: AsteriskOptions): void;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts it, after `kill` or after it ended by itself; resolves when it is fully booted. */
  start(): Promise<void>;
  /** Ends it and removes what it wrote. */
  close(): Promise<void>;
  /** Whether a program stands beside it. */
  has(name: string): boolean;
  /** Starts a program that stands beside it, such as sipp. */
  program(name: string, args: readonly string[]): ChildProcess;
  /** A folder that programs which stand beside it see under the second name. */
  readonly folder: string;
  readonly folderInside: string;
}

const CONFIG = path.resolve('test', 'asterisk', 'config');

/** The root folder of an installation with `asterisk` in it: `AMI_ASTERISK_ROOT` (for chroot), else this machine; `undefined` where neither has one. */
export function installation(): string | undefined {
  const root = process.env.AMI_ASTERISK_ROOT;
  const found = [root || '/'].find((one) => existsSync(path.join(one, 'usr/sbin/asterisk')));
  return found;
}

/** Starts the Asterisk of an {@link installation}. Rejects with what it said where it does not come up. */
export async function startAsterisk(root: string, first: AsteriskOptions = {}): Promise<Asterisk> {
  const outside = mkdtempSync(path.join(root, 'tmp', 'ami-logs-asterisk-'));
  const inside = root === '/' ? outside : path.join('/', path.relative(root, outside));
  const [port = 0, tlsPort = 0, sipPort = 0, phonePort = 0, rtpPort = 0] = await freePorts(5);
  const within = (command: string, args: readonly string[]): [string, string[]] => (root === '/' ? [command, [...args]] : ['chroot', [root, command, ...args]]);
  const modules = readdirSync(path.join(root, 'usr/lib')).flatMap((one) =>
    [path.join('/usr/lib', one, 'asterisk/modules'), '/usr/lib/asterisk/modules', '/usr/lib64/asterisk/modules'].filter((folder) =>
      existsSync(path.join(root, folder)),
    ),
  )[0];

  let secret = SECRET;
  const configure = (options: AsteriskOptions): void => {
    secret = options.secret ?? SECRET;
    const words: Record<string, string> = {
      DIR: inside,
      MODULES: modules ?? '',
      BIND: '::',
      TLSBIND: '[::]',
      PORT: String(port),
      TLSPORT: String(tlsPort),
      SIPPORT: String(sipPort),
      PHONEPORT: String(phonePort),
      // Where ports are taken by others, it looks further.
      RTPSTART: String(Math.min(rtpPort, 60_000)),
      RTPEND: String(Math.min(rtpPort, 60_000) + 2_000),
      TIMESTAMPS: options.timestamps ? 'yes' : 'no',
      SECRET: secret,
      EVENTFILTERS: (options.eventFilters ?? []).join('\n'),
      GENERAL: (options.general ?? []).join('\n'),
      SECTIONS: (options.sections ?? []).join('\n'),
    };
    for (const name of readdirSync(CONFIG)) {
      const text = readFileSync(path.join(CONFIG, name), 'utf8').replace(/@([A-Z]+)@/g, (all, word: string) => words[word] ?? all);
      writeFileSync(path.join(outside, name), text);
    }
  };

  for (const folder of ['lib', 'spool', 'log']) mkdirSync(path.join(outside, folder));
  configure(first);
  await selfSigned(outside);
  // Its documentation is told from by the console only; without it, it complains.
  const documentation = path.join(root, 'var/lib/asterisk/documentation');
  if (existsSync(documentation)) cpSync(documentation, path.join(outside, 'lib/documentation'), { recursive: true });

  let child: ChildProcess | undefined;
  let said = '';
  const start = async (): Promise<void> => {
    rmSync(path.join(outside, 'asterisk.ctl'), { force: true });
    const [command, args] = within('/usr/sbin/asterisk', ['-f', '-C', `${inside}/asterisk.conf`]);
    said = '';
    child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('utf8')).slice(-4_000);
      });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`Asterisk ended: ${said}`);
    });
    // It may end later, where somebody wants that.
    ended.catch(() => undefined);
    await Promise.race([ended, booted(port, secret)]);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  };
  const run = (command: string, args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const [program, all] = within(command, args);
      execFile(program, all, (error, out, err) => (error ? reject(new Error(`${error.message} ${out}${err}`)) : resolve(out)));
    });
  const close = async (): Promise<void> => {
    await kill();
    rmSync(outside, { recursive: true, force: true });
  };
  try {
    const version = (await run('/usr/sbin/asterisk', ['-V'])).trim();
    await start();
    return {
      port,
      tlsPort,
      sipPort,
      phonePort,
      certificate: path.join(outside, 'certificate.pem'),
      version,
      cli: (command) => run('/usr/sbin/asterisk', ['-C', `${inside}/asterisk.conf`, '-rx', command]),
      configure,
      kill,
      start,
      close,
      has: (name) => programIn(root, name) !== undefined,
      program: (name, args) => {
        const [command, all] = within(programIn(root, name) ?? name, args);
        return spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
      },
      folder: outside,
      folderInside: inside,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The path of a program in an installation. */
function programIn(root: string, name: string): string | undefined {
  return ['/usr/bin', '/usr/local/bin', '/usr/sbin'].map((folder) => `${folder}/${name}`).find((one) => existsSync(path.join(root, one)));
}

/** Ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

/** Until an account can log in and the server says that it is up. */
async function booted(port: number, secret: string): Promise<void> {
  for (;;) {
    try {
      const client = await AmiClient.connect(port);
      await client.login('full', secret, 'system');
      await client.event('FullyBooted');
      client.close();
      return;
    } catch (error) {
      if (/Authentication/.test((error as Error).message)) throw error;
      // Nobody tells when a port begins to listen.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** `asterisk.pem` (key and certificate) and `certificate.pem` for `localhost` and the loopback addresses. */
function selfSigned(folder: string): Promise<void> {
  const key = path.join(folder, 'key.pem');
  const certificate = path.join(folder, 'certificate.pem');
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate];
  args.push('-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  return new Promise((resolve, reject) => {
    execFile('openssl', args, (error) => {
      if (error) {
        reject(error);
        return;
      }
      writeFileSync(path.join(folder, 'asterisk.pem'), readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'));
      resolve();
    });
  });
}
