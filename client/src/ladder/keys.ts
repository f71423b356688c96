import type { Ladder } from '../../../server/src/protocol';

/** What a key asks for. */
export type KeyCommand =
  | { type: 'select'; row: number }
  | { type: 'follow'; line: number }
  | { type: 'open' }
  | { type: 'zoom'; by: 1 | -1 | 0 }
  | { type: 'leave' };

/** How many steps a page is. */
const PAGE = 10;

/** What a key means where a row is selected and a line is followed (-1: none, all). `undefined`: nothing, the page does what pages do. */
export function commandOf(key: string, ladder: Ladder, selected: number, line: number): KeyCommand | undefined {
  switch (key) {
    case 'ArrowDown':
      return step(ladder, selected, line, 1);
    case 'ArrowUp':
      return step(ladder, selected, line, -1);
    case 'PageDown':
      return step(ladder, selected, line, PAGE);
    case 'PageUp':
      return step(ladder, selected, line, -PAGE);
    case 'Home':
      return step(ladder, -1, line, 1);
    case 'End':
      return step(ladder, ladder.rows.length, line, -1);
    case 'ArrowRight':
      return { type: 'follow', line: Math.min(ladder.lifelines.length - 1, line + 1) };
    case 'ArrowLeft':
      return { type: 'follow', line: Math.max(-1, line - 1) };
    case 'Enter':
    case ' ':
      return selected >= 0 ? { type: 'open' } : undefined;
    case '+':
    case '=':
      return { type: 'zoom', by: 1 };
    case '-':
      return { type: 'zoom', by: -1 };
    case '0':
      return { type: 'zoom', by: 0 };
    case 'Escape':
      return { type: 'leave' };
    default:
      return undefined;
  }
}

/** The row so many steps on, of those that the followed line takes part in; the last one of them where there are fewer. */
function step({ rows }: Ladder, selected: number, line: number, by: number): KeyCommand | undefined {
  const way = Math.sign(by);
  let left = Math.abs(by);
  let found = -1;
  for (let i = selected + way; i >= 0 && i < rows.length && left > 0; i += way) {
    const row = rows[i];
    if (line >= 0 && row?.from !== line && row?.to !== line) continue;
    found = i;
    left--;
  }
  return found >= 0 ? { type: 'select', row: found } : undefined;
}
