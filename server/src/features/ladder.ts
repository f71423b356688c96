import type { Call, CallStory, MomentKind, StoryStep } from '../calls/types';
import type { Ladder, LadderRow, LineState, LineStretch, LocalChannels } from '../ladderModel';
import { createBoxes, stayOf } from './ladderBoxes';
import { type Lines, linesOf, pairOf } from './ladderLines';
import { rowOf } from './ladderRows';
import { durationText, sinceText } from './ladderTimes';
import { t } from '../texts';

/** What of a call a ladder is made of. */
export type LadderCall = Pick<Call, 'legs' | 'caller' | 'answeredBy' | 'startedAt'>;

/** A pause of this length or more gets a mark. Milliseconds. */
const PAUSE = 1000;

/** The ladder of a call. Local channels as one line each are left out where only their two halves meet. */
export function ladder(call: LadderCall, story: Pick<CallStory, 'line' | 'steps'>, options: { readonly local: LocalChannels } = { local: 'together' }): Ladder {
  const lines = linesOf(call, story, options.local);
  const told = withoutEchoes(story.steps);
  const steps = options.local === 'together' ? withoutPlumbing(call, told) : told;
  const boxes = createBoxes();
  const states = createStates();
  const dialledBy = new Map<number, number>();
  const rows: LadderRow[] = [];
  for (const step of steps) {
    const i = rows.length;
    const row = rowOf(step, lines, dialledBy);
    if (joins(rows.at(-1), row, lines)) continue;
    if ((row.kind === 'dial' || row.kind === 'queue-ring' || row.kind === 'forward') && row.from !== undefined && row.to !== undefined)
      dialledBy.set(row.to, row.from);
    if (row.text === '') {
      row.text = sentenceOf(row, lines);
      row.plain = true;
    }
    setTimes(row, rows);
    rows.push(row);
    const stay = stayOf(step);
    const line = lines.ofChannel(step.channel);
    if (stay?.enters && line !== undefined) boxes.enter(i, stay.place, stay.channel, line);
    else if (stay) boxes.leave(i, stay.place, stay.channel);
    if ((step.kind === 'hangup' || step.kind === 'gone') && step.channel !== undefined) boxes.gone(i, step.channel);
    states.see(i, step, line, lines);
  }
  const last = Math.max(0, rows.length - 1);
  setEnds(lines, rows);
  const startedAt = rows.find(({ at }) => at !== undefined)?.at ?? call.startedAt;
  return {
    title: story.line,
    ...(startedAt === undefined ? {} : { startedAt }),
    lifelines: lines.lifelines,
    rows,
    boxes: boxes.end(last),
    stretches: states.end(lines, last),
    folded: told.length - steps.length,
  };
}

/** Steps that halves of a Local channel both have, or have for nobody else. */
const ONCE_A_PAIR: ReadonlySet<MomentKind> = new Set(['channel', 'answer', 'hangup-request', 'originate', 'dial-end']);

/** The steps without those that only a Local channel's two halves take part in; of those that both take, one: the first, but the last hangup. */
function withoutPlumbing({ legs }: LadderCall, steps: readonly StoryStep[]): StoryStep[] {
  const pairs = new Map(legs.map(({ uniqueid, channel }) => [uniqueid, pairOf(channel)]));
  const halves = new Map<string, number>();
  for (const pair of pairs.values()) if (pair !== undefined) halves.set(pair, (halves.get(pair) ?? 0) + 1);
  const told = new Set<string>();
  return steps.filter(({ kind, channel, other }) => {
    if (kind === 'local-pair' || kind === 'local-optimized') return false;
    const pair = pairs.get(channel ?? '');
    if (pair === undefined || (other !== undefined && pairs.get(other) !== pair)) return true;
    if (kind === 'hangup' || kind === 'gone') {
      const left = (halves.get(pair) ?? 1) - 1;
      halves.set(pair, left);
      return left === 0;
    }
    const key = `${kind} ${pair}`;
    if (!ONCE_A_PAIR.has(kind) || !told.has(key)) return told.add(key) !== undefined;
    return false;
  });
}

/** Applications that other steps tell of: who dials, waits, is parked, talks. Source: the names that Asterisk's applications have. */
const TOLD_OTHERWISE =
  /^(?:App(?:Dial2?|Queue)|Dial|Queue|Park(?:AndAnnounce|edCall)?|Answer|Hangup|Bridge(?:Wait)?|ConfBridge|MeetMe|Pickup(?:Chan)?|(?:Transferred|Bridged) Call)$/i;

/**
 * The steps without what others say: that a dial ended with an answer, where the one who was dialled has answered; that a member is dialled and does not answer,
 * where the queue says it; applications that only do what is seen.
 */
function withoutEchoes(steps: readonly StoryStep[]): StoryStep[] {
  const answered = new Set<string | undefined>();
  const members = new Set(steps.flatMap(({ kind, other }) => (kind === 'queue-ring' && other !== undefined ? [other] : [])));
  return steps.filter(({ kind, channel, other, detail, place, text }) => {
    if (kind === 'answer') answered.add(channel);
    if (kind === 'other' && text === '') return false;
    if (kind === 'application') return other !== undefined || !TOLD_OTHERWISE.test(place?.name ?? '');
    if (other !== undefined && members.has(other) && (kind === 'dial' || (kind === 'dial-end' && /^(?:NOANSWER|CANCEL)$/.test(detail ?? '')))) return false;
    return kind !== 'dial-end' || detail !== 'ANSWER' || !answered.has(other ?? channel);
  });
}

/** A sentence for a step that the story leaves out. */
function sentenceOf({ label, kind, from, to }: LadderRow, { lifelines }: Lines): string {
  const name = (line: number | undefined): string | undefined => (line === undefined ? undefined : lifelines[line]?.name);
  if (kind === 'dtmf') return t('{0} presses a key', name(from) ?? t('somebody'));
  return [[name(from), name(to)].filter(Boolean).join(' → '), label || kind].filter(Boolean).join(': ');
}

/** Whether a row says nothing but that somebody pressed one more key: the row before then counts it. */
function joins(before: LadderRow | undefined, { kind, from }: LadderRow, { lifelines }: Lines): boolean {
  if (kind !== 'dtmf' || before?.kind !== 'dtmf' || before.from !== from) return false;
  before.count = (before.count ?? 1) + 1;
  before.label = t('{0} keys', before.count);
  before.text = t('{0} presses {1} keys', lifelines[from ?? -1]?.name ?? t('somebody'), before.count);
  return true;
}

function setTimes(row: LadderRow, before: readonly LadderRow[]): void {
  if (row.at === undefined) return;
  const first = before.find(({ at }) => at !== undefined)?.at ?? row.at;
  row.since = Math.max(0, row.at - first);
  row.sinceText = sinceText(row.since);
  const last = before.findLast(({ at }) => at !== undefined)?.at;
  if (last === undefined || row.at - last < PAUSE) return;
  row.pause = row.at - last;
  row.pauseText = durationText(row.pause);
}

/** Where each line begins and ends: with its channel, else with what is first and last told of it. */
function setEnds({ lifelines }: Lines, rows: readonly LadderRow[]): void {
  const first = new Map<number, number>();
  rows.forEach((row, i) => {
    for (const line of [row.from, row.to]) {
      if (line === undefined) continue;
      if (!first.has(line)) first.set(line, i);
      const lifeline = lifelines[line];
      if (!lifeline) continue;
      if (row.style === 'end') lifeline.to = i;
      else if (lifeline.to !== undefined && row.style === 'begin') delete lifeline.to;
      else if (lifeline.uniqueids.length === 0) lifeline.to = i;
    }
  });
  lifelines.forEach((lifeline, i) => {
    lifeline.from = first.get(i) ?? 0;
  });
}

const WAITS: ReadonlySet<string> = new Set(['queue-enter', 'park']);
const WAITS_NO_MORE: ReadonlySet<string> = new Set(['queue-connect', 'queue-abandon', 'queue-leave', 'unpark', 'park-timeout', 'park-give-up']);

/** Follows what each channel does: it is new until it answers or is put through, waits in a queue or parking lot, is on hold. */
function createStates(): { see(row: number, step: StoryStep, line: number | undefined, lines: Lines): void; end(lines: Lines, last: number): LineStretch[] } {
  const stretches: LineStretch[] = [];
  const now = new Map<number, { state: LineState; from: number; before: LineState }>();
  const set = (line: number, row: number, state: LineState): void => {
    const was = now.get(line);
    if (was?.state === state) return;
    if (was && row > was.from) stretches.push({ line, from: was.from, to: row, state: was.state });
    now.set(line, { state, from: row, before: was && was.state !== 'hold' && was.state !== 'wait' ? was.state : (was?.before ?? 'up') });
  };
  return {
    see(row, { kind, other, place }, line, lines) {
      const also = lines.ofChannel(other);
      for (const one of [line, also]) if (one !== undefined && !now.has(one)) set(one, row, kind === 'channel' || one === also ? 'new' : 'up');
      if (line === undefined) return;
      if (kind === 'answer' || kind === 'enter' || kind === 'conference-enter') set(line, row, 'up');
      else if (kind === 'hold') set(line, row, 'hold');
      else if (WAITS.has(kind) && place) set(line, row, 'wait');
      else if (kind === 'unhold' || WAITS_NO_MORE.has(kind)) set(line, row, now.get(line)?.before ?? 'up');
    },
    end({ lifelines }, last) {
      for (const [line, { state, from }] of now) {
        stretches.push({ line, from, to: lifelines[line]?.to ?? last, state });
      }
      return stretches.filter(({ from, to }) => to > from);
    },
  };
}
