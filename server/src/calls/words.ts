import { isPassing, isRefusal, isSaying } from './applications';
import { nameOf } from './call';
import { causeWords } from './causes';
import { identityAt, isLocal, isPlumbing, type Life, type Note, shortName } from './lives';
import { isRefused, type Replay } from './replay';
import type { Place, StoryStep, Transfer } from './types';

/** Who is in a bridge of more channels is not told. */
const CROWD = 100;

/** Where a note happened. */
export function placeOf({ place, bridge }: Note): Place | undefined {
  if (place) return place;
  return bridge ? { kind: 'bridge', id: bridge.id, name: bridge.id } : undefined;
}

/** A note as a step of a story, with what is said of it; `transfer` is the one that its message tells of. */
export function stepOf(note: Note, transfer: Transfer | undefined, text: string): StoryStep {
  const place = placeOf(note);
  return {
    kind: transfer?.kind === 'blonde' && note.kind === 'attended-transfer' ? 'blonde-transfer' : note.kind,
    message: note.message,
    ...(note.at === undefined ? {} : { at: note.at }),
    channel: note.channel.uniqueid,
    ...(note.other && note.other !== note.channel ? { other: note.other.uniqueid } : {}),
    ...(place ? { place } : {}),
    ...(note.detail === undefined ? {} : { detail: note.detail }),
    ...(note.guess ? { guess: true } : {}),
    text,
  };
}

/** What a note says in a sentence; `undefined` for plumbing, which goes without saying. */
export function textOf(note: Note, played: Replay, transfer: Transfer | undefined): string | undefined {
  const text = sentenceOf(note, played, transfer);
  return text !== undefined && note.late && note.kind !== 'gone' ? `${text} (as a list of the server shows)` : text;
}

function sentenceOf(note: Note, played: Replay, transfer: Transfer | undefined): string | undefined {
  const { kind, channel, other, place, detail, message } = note;
  const who = nameIn(played, channel, message);
  const whom = other ? nameIn(played, other, message) : undefined;
  const plumbing = isPlumbing(channel.name) && channel !== played.caller;
  switch (kind) {
    case 'channel':
      if (plumbing || channel.dialled) return undefined;
      return channel === played.caller && channel.extens[0]
        ? `${callerNumber(played) ?? who} calls ${channel.extens[0].exten}`
        : `${latestName(channel)} comes in${channel.extens[0] ? ` and calls ${channel.extens[0].exten}` : ''}`;
    case 'originate':
      return detail?.startsWith('Success') ? undefined : `${who} was to be called by Originate, which failed`;
    case 'dial': {
      const target = other && personBehind(other, played);
      if (other && isPlumbing(other.name) && channel.notes.some((one) => one.kind === 'queue-ring' && one.other === other)) return undefined;
      if (!target || (other && isPlumbing(other.name) && (target !== other || !isLast(other, played)))) return undefined;
      return other === channel || target === played.caller
        ? `Asterisk rings ${nameOf(target, message)}`
        : `${callerName(played, channel, message)} rings ${nameOf(target, message)}`;
    }
    case 'ringing':
      return plumbing ? undefined : `${who} rings`;
    case 'answer':
      return plumbing ? undefined : `${who} answers`;
    case 'forward':
      return `${who} forwards to ${detail ?? 'somebody else'}`;
    case 'dial-end':
      if (other && isPlumbing(other.name) && channel.notes.some((one) => one.kind === 'queue-no-answer' && one.other === other)) return undefined;
      if (detail === 'ANSWER' || (other && isPlumbing(other.name) && (personBehind(other, played) !== other || !isLast(other, played)))) return undefined;
      return `${whom ?? who}: ${dialWords(detail)}`;
    case 'enter': {
      if (plumbing || note.bridge?.room || (note.bridge?.all.size ?? 0) > CROWD) return undefined;
      const others = [...(note.bridge?.all ?? [])].filter(
        (life) => life !== channel && life.group === channel.group && !isPlumbing(life.name) && isThere(life, note),
      );
      const names = others.map((life) => nameOf(life, message));
      // A stand-in is in the bridge with its other half.
      if (isPlumbing(played.caller.name) && [...(note.bridge?.all ?? [])].some((life) => life.pair === played.caller && isThere(life, note)))
        names.push(nameIn(played, played.caller, message));
      return names.length > 0 ? `${who} talks with ${names.join(', ')}` : undefined;
    }
    case 'leave':
      return undefined;
    case 'conference-enter':
      return `${who} enters conference ${place?.name ?? ''}`.trim();
    case 'conference-leave':
      return `${who} leaves conference ${place?.name ?? ''}`.trim();
    case 'queue-enter':
      return `${who} waits in queue ${place?.name ?? ''}${note.more?.position ? ` at position ${note.more.position}` : ''}`.trim();
    case 'queue-ring':
      return `queue ${place?.name ?? ''} rings ${detail ?? whom ?? 'a member'}`;
    case 'queue-no-answer':
      return `${detail ?? whom ?? 'the member'} does not answer`;
    case 'queue-connect':
      return `queue ${place?.name ?? ''} connects ${detail ?? whom ?? 'a member'}`;
    case 'queue-abandon': {
      const status = channel.notes.find((one) => one.message > message && one.detail?.startsWith('QUEUESTATUS '))?.detail?.split(' ')[1];
      // The event comes as well where the queue gives a caller back.
      return status ? `queue ${place?.name ?? ''} gives ${who} back: ${queueWords(status)}` : `${who} gives up waiting in queue ${place?.name ?? ''}`.trim();
    }
    case 'queue-complete':
      return undefined;
    case 'queue-leave':
      return `${who} leaves queue ${place?.name ?? ''}`.trim();
    case 'blind-transfer':
      return `${transfer?.transferer ?? who} transfers ${whom ?? 'the call'} to ${detail ?? 'somebody else'} without asking`;
    case 'attended-transfer':
      return transfer?.kind === 'blonde'
        ? `${transfer.transferer ?? who} transfers the call to ${transfer.target ?? 'somebody'}, who still rings`
        : `${transfer?.transferer ?? who} transfers the call to ${transfer?.target ?? 'somebody'}`;
    case 'pickup':
      return whom ? `${who} picks up the call that rings at ${whom}` : `${who} picks the call up`;
    case 'park':
      return `${who} is parked${place ? ` at ${place.name}` : ''}`;
    case 'unpark':
      return whom ? `${whom} takes ${who}${place ? ` from ${place.name}` : ' back'}` : `${who} is taken back`;
    case 'park-timeout':
      return `nobody took ${who}${place ? ` from ${place.name}` : ''} in time`;
    case 'park-give-up':
      return `${who} hangs up${place ? ` at ${place.name}` : ' while parked'}`;
    case 'hold':
      return plumbing ? undefined : `${who} holds the call`;
    case 'unhold':
      return plumbing ? undefined : `${who} takes the call back`;
    case 'music-start':
      return plumbing ? undefined : `${who} hears music${detail ? ` (${detail})` : ''}`;
    case 'music-stop':
      return plumbing ? undefined : `the music for ${who} stops`;
    case 'dtmf':
      return plumbing ? undefined : `${who} presses ${detail ?? 'a key'}`;
    case 'application':
      if (whom) return `${who} listens to ${whom}`;
      if (place && isRefusal(note) && !plumbing) return `${who} hears ${place.name.toLowerCase()}`;
      if (!place || isPassing(place.name) || (plumbing && !played.side.has(channel))) return undefined;
      return isSaying(place.name) ? `${who} hears ${place.name}` : `${who} is put through to ${place.name}`;
    case 'hangup-request':
      return detail === 'soft' ? undefined : hangingUp(note, played);
    case 'hangup':
      return plumbing ? undefined : `${who} is gone (${causeWords(Number.parseInt(detail ?? '', 10) || 0)})`;
    case 'gone':
      return plumbing ? undefined : goneWords(who, detail);
    case 'gap':
      return 'the capture has a gap here';
    default:
      return undefined;
  }
}

/** That somebody is gone of whose end nothing told. */
function goneWords(who: string, reason: string | undefined): string {
  switch (reason) {
    case 'restart':
      return `${who} is gone: Asterisk was started again while the connection was lost`;
    case 'shutdown':
      return `${who} is gone: Asterisk ended`;
    case 'no bridge':
      return `${who} is probably gone: its bridge is not there any more after the connection was lost`;
    default:
      return `${who} is gone: not in the list of channels after the connection was lost`;
  }
}

/** Who hangs up: what reaches one half of a Local pair is that the other half has ended. Who is rung and refuses is told by the dial. */
function hangingUp({ channel, message }: Note, played: Replay): string | undefined {
  const life = isLocal(channel.name) ? channel.pair : channel;
  if (!life || (isPlumbing(life.name) && life !== played.caller)) return undefined;
  if (isRefused(life, { message })) return undefined;
  const refuses = life.dialled && !life.notes.some((one) => one.message < message && (one.kind === 'answer' || one.kind === 'enter'));
  return refuses && life.born ? undefined : `${nameIn(played, life, message)} hangs up`;
}

/** Whether a channel was in the bridge of a note when somebody entered it. */
function isThere(life: Life, { bridge, message }: Note): boolean {
  let there = false;
  for (const one of life.notes) {
    if (one.message > message) break;
    if (one.kind === 'enter') there = one.bridge === bridge;
    else if (one.kind === 'hangup' || one.kind === 'gone' || (one.kind === 'leave' && one.bridge === bridge)) there = false;
  }
  return there;
}

/** The person at the end of a Local pair, as far as anybody was dialled there; else the channel. */
function personBehind(life: Life, { members }: Replay): Life {
  if (!isPlumbing(life.name) || !life.pair) return life;
  return members.find((one) => one.dialledBy === life.pair && !isPlumbing(one.name)) ?? life;
}

/** Whether a dial of a Local pair is all that there is to tell: it rings the pair for somebody, and nobody is dialled behind it. */
function isLast({ pair }: Life, { side }: Replay): boolean {
  return pair !== undefined && !side.has(pair) && !pair.notes.some(({ kind }) => kind === 'dial');
}

/** The person on whose behalf a channel dials. */
function callerName(played: Replay, life: Life, message: number): string {
  if (played.side.has(life)) return nameIn(played, played.caller, message);
  const seen = new Set<Life>();
  let at: Life | undefined = life;
  while (at && isPlumbing(at.name) && !seen.has(at)) {
    seen.add(at);
    if (played.side.has(at)) return nameIn(played, played.caller, message);
    at = at.dialledBy ?? at.pair;
  }
  return nameOf(at && !isPlumbing(at.name) ? at : life, message);
}

/** What to call a channel of a call; Local halves that led to the caller are called like it. */
export function nameIn(played: Replay, life: Life, message: number): string {
  const { caller, side } = played;
  // Who calls may show other numbers later on: those of whom it is connected to.
  if (!isPlumbing(caller.name)) return side.has(life) ? nameOf(caller, Math.min(message, settledMessage(played))) : nameOf(life, message);
  return side.has(life) ? (callerNumber(played) ?? shortName(caller.name)) : nameOf(life, message);
}

/** By which number a caller went when it began to call. */
function callerNumber(played: Replay): string | undefined {
  return identityAt(played.caller, settledMessage(played))?.number;
}

function settledMessage({ caller, notes }: Replay): number {
  const settled = notes.find(
    ({ kind, channel, other }) => channel === caller && other !== caller && (kind === 'dial' || kind === 'answer' || kind === 'queue-enter'),
  );
  return settled?.message ?? Number.POSITIVE_INFINITY;
}

/** The name by which somebody went who came in, once its number was set right. */
function latestName(life: Life): string {
  const settled = life.notes.find(({ kind }) => kind === 'dial' || kind === 'answer');
  return nameOf(life, settled?.message ?? life.firstMessage);
}

function dialWords(status: string | undefined): string {
  switch (status) {
    case 'BUSY':
      return 'busy';
    case 'NOANSWER':
      return 'no answer';
    case 'CANCEL':
      return 'rings no more';
    case 'CHANUNAVAIL':
      return 'not available';
    case 'CONGESTION':
      return 'congestion';
    default:
      return status ?? 'the dial ended';
  }
}

/** What a QUEUESTATUS means. */
export function queueWords(status: string): string {
  switch (status) {
    case 'TIMEOUT':
      return 'its time was up';
    case 'FULL':
      return 'it was full';
    case 'JOINEMPTY':
    case 'LEAVEEMPTY':
      return 'it had no members to ring';
    case 'JOINUNAVAIL':
    case 'LEAVEUNAVAIL':
      return 'none of its members was available';
    case 'CONTINUE':
      return 'nobody answered, and the dialplan went on';
    case 'WITHDRAW':
      return 'somebody had it withdrawn';
    default:
      return status;
  }
}
