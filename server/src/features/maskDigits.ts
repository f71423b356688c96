import type { TextEdit } from 'vscode-languageserver-types';
import { headersIn, type LogDocument, rangeOf } from '../document';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';
import { valueIn, withoutBlanks } from './reading';

/** What stands for a secret: always as long, so that it tells no length. */
export const MASK = '********';

/** Edits that mask every key which the channel of the message at `offset` sent, from the first to the last. */
export function maskDigits(document: LogDocument, offset: number): TextEdit[] {
  const { index } = document;
  const message = lastStartingAtOrBefore(index, offset);
  const uniqueid = message < 0 ? undefined : valueIn(document, message, 'uniqueid');
  if (uniqueid === undefined) return [];
  const edits: TextEdit[] = [];
  for (let i = 0; i < index.count; i++) {
    if (!/^DTMF/i.test(shapeOf(index, i).name) || valueIn(document, i, 'uniqueid') !== uniqueid) continue;
    const digit = headersIn(document, i).find(({ column }) => column.form === 'header' && column.key === 'digit');
    if (digit) edits.push({ range: rangeOf(document, withoutBlanks(document, digit.value)), newText: MASK });
  }
  return edits;
}
