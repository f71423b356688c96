import type { Translate } from './storyPage';
import type { ListState } from './tree';

/**
 * What stands above the list: how many calls there are, how many of them reached nobody, and of which capture where no editor says so. Nothing where there
 * are none, since the view says why in the place of the list, and only where nothing stands above it.
 */
export function headline(name: string | undefined, { total, missed }: ListState, t: Translate): string {
  if (total === 0) return '';
  const calls = total === 1 ? t('1 call') : t('{0} calls', total.toLocaleString());
  const text = missed ? t('{0}, {1} not answered', calls, missed.toLocaleString()) : calls;
  return name ? `${name}: ${text}` : text;
}

/** Calls that reached nobody, as an expression that somebody may go on with. */
export const MISSED = 'not outcome:answered not outcome:in-progress';

/** What stands above a filtered list: what fits, or what is wrong with the filter; nothing where nothing fits, as above. */
export function filterline(filter: string, { fitting, total, filterError }: ListState, t: Translate): string {
  if (filterError !== undefined) return filterError;
  if (fitting === 0) return '';
  return filter === MISSED
    ? t('Calls that nobody answered: {0} of {1}', fitting.toLocaleString(), total.toLocaleString())
    : t('Filter “{0}”: {1} of {2} calls', filter, fitting.toLocaleString(), total.toLocaleString());
}
