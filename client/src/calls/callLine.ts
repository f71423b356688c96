/** The two halves of a call in one line, `300 → 301, answered after 3 s, 7 s talk`: who called whom, and how it went. Either may be empty. */
export function splitLine(line: string): { readonly who: string; readonly how: string } {
  // The name of a party may hold a comma, but the last arrow stands before the last of them that is no part of the story.
  const arrow = line.lastIndexOf('→');
  const comma = line.indexOf(', ', arrow + 1);
  return comma < 0 ? { who: line, how: '' } : { who: line.slice(0, comma), how: line.slice(comma + 2) };
}
