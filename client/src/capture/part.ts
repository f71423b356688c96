import { l10n } from 'vscode';

/**
 * What to know of the calls of a later file of a recording, such as `pbx.0002.ami`: each file is read by itself, so a call that spans two is split between them.
 * `undefined` of other files.
 */
export function partWords(path: string): string | undefined {
  const number = Number(/\.(\d{4,6})\.ami$/.exec(path)?.[1] ?? 0);
  return number > 1 ? l10n.t('Part {0} of a recording. What began earlier is in the part before.', number) : undefined;
}
