import { resultOf } from '../calls/calls';
import { addMessage, createCorrelation } from '../calls/correlate';
import type { Call } from '../calls/types';
import { isDamage, messagesOf, utf8 } from '../stream';
import { unreadable } from './wrongUse';

/** Prints the calls of a capture. Streams; memory grows with the calls. Gives 2 where a gzipped capture is damaged, after the calls before the damage. */
export async function calls(file: string, options: { readonly format: 'text' | 'json' }): Promise<number> {
  const correlation = createCorrelation();
  let damaged = false;
  try {
    for await (const { text, start, end, shape, gap } of messagesOf(file)) addMessage(correlation, text, start, end, shape, gap);
  } catch (error) {
    if (!isDamage(error)) throw (error as NodeJS.ErrnoException).code ? unreadable(file, error) : error;
    damaged = true;
    process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
  }
  const result = resultOf(correlation);
  if (options.format === 'json') {
    process.stdout.write(`${utf8(JSON.stringify(result, undefined, 2))}\n`);
  } else {
    for (const call of result.calls) process.stdout.write(`${utf8(lineOf(call))}\n`);
    process.stdout.write(`${result.calls.length} calls in ${result.messages} messages\n`);
  }
  return damaged ? 2 : 0;
}

function lineOf(call: Call): string {
  const time = call.startedAt === undefined ? '' : `${new Date(call.startedAt).toISOString().slice(0, 19)}Z  `;
  const parties = [call.caller?.number ?? call.caller?.channel, call.dialled, call.answeredBy?.number ?? call.answeredBy?.channel];
  const way = parties.filter((one, i) => one && one !== parties[i - 1]).join(' → ');
  const cause = call.cause ? ` (${call.cause.code} ${call.cause.text})` : '';
  return `${time}${way}  ${call.outcome}${cause}  ${call.legs.length} channels, ${call.messages.length} messages`;
}
