/** The compiled catalogue, for the bundle of the browser: a worker can read no file, so its client hands the text in before anything asks for it. */
export let catalogJson = '';

/** Takes the text of `catalog.json`. */
export function handCatalog(text: string): void {
  catalogJson = text;
}
