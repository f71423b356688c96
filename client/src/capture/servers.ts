import { ConfigurationTarget, l10n, workspace } from 'vscode';
import { PRESETS, type PresetName } from '../../../server/src/protocol';

/** An AMI server and the account there, as the setting `ami.servers` has it. Never holds the secret. */
export interface AmiServer {
  readonly name?: string;
  readonly host: string;
  /** 5038, with TLS 5039, where it is left out. */
  readonly port?: number;
  readonly tls?: boolean;
  /** A PEM file of certificates to trust instead of the system's. */
  readonly ca?: string;
  /** The name that the certificate must bear, where it is not the host. */
  readonly servername?: string;
  /** SHA-256 of the one certificate that the user trusts for this server. */
  readonly fingerprint?: string;
  readonly user: string;
  readonly preset?: PresetName;
  /** Event mask of the login, instead of the preset's. */
  readonly events?: string;
  /** Event filters, besides the preset's. */
  readonly filters?: readonly string[];
  /** The secret may cross an unencrypted connection where the server knows no challenge. */
  readonly plain?: boolean;
  /** Connect again when the connection is lost; so unless said. */
  readonly reconnect?: boolean;
  /** A new file begins after this many MB. */
  readonly segmentSizeMB?: number;
  /** Where captures of this server go, instead of `ami.captureFolder`. */
  readonly folder?: string;
}

/** The editor gives extensions no text of files over 50 MB. */
const LARGEST_SEGMENT_MB = 45;

/**
 * What a saved server may say, and how it is read; anything else in the setting is left out. `name`, `port` and so on are as in {@link AmiServer}.
 */
const READERS: { readonly [K in keyof AmiServer]-?: (value: unknown) => AmiServer[K] | undefined } = {
  name: line,
  host: (value) => (typeof value === 'string' ? parseAddress(value.includes(':') ? `[${value}]` : value)?.host : undefined),
  port: (value) => (Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536 ? Number(value) : undefined),
  tls: flag,
  ca: line,
  servername: line,
  fingerprint: (value) => (typeof value === 'string' && /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(value) ? value : undefined),
  user: line,
  preset: (value) => (typeof value === 'string' && Object.hasOwn(PRESETS, value) ? (value as PresetName) : undefined),
  events: line,
  filters: (value) => (Array.isArray(value) ? value.filter((one): one is string => line(one) !== undefined) : undefined),
  plain: flag,
  reconnect: flag,
  segmentSizeMB: (value) => (typeof value === 'number' && value > 0 ? Math.min(value, LARGEST_SEGMENT_MB) : undefined),
  folder: line,
};

/**
 * The saved servers, in the order of the setting; entries without host or user are left out.
 *
 * Only the user's own settings count: what a workspace brings along must never make the editor connect anywhere, trusted or not. The setting's scope says so to
 * VS Code too; this is the second lock.
 */
export function savedServers(): AmiServer[] {
  return entries().flatMap((entry) => readServer(entry) ?? []);
}

/** A server of what the setting holds; `undefined` where host or user is missing. */
export function readServer(value: unknown): AmiServer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(READERS).map(([key, read]) => [key, read((value as Record<string, unknown>)[key])] as const);
  const server = Object.fromEntries(entries.filter(([, found]) => found !== undefined)) as Partial<AmiServer>;
  return server.host && server.user ? (server as AmiServer) : undefined;
}

/** Puts a server into the user's settings: in the place of `before`, else of the same entry, else at the end. Entries that cannot be read stay as they are. */
export async function saveServer(server: AmiServer, before: AmiServer = server): Promise<void> {
  const saved = entries();
  const clean = readServer(server);
  if (!clean) return;
  const at = saved.findIndex((entry) => isEntryOf(entry, before));
  // Attaching to a saved server changes nothing, and so writes nothing.
  if (at >= 0 && JSON.stringify(readServer(saved[at])) === JSON.stringify(clean)) return;
  await write(at < 0 ? [...saved, clean] : saved.with(at, clean));
}

/** Takes a server out of the user's settings. */
export async function removeServer(server: AmiServer): Promise<void> {
  await write(entries().filter((entry) => !isEntryOf(entry, server)));
}

/** Whether both are the same entry: the same account by the same name. */
function isSame(one: AmiServer, other: AmiServer): boolean {
  return accountOf(one) === accountOf(other) && one.name === other.name;
}

/** The port to connect to. */
export function portOf(server: Pick<AmiServer, 'port' | 'tls'>): number {
  return server.port ?? (server.tls ? 5039 : 5038);
}

/** `host:port`, IPv6 in brackets. */
export function addressOf(server: Pick<AmiServer, 'host' | 'port' | 'tls'>): string {
  return `${server.host.includes(':') ? `[${server.host}]` : server.host}:${portOf(server)}`;
}

/** `user@host:port`: what a secret belongs to. */
export function accountOf(server: AmiServer): string {
  return `${server.user}@${addressOf(server)}`;
}

/** What the user calls the server. */
export function nameOf(server: AmiServer): string {
  return server.name ?? (portOf(server) === 5038 ? server.host : addressOf(server));
}

/** What the server is asked for: the mask of the login and the filters. */
export function wanted(server: AmiServer): { events: string; filters: readonly string[] } {
  const preset = server.preset ? PRESETS[server.preset] : undefined;
  return { events: server.events ?? preset?.events ?? 'on', filters: [...(preset?.filters ?? []), ...(server.filters ?? [])] };
}

/** Host and port of `host`, `host:port`, `[v6]`, `[v6]:port` or a bare v6 address. */
export function parseAddress(text: string): { host: string; port?: number } | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = found?.[1] ?? found?.[2] ?? found?.[3];
  if (!host) return undefined;
  if (found?.[4] === undefined) return { host };
  const port = Number(found[4]);
  return port > 0 && port < 65_536 ? { host, port } : undefined;
}

/** Why no connection is made from this window, in a sentence; `undefined` where one may be. `onDisk`: the extension has a folder of a computer. */
export function whyNoConnection(trusted: boolean, onDisk: boolean): string | undefined {
  if (!trusted) return l10n.t('This workspace is not trusted, so no connection is made from it. Trust the workspace, or open a window without a folder.');
  if (!onDisk)
    return l10n.t(
      'A browser can neither open a connection to an Asterisk server nor write a capture file. Attach from VS Code on a computer, or run ami-logs capture there and open its file here.',
    );
  return undefined;
}

function entries(): unknown[] {
  const saved = workspace.getConfiguration('ami').inspect<unknown>('servers')?.globalValue;
  return Array.isArray(saved) ? saved : [];
}

function isEntryOf(entry: unknown, server: AmiServer): boolean {
  const read = readServer(entry);
  return read !== undefined && isSame(read, server);
}

async function write(servers: readonly unknown[]): Promise<void> {
  await workspace.getConfiguration('ami').update('servers', servers, ConfigurationTarget.Global);
}

function line(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && !/[\r\n\0]/.test(value) ? value.trim() : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
