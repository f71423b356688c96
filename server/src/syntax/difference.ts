/** Where two texts are the same: up to `start`, and in the last `tail` characters, which do not overlap. */
export interface Common {
  readonly start: number;
  readonly tail: number;
}

/** Texts are compared so many characters at a time, which is quicker than one by one. */
const BLOCK = 1 << 16;

/** What two texts have in common at their beginning and at their end. */
export function commonText(a: string, b: string): Common {
  // Nearly always something was appended, and one comparison of all is the fastest; startsWith() goes character by character.
  if (b.length >= a.length && b.slice(0, a.length) === a) return { start: a.length, tail: 0 };
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.slice(start, start + BLOCK) === b.slice(start, start + BLOCK)) start += BLOCK;
  start = Math.min(start, most);
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let tail = 0;
  while (tail + BLOCK <= most - start && a.slice(a.length - tail - BLOCK, a.length - tail) === b.slice(b.length - tail - BLOCK, b.length - tail)) tail += BLOCK;
  while (tail < most - start && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return { start, tail };
}
