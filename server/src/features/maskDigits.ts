import type { TextEdit } from 'vscode-languageserver-types';
import { type LogDocument, rangeOf } from '../document';
import { headerOf, headerValue } from '../syntax/headers';
import { trimmed } from '../syntax/lines';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';

/** What stands for a secret: always as long, so that it tells no length. */
export const MASK = '********';

/** Edits that mask every key which the channel of the message at `offset` sent, from the first to the last. */
export function maskDigits(document: LogDocument, offset: number): TextEdit[] {
  const { text, index } = document;
  const message = lastStartingAtOrBefore(index, offset);
  const uniqueid = message < 0 ? undefined : headerValue(text, index, message, 'uniqueid');
  if (uniqueid === undefined) return [];
  const edits: TextEdit[] = [];
  for (let i = 0; i < index.count; i++) {
    if (!/^DTMF/i.test(shapeOf(index, i).name) || headerValue(text, index, i, 'uniqueid') !== uniqueid) continue;
    const digit = headerOf(text, index, i, 'digit');
    if (digit) edits.push({ range: rangeOf(document, trimmed(text, digit.value)), newText: MASK });
  }
  return edits;
}
