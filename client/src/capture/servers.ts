import { type ExtensionContext, l10n, window } from 'vscode';

/** An AMI server and the account there. Never holds the secret. */
export interface AmiServer {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string;
}

const LAST = 'ami.lastServer';

/** Asks for host, port, TLS and user, each with what was used last; `undefined` where the user goes away. */
export async function askForServer(context: ExtensionContext): Promise<AmiServer | undefined> {
  const last = context.globalState.get<AmiServer>(LAST);
  const address = await window.showInputBox({
    title: l10n.t('Attach to Live Server (1/3)'),
    prompt: l10n.t('Address of the Asterisk server: host or host:port'),
    value: last ? addressOf(last) : '127.0.0.1:5038',
    ignoreFocusOut: true,
    validateInput: (text) => (parseAddress(text) ? undefined : l10n.t('A host name or address, with :port where it is not 5038.')),
  });
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (!parsed) return undefined;
  const encryption = await window.showQuickPick(
    [
      { label: l10n.t('No encryption'), description: l10n.t('the secret is not sent, but events can be read on the way'), tls: false },
      { label: 'TLS', description: l10n.t('needs tlsenable in manager.conf and a certificate that is trusted here'), tls: true },
    ],
    { title: l10n.t('Attach to Live Server (2/3)'), placeHolder: l10n.t('How to connect to {0}', parsed.host), ignoreFocusOut: true },
  );
  if (!encryption) return undefined;
  const user = await window.showInputBox({
    title: l10n.t('Attach to Live Server (3/3)'),
    prompt: l10n.t('User: the section of manager.conf. An account that may only read is best.'),
    value: last?.user ?? '',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() ? undefined : l10n.t('A user is needed.')),
  });
  if (!user) return undefined;
  const server: AmiServer = { ...parsed, tls: encryption.tls, user: user.trim() };
  await context.globalState.update(LAST, server);
  return server;
}

/** `host:port`, IPv6 in brackets. */
export function addressOf(server: Pick<AmiServer, 'host' | 'port'>): string {
  return `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
}

/** Host and port of `host`, `host:port`, `[v6]`, `[v6]:port` or a bare v6 address; the port is 5038 unless said. */
export function parseAddress(text: string): { host: string; port: number } | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = found?.[1] ?? found?.[2] ?? found?.[3];
  const port = Number(found?.[4] ?? 5038);
  return host && port > 0 && port < 65_536 ? { host, port } : undefined;
}

/** The secret of an account, from the secret store. */
export async function secretOf(context: ExtensionContext, server: AmiServer): Promise<string | undefined> {
  return context.secrets.get(keyOf(server));
}

/** Keeps it there. */
export async function keepSecret(context: ExtensionContext, server: AmiServer, secret: string): Promise<void> {
  await context.secrets.store(keyOf(server), secret);
}

/** Forgets the secret of `server`, or of the one used last. */
export async function forgetSecret(context: ExtensionContext, server?: AmiServer): Promise<void> {
  const target = server ?? context.globalState.get<AmiServer>(LAST);
  if (!target) return;
  await context.secrets.delete(keyOf(target));
  if (!server) void window.showInformationMessage(l10n.t('The secret of {0} at {1} is forgotten.', target.user, addressOf(target)));
}

function keyOf(server: AmiServer): string {
  return `ami:${server.user}@${addressOf(server)}`;
}
