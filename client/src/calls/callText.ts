import type { CallSummary, Outcome } from '../../../server/src/protocol';
import type { Translate } from './storyPage';

/** The words of a row that other views have too. */
export interface RowWords {
  readonly t: Translate;
  outcome(outcome: Outcome): string;
}

/** A call as a row of a tree: plain texts, the tooltip Markdown. */
export interface CallText {
  /** Who called whom. */
  readonly label: string;
  /** When, how long or what became of it, and the rest: what is cut off in a narrow view matters least. */
  readonly description: string;
  readonly tooltip: string;
  /** What a screen reader says: the outcome in words, which sighted people see as icon and colour. */
  readonly spoken: string;
}

/** The action whose name stands before who was called by it. */
const ORIGINATE = 'Originate → ';

/** The row of a call. Times of day are those of this machine, in 24 hours as in ladders. */
export function callText(call: CallSummary, words: RowWords): CallText {
  const { t } = words;
  const label = labelOf(call);
  const time = call.startedAt === undefined ? undefined : clockText(call.startedAt);
  const outcome = words.outcome(call.outcome);
  const rest = restOf(call);
  const answered = call.outcome === 'answered';
  const length = answered ? lengthText(call.answeredAt, call.endedAt, t) : undefined;
  const { waited } = call.words ?? {};
  const became = answered || waited === undefined || call.outcome === 'in-progress' ? outcome : t('{0} after {1}', outcome, waited);
  const how = answered ? [length, rest || (length === undefined ? outcome : '')] : [[became, rest].filter(Boolean).join(', ')];
  const fromAction = call.words?.originated === true && !label.startsWith(ORIGINATE);
  const began = call.startedAt === undefined ? undefined : new Date(call.startedAt).toLocaleString(undefined, { hourCycle: 'h23' });
  const facts = [began, call.legs.length === 1 ? t('1 channel') : t('{0} channels', call.legs.length), t('{0} messages', call.messageCount)].filter(Boolean);
  return {
    label,
    description: [time, ...how].filter(Boolean).join(' · '),
    tooltip: [
      `**${outcome}**`,
      codeSpan(call.line || label),
      facts.join(' · '),
      `Linkedid ${codeSpan(call.linkedids.join(', ') || call.id)}`,
      call.probable ? `*${t('A link between its channels is a guess.')}*` : '',
    ]
      .filter(Boolean)
      .join('\n\n'),
    spoken: [fromAction ? `Originate, ${label}` : label, became, time, length, rest].filter(Boolean).join(', '),
  };
}

/**
 * Who called whom, for labels and titles. That the Originate action began it is left out where two parties are told without it: the one that was rung first and the one that
 * it was connected with.
 */
export function labelOf(call: CallSummary): string {
  const parties = [call.caller?.number ?? call.caller?.channel, call.dialled, call.answeredBy?.number ?? call.answeredBy?.channel];
  const who = call.words?.way || parties.filter((one, i) => one && parties.indexOf(one) === i).join(' → ') || call.id;
  return call.words?.originated && !who.includes(' → ') ? `${ORIGINATE}${who}` : who;
}

/** Outcomes of calls that reached nobody: `bad` is a fault, `missed` may be ordinary. */
export function misfortune(outcome: Outcome): 'bad' | 'missed' | undefined {
  const kinds: Readonly<Record<Outcome, 'bad' | 'missed' | undefined>> = {
    answered: undefined,
    busy: 'missed',
    'no-answer': 'missed',
    cancelled: 'missed',
    rejected: 'bad',
    congestion: 'bad',
    unavailable: 'bad',
    failed: 'bad',
    'in-progress': undefined,
    unknown: undefined,
  };
  return kinds[outcome];
}

/** `18:34:50` of this machine. */
export function clockText(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** The name of a channel as far as it has to be read: a Local half is known by its extension and which half it is, not by the number between the two. */
export function shortChannel(channel: string): string {
  return channel.replace(/^(Local\/.*)-[0-9a-f]{8}(;[12])$/, '$1$2');
}

/** Text of a capture in Markdown: nothing in it is markup, a link or an address. */
export function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  return line === '' ? '' : `${ticks}${/^`|`$/.test(line) ? ` ${line} ` : line}${ticks}`;
}

/** How the call went, without what stands beside it: the outcome, and how long the parties talked. */
function restOf({ words, outcome }: CallSummary): string {
  const more = words?.more ?? [];
  return more
    .filter(({ about }) => about !== 'talk' || outcome !== 'answered')
    .map(({ text }) => text)
    .join(', ');
}

/** `8 s`, `2:05 min`, `1:02 h`; `undefined` where the capture cannot tell. */
function lengthText(from: number | undefined, to: number | undefined, t: Translate): string | undefined {
  if (from === undefined || to === undefined || to < from) return undefined;
  const seconds = Math.round((to - from) / 1000);
  if (seconds < 60) return t('{0} s', seconds);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return seconds < 3600
    ? t('{0} min', `${Math.floor(seconds / 60)}:${two(seconds % 60)}`)
    : t('{0} h', `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}`);
}
