import type { Ladder, LadderRow } from '../ladderModel';
import { durationText, sinceText } from './ladderTimes';
import { t } from '../texts';

/** A ladder as a `sequenceDiagram` of Mermaid. Text of the capture is escaped so that it stays text. Source: mermaid.js.org, sequenceDiagram. */
export function ladderMermaid({ title, lifelines, rows, boxes }: Ladder): string {
  const lines = ['sequenceDiagram', `  title ${escaped(title) || t('Call')}`];
  lifelines.forEach((line, i) => {
    const what = line.kind === 'channel' || line.kind === 'local' || line.kind === 'local-half' ? line.name : `${line.about} ${line.name}`;
    lines.push(`  participant ${id(i)} as ${escaped(what) || t('channel')}`);
  });
  const talks = talkingFrom(boxes);
  const active = new Set<number>();
  rows.forEach((row, i) => {
    if (row.pause !== undefined && lifelines.length > 0)
      lines.push(`  Note over ${across(lifelines.length)}: ${escaped(t('{0} later', durationText(row.pause)))}`);
    if (lifelines.length > 0) lines.push(`  ${statement(row, lifelines.length)}`);
    const now = talks(i);
    for (const line of active) if (!now.has(line) && active.delete(line)) lines.push(`  deactivate ${id(line)}`);
    for (const line of now) if (!active.has(line) && active.add(line)) lines.push(`  activate ${id(line)}`);
    for (const { name, parts } of boxes)
      for (const part of parts)
        if (part.from === i && part.lines.length > 1) lines.push(`  Note over ${ends(part.lines)}: ${t('together in {0}', escaped(name) || t('a bridge'))}`);
  });
  for (const line of active) lines.push(`  deactivate ${id(line)}`);
  return `${lines.join('\n')}\n`;
}

const ARROWS: Readonly<Record<LadderRow['style'], string>> = { arrow: '->>', reply: '-->>', mark: '->>', begin: '->>', end: '-x', note: '->>' };

function statement(row: LadderRow, count: number): string {
  const { from, to } = row;
  const words = [row.label || row.text || row.kind, row.since === undefined ? '' : `(${sinceText(row.since)})`].filter(Boolean).join(' ');
  const text = escaped(words) || escaped(row.kind);
  if (from === undefined) return `Note over ${across(count)}: ${text}`;
  if (to === undefined) return `Note over ${id(from)}: ${text}`;
  return `${id(from)}${ARROWS[row.style]}${id(to)}: ${text}`;
}

/** For each row, the lines that talk in a bridge from there on. */
function talkingFrom(boxes: Ladder['boxes']): (row: number) => Set<number> {
  return (row) =>
    new Set(boxes.flatMap(({ parts }) => parts.flatMap((part) => (part.lines.length > 1 && part.from <= row && row < part.to ? part.lines : []))));
}

function id(line: number): string {
  return `p${line + 1}`;
}

function across(count: number): string {
  return count > 1 ? `${id(0)},${id(count - 1)}` : id(0);
}

function ends(lines: readonly number[]): string {
  const first = lines[0] ?? 0;
  const last = lines.at(-1) ?? first;
  return first === last ? id(first) : `${id(first)},${id(last)}`;
}

/**
 * Text that Mermaid shows as it is. All but letters, digits, blanks and a few signs becomes an entity, since `;`, `#`, `:`, line ends, `%%{`, `<`, `$$`, `@{`
 * and others mean something; of the words that begin or end statements the first letter becomes one too.
 */
export function escaped(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^\p{L}\p{M}\p{N} ._/,()*'’–→…-]/gu, (sign) => `#${sign.codePointAt(0)};`)
    .replace(/--|->/g, (sign) => [...sign].map((one) => `#${one.codePointAt(0)};`).join(''))
    .replace(/(?<![\p{L}\p{N}#])(?:end|wrap|nowrap|as|title|accTitle|accDescr)(?![\p{L}\p{N}])/giu, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
}
