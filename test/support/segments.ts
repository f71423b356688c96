import { indexMessages } from '../../server/src/syntax/messages';

/** A capture in so many segments as the recorder writes them: cut between messages, each but the last with its end mark, the later ones with the banner. */
export function inSegments(text: string, count: number): string[] {
  const index = indexMessages(text);
  const banner = /^.*\r\n/.exec(text)?.[0] ?? '';
  const cuts = Array.from({ length: count + 1 }, (_, i) =>
    i === 0 ? 0 : i === count ? text.length : (index.ends[Math.floor((index.count * i) / count)] ?? 0),
  );
  return Array.from({ length: count }, (_, i) => {
    const body = `${i === 0 ? '' : banner}${text.slice(cuts[i], cuts[i + 1])}`;
    return `${body}${i < count - 1 ? `;# end 2026-11-23T10:00:00.000Z messages=1 bytes=${body.length}\r\n` : ''}`;
  });
}
