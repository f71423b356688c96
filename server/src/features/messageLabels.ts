import { headersIn, type LogDocument } from '../document';
import { shapeOf } from '../syntax/messages';
import type { Shape } from '../syntax/shapes';
import { shortLine } from './oneLine';

const KINDS = { event: 'Event', action: 'Action', response: 'Response', message: 'Message' } as const;

/** `Event: Hangup`, `Action: Login`, `Response: Success`, `Message: Channel`. Never empty, of one line. */
export function messageLabel(shape: Shape): string {
  return `${KINDS[shape.kind]}: ${shortLine(shape.name) || '?'}`;
}

/** Headers that tell a message from its like, most telling first. */
const TELLING = [
  'channel',
  'destchannel',
  'channel1',
  'channel2',
  'parkeechannel',
  'transfererchannel',
  'origtransfererchannel',
  'localonechannel',
  'bridgeuniqueid',
  'queue',
  'conference',
  'peer',
  'command',
  'username',
  'message',
];

/** Headers whose value says what happened, shown with their name. */
const RESULTS = [
  'cause-txt',
  'dialstatus',
  'channelstatedesc',
  'application',
  'variable',
  'status',
  'result',
  'peerstatus',
  'eventname',
  'position',
  'interface',
  'exten',
  'reason',
  'device',
  'state',
  'digit',
  'userevent',
  'accountid',
];

const MOST = 4;

/**
 * What tells message `i` from its like: `PJSIP/1001-00000001 · Normal Clearing`. Empty where nothing does.
 *
 * In a list of one channel's messages the name of that channel, `uniqueid`, is left out.
 */
export function messageDetail(document: LogDocument, i: number, uniqueid?: string): string {
  const shape = shapeOf(document.index, i);
  const keys = new Set(shape.columns.map((column) => column.key));
  const wanted = [
    ...TELLING.filter((key) => keys.has(key)).slice(0, 2),
    ...RESULTS.filter((key) => keys.has(key) && !(key === 'channelstatedesc' && shape.name !== 'Newstate' && shape.name !== 'Newchannel')).slice(0, 2),
  ].slice(0, MOST);
  if (wanted.length === 0) return '';
  const values = new Map<string, string>();
  const headers = headersIn(document, i);
  const own = uniqueid && headers.find(({ column, value }) => /uniqueid[12]?$/.test(column.key) && document.read(value.start, value.end).trim() === uniqueid);
  const without = own ? own.column.key.replace('uniqueid', 'channel') : undefined;
  for (const header of headers) {
    const { key } = header.column;
    if (key === without) continue;
    if (wanted.includes(key) && !values.has(key)) values.set(key, shortLine(document.read(header.value.start, header.value.end)));
  }
  return wanted
    .map((key) => values.get(key) ?? '')
    .filter((value) => value !== '' && value !== '<unknown>')
    .join(' · ');
}
