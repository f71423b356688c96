import type { CallStory } from '../calls/types';
import type { CallSummary } from '../protocol';
import { JOIN_REASONS } from './joinReasons';
import { codeSpan } from './markdown';
import { onOneLine } from './oneLine';

/**
 * The story of a call as Markdown for a ticket or a mail: headline, facts, what happened, channels, why it ended. Text of the capture is escaped or in code
 * spans, so that nothing of it becomes a link, an image or HTML.
 */
export function storyMarkdown(call: CallSummary, story: CallStory): string {
  const parts = [`# ${prose(story.line)}`, facts(call, story).join('\n')];
  if (story.steps.length > 0) {
    const lines = story.steps.map(({ at, text, guess }) => `| ${offset(at, call.startedAt)} | ${prose(text)}${guess ? ' *(a guess)*' : ''} |`);
    parts.push('## What happened', ['| Time | |', '| ---: | --- |', ...lines].join('\n'));
  }
  const legs = call.legs.map((leg) => `| ${cell(leg.channel || leg.uniqueid)} | ${JOIN_REASONS[leg.joinedBy]} | ${cell(leg.uniqueid)} |`);
  parts.push('## Channels', ['| Channel | Why it is part of the call | Uniqueid |', '| --- | --- | --- |', ...legs].join('\n'));
  if (story.ending.length > 0)
    parts.push('## Why it ended', story.ending.map(({ text, guess }) => `- ${prose(text)}${guess ? ' *(a guess)*' : ''}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function facts(call: CallSummary, { durations }: CallStory): string[] {
  const rows: [string, string | undefined][] = [
    ['Caller', party(call.caller)],
    ['Dialled', call.dialled && codeSpan(call.dialled)],
    ['Answered by', party(call.answeredBy)],
    ['Outcome', call.outcome.replaceAll('-', ' ')],
    ['Cause', call.cause && `${call.cause.code} ${prose(call.cause.text)}`],
    ['Began', call.startedAt === undefined ? undefined : new Date(call.startedAt).toISOString()],
    ['Rang', seconds(durations.ringing)],
    ['Talked', seconds(durations.talking)],
    ['On hold', seconds(durations.onHold)],
    ['In queue', seconds(durations.inQueue)],
    [
      'Transfers',
      call.transfers
        .map(
          ({ kind, transferer, target, completed }) =>
            `${kind}: ${codeSpan(transferer ?? '?')} → ${codeSpan(target ?? '?')}${completed ? '' : ', not put through'}`,
        )
        .join('; '),
    ],
    ['Linkedid', codeSpan(call.id)],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `- **${name}**: ${value}`);
}

function party(one: CallSummary['caller']): string | undefined {
  const words = [one?.number, one?.name, one?.channel].filter((word): word is string => word !== undefined && word !== '');
  return words.length > 0 ? [...new Set(words)].map(codeSpan).join(' ') : undefined;
}

function seconds(duration: number | undefined): string | undefined {
  return duration === undefined ? undefined : `${(duration / 1000).toFixed(1)} s`;
}

function offset(at: number | undefined, from: number | undefined): string {
  return at === undefined || from === undefined ? '' : `${at < from ? '-' : '+'}${(Math.abs(at - from) / 1000).toFixed(3)} s`;
}

/** A code span in a cell of a table, where a bar would end the cell. */
function cell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** Plain text in Markdown: whatever could begin something else is escaped, and an address is not taken for one. */
function prose(text: string): string {
  return onOneLine(text)
    .replace(/[\\`*_{}[\]<>()#!|~&:@]/g, '\\$&')
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}\\.`);
}
