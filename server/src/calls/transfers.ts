import { isService } from './applications';
import type { Connections } from './connections';
import { identityAt, isLocal, isPlumbing, type Life, type Note, shortName } from './lives';
import type { Transfer } from './types';

/** Of a call of more channels not every conversation is looked at: no call of people is that large. */
export const CROWD = 500;

/** A transfer that is being followed. */
export interface Transferring {
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

/** What the note of a transfer, a pick-up or a parking begins; `before` are those of the call so far. */
export function begun(note: Note, notes: readonly Note[], members: readonly Life[], { peersOf }: Connections, before: readonly Transferring[]): Transferring {
  const { kind, channel, other, more, detail, message, place } = note;
  const numberOf = (life: Life | undefined): string | undefined => life && (identityAt(life, message)?.number ?? life.name);
  const left = members.length > CROWD ? [] : [...peersOf(channel)];
  // A stand-in that was transferred meets people as well as a person does.
  if (kind === 'blind-transfer' && other && !left.includes(other)) left.push(other);
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
        target: target ?? more?.transfertargetcalleridnum ?? more?.transfertargetexten ?? more?.transfertargetchannel ?? applicationAsked(note),
      };
    }
    case 'pickup': {
      // Pickup and the dial that goes with it are one.
      const twice = before.some((one) => one.kind === 'pickup' && one.note.channel === channel);
      return { ...base, kind: 'pickup', transferer: numberOf(other), target: numberOf(channel), dropped: twice };
    }
    default:
      return { ...base, kind: 'park', transferer: parkerOf(more?.from, left, message) ?? more?.from, target: place?.name };
  }
}

/** The number of who parked a call, of whom the event has the device. */
function parkerOf(device: string | undefined, there: readonly Life[], message: number): string | undefined {
  const parker = there.find(({ name }) => shortName(name) === device);
  return parker && identityAt(parker, message)?.number;
}

/** The extension of the application that a transferer had called from a line of its own; where it stands by now is another. */
function applicationAsked({ channel, other, detail }: Note): string | undefined {
  return detail !== undefined && other && other !== channel && !other.dialled ? other.extens[0]?.exten : undefined;
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

/** Takes into account whom those who were left behind can hear now. */
export function complete(transfer: Transferring, { message }: Note, peersOf: (life: Life) => readonly Life[]): void {
  if (transfer.completed) return;
  for (const life of transfer.left) {
    if (life === transfer.note.channel) continue;
    if (peersOf(life).some((peer) => !transfer.known.has(peer) && !isBack(transfer, peer, message))) transfer.completed = true;
  }
}

/** Whether a call that was transferred came back to who transferred it, as far as numbers and the names of devices tell. */
function isBack({ kind, note, transferer, target }: Transferring, peer: Life, message: number): boolean {
  if (kind !== 'blind') return false;
  const number = identityAt(peer, message)?.number;
  const last = (text: string | undefined): string | undefined => text?.slice(-6);
  if (number !== undefined && last(number) === last(target)) return false;
  return (number !== undefined && number === transferer) || shortName(peer.name) === shortName(note.channel.name);
}

/** Whether an application takes who was transferred: that is as good as somebody. */
export function isTaken({ kind, completed, left, note }: Transferring, { kind: what, channel, place, message }: Note): boolean {
  if (completed || kind !== 'blind' || message <= note.message || channel === note.channel || !left.includes(channel)) return false;
  return what === 'conference-enter' || (what === 'application' && place !== undefined && isService(place.name));
}

/** Whether a note says that somebody transfers a call. */
export function isTransfer({ kind }: Note): boolean {
  return kind === 'blind-transfer' || kind === 'attended-transfer';
}

/** What became of a transfer. */
export function finished({ kind, transferer, target, completed, note }: Transferring): Transfer {
  return { kind, ...(transferer ? { transferer } : {}), ...(target ? { target } : {}), completed, message: note.message };
}

/** The first person who was dialled by the other end of a Local pair, be it through further pairs. */
export function behind(members: readonly Life[], one: Life): Life | undefined {
  const ends = new Set<Life | undefined>([one.pair]);
  for (const life of members) {
    if (!life.dialledBy || !ends.has(life.dialledBy)) continue;
    if (!isPlumbing(life.name)) return life;
    ends.add(life.pair);
  }
  return undefined;
}
