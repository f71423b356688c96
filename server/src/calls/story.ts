import { isPassing, isRefusal } from './applications';
import { nameOf } from './call';
import { causeMeaning, causeWords } from './causes';
import { isLocal, isPlumbing, type Life, type Note, shortName } from './lives';
import { outcomeWords } from './outcomeWords';
import type { Replay } from './replay';
import type { Call, CallDurations, CallStory, CallWords, StoryStep, Transfer } from './types';
import { nameIn, queueWords, stepOf, textOf } from './words';
import { t } from '../texts';

const ARROW = ' → ';

/** What happened to a call, told in plain words. */
export function storyFrom(call: Call, played: Replay): CallStory {
  const durations = durationsOf(call, played);
  const words = wordsOf(call, played, durations);
  return { line: lineOf(call, words), words, steps: stepsOf(played), ending: endingOf(call, played), durations };
}

function stepsOf(played: Replay): StoryStep[] {
  const steps: StoryStep[] = [];
  const transfers = new Map(played.transfers.map((transfer) => [transfer.message, transfer]));
  played.notes.forEach((note) => {
    const transfer = transfers.get(note.message);
    const text = textOf(note, played, transfer);
    if (text === undefined) return;
    const step = stepOf(note, transfer, text);
    const last = steps[steps.length - 1];
    if (last && last.text === text && last.kind === step.kind) return;
    steps.push(step);
  });
  return steps;
}

function durationsOf({ startedAt, answeredAt, endedAt, outcome }: Call, { notes, end }: Replay): CallDurations {
  const durations: CallDurations = {};
  const from = startedAt;
  const until = outcome === 'answered' ? answeredAt : endedAt;
  if (from !== undefined && until !== undefined && until >= from) durations.ringing = until - from;
  if (answeredAt !== undefined && endedAt !== undefined && endedAt >= answeredAt) durations.talking = endedAt - answeredAt;
  const held = between(notes, 'hold', ['unhold', 'hangup', 'gone'], end);
  if (held !== undefined) durations.onHold = held;
  const queued = between(notes, 'queue-enter', ['queue-leave', 'queue-connect', 'queue-abandon', 'hangup', 'gone'], end);
  if (queued !== undefined) durations.inQueue = queued;
  else {
    const said = notes.find(({ kind, more }) => (kind === 'queue-connect' || kind === 'queue-abandon') && more?.holdtime !== undefined)?.more?.holdtime;
    if (said !== undefined && /^\d{1,7}$/.test(said)) durations.inQueue = Number(said) * 1000;
  }
  if (durations.talking === undefined) {
    const said = notes.find(({ kind, more }) => kind === 'queue-complete' && more?.talktime !== undefined)?.more?.talktime;
    if (said !== undefined && /^\d{1,7}$/.test(said)) durations.talking = Number(said) * 1000;
  }
  return durations;
}

/** How long channels were in a state altogether; `undefined` where they never were or a time is missing. */
function between(notes: readonly Note[], from: Note['kind'], until: readonly Note['kind'][], end: Note | undefined): number | undefined {
  let sum: number | undefined;
  const open = new Map<Life, Note>();
  for (const note of notes) {
    const began = open.get(note.channel);
    if (note.kind === from && !began) open.set(note.channel, note);
    else if (began && until.includes(note.kind)) {
      open.delete(note.channel);
      if (began.at === undefined || note.at === undefined || began.late || note.late) return undefined;
      sum = (sum ?? 0) + Math.max(0, note.at - began.at);
    }
  }
  return open.size > 0 && !end ? undefined : sum;
}

function lineOf({ outcome }: Call, { way, originated, waited, more }: CallWords): string {
  const answered = outcome === 'answered';
  const result = answered ? t('answered') : outcomeWords(outcome);
  const after = waited === undefined ? result : answered ? t('answered after {0}', waited) : t('{0} after {1}', result, waited);
  const how = outcome === 'in-progress' ? t('in progress') : after;
  return [originated ? `Originate${ARROW}${way}` : way, how, ...more.map(({ text }) => text)].join(', ');
}

function wordsOf(call: Call, played: Replay, durations: CallDurations): CallWords {
  const stops: string[] = [];
  const { caller, answeredBy, notes, ender } = played;
  const from = call.caller?.number ?? nameIn(played, caller, caller.firstMessage);
  // Queues into which a call is transferred later are no way to whoever answered first.
  const { transfers } = call;
  const queue = notes.find(({ kind, place, message }) => kind === 'queue-enter' && place && !transfers.some((one) => one.message < message))?.place;
  const application = answeredBy ? undefined : applicationOf(played);
  if (queue) stops.push(t('queue {0}', queue.name));
  else if (call.dialled && !(isPlumbing(caller.name) && from.endsWith(shortName(caller.name)) && isLocalTo(caller, call.dialled))) stops.push(call.dialled);
  if (answeredBy) {
    const member = memberOf(notes, answeredBy);
    stops.push(member ?? nameOf(answeredBy, played.answer?.message ?? answeredBy.firstMessage));
  } else {
    const connected = notes.find(({ kind }) => kind === 'queue-connect')?.detail ?? application;
    if (connected) stops.push(connected);
  }
  const way = [from, ...stops].filter((stop, i, all) => i === 0 || stop !== all[i - 1]).join(ARROW);
  const waits = answerTime(call, durations);
  const waited = waits === undefined ? undefined : seconds(waits);
  const more: CallWords['more'] = [];
  if (call.outcome === 'answered' || (call.outcome === 'in-progress' && (answeredBy || played.answer))) {
    if (call.outcome === 'in-progress') more.push({ about: 'answer', text: waited === undefined ? t('answered') : t('answered after {0}', waited) });
    for (const text of counted(call.transfers.map(({ kind, target, completed }) => transferWords(kind, target, completed))))
      more.push({ about: 'transfer', text });
    const { talking } = durations;
    if (talking !== undefined) more.push({ about: 'talk', text: answeredBy ? t('{0} talk', seconds(talking)) : t('{0} connected', seconds(talking)) });
  }
  const cause = call.cause && call.cause.code > 0 ? ` (${causeWords(call.cause.code)})` : '';
  if (ender && played.end) {
    const who = played.side.has(ender.life) ? t('caller') : ender.life === answeredBy ? t('callee') : nameIn(played, ender.life, ender.note.message);
    more.push({ about: 'end', text: `${ender.guess ? t('{0} probably hung up', who) : t('{0} hung up', who)}${cause}` });
  } else if (played.end) more.push({ about: 'end', text: played.end.kind === 'gone' ? goneWords(played.end.detail) : `${t('ended')}${cause}` });
  else if (call.outcome === 'answered') more.push({ about: 'end', text: t('still going on') });
  const originated = [...played.side].some((one) => one.originated);
  return { way, ...(originated ? { originated } : {}), ...(waited === undefined ? {} : { waited }), more };
}

/** Whether a Local half is named for the extension that it leads to, which then need not be said twice. */
function isLocalTo({ name }: Life, exten: string): boolean {
  return name.startsWith(`Local/${exten}@`);
}

/** How long it took until somebody answered, or until the end. */
function answerTime({ startedAt, answeredAt, outcome }: Call, { ringing }: CallDurations): number | undefined {
  if (outcome !== 'in-progress') return ringing;
  return startedAt === undefined || answeredAt === undefined || answeredAt < startedAt ? undefined : answeredAt - startedAt;
}

function transferWords(kind: Transfer['kind'], target: string | undefined, completed: boolean): string {
  switch (kind) {
    case 'park':
      return target ? t('parked at {0}', target) : t('parked');
    case 'pickup':
      return target ? t('picked up by {0}', target) : t('picked up');
    default:
      return completed ? transferTo(kind, target) : `${transferTo(kind, target)} (${t('not put through')})`;
  }
}

function transferTo(kind: 'blind' | 'attended' | 'blonde', target: string | undefined): string {
  switch (kind) {
    case 'blind':
      return target ? t('blind transfer to {0}', target) : t('blind transfer');
    case 'attended':
      return target ? t('attended transfer to {0}', target) : t('attended transfer');
    case 'blonde':
      return target ? t('blonde transfer to {0}', target) : t('blonde transfer');
  }
}

/** Words in a row that are the same, once, with how often. */
function counted(words: readonly string[]): string[] {
  const all: string[] = [];
  words.forEach((word, i) => {
    if (word === words[i - 1]) return;
    let times = 1;
    while (words[i + times] === word) times++;
    all.push(times > 1 ? t('{0} {1} times', word, times) : word);
  });
  return all;
}

/** The application or the room that a caller was put through to. */
function applicationOf({ notes, side, answer, service }: Replay): string | undefined {
  if (!answer) return undefined;
  for (const { kind, channel, place } of notes) if (kind === 'conference-enter' && side.has(channel) && place) return t('conference {0}', place.name);
  const { place } = service ?? answer;
  return place?.kind === 'application' && !isPassing(place.name) ? place.name : undefined;
}

/** What the queue calls a member. */
function memberOf(notes: readonly Note[], life: Life): string | undefined {
  for (const { kind, other, detail } of notes) {
    if ((kind === 'queue-connect' || kind === 'queue-ring') && detail && other && (other === life || other.pair === life.dialledBy || other === life.dialledBy))
      return detail;
  }
  return undefined;
}

function endingOf(call: Call, played: Replay): CallStory['ending'] {
  const { end, ender, answeredBy, dial } = played;
  if (!end) return [];
  const ending: CallStory['ending'] = [];
  if (end.kind === 'gone') ending.push({ text: goneReason(end.detail), message: end.message, guess: true });
  if (ender) {
    const who = nameIn(played, ender.life, ender.note.message);
    const named = played.side.has(ender.life) ? t('{0}, the caller,', who) : ender.life === answeredBy ? t('{0}, who had answered,', who) : who;
    const gone = ender.note.kind === 'hangup';
    ending.push({
      text: !ender.guess
        ? t('{0} hung up first', named)
        : gone
          ? t('{0} was gone before anybody answered, so probably hung up', named)
          : t('{0} left first, so probably hung up', named),
      message: ender.note.message,
      ...(ender.guess ? { guess: true } : {}),
    });
  }
  const refusal = call.outcome === 'answered' ? undefined : played.notes.findLast((note) => isRefusal(note) && played.side.has(note.channel));
  if (refusal) ending.push({ text: t('The dialplan refused the call with {0}', refusal.place?.name.toLowerCase() ?? 'busy'), message: refusal.message });
  const soft = ender || call.outcome !== 'answered' ? undefined : endedByAsterisk(played);
  if (soft) ending.push({ text: t('Nobody hung up before, so the dialplan or a command probably ended it'), message: soft.message, guess: true });
  const hangup = played.caller.notes.find(({ kind }) => kind === 'hangup');
  if (call.cause && hangup) {
    const meaning = causeMeaning(call.cause.code);
    const cause = causeWords(call.cause.code);
    const text = meaning ? t("The caller's channel ended with cause {0}: {1}", cause, meaning) : t("The caller's channel ended with cause {0}", cause);
    ending.push({ text, message: hangup.message });
  }
  if (call.outcome !== 'answered') {
    const status = played.notes.findLast(
      ({ kind, channel, detail }) => kind === 'other' && detail !== undefined && / /.test(detail) && played.side.has(channel),
    );
    const [variable, value = ''] = status?.detail?.split(' ') ?? [];
    if (status && variable === 'QUEUESTATUS') ending.push({ text: t('The queue gave the caller back: {0}', queueWords(value)), message: status.message });
    else if (dial?.detail && dial.detail !== 'ANSWER') ending.push({ text: t('The last dial ended with {0}', dial.detail), message: dial.message });
    else if (status && value !== 'ANSWER') ending.push({ text: t('The last dial ended with {0}', value), message: status.message });
  }
  return ending;
}

/** What shows that Asterisk itself ended the caller's channel, or the dialplan behind a stand-in: the capture tells of requests, and this is the first there. */
function endedByAsterisk({ caller, notes }: Replay): Note | undefined {
  const request = notes.find(({ kind, channel }) => kind === 'hangup-request' && (channel === caller || channel === caller.pair));
  return request?.detail === 'soft' && request.channel === (isLocal(caller.name) ? caller.pair : caller) ? request : undefined;
}

/** How a call ended of whose end nothing told. */
function goneWords(reason: string | undefined): string {
  switch (reason) {
    case 'restart':
      return t('ended by a restart of Asterisk');
    case 'shutdown':
      return t('ended by the end of Asterisk');
    case 'no bridge':
      return t('probably ended while the connection was lost');
    default:
      return t('ended while the connection was lost');
  }
}

/** Why a call is taken to be over of whose end nothing told. */
function goneReason(reason: string | undefined): string {
  switch (reason) {
    case 'restart':
      return t('Asterisk was started again while the connection was lost, which ends all calls: when exactly this one ended is not known');
    case 'shutdown':
      return t('Asterisk ended, and with it all calls');
    case 'no bridge':
      return t(
        'It probably ended while the connection was lost: its bridge was not there any more afterwards. The account may not list channels, which would tell',
      );
    default:
      return t('It ended at some time while the connection was lost: the list of channels that the server gave afterwards lacks it. When and why is not known');
  }
}

/** `3 s`, `1 min 5 s`, `1 h 2 min`. */
function seconds(milliseconds: number): string {
  const all = Math.round(milliseconds / 1000);
  if (all < 60) return t('{0} s', all);
  if (all < 3600) return all % 60 === 0 ? t('{0} min', all / 60) : t('{0} min {1} s', Math.floor(all / 60), all % 60);
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  return minutes === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes);
}
