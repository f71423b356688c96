/** Text of a capture on one line: control characters, ends of lines and what turns the direction of text become blanks. */
export function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

/** The same without blanks around it, and not longer than `longest` characters. */
export function shortLine(text: string, longest = 120): string {
  return cutTo(onOneLine(text).trim(), longest);
}

/** A text of at most `longest` characters; one that was cut ends with an ellipsis. */
export function cutTo(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
