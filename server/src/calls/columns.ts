import type { Shape } from '../syntax/shapes';

/** The place of one channel in the messages of a shape: the columns that name it. A column is -1 where the shape has none. */
export interface ChannelColumns {
  /** Lower case: empty, `dest`, `transferee`, `localone`…; `1` and `2` for the pairs of AMI v1. */
  readonly prefix: string;
  readonly uniqueid: number;
  readonly linkedid: number;
  readonly channel: number;
}

/** What the calls want to know of messages of a shape. */
export interface CallColumns {
  readonly channels: readonly ChannelColumns[];
  readonly bridgeUniqueid: number;
  /** Lower-case header name to column, of the headers that some rule reads. */
  readonly others: ReadonlyMap<string, number>;
  /** The last column that anything above points at; -1: nothing does. */
  readonly last: number;
}

/** Header names that end in these name a channel under the prefix before them. */
const UNIQUEID = /^(.*?)uniqueid([12]?)$/;

/** Headers that the rules read beside the ids of channels. */
const READ = new Set([
  'calleridnum',
  'calleridname',
  'exten',
  'extension',
  'context',
  'channelstate',
  'channelstatedesc',
  'cause',
  'cause-txt',
  'dialstatus',
  'subevent',
  'timestamp',
  'result',
  'newname',
  'application',
  'bridgeuniqueid',
  'destcalleridnum',
  'destcalleridname',
  'connectedlinenum',
  'connectedlinename',
  'bridgetechnology',
  'bridgetype',
  'forward',
  'eventtv',
  'transferercalleridnum',
  'origtransferercalleridnum',
  'secondtransferercalleridnum',
  'transfertargetcalleridnum',
  'transfertargetchannel',
  'desttype',
  'parkingspace',
  'parkeecalleridnum',
]);

/**
 * The columns of a shape that hold what calls are made of. Computed once a shape.
 *
 * Source of the prefixes: the channel snapshots of Asterisk 12 and later (`DestUniqueid`, `OrigTransfererUniqueid`…); `Uniqueid1`/`Channel1` of
 * Bridge and Link until 11; `UniqueID`/`DestUniqueID` of Dial until 11.
 */
export function callColumns(shape: Shape): CallColumns {
  const others = new Map<string, number>();
  const columnOf = new Map<string, number>();
  shape.columns.forEach((column, i) => {
    if (column.form !== 'header' || columnOf.has(column.key)) return;
    columnOf.set(column.key, i);
    if (READ.has(column.key)) others.set(column.key, i);
  });
  const channels: ChannelColumns[] = [];
  for (const [key, at] of columnOf) {
    const found = UNIQUEID.exec(key);
    const prefix = found?.[1] ?? '';
    const number = found?.[2] ?? '';
    if (!found || prefix === 'bridge' || prefix.endsWith('bridge')) continue;
    channels.push({
      prefix: prefix + number,
      uniqueid: at,
      linkedid: columnOf.get(`${prefix}linkedid${number}`) ?? -1,
      channel: columnOf.get(prefix === 'dest' && !columnOf.has('destchannel') ? 'destination' : `${prefix}channel${number}`) ?? -1,
    });
  }
  const bridgeUniqueid = others.get('bridgeuniqueid') ?? -1;
  const last = Math.max(-1, ...others.values(), ...channels.flatMap((one) => [one.uniqueid, one.linkedid, one.channel]));
  return { channels, bridgeUniqueid, others, last: channels.length === 0 && bridgeUniqueid < 0 ? -1 : last };
}
