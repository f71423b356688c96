import type { Note } from './lives';

/**
 * Notes without those that others make void: the end of a channel that was concluded, where its Hangup or the channel itself came later; what a list showed, where
 * events that are older than the list came behind it and tell it exactly.
 */
export function withoutVoid(notes: Note[]): Note[] {
  return notes.some(({ late, kind }) => late || kind === 'gone') ? notes.filter((one) => !isVoid(one)) : notes;
}

function isVoid(one: Note): boolean {
  const { kind, channel, late, message } = one;
  if (kind === 'gone') return !channel.gone || channel.notes.findLast((other) => other.kind === 'gone') !== one;
  if (!late) return false;
  return (channel.born && message < channel.birth) || isToldAgain(one);
}

/** Whether an event tells later on what a list showed, and nothing has ended it in between. */
function isToldAgain({ kind, channel, bridge, message }: Note): boolean {
  if (kind !== 'enter') return false;
  for (const one of channel.notes) {
    if (one.message <= message || one.bridge !== bridge) continue;
    if (one.kind === 'leave') return false;
    if (one.kind === 'enter' && !one.late) return true;
  }
  return false;
}
