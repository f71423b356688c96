import { outcomeWords } from '../calls/outcomeWords';
import type { Outcome } from '../calls/types';
import { tableCell } from '../features/markdown';
import { turn } from '../turn';
import { Cancelled } from './cancelled';
import { nameOf, type Source } from './source';
import { t } from '../texts';

const MOST_ROWS = 40;
const SLICE = 20_000;

/**
 * A page on a capture in Markdown: size, time, messages by name, calls by outcome, rates, endpoints. Text of the capture stands in code spans. Reads
 * nothing from disk. Lets others have their turn; throws {@link Cancelled} where `goOn` says no.
 */
export async function statistics(source: Source, notes: readonly string[], goOn: () => boolean = () => true): Promise<string> {
  const pause = async (i: number): Promise<void> => {
    if (i % SLICE !== SLICE - 1) return;
    await turn();
    if (!goOn()) throw new Cancelled();
  };
  const names = new Map<string, { count: number; size: number }>();
  const minutes = new Map<number, number>();
  let [first, last] = [0, 0];
  for (let i = 0; i < source.count; i++) {
    const { kind, name } = source.shapeOf(i);
    const label = `${kind[0]?.toUpperCase()}${kind.slice(1)}: ${name}`;
    const size = source.endOf(i) - source.startOf(i);
    const entry = names.get(label);
    if (entry) {
      entry.count++;
      entry.size += size;
    } else names.set(label, { count: 1, size });
    const second = source.secondOf(i);
    if (second > 0) {
      if (first === 0 || second < first) first = second;
      if (second > last) last = second;
      const minute = Math.floor(second / 60);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    await pause(i);
  }
  const book = source.book();
  const outcomes = new Map<Outcome, number>();
  const starts = new Map<number, number>();
  let [talked, talks] = [0, 0];
  for (let i = 0; i < book.count; i++) {
    const { outcome, startedAt, answeredAt, endedAt } = book.call(i);
    add(outcomes, outcome);
    if (startedAt !== undefined) add(starts, Math.floor(startedAt / 60_000));
    if (answeredAt !== undefined && endedAt !== undefined && endedAt >= answeredAt) {
      talked += endedAt - answeredAt;
      talks++;
    }
    await pause(i * 100 + 99);
  }
  const endpoints = new Map<string, { channels: number; messages: number }>();
  for (const { name, messages } of source.correlation.channels) {
    const endpoint = name.replace(/-[0-9a-f]{6,}(?:;[12])?(?:<\w+>)?$/i, '');
    const entry = endpoints.get(endpoint);
    if (entry) {
      entry.channels++;
      entry.messages += messages.length;
    } else endpoints.set(endpoint, { channels: 1, messages: messages.length });
  }
  const seconds = last - first;
  const busiest = greatest(minutes);
  const busiestCalls = greatest(starts);
  const facts: [string, string][] = [
    [t('Size'), source.offsetsInFile ? t('{0} bytes', number(source.size)) : t('{0} characters', number(source.size))],
    [t('Messages'), number(source.count)],
    [t('Calls'), number(book.count)],
    [t('Channels'), number(source.correlation.channels.length)],
  ];
  if (first > 0) {
    facts.push([t('From'), time(first)], [t('To'), time(last)], [t('Duration'), duration(seconds)]);
    if (seconds > 0) {
      facts.push([t('Messages a second'), (source.count / seconds).toFixed(1)], [t('Calls a minute'), ((book.count * 60) / seconds).toFixed(1)]);
    }
    if (busiest) facts.push([t('Busiest minute'), t('{0}: {1} messages', time(busiest[0] * 60), number(busiest[1]))]);
    if (busiestCalls) facts.push([t('Most calls begun in a minute'), `${time(busiestCalls[0] * 60)}: ${number(busiestCalls[1])}`]);
  } else facts.push([t('Time'), t('nothing in the capture tells it')]);
  if (talks > 0) facts.push([t('Average from answer to end'), duration(Math.round(talked / talks / 1000))]);
  return [
    `# ${t('Statistics of {0}', tableCell(nameOf(source)))}`,
    ...(source.reading ? [`*${t('The capture is still being read: this is what has been read so far.')}*`] : []),
    ...notes.map((note) => `> ${tableCell(note)}`),
    table(['', ''], facts),
    `## ${t('Calls by outcome')}`,
    book.count === 0 ? t('No message names a channel.') : table([t('Outcome'), t('Calls'), t('Share')], ranked(outcomes, book.count, outcomeWords)),
    `## ${t('Messages')}`,
    table(
      [t('Message'), t('Count'), t('Share'), t('Size')],
      most([...names], ([, { count }]) => count).map(([name, { count, size }]) => [
        tableCell(name),
        number(count),
        share(count, source.count),
        share(size, source.size),
      ]),
    ),
    ...rest(names.size, (more) => t('and {0} more names', more)),
    `## ${t('Endpoints')}`,
    table(
      [t('Endpoint'), t('Channels'), t('Messages')],
      most([...endpoints], ([, { channels }]) => channels).map(([name, { channels, messages }]) => [
        tableCell(source.decode(name) || t('(without a name)')),
        number(channels),
        number(messages),
      ]),
    ),
    ...rest(endpoints.size, (more) => t('and {0} more endpoints', more)),
    `*${t('Shares of size are of the whole file. An endpoint is the name of a channel without the number at its end. Times are local.')}*`,
    '',
  ].join('\n\n');
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function greatest(counts: ReadonlyMap<number, number>): readonly [number, number] | undefined {
  let found: readonly [number, number] | undefined;
  for (const entry of counts) if (!found || entry[1] > found[1]) found = entry;
  return found;
}

function most<T>(items: T[], by: (item: T) => number): T[] {
  return items.sort((a, b) => by(b) - by(a)).slice(0, MOST_ROWS);
}

function rest(count: number, words: (more: string) => string): string[] {
  return count > MOST_ROWS ? [words(number(count - MOST_ROWS))] : [];
}

function ranked<K>(counts: ReadonlyMap<K, number>, total: number, label: (key: K) => string): string[][] {
  return most([...counts], ([, count]) => count).map(([key, count]) => [label(key), number(count), share(count, total)]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)} %`;
}

function time(second: number): string {
  const date = new Date((second - new Date(second * 1000).getTimezoneOffset() * 60) * 1000);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
