import { captures } from './captures';
import { FRAGMENTS } from './logText';

/** A replaced stretch of text, in offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `text` after `edit`. */
export function edited(text: string, edit: Edit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/** An edit of a kind that people, programs and damaged connections make, at a place of `text` that `below` chooses. */
export function randomEdit(text: string, below: (limit: number) => number): Edit {
  const anywhere = (): number => below(text.length + 1);
  const lineStart = (): number => text.lastIndexOf('\n', anywhere()) + 1;
  const fragment = (): string => FRAGMENTS[below(FRAGMENTS.length)] ?? '';
  const insert = (start: number, inserted: string): Edit => ({ start, end: start, text: inserted });
  switch (below(13)) {
    case 0:
      return insert(anywhere(), fragment());
    case 1:
      return insert(lineStart(), fragment());
    case 2:
      return insert(lineStart(), fragment() + fragment() + fragment());
    case 3: {
      const start = anywhere();
      return { start, end: Math.min(text.length, start + 1 + below(3)), text: '' };
    }
    case 4: {
      const start = anywhere();
      return { start, end: Math.min(text.length, start + below(600)), text: '' };
    }
    case 5: {
      const start = lineStart();
      const end = text.indexOf('\n', start) + 1;
      return { start, end: end > 0 ? end : text.length, text: '' };
    }
    case 6: {
      const start = lineStart();
      return { start, end: Math.min(text.length, start + below(200)), text: fragment() + fragment() };
    }
    case 7:
      return insert(lineStart(), pasted(below));
    case 8:
      return insert(text.length, fragment() + pasted(below));
    case 9:
      return { start: anywhere(), end: text.length, text: '' };
    case 10: {
      // A blank line less, so that two messages meet.
      const start = text.indexOf('\n\r\n', anywhere());
      return start < 0 ? insert(text.length, '\r\n') : { start: start + 1, end: start + 3, text: '' };
    }
    case 11: {
      // Into a CRLF, or one half of it gone.
      const start = text.indexOf('\r\n', anywhere());
      if (start < 0) return insert(text.length, '\r');
      return [insert(start + 1, fragment()), { start, end: start + 1, text: '' }, { start: start + 1, end: start + 2, text: '' }][below(3)] ?? insert(0, '');
    }
    default: {
      const start = text.indexOf('\n', anywhere()) + 1;
      return { start, end: Math.min(text.length, start + below(3)), text: below(2) === 0 ? '' : '\n' };
    }
  }
}

/** Some text of some recording, from and to anywhere. */
function pasted(below: (limit: number) => number): string {
  const all = captures();
  const text = all[below(all.length)]?.text ?? '';
  const start = below(text.length + 1);
  return text.slice(start, start + below(1500));
}
