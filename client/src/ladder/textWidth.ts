/** Widths of letters in parts of the size, of usual system fonts, rather too wide than too narrow: what is measured so is never cut. */
const NARROW = /[ iljtfrI.,:;'’!|()[\]{}/\\-]/;
const WIDE = /[mwMWQOGD@%…—]/;
const CAPITAL = /[A-ZÀ-Þ#&+=<>~→←]/;

/** About how wide text is, in CSS pixels; the same in a browser and without one. */
export function widthOf(text: string, size: number, bold = false): number {
  let width = 0;
  for (const letter of text) width += letterWidth(letter);
  return width * size * (bold ? 1.08 : 1);
}

/** Text cut so that it is at most `room` pixels wide, with a mark where something is left out: at the end, or in the middle. */
export function cut(text: string, room: number, size: number, { bold = false, middle = false } = {}): string {
  if (widthOf(text, size, bold) <= room) return text;
  const letters = [...text];
  let keep = letters.length;
  let whole = text;
  while (keep > 0 && widthOf(whole, size, bold) > room) {
    keep--;
    whole = middle
      ? `${letters.slice(0, Math.ceil(keep / 2)).join('')}…${letters.slice(letters.length - Math.floor(keep / 2)).join('')}`
      : `${letters.slice(0, keep).join('')}…`;
  }
  return keep > 0 ? whole : '…';
}

function letterWidth(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (code > 0x2e7f) return 1.05;
  if (code > 0x2ff && /\p{M}/u.test(letter)) return 0;
  if (WIDE.test(letter)) return 0.88;
  if (NARROW.test(letter)) return 0.34;
  if (CAPITAL.test(letter)) return 0.68;
  if (letter >= '0' && letter <= '9') return 0.6;
  return 0.56;
}
