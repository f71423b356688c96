import type { LogDocument } from '../document';
import type { Column, Shape } from '../syntax/shapes';
import { type Context, entryOf } from './context';
import { headerEntryOf } from '../catalog/catalog';

/** What a value names. Values of one role and equal text name the same thing, but for channels, see entities.ts. */
export type Role =
  | 'uniqueid'
  | 'linkedid'
  | 'channel'
  | 'bridge'
  | 'action'
  | 'queue'
  | 'agent'
  | 'conference'
  | 'parkingLot'
  | 'interface'
  | 'endpoint'
  | 'mailbox'
  | 'peer'
  | 'device';

/** By kind of the catalogue, what its values name. */
const ROLE_OF_KIND: Readonly<Record<string, Role>> = {
  uniqueid: 'uniqueid',
  linkedid: 'linkedid',
  channelName: 'channel',
  bridgeId: 'bridge',
  actionId: 'action',
  queue: 'queue',
  agentId: 'agent',
  conference: 'conference',
  parkingLot: 'parkingLot',
  interface: 'interface',
  endpoint: 'endpoint',
  mailbox: 'mailbox',
  peerName: 'peer',
  device: 'device',
};

/** Names that mean the same wherever they stand, for messages that the catalogue does not have. */
const ROLE_OF_KEY: readonly (readonly [key: RegExp, role: Role])[] = [
  [/bridgeuniqueid$/, 'bridge'],
  [/uniqueid[12]?$/, 'uniqueid'],
  [/linkedid[12]?$/, 'linkedid'],
  [/^actionid$/, 'action'],
  [/^(?:\w*channel[12]?|newname)$/, 'channel'],
  [/^queue$/, 'queue'],
  [/^agent$/, 'agent'],
  [/^conference$/, 'conference'],
  [/^parkinglot$/, 'parkingLot'],
];

/** A channel as a message names it: the column of its Uniqueid and those of its names. */
export interface ChannelPair {
  readonly uniqueid: Column;
  readonly names: readonly Column[];
}

/** What the columns of a shape name. */
export interface ShapeRoles {
  readonly of: ReadonlyMap<Column, Role>;
  readonly pairs: readonly ChannelPair[];
}

const known = new WeakMap<Shape, ShapeRoles>();

/** What the columns of `shape` name. Worked out once a shape. */
export function rolesOf(context: Context, shape: Shape): ShapeRoles {
  let roles = known.get(shape);
  if (!roles) {
    roles = readRoles(context, shape);
    known.set(shape, roles);
  }
  return roles;
}

/** The lower-case names of the headers that have one of `roles` in any message of the document. */
export function keysWith(context: Context, document: LogDocument, roles: ReadonlySet<Role>): Set<string> {
  const keys = new Set<string>();
  for (const shape of document.index.table.shapes) for (const [column, role] of rolesOf(context, shape).of) if (roles.has(role)) keys.add(column.key);
  return keys;
}

function readRoles(context: Context, shape: Shape): ShapeRoles {
  const entry = entryOf(context, shape);
  const of = new Map<Column, Role>();
  for (const column of shape.columns) {
    if (column.form !== 'header') continue;
    const kind = headerEntryOf(context.catalog, entry, column.name, context.version.series)?.kind;
    const role = kind === undefined || kind === 'text' ? ROLE_OF_KEY.find(([key]) => key.test(column.key))?.[1] : ROLE_OF_KIND[kind];
    if (role) of.set(column, role);
  }
  return { of, pairs: pairsOf(shape, of) };
}

/**
 * Uniqueids and names belong together by what stands before the word: `DestUniqueid`, `DestChannel`.
 *
 * Source: the channel snapshots of Asterisk 12 and later; `Uniqueid1`/`Channel1` of Bridge and `DestUniqueID`/`Destination` of Dial until 11; `Newname` of Rename.
 */
function pairsOf(shape: Shape, of: ReadonlyMap<Column, Role>): ChannelPair[] {
  const pairs: ChannelPair[] = [];
  for (const [uniqueid, role] of of) {
    const found = role === 'uniqueid' ? /^(.*?)uniqueid([12]?)$/.exec(uniqueid.key) : null;
    if (!found) continue;
    const keys = new Set([`${found[1]}channel${found[2]}`]);
    if (found[1] === 'dest') keys.add('destination');
    if (found[1] === '' && shape.name === 'Rename') keys.add('newname').add('oldname');
    const names = [...of].filter(([column, other]) => other === 'channel' && keys.has(column.key)).map(([column]) => column);
    pairs.push({ uniqueid, names });
  }
  return pairs;
}
