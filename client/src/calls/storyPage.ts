import type { CallStoryResult, JoinReason, MomentKind, Outcome, Party, StoryStep, Transfer } from '../../../server/src/protocol';
import { type Fold, withKeysTogether, withRunsFolded } from './storyRuns';

/** Translates a text of ours; `{0}` stands for the first argument. */
export type Translate = (text: string, ...args: (string | number)[]) => string;

/** What words the page needs that other views have too. */
export interface PageWords {
  readonly t: Translate;
  outcome(outcome: Outcome): string;
  reason(reason: JoinReason): string;
  transfer(kind: Transfer['kind']): string;
}

/** How a step is drawn: whether it is good or bad news, a change of who talks, or a detail that is shown on demand. */
export type Tone = 'good' | 'bad' | 'move' | 'plain' | 'detail';

/** A sentence of the page that leads to its message. */
export interface PageLine {
  /** Since the beginning of the call; empty where the capture cannot tell. */
  readonly offset: string;
  /** The time of day, for who looks closer. */
  readonly time: string;
  readonly text: string;
  readonly tone: Tone;
  readonly guess: boolean;
  /** Index of the message in the capture. */
  readonly message: number;
  /** The sentences that this one stands for, which it shows instead of leading to its message. */
  readonly folded?: readonly PageLine[];
}

/** The page of a call's story: plain texts alone, which the page puts into text nodes. */
export interface StoryPage {
  /** Who called whom. */
  readonly title: string;
  /** How it went. */
  readonly line: string;
  readonly outcome: { readonly text: string; readonly tone: Tone };
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Parts of the call's time, in order, in milliseconds. */
  readonly bar: readonly { readonly what: 'ringing' | 'talking'; readonly text: string; readonly duration: number }[];
  readonly steps: readonly PageLine[];
  readonly ending: readonly PageLine[];
  readonly channels: readonly {
    readonly name: string;
    readonly uniqueid: string;
    readonly reason: string;
    readonly guess: boolean;
    readonly message: number;
  }[];
  readonly words: Readonly<Record<'what' | 'why' | 'channels' | 'ladder' | 'document' | 'copy' | 'details' | 'guess' | 'none' | 'goTo', string>>;
}

/** The page of a story. Times of day are those of this machine. */
export function storyPage(story: CallStoryResult, title: string, words: PageWords): StoryPage {
  const { call, durations } = story;
  const { t } = words;
  const line = (one: { at?: number; text: string; guess?: boolean; message: number }, tone: Tone): PageLine => ({
    offset: offsetText(one.at, call.startedAt),
    time: one.at === undefined ? '' : new Date(one.at).toLocaleTimeString(undefined, { hour12: false, fractionalSecondDigits: 3 }),
    text: one.text,
    tone,
    guess: one.guess === true,
    message: one.message,
  });
  const stepLine = (step: StoryStep): PageLine => line(step, toneOf(step));
  const rows: [string, string | undefined][] = [
    [t('Caller'), partyText(call.caller)],
    [t('Dialled'), call.dialled],
    [t('Answered by'), partyText(call.answeredBy)],
    [t('Cause'), call.cause && call.cause.code > 0 ? `${call.cause.code} ${call.cause.text}` : undefined],
    [t('Began'), call.startedAt === undefined ? undefined : new Date(call.startedAt).toLocaleString(undefined, { hourCycle: 'h23' })],
    [t('Rang'), durationText(durations.ringing, t)],
    [t('In queue'), durationText(durations.inQueue, t)],
    [t('Talked'), durationText(durations.talking, t)],
    [t('On hold'), durationText(durations.onHold, t)],
    [
      t('Transfers'),
      call.transfers
        .map(({ kind, transferer, target, completed }) =>
          [words.transfer(kind), [transferer, target].filter(Boolean).join(' → '), completed ? '' : t('not put through')].filter(Boolean).join(' · '),
        )
        .join('\n'),
    ],
    [t('Linkedid'), call.linkedids.join(', ') || call.id],
  ];
  const bar = [
    { what: 'ringing' as const, text: t('rang {0}', durationText(durations.ringing, t) ?? ''), duration: durations.ringing ?? 0 },
    { what: 'talking' as const, text: t('talked {0}', durationText(durations.talking, t) ?? ''), duration: durations.talking ?? 0 },
  ];
  return {
    title,
    line: howText(story, t),
    outcome: { text: words.outcome(call.outcome), tone: OUTCOME_TONES[call.outcome] },
    facts: rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== ''),
    bar: bar.filter(({ duration }) => duration > 0),
    steps: withRunsFolded(withKeysTogether(story.steps), (step) => toneOf(step) === 'detail').map((told) =>
      told.kind === 'fold' ? folded(told, t, stepLine) : stepLine(told),
    ),
    ending: story.ending.map((one) => line(one, 'plain')),
    channels: call.legs.map((leg) => ({
      name: leg.channel || leg.uniqueid,
      uniqueid: leg.uniqueid,
      reason: words.reason(leg.joinedBy),
      guess: leg.joinedBy === 'guess',
      message: leg.evidence,
    })),
    words: {
      what: t('What happened'),
      why: t('Why it ended'),
      channels: t('Channels'),
      ladder: t('Show Ladder'),
      document: t('Open as Document'),
      copy: t('Copy as Markdown'),
      details: t('Details'),
      guess: t('a guess'),
      none: t('The capture tells nothing of what happened.'),
      goTo: t('Go to message'),
    },
  };
}

/** The sentence for what is folded, at the time of the first of it; it can be opened. */
function folded({ of, steps }: Fold, t: Translate, line: (step: StoryStep) => PageLine): PageLine {
  const lines = steps.map(line);
  const count = lines.filter(({ tone }) => tone !== 'detail').length;
  const text = of === 'hold' ? t('{0} more times on hold or back', count) : t('{0} more times somebody enters or leaves', count);
  const { offset = '', time = '', message = 0 } = lines[0] ?? {};
  return { offset, time, text, tone: 'plain', guess: false, message, folded: lines };
}

/** How the call went, without who called whom and the outcome, which stand beside it. */
function howText({ words: { waited, more }, call }: CallStoryResult, t: Translate): string {
  const after = waited === undefined || call.outcome === 'in-progress' ? [] : [t('after {0}', waited)];
  return [...after, ...more.map(({ text }) => text)].join(', ');
}

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  answered: 'good',
  busy: 'bad',
  'no-answer': 'bad',
  cancelled: 'bad',
  rejected: 'bad',
  congestion: 'bad',
  unavailable: 'bad',
  failed: 'bad',
  'in-progress': 'move',
  unknown: 'plain',
};

const TONES: Readonly<Partial<Record<MomentKind, Tone>>> = {
  answer: 'good',
  'queue-connect': 'good',
  unpark: 'good',
  pickup: 'good',
  hangup: 'bad',
  gone: 'bad',
  'hangup-request': 'bad',
  'queue-abandon': 'bad',
  'queue-no-answer': 'bad',
  'park-give-up': 'bad',
  'park-timeout': 'bad',
  gap: 'bad',
  enter: 'move',
  leave: 'plain',
  'blind-transfer': 'move',
  'attended-transfer': 'move',
  'blonde-transfer': 'move',
  park: 'move',
  forward: 'move',
  rename: 'detail',
  'local-pair': 'detail',
  'local-optimized': 'detail',
  progress: 'detail',
  'music-start': 'detail',
  'music-stop': 'detail',
  application: 'detail',
  other: 'detail',
};

function toneOf({ kind, detail }: StoryStep): Tone {
  if (kind === 'dial-end') return detail === 'ANSWER' ? 'good' : 'bad';
  return TONES[kind] ?? 'plain';
}

/** `+3.217 s`, `+2:05.100`; empty where one of the times is not known. */
export function offsetText(at: number | undefined, from: number | undefined): string {
  if (at === undefined || from === undefined) return '';
  const distance = Math.abs(at - from);
  const sign = at < from ? '−' : '+';
  const seconds = (distance % 60_000) / 1000;
  if (distance < 60_000) return `${sign}${seconds.toFixed(3)} s`;
  return `${sign}${Math.floor(distance / 60_000)}:${seconds.toFixed(3).padStart(6, '0')}`;
}

/** `7.0 s`, `2 min 5 s`, `1 h 2 min`. */
export function durationText(duration: number | undefined, t: Translate): string | undefined {
  if (duration === undefined) return undefined;
  const seconds = duration / 1000;
  if (seconds < 60) return t('{0} s', seconds.toFixed(1));
  const whole = Math.round(seconds);
  if (whole < 3600) return t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  return t('{0} h {1} min', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

function partyText(party: Party | undefined): string | undefined {
  const words = [party?.name, party?.number, party?.channel].filter((word): word is string => word !== undefined && word !== '');
  return [...new Set(words)].join(' · ') || undefined;
}
