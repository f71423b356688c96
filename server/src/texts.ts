/**
 * By what each text is in English, what it is in the language of the user; empty for English. State of the process, set at most once, before any capture is
 * read: whoever says something afterwards says it in one language, and is as pure as before.
 */
let texts: ReadonlyMap<string, string> = new Map();

/**
 * Says all texts in the language of a bundle of `l10n/` from now on, as `vscode.l10n.bundle` has it; `undefined`, and what is no bundle, is English. To be
 * called before the first capture is read: words that were said before stay as they are.
 */
export function useTexts(bundle: unknown): void {
  const given = typeof bundle === 'object' && bundle !== null ? Object.entries(bundle) : [];
  texts = new Map(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/**
 * A text in the language of the reader; `{0}` in it stands for the first of `values`. A text is a whole sentence, or what stands alone such as a label, since
 * words stand in other orders in other languages: two texts where English has one and a part that is sometimes there. `npm run l10n` finds it where the text is
 * written in the call itself.
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const said = texts.get(text) ?? text;
  // Values are of the capture, and what they hold is no placeholder.
  return values.length === 0 ? said : said.replace(/\{(\d+)\}/g, (whole, i: string) => String(values[Number(i)] ?? whole));
}

/** Whether all is said in English. */
export function speaksEnglish(): boolean {
  return texts.size === 0;
}

/** What `say` says in English: for a file, which is for others too. */
export function inEnglish(say: () => string): string {
  const before = texts;
  texts = new Map();
  try {
    return say();
  } finally {
    texts = before;
  }
}

/** Words of which any one will do: `call or user or all`. */
export function either(words: readonly string[]): string {
  return words.length === 0 ? '' : words.reduce((before, word) => t('{0} or {1}', before, word));
}
