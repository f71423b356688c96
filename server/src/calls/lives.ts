import type { JoinReason, MomentKind, Place } from './types';

/** The channels of one call. */
export interface Group {
  /** In order of birth; never empty. */
  members: Life[];
  /** A link between them is a guess. */
  probable: boolean;
  /** Goes up with everything that is learnt of the call. */
  version: number;
  /** What was worked out of it at `worked`. */
  worked: unknown;
  workedAt: number;
}

/** One channel, from its first message to its last. A Uniqueid that is used again after a Hangup is another life. */
export interface Life {
  /** Its place in the order of birth. */
  readonly ordinal: number;
  readonly uniqueid: string;
  /** The server, where messages say it. */
  readonly server: string;
  /** Its latest name. */
  name: string;
  /** The Linkedid that it has in its call; one that a room or the Bridge action lent it is none. */
  linkedid: string;
  /** Every Linkedid that it has had in its call, in order. */
  readonly linkedids: string[];
  /** The Linkedid that its last message had, and what that stands for. */
  seenLinkedid: string;
  link: Link | undefined;
  readonly firstMessage: number;
  /** The message that tells of its birth, or the first that names it. */
  birth: number;
  /** Indexes of the messages that name it, ascending. */
  readonly messages: number[];
  /** What happened to it, in the order of the log. */
  readonly notes: Note[];
  /** Number and name by which it was known, from which message on. */
  readonly identities: Identity[];
  /** The extensions that it was at, other than `s` and the like, first to last. */
  readonly extens: Exten[];
  /** Its birth was seen, and in which state. */
  born: boolean;
  state: string;
  /** It was made by a Dial, a queue or an Originate. */
  dialled: boolean;
  /** Who dialled it first. */
  dialledBy: Life | undefined;
  originated: boolean;
  /** Where somebody whom it dialled sent it on, until that is dialled. */
  forward: string | undefined;
  /** The other half of its Local pair. */
  pair: Life | undefined;
  /** Where it is now. */
  bridge: Bridge | undefined;
  hungUp: boolean;
  /** Its end was not told but concluded. */
  gone: boolean;
  /** Nothing but lists that the server gave on request has told of it since the connection was lost, or ever. */
  doubt: boolean;
  /** Such a list has it, while there is doubt. */
  listed: boolean;
  group: Group;
  /** Why it belongs to its call: what first tied it to another channel. */
  joinedBy: JoinReason;
  evidence: number;
}

/** A Linkedid: the channel that had it first, and those of other calls that got it as well, in a room or by the Bridge action. */
export interface Link {
  readonly life: Life;
  readonly others: Life[];
}

/** The Linkedid that a channel has in its call: its latest, unless that is lent by another call. */
export function linkedidOf({ link, group, seenLinkedid, linkedid }: Life): string {
  return link && link.life.group === group ? seenLinkedid : linkedid;
}

/** Who a channel was, from a message on. */
export interface Identity {
  readonly message: number;
  readonly number: string | undefined;
  readonly name: string | undefined;
}

/** An extension that a channel was at. */
export interface Exten {
  readonly message: number;
  readonly exten: string;
}

/** Where channels meet. */
export interface Bridge {
  readonly id: string;
  /** A room that calls enter, each by itself, such as a conference, a parking lot or the place where agents wait. */
  room: 'conference' | 'parking' | 'agents' | 'other' | undefined;
  /** Messages about the bridge itself. */
  readonly messages: number[];
  readonly members: Set<Life>;
  /** Everybody who was ever in it. */
  readonly all: Set<Life>;
}

/** One thing that a message says of a channel. */
export interface Note {
  readonly kind: MomentKind;
  readonly message: number;
  readonly at: number | undefined;
  readonly channel: Life;
  readonly other: Life | undefined;
  readonly bridge: Bridge | undefined;
  readonly place: Place | undefined;
  readonly detail: string | undefined;
  /** It is inferred. */
  readonly guess: boolean;
  /** It had happened some time before: a list shows that it has. */
  readonly late: boolean;
  /** What else the message says, by header name in lower case. */
  readonly more: Readonly<Record<string, string>> | undefined;
}

/** A half of a Local channel or another piece of plumbing, which is no person. Source: the names that Asterisk gives such channels. */
export function isPlumbing(name: string): boolean {
  return /^(?:Local|Surrogate|Bridge|AsyncGoto|Parked|ConfBridgeRecorder|CBAnn|CBRec|Announcer|Recorder|Snoop|UnicastRTP|MulticastRTP|Message|PseudoChan|Transfered|DAHDI\/pseudo|OutgoingSpoolFailed|Void)\/|^DAHDI\/pseudo|<ZOMBIE>$/i.test(
    name,
  );
}

/** Whether the name is that of a half of a Local pair. */
export function isLocal(name: string): boolean {
  return name.startsWith('Local/');
}

/** Who a channel was at a message: the latest that was known then, or the first that became known. */
export function identityAt(life: Life, message: number): Identity | undefined {
  let found = life.identities[0];
  for (const identity of life.identities) if (identity.message <= message) found = identity;
  return found;
}

/** `SIP/100` of `SIP/100-0000001a`; what IAX2 adds is a decimal number. */
export function shortName(name: string): string {
  if (name.startsWith('IAX2/')) return name.replace(/-\d{1,5}$/, '');
  return name.replace(/-[0-9a-f]{6,}(?:;[12])?(?:<\w+>)?$/i, '');
}

/** Extensions that say nothing about who was called. */
export const NO_NUMBER: ReadonlySet<string> = new Set(['s', 'h', 'i', 't', 'onhangup', 'failed']);
