import { resultOf } from '../calls/calls';
import { addMessage, createCorrelation } from '../calls/correlate';
import type { Call } from '../calls/types';
import { parseFilter } from '../features/filter';
import { callQuestion, callTermFits } from '../features/filterCalls';
import { type Matcher, matcherOf } from '../features/filterMatch';
import { type Filter, type FilterError, isCallTerm } from '../features/filterTypes';
import { noiseOf } from '../features/noise';
import { createClock } from '../largeFiles/clock';
import { DEFAULT_SETTINGS } from '../protocol';
import { messagesOf, type StreamedMessage, utf8 } from '../stream';
import { unreadable, WrongUse } from './wrongUse';

/** Whether a message fits; to be asked of each message of a file, in order. */
export type StreamMatcher = (message: StreamedMessage) => boolean;

/** An expression of the command line. Throws {@link WrongUse}, which points at what is wrong. */
function filterOf(expression: string): Filter {
  const filter = parseFilter(expression);
  if ('error' in filter) throw new WrongUse(pointed(expression, filter));
  return filter;
}

/**
 * What asks the messages of `file` whether they fit an expression. One that asks for calls has the file read once before, to know them; memory then grows with
 * them.
 */
export async function streamMatcher(file: string, expression: string, noise: readonly string[] = DEFAULT_SETTINGS.noise): Promise<StreamMatcher> {
  const filter = filterOf(expression);
  const calls = filter.terms.some(isCallTerm) ? await callsOf(file) : [];
  const matcher = matcherOf(filter, {
    isNoise: noiseOf(noise),
    decode: utf8,
    inCall(term) {
      const fits = callTermFits(term, utf8);
      const messages = new Set(calls.filter(fits).flatMap((call) => call.messages));
      return (message) => messages.has(message);
    },
  });
  return asked(matcher);
}

/** Gathers which calls fit an expression, while the messages of their capture go by. */
export interface CallSieve {
  /** To be called with each message, in order. */
  add(message: StreamedMessage): void;
  /** Whether a call fits, once all messages have gone by; `texts` are those that words are looked for in. */
  fits(call: Call, texts: () => readonly string[]): boolean;
}

/** A sieve for an expression. Throws {@link WrongUse}. */
export function callSieve(expression: string, noise: readonly string[] = DEFAULT_SETTINGS.noise): CallSieve {
  const { groups, fits } = callQuestion(filterOf(expression), utf8);
  const isNoise = noiseOf(noise);
  const matchers = groups.map((root) => asked(matcherOf({ root }, { isNoise, decode: utf8 })));
  const found = groups.map(() => new Set<number>());
  let message = 0;
  return {
    add(streamed) {
      matchers.forEach((matches, group) => {
        if (matches(streamed)) found[group]?.add(message);
      });
      message++;
    },
    fits: (call, texts) => fits(call, (group) => call.messages.some((one) => found[group]?.has(one)), texts),
  };
}

function asked(matcher: Matcher): StreamMatcher {
  const clock = createClock();
  let message = -1;
  return (streamed) => {
    const { text, start, end, shape } = streamed;
    const row = { message: ++message, shape, second: clock.secondOf(text, streamed) };
    return matcher.sketch(row) ?? matcher.fits(row, text, start, end);
  };
}

async function callsOf(file: string): Promise<Call[]> {
  if (file === '-') throw new WrongUse('An expression with call, outcome, caller, dialled or answeredby reads the capture twice. Name a file instead of -.');
  const correlation = createCorrelation();
  try {
    for await (const { text, start, end, shape, gap } of messagesOf(file)) addMessage(correlation, text, start, end, shape, gap);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code ? unreadable(file, error) : error;
  }
  return resultOf(correlation).calls;
}

/** What is wrong, with the expression and a mark below the place. */
function pointed(expression: string, { error, offset, length }: FilterError): string {
  const line = expression.replace(/\s/g, ' ');
  return line.length > 200 ? error : `${error}\n  ${line}\n  ${' '.repeat(offset)}${'^'.repeat(Math.max(1, length))}`;
}
