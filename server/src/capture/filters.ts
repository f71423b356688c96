import { t } from '../texts';

/** The criteria of the newer form. Source: Asterisk configs/samples/manager.conf.sample, eventfilter(). */
const ADVANCED = /^(?:eventfilter)?\(((?:(?:action|name|header|method)\([^()]*\),?)+)\)\s*=\s*(.*)$/s;

/**
 * The lines of the action that sets a filter for this session. `!Event: VarSet` is a regular expression that takes away what it fits;
 * `(action(exclude),name(VarSet)) =` is the newer form, as manager.conf has it. Line ends in it are left out.
 *
 * Source: Asterisk main/manager.c, manager_action_filter().
 */
export function filterAction(expression: string, id: string): string[] {
  const line = expression.replace(/[\r\n]/g, '');
  const found = ADVANCED.exec(line);
  return ['Action: Filter', `ActionID: ${id}`, 'Operation: Add', ...(found ? [`MatchCriteria: ${found[1]}`, `Filter: ${found[2]}`] : [`Filter: ${line}`])];
}

/** What to say where the server refuses one. */
export function filterRefused(expression: string, words: string): string {
  const line = expression.replace(/[\r\n]/g, '');
  const advice = /permission/i.test(words)
    ? t(
        'Filters need an account with write class system. Without it, put "{0}" into its section of manager.conf, or choose event classes.',
        ADVANCED.test(line) ? line.replace(/^(?!eventfilter)/, 'eventfilter') : `eventfilter = ${line}`,
      )
    : t('Check the expression.');
  return `${t('The server refused the filter {0}: {1}.', line, words.replace(/\p{Cc}/gu, ''))} ${advice}`;
}
