import type { JoinReason } from '../calls/types';

/** Why a channel belongs to a call, in words. */
export const JOIN_REASONS: Readonly<Record<JoinReason, string>> = {
  first: 'began the call',
  'same-linkedid': 'same Linkedid',
  'linkedid-moved': 'its Linkedid moved here',
  dialled: 'was dialled',
  'local-pair': 'other half of a Local channel',
  transfer: 'joined by a transfer',
  parked: 'parked or retrieved',
  'picked-up': 'picked up',
  forwarded: 'forwarded',
  bridge: 'bridged',
  guess: 'a guess',
};
