import type { Note } from './lives';
import type { Replay } from './replay';
import type { StoryStep } from './types';
import { stepOf, textOf } from './words';

/**
 * Everything that happened in a call, in the order of the log: what its story tells, and what goes without saying there, such as leaving a bridge or what halves
 * of Local channels do; that has no text. What repeats what was said of a channel just before is left out.
 */
export function momentsFrom(played: Replay): StoryStep[] {
  const transfers = new Map(played.transfers.map((transfer) => [transfer.message, transfer]));
  const before = new Map<string, string>();
  const moments: StoryStep[] = [];
  for (const note of played.notes) {
    // A gap is one, however many channels the call has.
    if (isInRoom(note) || (note.kind === 'gap' && moments.some(({ kind, message }) => kind === 'gap' && message === note.message))) continue;
    const transfer = transfers.get(note.message);
    const moment = stepOf(note, transfer, textOf(note, played, transfer) ?? '');
    const said = [moment.kind, moment.other, moment.place?.id, moment.kind === 'ringing' ? '' : moment.detail].join('\n');
    if (before.get(note.channel.uniqueid) === said && moment.kind !== 'dtmf') continue;
    before.set(note.channel.uniqueid, said);
    moments.push(moment);
  }
  return moments;
}

/** Coming and going of rooms, of which events of their own tell: conferences, parking lots, agents who wait. */
function isInRoom({ kind, bridge }: Note): boolean {
  return (kind === 'enter' || kind === 'leave') && bridge?.room !== undefined && bridge.room !== 'other';
}
