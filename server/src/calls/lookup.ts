import type { CallBook } from './calls';
import type { Correlation } from './correlate';

/** The indexes of the messages that name a channel of call `i`, ascending: those of all lives that the call has of this Uniqueid. */
export function messagesOfChannel(correlation: Correlation, book: CallBook, i: number, uniqueid: string): number[] {
  const lives = correlation.channels.filter((channel) => channel.uniqueid === uniqueid && book.of(channel) === i);
  return lives.length === 1 ? [...(lives[0]?.messages ?? [])] : [...new Set(lives.flatMap(({ messages }) => messages))].sort((a, b) => a - b);
}

/** The call that has a message: by the channels that the message names, else by its bridge. -1 where no call has it. */
export function callWith(correlation: Correlation, book: CallBook, message: number): number {
  for (const life of correlation.channels) {
    const { messages } = life;
    if (life.firstMessage <= message && (messages[messages.length - 1] ?? -1) >= message && holds(messages, message)) return book.of(life);
  }
  for (const { messages, all } of correlation.bridges.values()) {
    const [member] = all;
    if (member && holds(messages, message)) return book.of(member);
  }
  return -1;
}

/** Whether an ascending list holds a number. */
function holds(list: readonly number[], wanted: number): boolean {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}
