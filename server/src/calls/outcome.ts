import { isPlumbing, type Life, type Note } from './lives';
import type { Outcome } from './types';

/** How a failed dial is called. Source: the DialStatus words of Asterisk apps/app_dial.c and main/dial.c. */
const DIAL_OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['BUSY', 'busy'],
  ['NOANSWER', 'no-answer'],
  ['CONTINUE', 'no-answer'],
  ['CANCEL', 'cancelled'],
  ['ABORT', 'cancelled'],
  ['CHANUNAVAIL', 'unavailable'],
  ['CONGESTION', 'congestion'],
  ['DONTCALL', 'rejected'],
  ['TORTURE', 'rejected'],
  ['INVALIDARGS', 'failed'],
]);

/** Where nothing but the cause of the hangup tells. Source: ITU-T Q.850. */
const CAUSE_OUTCOMES: ReadonlyMap<number, Outcome> = new Map<number, Outcome>([
  [1, 'unavailable'],
  [3, 'unavailable'],
  [17, 'busy'],
  [18, 'no-answer'],
  [19, 'no-answer'],
  [20, 'unavailable'],
  [21, 'rejected'],
  [22, 'unavailable'],
  [27, 'unavailable'],
  [28, 'failed'],
  [34, 'congestion'],
  [38, 'failed'],
  [42, 'congestion'],
]);

/** Why an originated call reached nobody. Source: the reasons of OriginateResponse, which are control frames of Asterisk. */
const ORIGINATE_OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['0', 'failed'],
  ['1', 'no-answer'],
  ['3', 'no-answer'],
  ['5', 'busy'],
  ['8', 'congestion'],
]);

/** Applications that a caller hears while there is nobody, which are no answer in themselves. */
const PASSING = new Set(['answer', 'progress', 'wait', 'waitexten', 'busy', 'congestion', 'playtones', 'zapateller', 'park']);

/** Applications that only say something, so that a call that failed before them has failed. */
const SAYING = new Set([
  'playback',
  'background',
  'controlplayback',
  'saydigits',
  'saynumber',
  'sayalpha',
  'sayphonetic',
  'sayunixtime',
  'read',
  'festival',
  'backgrounddetect',
]);

/** What a call came to, and what shows it. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly answeredBy: Life | undefined;
  readonly answer: Note | undefined;
  /** The end of the dial that decided. */
  readonly dial: Note | undefined;
}

/** Whether the log tells of the end: nobody is left, other than plumbing whose end nobody told. */
export function isOver(members: readonly Life[]): boolean {
  const people = members.filter(({ name }) => !isPlumbing(name));
  return (people.length > 0 ? people : members).every(({ hungUp }) => hungUp);
}

/** Whether anybody was ever put through to the caller, `answer` being the note that did it; if not, why. */
export function outcomeOf(members: readonly Life[], notes: readonly Note[], caller: Life, answer: Note | undefined): Judgement {
  const { dial, answered } = dialsOf(notes, caller);
  const judged = (outcome: Outcome, more: Partial<Judgement> = {}): Judgement => ({ outcome, answeredBy: undefined, answer: undefined, dial, ...more });
  if (!isOver(members)) return judged('in-progress');
  if (answer) return judged('answered');
  // A capture without bridges tells of answers by dials alone.
  if (answered && !notes.some(({ kind }) => kind === 'enter') && isUp(notes, caller)) {
    return judged('answered', { answeredBy: personBehind(notes, answered), answer: answered });
  }
  let up: Note | undefined;
  let queue: Note | undefined;
  let service: Note | undefined;
  let refused: Outcome | undefined;
  let hungUp: Note | undefined;
  let request: Note | undefined;
  let originate: Note | undefined;
  const isCaller = (life: Life): boolean => life === caller || life === caller.pair;
  for (const one of notes) {
    switch (one.kind) {
      case 'answer':
        if (isCaller(one.channel)) up ??= one;
        break;
      case 'queue-enter':
      case 'queue-leave':
      case 'queue-abandon':
        if (queue?.kind === 'queue-abandon' && one.kind === 'queue-leave') break;
        queue = one;
        service = undefined;
        break;
      case 'conference-enter':
      case 'park':
        service = one;
        break;
      case 'application': {
        const name = one.place?.name.toLowerCase() ?? '';
        if (name === 'busy') refused = 'busy';
        else if (name === 'congestion') refused = 'congestion';
        else if (!PASSING.has(name) && !(SAYING.has(name) && (dial || queue))) service = one;
        break;
      }
      case 'originate':
        originate = one;
        break;
      case 'hangup-request':
        if (one.channel === caller && one.detail !== 'soft') request ??= one;
        break;
      case 'hangup':
        if (one.channel === caller) hungUp = one;
        break;
    }
  }
  const lastDial = dial?.message ?? -1;
  const isAnswered = up !== undefined || (caller.state === 'Up' && !caller.born);
  if (service && isAnswered && service.message > lastDial) return judged('answered', { answer: up && up.message > service.message ? up : service });
  if (queue) {
    if (queue.kind === 'queue-abandon') return judged('cancelled');
    if (queue.kind === 'queue-enter') return hungUp ? judged('cancelled') : judged('in-progress');
    if (lastDial < queue.message || !dial) return hungUp ? judged(refused ?? 'no-answer') : judged('in-progress');
  }
  if (!hungUp && members.some((life) => !life.hungUp && !isPlumbing(life.name)))
    return isAnswered && !dial && !ringing(notes) ? judged('answered', { answer: up }) : judged('in-progress');
  if (!hungUp && members.some((life) => !life.hungUp)) return judged('in-progress');
  if (dial) return judged(DIAL_OUTCOMES.get(dial.detail ?? '') ?? (dial.detail === 'ANSWER' ? afterAnswer(isAnswered, caller, notes) : 'failed'));
  if (originate && !originate.detail?.startsWith('Success')) return judged(ORIGINATE_OUTCOMES.get(/\d+$/.exec(originate.detail ?? '')?.[0] ?? '') ?? 'failed');
  if (refused) return judged(refused);
  if (ringing(notes)) return judged(request || hungUp ? 'cancelled' : 'unknown');
  if (isAnswered) return judged('answered', { answer: up });
  if (request) return judged('cancelled');
  return judged(CAUSE_OUTCOMES.get(Number.parseInt(hungUp?.detail ?? '', 10)) ?? 'unknown');
}

/** Somebody answered the dial, but was never put through. */
function afterAnswer(isUp: boolean, caller: Life, notes: readonly Note[]): Outcome {
  // Who was rung first has answered, which reaches an application.
  if (isUp && !notes.some(({ kind, channel }) => kind === 'dial' && channel === caller)) return 'answered';
  return notes.some(({ kind }) => kind === 'enter') || !isUp ? 'no-answer' : 'answered';
}

/** A dial was begun and none has ended. */
function ringing(notes: readonly Note[]): boolean {
  return notes.some(({ kind, channel, other }) => kind === 'dial' && channel !== other);
}

/** The end of the caller's last dial that decided it, and the one that was answered. */
function dialsOf(notes: readonly Note[], caller: Life): { dial: Note | undefined; answered: Note | undefined } {
  let dial: Note | undefined;
  let answered: Note | undefined;
  let open = 0;
  let own = false;
  for (const one of notes) {
    const mine = one.channel === caller || one.channel === caller.pair;
    if (one.kind === 'dial' && mine && one.other !== one.channel) {
      if (open === 0) dial = undefined;
      open++;
      own = true;
    } else if (one.kind === 'dial-end') {
      if (mine && one.other !== one.channel) open = Math.max(0, open - 1);
      if (own && (!mine || one.other === one.channel)) continue;
      if (one.detail === 'ANSWER' && one.other !== caller && one.channel !== one.other) answered ??= one;
      if (!dial || weight(one) >= weight(dial)) dial = one;
    }
  }
  return { dial, answered };
}

/** Which of several ends of one dial decides. Source: Asterisk apps/app_dial.c: who is busy goes before who is not there; time and the caller end all of them. */
function weight({ detail }: Note): number {
  return ['CHANUNAVAIL', 'CONGESTION', 'BUSY', 'NOANSWER', 'CANCEL', 'ANSWER'].indexOf(detail ?? '');
}

/** Whether the caller was answered; a capture in which nobody is ever up does not tell. */
function isUp(notes: readonly Note[], caller: Life): boolean {
  return caller.state === 'Up' || !notes.some(({ kind }) => kind === 'answer');
}

/** The person who answered a dial, be it through Local channels. */
function personBehind(notes: readonly Note[], answered: Note): Life | undefined {
  const direct = answered.other;
  if (direct && !isPlumbing(direct.name)) return direct;
  for (const { kind, detail, other } of notes) if (kind === 'dial-end' && detail === 'ANSWER' && other && !isPlumbing(other.name)) return other;
  return undefined;
}
