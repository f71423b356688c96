import type { Translate } from './storyPage';
import type { ListState } from './tree';

/** What stands above the list: whose calls these are, how many, how many of them reached nobody. Nothing where there are none: the empty view says why. */
export function headline(name: string, { total, missed }: ListState, t: Translate): string {
  if (total === 0) return '';
  const calls = total === 1 ? t('1 call') : t('{0} calls', total.toLocaleString());
  return missed ? t('{0}: {1}, {2} not answered', name, calls, missed.toLocaleString()) : `${name}: ${calls}`;
}

/** Calls that reached nobody, as an expression that somebody may go on with. */
export const MISSED = 'not outcome:answered not outcome:in-progress';

/** What stands above a filtered list: what fits, or what is wrong with the filter. */
export function filterline(filter: string, { fitting, total, filterError }: ListState, t: Translate): string {
  if (filterError !== undefined) return filterError;
  return filter === MISSED
    ? t('Calls that nobody answered: {0} of {1}', fitting.toLocaleString(), total.toLocaleString())
    : t('Filter “{0}”: {1} of {2} calls', filter, fitting.toLocaleString(), total.toLocaleString());
}
