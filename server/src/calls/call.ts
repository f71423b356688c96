import { type Group, identityAt, isPlumbing, type Life, linkedidOf, NO_NUMBER, type Note, shortName } from './lives';
import type { Replay } from './replay';
import { uniqueidTime } from './times';
import type { Call, Party } from './types';

/** What a played-through call amounts to. */
export function callFrom(group: Group, played: Replay, bridgeMessages: readonly number[]): Call {
  const { members, notes, caller, answeredBy, answer, outcome, transfers, end } = played;
  const first = members[0] as Life;
  const call: Call = {
    id: lastLinkedid(members) || first.uniqueid,
    linkedids: [...new Set(members.flatMap((life) => [...life.linkedids, linkedidOf(life)]))].filter((linkedid) => linkedid !== ''),
    uniqueids: members.map(({ uniqueid }) => uniqueid),
    caller: partyOf(caller, settledAt(notes, caller)),
    outcome,
    transfers: [...transfers],
    legs: members.map((life) => ({
      uniqueid: life.uniqueid,
      channel: life.name,
      joinedBy: life === first ? 'first' : life.joinedBy === 'first' ? 'same-linkedid' : life.joinedBy,
      evidence: life === first ? life.firstMessage : life.evidence,
    })),
    messages: messagesOf(members, bridgeMessages),
    probable: group.probable,
  };
  const dialled = dialledOf(played);
  if (dialled) call.dialled = dialled;
  if (answeredBy) call.answeredBy = partyOf(answeredBy, answer?.message ?? answeredBy.firstMessage);
  const hangup = caller.notes.find(({ kind }) => kind === 'hangup');
  if (hangup) call.cause = { code: Number.parseInt(hangup.detail ?? '', 10) || 0, text: (hangup.detail ?? '').replace(/^\d+ ?/, '') };
  const started = startOf(first);
  if (started !== undefined) call.startedAt = started;
  // Of what a list shows it is not known when it happened.
  if (answer?.at !== undefined && !answer.late) call.answeredAt = answer.at;
  if (end?.at !== undefined && !end.late) call.endedAt = end.at;
  return call;
}

/** The Linkedid of the channel that was there last. */
function lastLinkedid(members: readonly Life[]): string {
  let id = '';
  let last = -1;
  for (const life of members) {
    const linkedid = linkedidOf(life);
    const at = life.messages[life.messages.length - 1] ?? -1;
    if (linkedid && at > last) {
      id = linkedid;
      last = at;
    }
  }
  return id;
}

function messagesOf(members: readonly Life[], more: readonly number[]): number[] {
  if (members.length === 1 && more.length === 0) return [...(members[0]?.messages ?? [])];
  const all = [...more];
  for (const { messages } of members) for (const message of messages) all.push(message);
  all.sort((a, b) => a - b);
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i] as number;
  all.length = kept;
  return all;
}

/** Until when a caller's number is that of whoever called: transfers and forwards change it later. */
function settledAt(notes: readonly Note[], caller: Life): number {
  for (const { kind, channel, other, message } of notes) {
    if (channel !== caller || other === caller) continue;
    if (kind === 'answer' || kind === 'dial' || kind === 'queue-enter' || kind === 'enter' || kind === 'conference-enter') return message;
  }
  return Number.POSITIVE_INFINITY;
}

/** What was dialled first; for an originated call, where who was rung first was put through to. */
function dialledOf({ caller, side, notes, members }: Replay): string | undefined {
  const originate = notes.find(({ kind, channel, more }) => kind === 'originate' && side.has(channel) && more);
  if (originate?.more?.exten) return originate.more.exten;
  if (originate?.more?.application) return isPlumbing(caller.name) ? caller.extens[0]?.exten : undefined;
  const first = caller.extens[0]?.exten;
  if (first && !caller.dialled) return first;
  // Who was rung first is put through to an extension later.
  const from = notes.find(({ kind, channel }) => kind === 'answer' && channel === caller)?.message;
  const later = from === undefined ? undefined : caller.extens.find(({ message }) => message >= from)?.exten;
  if (later && !isRungThrough(side)) return later;
  if (isPlumbing(caller.name) && first) return first;
  const dial = notes.find(({ kind, channel, other }) => kind === 'dial' && other && side.has(channel) && !side.has(other));
  if (dial?.other) return dial.other.extens[0]?.exten ?? identityAt(dial.other, dial.message)?.number;
  return later ?? first ?? (caller.dialled ? undefined : members.find(({ extens }) => extens.length > 0)?.extens[0]?.exten);
}

/** Whether a caller was rung through Local channels, which have the extensions. */
function isRungThrough(side: ReadonlySet<Life>): boolean {
  return side.size > 2;
}

function startOf(life: Life): number | undefined {
  return life.born ? (life.notes[0]?.at ?? uniqueidTime(life.uniqueid)) : uniqueidTime(life.uniqueid);
}

/** A channel as who it was at a message. */
function partyOf(life: Life, message: number): Party {
  const known = identityAt(life, message);
  return {
    ...(known?.number ? { number: known.number } : {}),
    ...(known?.name ? { name: known.name } : {}),
    ...(life.name ? { channel: life.name } : {}),
    uniqueid: life.uniqueid,
  };
}

/** What to call a channel in a sentence: its number, else its name without the number at its end. */
export function nameOf(life: Life, message: number): string {
  const number = identityAt(life, message)?.number;
  if (number && !NO_NUMBER.has(number) && !isPlumbing(life.name)) return number;
  return shortName(life.name) || life.uniqueid;
}
