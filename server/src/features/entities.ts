import { headersIn, type LogDocument } from '../document';
import { shapeOf } from '../syntax/messages';
import type { Column } from '../syntax/shapes';
import type { Span } from '../syntax/span';
import type { Steps } from '../syntax/steps';
import type { Context } from './context';
import { type Mention, mentionAt, mentionsOfValue, says } from './mentions';
import { withoutBlanks } from './reading';
import { type Role, rolesOf } from './roles';

/** Something that messages name: by its mentions, in the order of the text, and the one among them that brought it into being. */
export interface Entity {
  readonly role: Role;
  readonly mentions: readonly Mention[];
  readonly birth: Mention | undefined;
}

const UNIQUEID: ReadonlySet<Role> = new Set<Role>(['uniqueid']);
const NAME: ReadonlySet<Role> = new Set<Role>(['channel']);

/**
 * What the value at `offset` names, with all of its mentions; `undefined` where the value names nothing. Only mentions `within` are looked for where that is given.
 *
 * A channel is one and the same by its Uniqueid and by every name that it bore; a Uniqueid that is used again after its Hangup is another channel.
 * An ActionID is one request with its answers, until the client uses it again.
 */
export function* entityAt(document: LogDocument, offset: number, context: Context, within?: Span): Steps<Entity | undefined> {
  const mention = mentionAt(document, context, offset);
  if (!mention) return undefined;
  const value = document.read(mention.span.start, mention.span.end);
  switch (mention.role) {
    case 'uniqueid':
      return yield* channel(document, context, value, mention.message, within);
    case 'channel': {
      const uniqueid = pairedUniqueid(document, context, mention) ?? (yield* bearer(document, context, value, mention.message, within));
      return uniqueid ? yield* channel(document, context, uniqueid, mention.message, within) : yield* named(document, context, value, mention.role, within);
    }
    case 'action':
      return yield* exchange(document, context, value, mention.message, within);
    default:
      return yield* named(document, context, value, mention.role, within);
  }
}

/** The channel whose Uniqueid a Linkedid is: the first one of the call. */
export function* firstChannel(document: LogDocument, context: Context, linkedid: string, message: number): Steps<Entity> {
  return yield* channel(document, context, linkedid, message, undefined);
}

/** The channel of a Uniqueid in the life that it has at `message`. */
function* channel(document: LogDocument, context: Context, uniqueid: string, message: number, within: Span | undefined): Steps<Entity> {
  const life = lifeAt(document, yield* mentionsOfValue(document, context, uniqueid, UNIQUEID, within), message);
  const found = new Map<number, Mention>();
  const names = new Set<string>();
  for (const [i, mention] of life.mentions.entries()) {
    if (i % 64 === 63) yield;
    found.set(mention.span.start, mention);
    for (const name of pairedNames(document, context, mention)) {
      found.set(name.span.start, name);
      names.add(document.read(name.span.start, name.span.end));
    }
  }
  for (const name of names) {
    // What names a channel without its Uniqueid means whoever bore the name last.
    let bears: string | undefined;
    const unclear: Mention[] = [];
    for (const mention of yield* mentionsOfValue(document, context, name, NAME, within)) {
      const paired = pairedUniqueid(document, context, mention);
      const first = bears === undefined && paired !== undefined;
      bears = paired ?? bears;
      if (!paired && bears === undefined) unclear.push(mention);
      const mine = (one: Mention): boolean => bears === uniqueid && one.message >= life.from && one.message < life.to;
      if (!paired && mine(mention)) found.set(mention.span.start, mention);
      if (first && bears === uniqueid) for (const one of unclear) if (one.message < life.to) found.set(one.span.start, one);
    }
  }
  const mentions = [...found.values()].sort((a, b) => a.span.start - b.span.start);
  return { role: 'uniqueid', mentions, birth: life.mentions.find((one) => isBirth(document, one)) ?? life.mentions[0] };
}

interface Life {
  readonly mentions: readonly Mention[];
  /** From this message on, to before that. */
  readonly from: number;
  readonly to: number;
}

/** A Newchannel after a Hangup begins another life of the same Uniqueid. */
function lifeAt(document: LogDocument, mentions: readonly Mention[], message: number): Life {
  let life: Mention[] = [];
  let from = 0;
  let ended = false;
  for (const mention of mentions) {
    const { name } = shapeOf(document.index, mention.message);
    if (ended && isBirth(document, mention)) {
      if (mention.message > message) return { mentions: life, from, to: mention.message };
      life = [];
      from = mention.message;
      ended = false;
    }
    life.push(mention);
    if (name === 'Hangup' && mention.header.column.key === 'uniqueid') ended = true;
  }
  return { mentions: life, from, to: document.index.count };
}

function isBirth(document: LogDocument, mention: Mention): boolean {
  return mention.header.column.key === 'uniqueid' && shapeOf(document.index, mention.message).name === 'Newchannel';
}

/** Who bears a channel name at `message`: the last that was seen with it, else the first one after. */
function* bearer(document: LogDocument, context: Context, name: string, message: number, within: Span | undefined): Steps<string | undefined> {
  let found: string | undefined;
  for (const mention of yield* mentionsOfValue(document, context, name, NAME, within)) {
    if (found !== undefined && mention.message > message) return found;
    found = pairedUniqueid(document, context, mention) ?? found;
  }
  return found;
}

function pairedUniqueid(document: LogDocument, context: Context, mention: Mention): string | undefined {
  const pair = rolesOf(context, shapeOf(document.index, mention.message)).pairs.find(({ names }) => names.includes(mention.header.column));
  const [uniqueid] = pair ? valuesOf(document, mention.message, [pair.uniqueid], 'uniqueid') : [];
  return uniqueid && document.read(uniqueid.span.start, uniqueid.span.end);
}

function pairedNames(document: LogDocument, context: Context, mention: Mention): Mention[] {
  const pair = rolesOf(context, shapeOf(document.index, mention.message)).pairs.find(({ uniqueid }) => uniqueid === mention.header.column);
  return pair && pair.names.length > 0 ? valuesOf(document, mention.message, pair.names, 'channel') : [];
}

function valuesOf(document: LogDocument, message: number, columns: readonly Column[], role: Role): Mention[] {
  return headersIn(document, message)
    .filter(({ column }) => columns.includes(column))
    .map((header) => ({ message, header, role, span: withoutBlanks(document, header.value) }))
    .filter(({ span }) => says(document.read(span.start, span.end)));
}

/** A request and its answers: the mentions of an ActionID from one action to the next that has it. */
function* exchange(document: LogDocument, context: Context, id: string, message: number, within: Span | undefined): Steps<Entity> {
  const all = yield* mentionsOfValue(document, context, id, new Set<Role>(['action']), within);
  const asks = (mention: Mention): boolean => shapeOf(document.index, mention.message).kind === 'action';
  const from = all.findLastIndex((mention) => asks(mention) && mention.message <= message);
  const next = all.findIndex((mention) => asks(mention) && mention.message > message);
  const mentions = all.slice(Math.max(0, from), next < 0 ? all.length : next);
  return { role: 'action', mentions, birth: mentions[0] };
}

function* named(document: LogDocument, context: Context, value: string, role: Role, within: Span | undefined): Steps<Entity> {
  const mentions = yield* mentionsOfValue(document, context, value, new Set<Role>([role]), within);
  const made = role === 'bridge' ? mentions.find((one) => shapeOf(document.index, one.message).name === 'BridgeCreate') : undefined;
  return { role, mentions, birth: made ?? mentions[0] };
}
