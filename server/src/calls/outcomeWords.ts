import { t } from '../texts';
import type { Outcome } from './types';

/** What became of a call, in a word; in English as filters have it. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome) {
    case 'answered':
      return t('answered');
    case 'busy':
      return t('busy');
    case 'no-answer':
      return t('no-answer');
    case 'cancelled':
      return t('cancelled');
    case 'rejected':
      return t('rejected');
    case 'congestion':
      return t('congestion');
    case 'unavailable':
      return t('unavailable');
    case 'failed':
      return t('failed');
    case 'in-progress':
      return t('in-progress');
    case 'unknown':
      return t('unknown');
  }
}
