import { isPassing, isRefusal, isSaying } from './applications';
import { nameOf } from './call';
import { causeWords } from './causes';
import { identityAt, isLocal, isPlumbing, type Life, type Note, shortName } from './lives';
import { isRefused, type Replay } from './replay';
import type { Place, StoryStep, Transfer } from './types';
import { t } from '../texts';

/** Who is in a bridge of more channels is not told. */
const CROWD = 100;

/** Where a note happened. */
function placeOf({ place, bridge }: Note): Place | undefined {
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
  return text !== undefined && note.late && note.kind !== 'gone' ? t('{0} (as a list of the server shows)', text) : text;
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
        ? t('{0} calls {1}', callerNumber(played) ?? who, channel.extens[0].exten)
        : channel.extens[0]
          ? t('{0} comes in and calls {1}', latestName(channel), channel.extens[0].exten)
          : t('{0} comes in', latestName(channel));
    case 'originate':
      return detail?.startsWith('Success') ? undefined : t('{0} was to be called by Originate, which failed', who);
    case 'dial': {
      const target = other && personBehind(other, played);
      if (other && isPlumbing(other.name) && channel.notes.some((one) => one.kind === 'queue-ring' && one.other === other)) return undefined;
      if (!target || (other && isPlumbing(other.name) && (target !== other || !isLast(other, played)))) return undefined;
      return other === channel || target === played.caller
        ? t('Asterisk rings {0}', nameOf(target, message))
        : t('{0} rings {1}', callerName(played, channel, message), nameOf(target, message));
    }
    case 'ringing':
      return plumbing ? undefined : t('{0} rings', who);
    case 'answer':
      if (plumbing) return undefined;
      // Who calls is answered by the dialplan, or because somebody was reached.
      return channel.born && !channel.dialled && !isLocal(channel.name) ? t('Asterisk answers {0}', who) : t('{0} answers', who);
    case 'forward':
      return t('{0} forwards to {1}', who, detail ?? t('somebody else'));
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
      return names.length > 0 ? t('{0} talks with {1}', who, names.join(', ')) : undefined;
    }
    case 'leave':
      return undefined;
    case 'conference-enter':
      return t('{0} enters conference {1}', who, place?.name ?? '').trim();
    case 'conference-leave':
      return t('{0} leaves conference {1}', who, place?.name ?? '').trim();
    case 'queue-enter':
      return note.more?.position
        ? t('{0} waits in queue {1} at position {2}', who, place?.name ?? '', note.more.position)
        : t('{0} waits in queue {1}', who, place?.name ?? '').trim();
    case 'queue-ring':
      return t('queue {0} rings {1}', place?.name ?? '', detail ?? whom ?? t('a member'));
    case 'queue-no-answer':
      return t('{0} does not answer', detail ?? whom ?? t('the member'));
    case 'queue-connect':
      return t('queue {0} connects {1}', place?.name ?? '', detail ?? whom ?? t('a member'));
    case 'queue-abandon': {
      const status = channel.notes.find((one) => one.message > message && one.detail?.startsWith('QUEUESTATUS '))?.detail?.split(' ')[1];
      // The event comes as well where the queue gives a caller back.
      return status
        ? t('queue {0} gives {1} back: {2}', place?.name ?? '', who, queueWords(status))
        : t('{0} gives up waiting in queue {1}', who, place?.name ?? '').trim();
    }
    case 'queue-complete':
      return undefined;
    case 'queue-leave':
      return t('{0} leaves queue {1}', who, place?.name ?? '').trim();
    case 'blind-transfer':
      return t('{0} transfers {1} to {2} without asking', transfer?.transferer ?? who, whom ?? t('the call'), detail ?? t('somebody else'));
    case 'attended-transfer':
      return transfer?.kind === 'blonde'
        ? t('{0} transfers the call to {1}, who still rings', transfer.transferer ?? who, transfer.target ?? t('somebody'))
        : t('{0} transfers the call to {1}', transfer?.transferer ?? who, transfer?.target ?? t('somebody'));
    case 'pickup':
      return whom ? t('{0} picks up the call that rings at {1}', who, whom) : t('{0} picks the call up', who);
    case 'park':
      return place ? t('{0} is parked at {1}', who, place.name) : t('{0} is parked', who);
    case 'unpark':
      if (!whom) return t('{0} is taken back', who);
      return place ? t('{0} takes {1} from {2}', whom, who, place.name) : t('{0} takes {1} back', whom, who);
    case 'park-timeout':
      return place ? t('nobody took {0} from {1} in time', who, place.name) : t('nobody took {0} in time', who);
    case 'park-give-up':
      return place ? t('{0} hangs up at {1}', who, place.name) : t('{0} hangs up while parked', who);
    case 'hold':
      return plumbing ? undefined : t('{0} holds the call', who);
    case 'unhold':
      return plumbing ? undefined : t('{0} takes the call back', who);
    case 'music-start':
      if (plumbing) return undefined;
      return detail ? t('{0} hears music ({1})', who, detail) : t('{0} hears music', who);
    case 'music-stop':
      return plumbing ? undefined : t('the music for {0} stops', who);
    case 'dtmf':
      return plumbing ? undefined : t('{0} presses {1}', who, detail ?? t('a key'));
    case 'application':
      if (whom) return t('{0} listens to {1}', who, whom);
      if (place && isRefusal(note) && !plumbing) return t('{0} hears {1}', who, place.name.toLowerCase());
      if (!place || isPassing(place.name) || (plumbing && !played.side.has(channel))) return undefined;
      return isSaying(place.name) ? t('{0} hears {1}', who, place.name) : t('{0} is put through to {1}', who, place.name);
    case 'hangup-request':
      return detail === 'soft' ? undefined : hangingUp(note, played);
    case 'hangup': {
      if (plumbing) return undefined;
      const cause = Number.parseInt(detail ?? '', 10) || 0;
      return cause === 0 ? t('{0} is gone', who) : t('{0} is gone ({1})', who, causeWords(cause));
    }
    case 'gone':
      return plumbing ? undefined : goneWords(who, detail);
    case 'gap':
      return t('the capture has a gap here');
    default:
      return undefined;
  }
}

/** That somebody is gone of whose end nothing told. */
function goneWords(who: string, reason: string | undefined): string {
  switch (reason) {
    case 'restart':
      return t('{0} is gone: Asterisk was started again while the connection was lost', who);
    case 'shutdown':
      return t('{0} is gone: Asterisk ended', who);
    case 'no bridge':
      return t('{0} is probably gone: its bridge is not there any more after the connection was lost', who);
    default:
      return t('{0} is gone: not in the list of channels after the connection was lost', who);
  }
}

/** Who hangs up: what reaches one half of a Local pair is that the other half has ended. Who is rung and refuses is told by the dial. */
function hangingUp({ channel, message }: Note, played: Replay): string | undefined {
  const life = isLocal(channel.name) ? channel.pair : channel;
  if (!life || (isPlumbing(life.name) && life !== played.caller)) return undefined;
  if (isRefused(life, { message })) return undefined;
  const refuses = life.dialled && !life.notes.some((one) => one.message < message && (one.kind === 'answer' || one.kind === 'enter'));
  return refuses && life.born ? undefined : t('{0} hangs up', nameIn(played, life, message));
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
      return t('busy');
    case 'NOANSWER':
      return t('no answer');
    case 'CANCEL':
      return t('rings no more');
    case 'CHANUNAVAIL':
      return t('not available');
    case 'CONGESTION':
      return t('congestion');
    default:
      return status ?? t('the dial ended');
  }
}

/** What a QUEUESTATUS means. */
export function queueWords(status: string): string {
  switch (status) {
    case 'TIMEOUT':
      return t('its time was up');
    case 'FULL':
      return t('it was full');
    case 'JOINEMPTY':
    case 'LEAVEEMPTY':
      return t('it had no members to ring');
    case 'JOINUNAVAIL':
    case 'LEAVEUNAVAIL':
      return t('none of its members was available');
    case 'CONTINUE':
      return t('nobody answered, and the dialplan went on');
    case 'WITHDRAW':
      return t('somebody had it withdrawn');
    default:
      return status;
  }
}
