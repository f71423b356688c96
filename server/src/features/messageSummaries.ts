import { headersIn, type LogDocument, offsetOf } from '../document';
import type { Located, LocateParams, MessageSummary, MessagesParams } from '../protocol';
import { messageAt, shapeOf } from '../syntax/messages';
import { messageDetail, messageLabel } from './messageLabels';
import { messageRange } from './reading';

/** What to show of messages in a list, in the order asked for; those that the document does not have are left out. */
export function messageSummaries(document: LogDocument, params: MessagesParams): MessageSummary[] {
  const { index } = document;
  return params.messages
    .filter((i) => i >= 0 && i < index.count)
    .filter((i) => params.uniqueid === undefined || uniqueidsOf(document, i).includes(params.uniqueid))
    .map((i) => ({
      index: i,
      label: messageLabel(shapeOf(index, i)),
      detail: messageDetail(document, i, params.uniqueid),
      range: messageRange(document, i),
    }));
}

/** The message at a position and the channels that it names; `undefined` between messages. */
export function locate(document: LogDocument, position: LocateParams['position']): Located | undefined {
  const message = messageAt(document.index, offsetOf(document, position));
  return message === undefined ? undefined : { message, uniqueids: uniqueidsOf(document, message) };
}

function uniqueidsOf(document: LogDocument, i: number): string[] {
  const shape = shapeOf(document.index, i);
  if (!shape.columns.some((column) => isUniqueid(column.key))) return [];
  return headersIn(document, i)
    .filter((header) => isUniqueid(header.column.key))
    .map((header) => document.read(header.value.start, header.value.end).trim());
}

/** Whether a lower-case header name says which channel: `uniqueid`, `destuniqueid`, `uniqueid1`, but not a bridge's. */
function isUniqueid(key: string): boolean {
  return /uniqueid[12]?$/.test(key) && !key.endsWith('bridgeuniqueid');
}
