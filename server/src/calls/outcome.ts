import { isSaying, takesNobody } from './applications';
import { isLocal, isPlumbing, type Life, type Note } from './lives';
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

/** Why a queue gave a caller back. Source: the words of QUEUESTATUS in Asterisk apps/app_queue.c. */
const QUEUE_OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['TIMEOUT', 'no-answer'],
  ['CONTINUE', 'no-answer'],
  ['FULL', 'congestion'],
  ['JOINEMPTY', 'unavailable'],
  ['LEAVEEMPTY', 'unavailable'],
  ['JOINUNAVAIL', 'unavailable'],
  ['LEAVEUNAVAIL', 'unavailable'],
]);

/** What a call came to, and what shows it. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly answeredBy: Life | undefined;
  readonly answer: Note | undefined;
  /** The end of the dial that decided. */
  readonly dial: Note | undefined;
  /** What the caller was put to in the end, where that was an application. */
  readonly service: Note | undefined;
}

/** Whether the log tells of the end: nobody is left, other than plumbing whose end nobody told. */
export function isOver(members: readonly Life[]): boolean {
  const people = members.filter(({ name }) => !isPlumbing(name));
  return (people.length > 0 ? people : members).every(({ hungUp }) => hungUp);
}

/** What the caller's side was put to last, and what came of it as far as that is known. */
interface Attempt {
  readonly kind: 'dial' | 'queue' | 'service';
  readonly note: Note;
  open: number;
  result: Outcome | undefined;
  end: Note | undefined;
  /** The capture has a gap while nothing has come of it yet. */
  torn: boolean;
  /** A list shows the caller in a bridge with one who was asked for, so that this one has answered. */
  met: Note | undefined;
}

/** Whether anybody was ever put through to the caller, `answer` being the note that did it; if not, why. */
export function outcomeOf(members: readonly Life[], notes: readonly Note[], caller: Life, side: ReadonlySet<Life>, answer: Note | undefined): Judgement {
  const { attempt, answered, up, rung, refused } = attemptsOf(notes, caller, side);
  const dial = attempt?.kind === 'dial' ? attempt.end : rung;
  const judged = (outcome: Outcome, more: Partial<Judgement> = {}): Judgement => ({
    outcome,
    answeredBy: undefined,
    answer: undefined,
    dial,
    service: undefined,
    ...more,
  });
  // A capture without bridges tells of answers by dials alone.
  const isServed = attempt?.kind !== 'queue' || notes.some(({ kind }) => kind === 'queue-connect');
  const dialled = !answer && answered && isServed && !notes.some(({ kind }) => kind === 'enter') && isUp(notes, caller) ? answered : undefined;
  const told = dialled ? { answeredBy: personBehind(notes, dialled), answer: dialled } : {};
  if (!isOver(members)) return judged('in-progress', told);
  if (answer || dialled) return judged('answered', told);
  if (attempt?.kind === 'service' && up) return judged('answered', { answer: up.message > attempt.note.message ? up : attempt.note, service: attempt.note });
  if (attempt?.met) return judged('answered', { answer: attempt.met });
  if (attempt && up && isAnsweredAfter(attempt, up, notes)) return judged('answered', { answer: up });
  // What a caller did between its last message and a list that lacks it nobody knows.
  const gone = notes.find(({ kind, channel }) => kind === 'gone' && channel === caller);
  if (gone) return judged(gone.late ? 'unknown' : 'failed');
  const request = notes.find(({ kind, channel, detail }) => kind === 'hangup-request' && channel === caller && detail !== 'soft');
  if (attempt && attempt.kind !== 'service')
    return judged(attempt.result ?? (attempt.torn ? 'unknown' : request || attempt.kind === 'queue' ? 'cancelled' : 'no-answer'));
  if (refused) return judged(refused);
  if (up) return judged('answered', { answer: up });
  return judged(unanswered(notes, caller, rung));
}

/** Whether a caller was answered when nobody else was to be had, in a capture that tells of no applications: one of them must have taken the call. */
function isAnsweredAfter({ kind, open, end }: Attempt, up: Note, notes: readonly Note[]): boolean {
  if (kind !== 'dial' || open > 0 || !end || end.detail === 'ANSWER' || up.message <= end.message) return false;
  return !notes.some((note) => note.kind === 'application');
}

/** Why a caller whom nobody and nothing answered is gone. */
function unanswered(notes: readonly Note[], caller: Life, rung: Note | undefined): Outcome {
  const by = rung && DIAL_OUTCOMES.get(rung.detail ?? '');
  if (by) return by;
  const originate = notes.find(({ kind, detail }) => kind === 'originate' && detail?.startsWith('Failure'));
  if (originate) return ORIGINATE_OUTCOMES.get(/\d+$/.exec(originate.detail ?? '')?.[0] ?? '') ?? 'failed';
  const cause = Number.parseInt(notes.find(({ kind, channel }) => kind === 'hangup' && channel === caller)?.detail ?? '', 10);
  const told = CAUSE_OUTCOMES.get(cause);
  if (told) return told;
  if (caller.dialled) return 'no-answer';
  if (!caller.born) return 'unknown';
  // Who comes in and is gone before anything answers has hung up; who was made to be called out and never was has failed.
  return caller.state === 'Ring' ? 'cancelled' : isPlumbing(caller.name) ? 'failed' : 'cancelled';
}

interface Attempts {
  readonly attempt: Attempt | undefined;
  /** The first end of a dial of the caller that says that somebody answered. */
  readonly answered: Note | undefined;
  /** The caller was answered, or answered itself. */
  readonly up: Note | undefined;
  /** The end of the dial that rang the caller. */
  readonly rung: Note | undefined;
  /** What the dialplan played to say that nobody is to be had. */
  readonly refused: Outcome | undefined;
}

/** Follows the caller from one attempt to the next; the last one counts. */
function attemptsOf(notes: readonly Note[], caller: Life, side: ReadonlySet<Life>): Attempts {
  let attempt: Attempt | undefined;
  let answered: Note | undefined;
  let up: Note | undefined;
  let rung: Note | undefined;
  let refused: Outcome | undefined;
  const begin = (kind: Attempt['kind'], note: Note, result?: Outcome): void => {
    attempt = { kind, note, open: 0, result, end: undefined, torn: false, met: undefined };
  };
  const way = new Set(side);
  for (const note of notes) {
    const { kind, channel, other, detail, place } = note;
    if (!way.has(channel)) {
      if (kind === 'dial-end' && other === caller) rung = note;
      continue;
    }
    switch (kind) {
      case 'answer':
        if (channel === caller || isPlumbing(caller.name)) up ??= note;
        break;
      case 'dial':
        if (!other || side.has(other) || (attempt?.kind === 'queue' && attempt.result === undefined)) break;
        if (attempt?.kind !== 'dial' || attempt.open === 0) begin('dial', note);
        if (attempt) attempt.open++;
        break;
      case 'dial-end':
        if (other && side.has(other)) {
          rung = note;
          break;
        }
        if (detail === 'ANSWER') answered ??= note;
        // Where a dialplan has answered behind a Local pair, the caller goes on there.
        if (detail === 'ANSWER' && other?.pair && isLocal(other.name)) way.add(other.pair);
        if (attempt?.kind !== 'dial') break;
        attempt.open = Math.max(0, attempt.open - 1);
        if (!attempt.end || weight(note) >= weight(attempt.end)) {
          attempt.end = note;
          attempt.result = isRefused(note) ? 'rejected' : (DIAL_OUTCOMES.get(detail ?? '') ?? (detail === 'ANSWER' ? 'no-answer' : 'failed'));
        }
        break;
      case 'other': {
        const [name, value = ''] = detail?.split(' ') ?? [];
        if (name === 'DIALSTATUS' && value !== 'ANSWER') {
          const result = DIAL_OUTCOMES.get(value);
          if (!result) break;
          if (attempt?.kind !== 'dial') begin('dial', note, result);
          else if (!attempt.end) attempt.result = result;
        } else if (name === 'DIALSTATUS') {
          if (attempt?.kind !== 'dial') answered ??= note;
        } else if (name === 'QUEUESTATUS') {
          const result = QUEUE_OUTCOMES.get(value);
          if (result && attempt?.kind === 'queue') attempt.result = result;
          else if (result) begin('queue', note, result);
        }
        break;
      }
      case 'enter':
        if (attempt?.torn && note.late && note.bridge && notes.some((one) => isAskedIn(one, note, way))) attempt.met = note;
        break;
      case 'queue-enter':
        begin('queue', note);
        break;
      case 'queue-abandon':
        if (attempt?.kind !== 'queue') begin('queue', note, 'cancelled');
        else attempt.result = 'cancelled';
        break;
      case 'queue-leave':
        if (attempt?.kind === 'queue') attempt.result ??= note.late ? 'unknown' : 'no-answer';
        break;
      case 'gap':
        if (attempt && attempt.result === undefined) attempt.torn = true;
        break;
      case 'conference-enter':
      case 'park':
        begin('service', note);
        break;
      case 'application': {
        const name = place?.name.toLowerCase() ?? '';
        if (name === 'busy') refused ??= 'busy';
        else if (name === 'congestion') refused ??= 'congestion';
        else if (name === 'queue') begin('queue', note, 'unavailable');
        else if (!takesNobody(name) && !(isSaying(name) && attempt)) begin('service', note);
        break;
      }
    }
  }
  return { attempt, answered, up: up ?? (caller.state === 'Up' && !caller.born ? notes[0] : undefined), rung, refused };
}

/** Whether a note asked for somebody who is in the bridge that another enters, and is no stand-in that only asks for others. */
function isAskedIn({ kind, channel, other, message }: Note, { bridge, message: entered }: Note, way: ReadonlySet<Life>): boolean {
  if (kind !== 'dial' || message > entered || !other || !way.has(channel) || !bridge?.all.has(other)) return false;
  return !isLocal(other.name) || !other.pair?.notes.some((one) => one.kind === 'dial' || one.kind === 'queue-enter');
}

/** Whether who was rung refused, which is the same status as letting it ring. Source: Asterisk main/channel.c, ast_hangup_cause_to_dial_status(). */
function isRefused({ detail, other }: Note): boolean {
  return detail === 'NOANSWER' && other?.notes.find(({ kind }) => kind === 'hangup')?.detail?.split(' ')[0] === '21';
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
