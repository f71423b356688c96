import type { Position } from 'vscode-languageserver-types';
import { type LogDocument, offsetOf } from '../document';
import type { CallAt } from '../protocol';
import { messageAt } from '../syntax/messages';
import type { CallAccess } from './callAccess';
import { messageRange } from './reading';

/** The call that has the message at a position, and the lines of all its messages; `undefined` between messages and where no call has the message. */
export function callAt(document: LogDocument, position: Position, calls: CallAccess): CallAt | undefined {
  const message = messageAt(document.index, offsetOf(document, position));
  const i = message === undefined ? -1 : calls.with(message);
  if (i < 0) return undefined;
  const lines: number[] = [];
  for (const one of calls.call(i).messages) {
    const { start, end } = messageRange(document, one);
    lines.push(start.line, end.line);
  }
  return { key: calls.key(i), line: calls.line(i), lines };
}
