import { type Connections, createConnections } from './connections';
import { type Group, identityAt, isLocal, isPlumbing, type Life, type Note } from './lives';
import { isOver, outcomeOf } from './outcome';
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
  /** The last hangup, where every channel has hung up. */
  readonly end: Note | undefined;
  /** Who asked for the end of the conversation first, with the note that shows it. */
  readonly ender: { readonly life: Life; readonly note: Note; readonly guess: boolean } | undefined;
  /** The status of the dial that decided, and where it is said. */
  readonly dial: Note | undefined;
}

/** Of a call of more channels not every conversation is looked at: no call of people is that large. */
const CROWD = 500;

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
        // Who is rung and does not take the call hangs nothing up.
        if (!ender && one.detail !== 'soft' && (talking.includes(one.channel) || (side.has(one.channel) && (isUp || !caller.dialled))))
          ender = { life: one.channel, note: one, guess: false };
        break;
      case 'hangup':
        end = one;
        break;
      case 'blind-transfer':
      case 'attended-transfer':
      case 'pickup':
      case 'park':
        transfers.push(begun(one, notes, members, connections, transfers));
        break;
    }
    if (connections.version === before) continue;
    const together = members.length > CROWD ? undefined : talkingNow(one, connections);
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
    if (transfers.length > 0 && members.length <= CROWD) for (const transfer of transfers) complete(transfer, connections.peersOf);
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
    ender: ender ?? firstToLeave(notes, talking),
    dial: judged.dial,
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
  if (members.length === 1) return [...(members[0]?.notes ?? [])];
  const notes: Note[] = [];
  for (const life of members) for (const one of life.notes) notes.push(one);
  // Sorting is stable, and notes of one message about several channels stay in the order of birth.
  return notes.sort((a, b) => a.message - b.message);
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

/** The first person who was dialled by the other end of a Local pair, be it through further pairs. */
function behind(members: readonly Life[], one: Life): Life | undefined {
  const ends = new Set<Life | undefined>([one.pair]);
  for (const life of members) {
    if (!life.dialledBy || !ends.has(life.dialledBy)) continue;
    if (!isPlumbing(life.name)) return life;
    ends.add(life.pair);
  }
  return undefined;
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

interface Transferring {
  readonly note: Note;
  readonly kind: Transfer['kind'];
  readonly transferer: string | undefined;
  target: string | undefined;
  completed: boolean;
  dropped: boolean;
  /** Those who were connected when it happened: who meets somebody else is put through. */
  readonly left: readonly Life[];
  readonly known: ReadonlySet<Life>;
}

function begun(note: Note, notes: readonly Note[], members: readonly Life[], { peersOf }: Connections, before: readonly Transferring[]): Transferring {
  const { kind, channel, other, more, detail, message, place } = note;
  const numberOf = (life: Life | undefined): string | undefined => life && (identityAt(life, message)?.number ?? life.name);
  const left = members.length > CROWD ? [] : peersOf(channel);
  const base = { note, left, known: new Set([...left, channel, ...(other ? [other] : [])]), dropped: false, completed: true };
  switch (kind) {
    case 'blind-transfer':
      return { ...base, kind: 'blind', transferer: more?.transferercalleridnum ?? numberOf(channel), target: detail, completed: false };
    case 'attended-transfer': {
      const ringing = detail !== undefined && /^(?:dial|queue|followme)$/i.test(detail);
      // Who asks somebody calls from a line of its own, which has its own number; the other one may show the number that was called.
      const transferer = more?.secondtransferercalleridnum ?? more?.origtransferercalleridnum ?? numberOf(channel);
      if (ringing) return { ...base, kind: 'blonde', transferer, target: more?.secondtransfererexten ?? other?.extens.at(-1)?.exten, completed: false };
      const asked = askedBy(note, notes) ?? peersOf(other ?? channel).find((life) => life !== channel);
      const person = asked && isLocal(asked.name) ? behind(members, asked) : asked;
      const target = person ? numberOf(person) : asked && (identityAt(asked, message)?.number ?? asked.extens[0]?.exten ?? asked.name);
      return {
        ...base,
        kind: 'attended',
        transferer,
        target: target ?? more?.transfertargetcalleridnum ?? more?.transfertargetexten ?? more?.transfertargetchannel,
      };
    }
    case 'pickup': {
      // Pickup and the dial that goes with it are one.
      const twice = before.some((one) => one.kind === 'pickup' && one.note.channel === channel);
      return { ...base, kind: 'pickup', transferer: numberOf(other), target: numberOf(channel), dropped: twice };
    }
    default:
      return { ...base, kind: 'park', transferer: more?.from, target: place?.name };
  }
}

/** Whom a transferer had asked: who was in its second bridge, other than those it came with, who may have been put there by now. */
function askedBy({ message, channel, other, more }: Note, notes: readonly Note[]): Life | undefined {
  const first = new Set<Life>([channel, ...(other ? [other] : [])]);
  let person: Life | undefined;
  let local: Life | undefined;
  for (const one of notes) {
    if (one.message >= message || !more) break;
    if (one.kind !== 'enter' || !one.bridge) continue;
    const { id } = one.bridge;
    if (id === more.secondbridgeuniqueid && !first.has(one.channel)) {
      if (isPlumbing(one.channel.name)) local = one.channel;
      else person = one.channel;
    } else if (id === more.origbridgeuniqueid && one.channel !== person && one.channel !== local) first.add(one.channel);
  }
  return person ?? local;
}

function complete(transfer: Transferring, peersOf: (life: Life) => readonly Life[]): void {
  if (transfer.completed) return;
  for (const life of transfer.left) {
    if (life === transfer.note.channel) continue;
    if (peersOf(life).some((peer) => !transfer.known.has(peer))) transfer.completed = true;
  }
}

function finished({ kind, transferer, target, completed, note }: Transferring): Transfer {
  return { kind, ...(transferer ? { transferer } : {}), ...(target ? { target } : {}), completed, message: note.message };
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
    ({ kind, bridge, message }) => message > entered.message && (kind === 'hangup' || (kind === 'leave' && bridge === entered.bridge)),
  );
}

/** The people who are in conversation when somebody enters a bridge; `undefined` where nobody new is. */
function talkingNow({ kind, channel }: Note, { peersOf }: Connections): readonly Life[] | undefined {
  if (kind !== 'enter') return undefined;
  const peers = peersOf(channel);
  const together = isPlumbing(channel.name) ? peers : [channel, ...peers];
  return together.length > 1 ? together : undefined;
}

/** Without a request, who left the last conversation first is who probably hung up, unless it went on elsewhere. */
function firstToLeave(notes: readonly Note[], talking: readonly Life[]): Replay['ender'] {
  let found: Note | undefined;
  for (const one of notes) {
    switch (one.kind) {
      case 'leave':
        if (talking.includes(one.channel)) found ??= one;
        break;
      case 'enter':
      case 'dial':
      case 'blind-transfer':
      case 'attended-transfer':
      case 'park':
        found = undefined;
        break;
    }
  }
  return found && { life: found.channel, note: found, guess: true };
}
