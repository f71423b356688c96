import { isRefusal } from './applications';
import { type Connections, createConnections } from './connections';
import { withoutVoid } from './lateNotes';
import { type Group, isLocal, isPlumbing, type Life, type Note } from './lives';
import { isOver, outcomeOf } from './outcome';
import { begun, behind, CROWD, complete, finished, isTaken, isTransfer, type Transferring } from './transfers';
import type { Outcome, Transfer } from './types';

/** What became of a call: its channels and notes played through in the order of the log. */
export interface Replay {
  readonly members: readonly Life[];
  readonly notes: readonly Note[];
  readonly caller: Life;
  /** The caller and the Local halves that led to it: what they dial, the caller dials. */
  readonly side: ReadonlySet<Life>;
  readonly answeredBy: Life | undefined;
  /** The note that put somebody, or an application, through to the caller. */
  readonly answer: Note | undefined;
  readonly outcome: Outcome;
  readonly transfers: readonly Transfer[];
  /** What the caller was put to in the end, where that was an application. */
  readonly service: Note | undefined;
  /** The last hangup, where every channel has hung up. */
  readonly end: Note | undefined;
  /** Who asked for the end of the conversation first, with the note that shows it. */
  readonly ender: { readonly life: Life; readonly note: Note; readonly guess: boolean } | undefined;
  /** The status of the dial that decided, and where it is said. */
  readonly dial: Note | undefined;
}

/** Plays the notes of a call through. */
export function replay(group: Group): Replay {
  const members = inOrderOfBirth(group.members);
  const notes = notesOf(members);
  const caller = callerOf(members);
  const side = sideOf(caller);
  const connections = createConnections(members);
  const transfers: Transferring[] = [];
  let answer: Note | undefined;
  let answeredBy: Life | undefined;
  let end: Note | undefined;
  let ender: Replay['ender'];
  let isUp = false;
  let talking: readonly Life[] = [];
  connections.begin(notes);
  const before = connections.peersOf(caller);
  if (before.length > 0 || connections.hearsApplication(caller, side)) {
    answer = notes.find(({ kind, channel }) => kind === 'leave' && channel === caller) ?? notes.find(({ kind }) => kind === 'leave');
    [answeredBy] = before;
    talking = [caller, ...before];
  }
  for (const one of notes) {
    const before = connections.version;
    connections.take(one);
    switch (one.kind) {
      case 'answer':
        if (side.has(one.channel)) isUp = true;
        break;
      case 'hangup-request':
        ender ??= askedBy(one, caller, talking, isUp);
        break;
      case 'hangup':
      case 'gone':
        end = one;
        break;
      case 'blind-transfer':
      case 'attended-transfer':
      case 'pickup':
      case 'park':
        transfers.push(begun(one, notes, members, connections, transfers));
        // Who transfers a call and leaves it hangs nothing up.
        if (isTransfer(one)) {
          talking = talking.filter((life) => life !== one.channel && (one.kind === 'blind-transfer' || life !== one.other));
          if (ender && !talking.includes(ender.life)) ender = undefined;
        }
        break;
    }
    for (const transfer of transfers) if (isTaken(transfer, one)) transfer.completed = true;
    if (connections.version === before) continue;
    const together = members.length > CROWD ? undefined : talkingNow(one, caller, connections);
    if (together) {
      talking = together;
      ender = undefined;
    }
    const reached = answeredBy ? [] : connections.peersOf(caller);
    if (reached.length > 0) {
      answer ??= one;
      answeredBy = reached.includes(one.channel) ? one.channel : reached[0];
    } else if (!answer && connections.hearsApplication(caller, side)) answer = one;
    const met = !answer && one.kind === 'enter' && connections.reaches(caller, one.channel) ? stranger(one) : undefined;
    if (met) {
      answer = one;
      if (!isPlumbing(met.name)) answeredBy = met;
    }
    if (transfers.length > 0 && members.length <= CROWD) for (const transfer of transfers) complete(transfer, one, connections.peersOf);
  }
  const judged = outcomeOf(members, notes, caller, side, answer);
  if (judged.answeredBy) answeredBy ??= judged.answeredBy;
  if (!isOver(members)) end = undefined;
  return {
    members,
    notes,
    caller,
    side,
    answeredBy: judged.outcome === 'answered' || judged.outcome === 'in-progress' ? answeredBy : undefined,
    answer: answer ?? judged.answer,
    outcome: judged.outcome,
    transfers: transfers.filter(({ dropped }) => !dropped).map(finished),
    end,
    ender: ender ?? (talking.length > 1 ? firstToLeave(notes, talking) : undefined) ?? (judged.outcome === 'cancelled' ? gaveUp(caller, notes) : undefined),
    dial: judged.dial,
    service: judged.service,
  };
}

/** Events may tell of a channel before its birth. Of those that were born before the log the Uniqueids tell the order. */
function inOrderOfBirth(members: readonly Life[]): readonly Life[] {
  const before = (a: Life, b: Life): number => {
    if (a.born || b.born || a.server !== b.server) return a.birth - b.birth;
    return counterOf(a) - counterOf(b) || a.birth - b.birth;
  };
  const sorted = members.every((life, i) => i === 0 || before(members[i - 1] as Life, life) <= 0);
  return sorted ? members : [...members].sort(before);
}

function counterOf({ uniqueid, birth }: Life): number {
  const counter = Number(/\.(\d{1,15})$/.exec(uniqueid)?.[1]);
  return Number.isNaN(counter) ? birth : counter;
}

/** All notes of channels, in the order of the log. */
function notesOf(members: readonly Life[]): Note[] {
  if (members.length === 1) return withoutVoid([...(members[0]?.notes ?? [])]);
  const notes: Note[] = [];
  for (const life of members) for (const one of life.notes) notes.push(one);
  // Sorting is stable, and notes of one message about several channels stay in the order of birth.
  return withoutVoid(notes.sort((a, b) => a.message - b.message));
}

/**
 * Who started the call. Who dialled the first person, if anybody did. An originated call's is the party that was rung first: the first person behind the Local
 * pair that was made for it, else its first half, which stands in for somebody.
 */
function callerOf(members: readonly Life[]): Life {
  const first = members.find(({ name }) => !isPlumbing(name) || isLocal(name)) ?? (members[0] as Life);
  if (!isLocal(first.name)) return climbed(first);
  const one = first.name.endsWith(';2') && first.pair ? first.pair : first;
  const origin = climbed(one);
  if (origin !== one) return origin;
  const rung = behind(members, one);
  // A pair that the dialplan had answered by then calls on its own account.
  const answered = one.notes.find(({ kind }) => kind === 'answer');
  return rung && !(answered && answered.message < rung.birth) ? rung : one;
}

/** The person at the top of the dials that led to a channel. */
function climbed(from: Life): Life {
  let top = from;
  const seen = new Set<Life>();
  for (let at: Life | undefined = from; at && !seen.has(at); at = at.dialledBy ?? (isLocal(at.name) && at.name.endsWith(';2') ? at.pair : undefined)) {
    seen.add(at);
    if (!isPlumbing(at.name)) top = at;
  }
  return top;
}

/** A caller with the Local halves through which it was rung. */
function sideOf(caller: Life): Set<Life> {
  const side = new Set<Life>([caller]);
  if (isLocal(caller.name) && caller.pair) side.add(caller.pair);
  for (let at = caller.dialledBy; at && isLocal(at.name) && !side.has(at); at = at.dialledBy ?? at.pair?.dialledBy) {
    side.add(at);
    if (at.pair) side.add(at.pair);
  }
  return side;
}

/** Somebody of another call whom a channel meets in the bridge that it enters, such as an agent who had logged in before. */
function stranger(entering: Note): Life | undefined {
  const { bridge, channel, message } = entering;
  if (!bridge || bridge.room) return undefined;
  const until = lastIn(entering)?.message ?? Number.POSITIVE_INFINITY;
  for (const life of bridge.all) {
    if (life.group === channel.group) continue;
    const entered = life.notes.find((one) => one.kind === 'enter' && one.bridge === bridge);
    if (entered && entered.message < until && (lastIn(entered)?.message ?? Number.POSITIVE_INFINITY) > message) return life;
  }
  return undefined;
}

/** The note that ends the stay that a note begins. */
function lastIn(entered: Note): Note | undefined {
  return entered.channel.notes.find(
    ({ kind, bridge, message }) => message > entered.message && (kind === 'hangup' || kind === 'gone' || (kind === 'leave' && bridge === entered.bridge)),
  );
}

/** Those who are in conversation when somebody enters a bridge; `undefined` where nobody new is. */
function talkingNow({ kind, channel }: Note, caller: Life, { peersOf, reaches }: Connections): readonly Life[] | undefined {
  if (kind !== 'enter') return undefined;
  const peers = peersOf(channel);
  const together = isPlumbing(channel.name) ? [...peers] : [channel, ...peers];
  // A stand-in talks like a person.
  if (isPlumbing(caller.name) && reaches(caller, channel)) together.push(caller);
  return together.length > 1 ? together : undefined;
}

/** Without a request, who left the last conversation first is who probably hung up, unless it went on elsewhere. */
function firstToLeave(notes: readonly Note[], talking: readonly Life[]): Replay['ender'] {
  let found: Note | undefined;
  for (const one of notes) {
    switch (one.kind) {
      case 'leave':
        // Of whom a list shows no longer there it is not known who left first.
        if (one.late) return undefined;
        if (talking.includes(one.channel) || (one.channel.pair && isLocal(one.channel.name) && talking.includes(one.channel.pair))) found ??= one;
        break;
      case 'gone':
        return found && asEnder(found, talking);
      case 'enter':
      case 'dial':
      case 'blind-transfer':
      case 'attended-transfer':
      case 'park':
        found = undefined;
        break;
    }
  }
  return found && asEnder(found, talking);
}

function asEnder(found: Note, talking: readonly Life[]): Replay['ender'] {
  const { channel } = found;
  return { life: talking.includes(channel) ? channel : (channel.pair ?? channel), note: found, guess: true };
}

/** Who asks for the end with a note, if that is somebody whose wish it is: who is rung and does not take the call hangs nothing up. */
function askedBy(note: Note, caller: Life, talking: readonly Life[], isUp: boolean): Replay['ender'] {
  const { channel, detail } = note;
  if (detail === 'soft') return undefined;
  // What reaches one half of a Local pair is that the other half has ended.
  const life = isLocal(channel.name) ? channel.pair : channel;
  if (!life || !(talking.includes(life) || (life === caller && (isUp || !(caller.dialled || isRefused(caller, note)))))) return undefined;
  return { life, note, guess: false };
}

/** Whether the dialplan had refused a caller before, so that the end of its channel is the answer to that. */
export function isRefused({ notes }: Life, { message }: Pick<Note, 'message'>): boolean {
  return notes.some((one) => one.message < message && isRefusal(one));
}

/** Who cancelled a call for which somebody was asked is its caller; where nothing else says so, its channel's end shows it. */
function gaveUp(caller: Life, notes: readonly Note[]): Replay['ender'] {
  if (!notes.some(({ kind }) => kind === 'dial' || kind === 'queue-enter' || kind === 'queue-abandon')) return undefined;
  // A queue that gave the caller back was not left by it.
  if (notes.some(({ detail }) => detail?.startsWith('QUEUESTATUS '))) return undefined;
  const hangup = caller.notes.find(({ kind }) => kind === 'hangup');
  return hangup && { life: caller, note: hangup, guess: true };
}
