/** Which events a recording asks the server for. */
export interface Preset {
  /** The event mask of the login. */
  readonly events: string;
  /** Filters to set on the server; they need an account with write class `system`. */
  readonly filters: readonly string[];
}

/** The name of a preset, as `--preset` takes it. */
export type PresetName = 'calls' | 'calls+queues' | 'quiet' | 'all';

/**
 * Choices of what is received, by name: `calls` is enough for the calls view; `calls+queues` has queue members too; `quiet` leaves out of these what comes in
 * masses and tells little; `all` is all that the account may see.
 *
 * Source of the classes: the Privilege headers of Asterisk's events.
 */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  calls: { events: 'system,call', filters: [] },
  'calls+queues': { events: 'system,call,agent', filters: [] },
  quiet: {
    events: 'system,call,agent',
    filters: ['!Event: (NewConnectedLine|NewCallerid|ExtensionStatus|DeviceStateChange|MusicOnHold.*|PeerStatus|Registry)'],
  },
  all: { events: 'on', filters: [] },
};

/**
 * The lines of manager.conf for an account that can watch and nothing else.
 *
 * Without a write class Asterisk runs only the actions that need none, such as Ping, QueueStatus and BridgeList. Source: Asterisk configs/samples/manager.conf.sample,
 * main/manager.c, action_authority.
 */
export function readOnlyUser(user: string, secret = 'CHANGE-ME'): string {
  const name = user.replace(/[^\w.-]+/g, '_') || 'viewer';
  return [
    `[${name}]`,
    `secret = ${secret.replace(/[\r\n]+/g, '')}`,
    'deny = 0.0.0.0/0.0.0.0',
    'permit = 127.0.0.1/255.255.255.255 ; the address of this computer, as the server sees it',
    'read = system,call,agent,user,dialplan,cdr',
    'write =',
    '',
  ].join('\n');
}
