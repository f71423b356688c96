import type { MomentKind, StoryStep } from '../calls/types';
import type { LadderRow, RowStyle, Tone } from '../ladderModel';
import type { Lines } from './ladderLines';
import { t } from '../texts';

/** What kind of moment looks like. */
interface Look {
  readonly style: RowStyle;
  readonly tone: Tone;
  /** A few words; where the message adds something, that stands behind. */
  readonly label: () => string;
  /** Between which two: the place and the channel, or the two channels. */
  readonly way?: 'to-place' | 'from-place' | 'to-member' | 'from-member' | 'back';
}

const LOOKS: Readonly<Record<MomentKind, Look>> = {
  channel: { style: 'begin', tone: 'quiet', label: () => t('new channel') },
  answer: { style: 'reply', tone: 'good', label: () => t('answer'), way: 'back' },
  'hangup-request': { style: 'mark', tone: 'quiet', label: () => t('asks to hang up') },
  hangup: { style: 'end', tone: 'plain', label: () => t('hangup') },
  gone: { style: 'end', tone: 'bad', label: () => t('gone') },
  rename: { style: 'mark', tone: 'quiet', label: () => t('renamed') },
  originate: { style: 'mark', tone: 'dial', label: () => t('originated') },
  dial: { style: 'arrow', tone: 'dial', label: () => t('dial') },
  ringing: { style: 'reply', tone: 'wait', label: () => t('ringing'), way: 'back' },
  progress: { style: 'reply', tone: 'quiet', label: () => t('progress'), way: 'back' },
  forward: { style: 'arrow', tone: 'move', label: () => t('forward') },
  'dial-end': { style: 'reply', tone: 'plain', label: () => '', way: 'back' },
  enter: { style: 'mark', tone: 'plain', label: () => t('enters') },
  leave: { style: 'mark', tone: 'quiet', label: () => t('leaves') },
  'conference-enter': { style: 'mark', tone: 'plain', label: () => t('joins') },
  'conference-leave': { style: 'mark', tone: 'quiet', label: () => t('leaves') },
  'local-pair': { style: 'arrow', tone: 'quiet', label: () => t('pair') },
  'local-optimized': { style: 'mark', tone: 'quiet', label: () => t('optimized away') },
  'queue-enter': { style: 'arrow', tone: 'wait', label: () => t('waits'), way: 'to-place' },
  'queue-ring': { style: 'arrow', tone: 'dial', label: () => t('rings'), way: 'to-member' },
  'queue-no-answer': { style: 'reply', tone: 'bad', label: () => t('no answer'), way: 'from-member' },
  'queue-connect': { style: 'arrow', tone: 'good', label: () => t('connected'), way: 'to-member' },
  'queue-abandon': { style: 'reply', tone: 'bad', label: () => t('gives up'), way: 'from-place' },
  'queue-complete': { style: 'reply', tone: 'quiet', label: () => t('done'), way: 'from-member' },
  'queue-leave': { style: 'reply', tone: 'quiet', label: () => t('leaves'), way: 'from-place' },
  'blind-transfer': { style: 'arrow', tone: 'move', label: () => t('blind transfer') },
  'attended-transfer': { style: 'arrow', tone: 'move', label: () => t('attended transfer') },
  'blonde-transfer': { style: 'arrow', tone: 'move', label: () => t('blonde transfer') },
  pickup: { style: 'arrow', tone: 'move', label: () => t('picks up') },
  park: { style: 'arrow', tone: 'wait', label: () => t('parked'), way: 'to-place' },
  unpark: { style: 'reply', tone: 'good', label: () => t('retrieved'), way: 'from-place' },
  'park-timeout': { style: 'reply', tone: 'bad', label: () => t('parking timeout'), way: 'from-place' },
  'park-give-up': { style: 'reply', tone: 'bad', label: () => t('gives up'), way: 'from-place' },
  hold: { style: 'mark', tone: 'hold', label: () => t('hold') },
  unhold: { style: 'mark', tone: 'hold', label: () => t('off hold') },
  'music-start': { style: 'mark', tone: 'hold', label: () => t('music on hold') },
  'music-stop': { style: 'mark', tone: 'quiet', label: () => t('music stops') },
  dtmf: { style: 'mark', tone: 'quiet', label: () => t('a key') },
  application: { style: 'mark', tone: 'quiet', label: () => '' },
  gap: { style: 'note', tone: 'bad', label: () => t('gap in the capture') },
  other: { style: 'mark', tone: 'plain', label: () => '' },
};

/** Kinds whose detail is not for the drawing. */
const WITHOUT_DETAIL: ReadonlySet<MomentKind> = new Set([
  'channel',
  'answer',
  'ringing',
  'enter',
  'leave',
  'hangup-request',
  'gone',
  'queue-complete',
  'queue-connect',
]);

/** What a dial or a channel ended with and nobody is to blame for. Sources: Asterisk DialStatus, Q.850 cause 16. */
const ENDS_WELL = /^(?:ANSWER|16\b|0\b|Normal Clearing)/i;
const ENDS_BADLY = /^(?:BUSY|NOANSWER|CONGESTION|CHANUNAVAIL|INVALIDARGS|\d+\b)/i;

/** A label longer than this is cut; the sentence has the rest. Characters. */
const LONGEST_LABEL = 48;

/**
 * A step as a row of a ladder. `dialledBy` has, for each line, the line that dialled it last: an answer goes back there.
 */
export function rowOf(step: StoryStep, lines: Lines, dialledBy: ReadonlyMap<number, number>): LadderRow {
  const look = LOOKS[step.kind] ?? LOOKS.other;
  const ends = endsOf(step, look, lines, dialledBy);
  const row: LadderRow = {
    kind: step.kind,
    style: styleOf(look, ends),
    tone: toneOf(step, look),
    message: step.message,
    label: labelOf(step, look),
    // Keys that somebody presses may be a PIN: who pressed one is told, not which.
    text: step.kind === 'dtmf' ? '' : step.text,
    ...ends,
  };
  if (step.at !== undefined) row.at = step.at;
  if (step.guess) row.guess = true;
  return row;
}

function endsOf(
  { kind, channel, other, place }: StoryStep,
  { way }: Look,
  lines: Lines,
  dialledBy: ReadonlyMap<number, number>,
): { from?: number; to?: number } {
  // What the capture lacks concerns all lines.
  if (kind === 'gap') return {};
  const one = lines.ofChannel(channel);
  const two = lines.ofChannel(other);
  const there = lines.ofPlace(place);
  switch (way) {
    case 'to-place':
      return between(one, there);
    case 'from-place':
      return between(there, one);
    case 'to-member':
      return between(there ?? one, two ?? one);
    case 'from-member':
      return between(two ?? one, there ?? one);
    case 'back': {
      // Of two the second was dialled, unless the first is known to be.
      if (one !== undefined && two !== undefined && dialledBy.get(one) !== two) return between(two, one);
      return between(one ?? two, two ?? (one === undefined ? undefined : dialledBy.get(one)));
    }
    default:
      return between(one ?? there, two);
  }
}

function between(from: number | undefined, to: number | undefined): { from?: number; to?: number } {
  if (from === undefined) return to === undefined ? {} : { from: to };
  return to === undefined || to === from ? { from } : { from, to };
}

function styleOf({ style }: Look, { from, to }: { from?: number; to?: number }): RowStyle {
  if (from === undefined) return 'note';
  if (to === undefined) return style === 'arrow' || style === 'reply' ? 'mark' : style;
  return style === 'mark' ? 'arrow' : style;
}

function toneOf({ kind, detail = '' }: StoryStep, { tone }: Look): Tone {
  if (kind === 'dial-end') return /^ANSWER/i.test(detail) ? 'good' : ENDS_BADLY.test(detail) ? 'bad' : 'quiet';
  if (kind === 'originate') return /^Fail/i.test(detail) ? 'bad' : tone;
  if (kind === 'hangup') return detail === '' || ENDS_WELL.test(detail) ? 'plain' : ENDS_BADLY.test(detail) ? 'bad' : 'plain';
  return tone;
}

function labelOf({ kind, detail = '', place, text }: StoryStep, { label }: Look): string {
  if (kind === 'dtmf') return t('a key');
  if (kind === 'application') return short([place?.name, detail].filter(Boolean).join(' ') || t('application'));
  if (kind === 'other') return short(detail || text);
  // Source: Asterisk, OriginateResponse with its Response and Reason.
  if (kind === 'originate') return detail === '' || /^Success/i.test(detail) ? label() : short(t('originate {0}', detail));
  const added = WITHOUT_DETAIL.has(kind) ? '' : addedBy(kind, detail);
  return short([label(), added].filter(Boolean).join(' ') || kind);
}

function addedBy(kind: MomentKind, detail: string): string {
  // Cause 0 says nothing, nor does the class that music has by default. Sources: Asterisk, AST_CAUSE_NOTDEFINED; musiconhold.conf.
  if (kind === 'hangup') return detail.replace(/^0\b.*/s, '');
  return kind === 'music-start' && detail === 'default' ? '' : detail;
}

function short(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const letters = [...line];
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : line;
}
