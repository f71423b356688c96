import { outcomeWords } from '../calls/outcomeWords';
import type { CallStory, Transfer } from '../calls/types';
import type { CallSummary } from '../protocol';
import { joinReason } from './joinReasons';
import { codeSpan, tableCell } from './markdown';
import { onOneLine } from './oneLine';
import { t } from '../texts';

/**
 * The story of a call as Markdown for a ticket or a mail: headline, facts, what happened, channels, why it ended. Text of the capture is escaped or in code
 * spans, so that nothing of it becomes a link, an image or HTML.
 */
export function storyMarkdown(call: CallSummary, story: CallStory): string {
  const parts = [`# ${prose(story.line)}`, facts(call, story).join('\n')];
  if (story.steps.length > 0) {
    const lines = story.steps.map(({ at, text, guess }) => `| ${offset(at, call.startedAt)} | ${prose(text)}${guess ? ` *(${t('a guess')})*` : ''} |`);
    parts.push(`## ${t('What happened')}`, [`| ${t('Time')} | |`, '| ---: | --- |', ...lines].join('\n'));
  }
  const legs = call.legs.map((leg) => `| ${tableCell(leg.channel || leg.uniqueid)} | ${joinReason(leg.joinedBy)} | ${tableCell(leg.uniqueid)} |`);
  parts.push(`## ${t('Channels')}`, [`| ${t('Channel')} | ${t('Why it is part of the call')} | Uniqueid |`, '| --- | --- | --- |', ...legs].join('\n'));
  if (story.ending.length > 0)
    parts.push(`## ${t('Why it ended')}`, story.ending.map(({ text, guess }) => `- ${prose(text)}${guess ? ` *(${t('a guess')})*` : ''}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function facts(call: CallSummary, { durations }: CallStory): string[] {
  const rows: [string, string | undefined][] = [
    [t('Caller'), party(call.caller)],
    [t('Dialled'), call.dialled && codeSpan(call.dialled)],
    [t('Answered by'), party(call.answeredBy)],
    [t('Outcome'), outcomeWords(call.outcome).replaceAll('-', ' ')],
    [t('Cause'), call.cause && `${call.cause.code} ${prose(call.cause.text)}`],
    [t('Began'), call.startedAt === undefined ? undefined : new Date(call.startedAt).toISOString()],
    [t('Rang'), seconds(durations.ringing)],
    [t('Talked'), seconds(durations.talking)],
    [t('On hold'), seconds(durations.onHold)],
    [t('In queue'), seconds(durations.inQueue)],
    [
      t('Transfers'),
      call.transfers
        .map(
          ({ kind, transferer, target, completed }) =>
            `${TRANSFERS[kind]()}: ${codeSpan(transferer ?? '?')} → ${codeSpan(target ?? '?')}${completed ? '' : `, ${t('not put through')}`}`,
        )
        .join('; '),
    ],
    ['Linkedid', codeSpan(call.id)],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `- **${name}**: ${value}`);
}

const TRANSFERS: Readonly<Record<Transfer['kind'], () => string>> = {
  blind: () => t('blind'),
  attended: () => t('attended'),
  blonde: () => t('blonde'),
  pickup: () => t('pickup'),
  park: () => t('park'),
};

function party(one: CallSummary['caller']): string | undefined {
  const words = [one?.number, one?.name, one?.channel].filter((word): word is string => word !== undefined && word !== '');
  return words.length > 0 ? [...new Set(words)].map(codeSpan).join(' ') : undefined;
}

function seconds(duration: number | undefined): string | undefined {
  return duration === undefined ? undefined : t('{0} s', (duration / 1000).toFixed(1));
}

function offset(at: number | undefined, from: number | undefined): string {
  return at === undefined || from === undefined ? '' : `${at < from ? '-' : '+'}${(Math.abs(at - from) / 1000).toFixed(3)} s`;
}

/** Plain text in Markdown: whatever could begin something else is escaped, and an address is not taken for one. */
function prose(text: string): string {
  return onOneLine(text)
    .replace(/[\\`*_{}[\]<>()#!|~&:@]/g, '\\$&')
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}\\.`);
}
