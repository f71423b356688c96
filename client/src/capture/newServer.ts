import { l10n, type QuickPickItem, ThemeIcon } from 'vscode';
import type { PresetName } from '../../../server/src/protocol';
import { type AmiServer, addressOf, nameOf, parseAddress } from './servers';
import { ask, askItem, askText, BACK, type Step } from './steps';

/** What the questions about a server gave. The secret only where it was asked for. */
export interface Answers {
  readonly server: AmiServer;
  readonly secret?: string;
}

/** What is known while the questions are asked. */
interface Known {
  readonly server: Partial<AmiServer>;
  readonly secret?: string;
}

/** Asks for a server in a few steps: address, encryption, user, what to receive, a name, and last the secret. `undefined` where the user goes away. */
export async function askNewServer(given: Partial<AmiServer>): Promise<Answers | undefined> {
  return complete(await ask<Known>(l10n.t('New AMI Server'), { server: given }, [address, encryption, user, received, name, secret]));
}

/** Asks for what may be changed of a saved server. */
export async function askEditedServer(server: AmiServer): Promise<AmiServer | undefined> {
  return complete(await ask<Known>(l10n.t('Edit {0}', nameOf(server)), { server }, [address, encryption, user, received, name]))?.server;
}

/** Asks for the secret alone. */
export async function askSecret(server: AmiServer): Promise<string | undefined> {
  const answers = await ask<Known>(l10n.t('Secret of {0}', server.user), { server }, [secret]);
  return answers?.secret;
}

function complete(known: Known | undefined): Answers | undefined {
  const { host, user: account } = known?.server ?? {};
  if (!known || !host || !account) return undefined;
  return { server: { ...known.server, host, user: account }, ...(known.secret === undefined ? {} : { secret: known.secret }) };
}

const address: Step<Known> = async (known, place) => {
  const { host, port } = known.server;
  const text = await askText(place, {
    prompt: l10n.t('Address of the Asterisk server: host or host:port. The port is 5038, or 5039 with TLS, unless manager.conf says otherwise.'),
    value: host ? (port ? addressOf({ host, port }) : host) : '',
    placeholder: 'pbx.example.com',
    problem: (value) =>
      parseAddress(value) ? undefined : l10n.t('This must be a host name or an address, with :port behind it where it is not the usual one.'),
  });
  const parsed = typeof text === 'string' ? parseAddress(text) : undefined;
  if (!parsed) return text === BACK ? BACK : undefined;
  // Another host has another certificate.
  const { port: _, fingerprint, ...rest } = known.server;
  return { ...known, server: { ...rest, ...(parsed.host === host && fingerprint ? { fingerprint } : {}), ...parsed } };
};

const encryption: Step<Known> = async (known, place) => {
  const items: (QuickPickItem & { tls: boolean })[] = [
    {
      iconPath: new ThemeIcon('unlock'),
      label: l10n.t('No encryption'),
      detail: l10n.t('For a network of your own or a tunnel: the secret is not sent, but all events can be read on the way.'),
      tls: false,
    },
    {
      iconPath: new ThemeIcon('lock'),
      label: 'TLS',
      detail: l10n.t('Needs tlsenable in manager.conf. A certificate that is not known here is shown to you before anything is sent.'),
      tls: true,
    },
  ];
  const active = items.find(({ tls }) => tls === (known.server.tls ?? false));
  const chosen = await askItem(place, { placeholder: l10n.t('How to connect to {0}', known.server.host ?? ''), items, ...(active ? { active } : {}) });
  return chosen === BACK || chosen === undefined ? chosen : { ...known, server: { ...known.server, tls: chosen.tls } };
};

const user: Step<Known> = async (known, place) => {
  const text = await askText(place, {
    prompt: l10n.t('User: the name of a section of manager.conf. An account that may only read is best.'),
    value: known.server.user ?? '',
    problem: (value) => (value.trim() ? undefined : l10n.t('A user is needed: AMI has no anonymous login.')),
  });
  return typeof text === 'string' ? { ...known, server: { ...known.server, user: text.trim() } } : text;
};

/** What may be received, in the words of those who choose. */
function presetItems(): (QuickPickItem & { preset?: PresetName; mask?: true })[] {
  return [
    { label: l10n.t('Calls'), description: 'system, call', detail: l10n.t('Channels, bridges, dialling: enough for the calls view.'), preset: 'calls' },
    {
      label: l10n.t('Calls and queues'),
      description: 'system, call, agent',
      detail: l10n.t('Also queue members and agents.'),
      preset: 'calls+queues',
    },
    {
      label: l10n.t('Calls and queues, quiet'),
      description: l10n.t('filtered on the server'),
      detail: l10n.t('Without what comes in masses. Needs an account with write class "system".'),
      preset: 'quiet',
    },
    { label: l10n.t('Everything'), description: 'on', detail: l10n.t('All that the account may see. Busy servers send a lot.'), preset: 'all' },
    { label: l10n.t('Classes of your own…'), detail: l10n.t('An event mask, such as call,agent,user.'), mask: true },
  ];
}

const received: Step<Known> = async (known, place) => {
  const items = presetItems();
  const { events, preset } = known.server;
  const active = items.find((item) => (events === undefined ? item.preset === (preset ?? 'calls+queues') : item.mask));
  const chosen = await askItem(place, { placeholder: l10n.t('What to receive'), items, ...(active ? { active } : {}) });
  if (chosen === BACK || chosen === undefined) return chosen;
  const { events: _, preset: __, ...rest } = known.server;
  if (chosen.preset) return { ...known, server: { ...rest, preset: chosen.preset } };
  const mask = await askText(place, {
    prompt: l10n.t('Event classes of the login, separated by commas: on for all, or such as call,agent,user'),
    value: events ?? 'call,agent',
    problem: (value) => (/^\s*\w+(\s*,\s*\w+)*\s*$/.test(value) ? undefined : l10n.t('These are words separated by commas, such as call,agent.')),
  });
  if (mask === BACK) return received(known, place);
  return mask === undefined ? undefined : { ...known, server: { ...rest, events: mask.replace(/\s+/g, '') } };
};

const name: Step<Known> = async (known, place) => {
  const text = await askText(place, {
    prompt: l10n.t('A name for this server, or nothing for its address'),
    value: known.server.name ?? '',
    placeholder: known.server.host ?? '',
    problem: (value) => (value.length > 80 ? l10n.t('This name is too long: 80 characters are enough.') : undefined),
  });
  if (typeof text !== 'string') return text;
  const { name: _, ...rest } = known.server;
  return { ...known, server: text.trim() ? { ...rest, name: text.trim() } : rest };
};

const secret: Step<Known> = async (known, place) => {
  const text = await askText(place, {
    prompt: l10n.t('Secret of {0}. It goes into the secret store of this computer once the login has succeeded, and nowhere else.', known.server.user ?? ''),
    password: true,
    problem: (value) => (value ? undefined : l10n.t('An account of AMI has a secret: the line "secret" of its section in manager.conf.')),
  });
  return typeof text === 'string' ? { ...known, secret: text } : text;
};
