/** Stars at the beginning of a feature code, such as `*98`, and those that are all there is: the key itself. */
export const FEATURE_CODE = /^\*+(?=[\d#]|$)/;

/** Where the stars of a text without quotes are that stand for any letters: not those that a feature code begins with. Offsets, ascending. */
export function starsIn(text: string): number[] {
  const from = FEATURE_CODE.exec(text)?.[0].length ?? 0;
  return [...text.matchAll(/\*/g)].map(({ index }) => index).filter((at) => at >= from);
}

/** What stands between the stars of a text: one piece more than there are stars, of which some may be empty. */
export function starPieces(text: string, stars: readonly number[]): string[] {
  return [...stars, text.length].map((at, i) => text.slice(i === 0 ? 0 : (stars[i - 1] ?? 0) + 1, at));
}

/** Whether a value has the pieces in their order; a `whole` value begins with the first and ends with the last. Takes time in proportion to the value. */
export function hasPieces(value: string, pieces: readonly string[], whole: boolean): boolean {
  const [first = '', last = ''] = whole ? [pieces[0], pieces.at(-1)] : [];
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const piece of whole ? pieces.slice(1, -1) : pieces) {
    const found = value.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
