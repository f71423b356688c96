import type { JoinReason } from '../calls/types';
import { t } from '../texts';

const JOIN_REASONS: Readonly<Record<JoinReason, () => string>> = {
  first: () => t('began the call'),
  'same-linkedid': () => t('same Linkedid'),
  'linkedid-moved': () => t('its Linkedid moved here'),
  dialled: () => t('was dialled'),
  'local-pair': () => t('other half of a Local channel'),
  transfer: () => t('joined by a transfer'),
  parked: () => t('parked or retrieved'),
  'picked-up': () => t('picked up'),
  forwarded: () => t('forwarded'),
  bridge: () => t('bridged'),
  guess: () => t('a guess'),
};

/** Why a channel belongs to a call, in words. */
export function joinReason(reason: JoinReason): string {
  return JOIN_REASONS[reason]();
}
