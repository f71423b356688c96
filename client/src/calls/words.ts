import { l10n } from 'vscode';
import type { CallGrouping, Leg, Outcome, Transfer } from '../../../server/src/protocol';

/** What became of a call. */
export function outcomeText(outcome: Outcome): string {
  const words: Readonly<Record<Outcome, string>> = {
    answered: l10n.t('answered'),
    busy: l10n.t('busy'),
    'no-answer': l10n.t('no answer'),
    cancelled: l10n.t('cancelled'),
    rejected: l10n.t('rejected'),
    congestion: l10n.t('congestion'),
    unavailable: l10n.t('unavailable'),
    failed: l10n.t('failed'),
    'in-progress': l10n.t('in progress'),
    unknown: l10n.t('outcome unknown'),
  };
  return words[outcome];
}

/** The icon of an outcome and its colour of the theme. */
export const OUTCOME_ICONS: Readonly<Record<Outcome, readonly [icon: string, color: string]>> = {
  answered: ['call-outgoing', 'charts.green'],
  busy: ['circle-slash', 'charts.yellow'],
  'no-answer': ['watch', 'charts.yellow'],
  cancelled: ['close', 'charts.yellow'],
  rejected: ['circle-slash', 'charts.red'],
  congestion: ['warning', 'charts.red'],
  unavailable: ['debug-disconnect', 'charts.red'],
  failed: ['error', 'charts.red'],
  'in-progress': ['pulse', 'charts.blue'],
  unknown: ['question', 'disabledForeground'],
};

/** Why a channel belongs to a call. */
export function reasonText(reason: Leg['joinedBy']): string {
  const words: Readonly<Record<Leg['joinedBy'], string>> = {
    first: l10n.t('began the call'),
    'same-linkedid': l10n.t('same Linkedid'),
    'linkedid-moved': l10n.t('its Linkedid moved here'),
    dialled: l10n.t('was dialled'),
    'local-pair': l10n.t('other half of a Local channel'),
    transfer: l10n.t('joined by a transfer'),
    parked: l10n.t('parked or retrieved'),
    'picked-up': l10n.t('picked up'),
    forwarded: l10n.t('forwarded'),
    bridge: l10n.t('bridged'),
    guess: l10n.t('a guess'),
  };
  return words[reason];
}

/** What kind of transfer it was. */
export function transferText(kind: Transfer['kind']): string {
  const words: Readonly<Record<Transfer['kind'], string>> = {
    blind: l10n.t('blind transfer'),
    attended: l10n.t('attended transfer'),
    blonde: l10n.t('blonde transfer'),
    pickup: l10n.t('pick-up'),
    park: l10n.t('parking'),
  };
  return words[kind];
}

/** What calls can be sorted into groups by. */
export function groupingText(grouping: CallGrouping): string {
  const words: Readonly<Record<CallGrouping, string>> = {
    none: l10n.t('no groups'),
    outcome: l10n.t('outcome'),
    queue: l10n.t('queue'),
    system: l10n.t('PBX (SystemName)'),
  };
  return words[grouping];
}

/** The name of a group. */
export function groupText(grouping: CallGrouping, id: string): string {
  if (grouping === 'outcome') {
    const text = outcomeText(id as Outcome);
    return text.charAt(0).toLocaleUpperCase() + text.slice(1);
  }
  if (id !== '') return id;
  return grouping === 'queue' ? l10n.t('In no queue') : l10n.t('Without SystemName');
}
