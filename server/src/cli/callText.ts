import type { Call, CallStory } from '../calls/types';
import { clockText } from '../features/ladderTimes';

/** A call as a line of text: when it began and its story in one line. */
export function callLine({ startedAt }: Call, { line }: CallStory): string {
  return `${startedAt === undefined ? '' : `${secondOf(startedAt)}Z  `}${printable(line)}`;
}

/** A call as text: its line, then what happened step by step with the number of the message (from 0) that shows it, then why it ended. */
export function callText(call: Call, story: CallStory): string {
  const width = String(call.messages[call.messages.length - 1] ?? 0).length;
  const number = (message: number): string => `#${String(message).padEnd(width)}`;
  return [
    callLine(call, story),
    ...story.steps.map(
      ({ message, at, text, guess }) => `  ${number(message)}  ${at === undefined ? '' : `${clockText(at)}  `}${printable(text)}${guess ? ' (a guess)' : ''}`,
    ),
    ...(story.ending.length > 0 ? ['  Why it ended:'] : []),
    ...story.ending.map(({ message, text }) => `  ${number(message)}  ${printable(text)}`),
    '',
  ].join('\n');
}

function secondOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** Text of a capture on a terminal: control characters would be taken for commands. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f]/g, '\ufffd');
}
