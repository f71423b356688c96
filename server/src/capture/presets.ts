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
    filters: ['!^Event: (NewConnectedLine|NewCallerid|ExtensionStatus|DeviceStateChange|MusicOnHold[A-Za-z0-9_]*|PeerStatus|Registry)[^A-Za-z0-9_]'],
  },
  all: { events: 'on', filters: [] },
};

/** The words of an event mask, and those that stand for all or none. Source: Asterisk main/manager.c, perms, strings_to_mask(). */
const MASK_WORDS = new Set(
  'on off yes no true false all none system call log verbose command agent user config dtmf reporting cdr dialplan originate agi cc aoc test security message'.split(
    ' ',
  ),
);

/**
 * The words of an event mask that no Asterisk knows. It does not say so itself: it accepts the login and sends what the other words name, which may be nothing.
 */
export function unknownClasses(mask: string): string[] {
  return mask
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && !MASK_WORDS.has(word.toLowerCase()) && !/^\d+$/.test(word));
}

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
    // Rules of IPv4 say nothing of addresses of IPv6, and who no rule speaks of may come in.
    'deny = ::/0',
    'permit = 127.0.0.1/255.255.255.255 ; the address of this computer, as the server sees it',
    'read = system,call,agent,user,dialplan,cdr',
    'write =',
    '',
  ].join('\n');
}

/**
 * Filters that keep these events from being sent, for the action Filter or, behind `eventfilter=`, for the account in manager.conf. `*` in a name stands for anything; names
 * with what no event's name has are left out.
 *
 * Asterisk looks for the regular expression anywhere in the text of an event, so both ends of the name are said: without them `Hangup` would take HangupRequest along, and a
 * UserEvent whose header ends in `Event` whatever it says. `!` means "all but". Source: Asterisk main/manager.c, manager_add_filter(), match_filter().
 */
export function filtersOf(names: readonly string[]): string[] {
  return names
    .map((name) => name.trim())
    .filter((name) => /^[\w*]+$/.test(name) && /\w/.test(name))
    .map((name) => `!^Event: ${name.replace(/\*+(?=.)/g, WORD)}`)
    .map((filter) => (filter.endsWith('*') ? filter.replace(/\*+$/, '') : `${filter}[^A-Za-z0-9_]`));
}

/** What `*` stands for inside of a name: not for what comes behind it. */
const WORD = '[A-Za-z0-9_]*';
