import { t } from '../texts';

/** The classes that an action may need, of those that let an account change something. Source: Asterisk main/manager.c, perms. */
const HARMLESS = new Set(['<none>', 'none', '', 'all', 'reporting']);

/**
 * What an account may do beside reading, from the server's own answer to ListCommands, which names the actions that this account may run with the classes that allow them:
 * a sentence for the user, or `undefined` where the server names nothing.
 *
 * An action is listed where the account has one of its classes, so only actions of one class prove that class. Source: Asterisk main/manager.c,
 * action_listcommands(), `"%s: %s (Priv: %s)\r\n"`.
 */
export function accountWarning(listCommands: string, user: string): string | undefined {
  const classes = new Set<string>();
  const actions: string[] = [];
  for (const [, name = '', privilege = ''] of listCommands.matchAll(/^([\w-]+): .*\(Priv: ([^()]*)\)\r?$/gm)) {
    const needed = privilege
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== 'all');
    const [only = ''] = needed;
    if (needed.length !== 1 || HARMLESS.has(only)) continue;
    classes.add(only);
    actions.push(name);
  }
  if (actions.length === 0) return undefined;
  const telling = ['Originate', 'Hangup', 'Redirect', 'Command', 'UpdateConfig'].filter((name) => actions.includes(name));
  const examples = (telling.length > 0 ? telling : actions).slice(0, 3).join(', ');
  return t(
    'The account {0} may do more than watch: the server lets it run {1} actions such as {2} (write classes {3}). Use an account without write classes.',
    user,
    actions.length,
    examples,
    [...classes].sort().join(', '),
  );
}
