import { headersIn, type LogDocument } from '../document';
import type { Header } from '../syntax/headers';
import { messageAt, shapeOf } from '../syntax/messages';
import type { Span } from '../syntax/span';
import type { Steps } from '../syntax/steps';
import type { Context } from './context';
import { withoutBlanks } from './reading';
import { keysWith, type Role, rolesOf } from './roles';

/** A value that names something, where it stands. */
export interface Mention {
  readonly message: number;
  readonly header: Header;
  /** The value without the blanks around it. */
  readonly span: Span;
  readonly role: Role;
}

/** How much of the text is looked through between two pauses, and how many hits are looked at. Characters; numbers. */
const PIECE = 1 << 18;
const HITS = 64;

/** Longer than any name of a header with its colon. */
const NAME = 256;

/**
 * Where `value` stands as a whole value of one of `roles`, in the order of the text; only `within` where that is given.
 *
 * The text is searched, so nothing has to be kept or renewed with each edit: looking through 40 MB takes a few tens of milliseconds.
 */
export function* mentionsOfValue(document: LogDocument, context: Context, value: string, roles: ReadonlySet<Role>, within?: Span): Steps<Mention[]> {
  const mentions: Mention[] = [];
  if (value === '') return mentions;
  const keys = keysWith(context, document, roles);
  const end = within?.end ?? document.lines.length;
  let hits = 0;
  for (let from = within?.start ?? 0; from < end; from += PIECE) {
    yield;
    // What stands before a hit and behind it belongs to its line; a hit that begins in the next piece is found there.
    const start = Math.max(0, from - NAME);
    const to = Math.min(end, from + PIECE) - start;
    const text = document.read(start, Math.min(document.lines.length, start + to + value.length + 1));
    for (let at = text.indexOf(value, from - start); at >= 0 && at < to; at = text.indexOf(value, at + value.length)) {
      if (++hits % HITS === 0) yield;
      if (!standsAlone(text, at, at + value.length) || !keys.has(keyBefore(text, at))) continue;
      const mention = mentionAt(document, context, start + at);
      if (mention && roles.has(mention.role) && mention.span.start === start + at && mention.span.end === start + at + value.length) mentions.push(mention);
    }
  }
  return mentions;
}

/** The value at `offset` that names something; `undefined` where none does. */
export function mentionAt(document: LogDocument, context: Context, offset: number): Mention | undefined {
  const { index } = document;
  const message = messageAt(index, offset);
  if (message === undefined) return undefined;
  const roles = rolesOf(context, shapeOf(index, message));
  if (roles.of.size === 0) return undefined;
  for (const header of headersIn(document, message)) {
    if (offset > header.value.end) continue;
    const role = roles.of.get(header.column);
    if (!role || offset < header.value.start) return undefined;
    const span = withoutBlanks(document, header.value);
    return offset >= span.start && offset <= span.end && says(document.read(span.start, span.end)) ? { message, header, span, role } : undefined;
  }
  return undefined;
}

/** Whether a value names something and does not stand for nothing. */
export function says(value: string): boolean {
  return value !== '' && !/^(?:<unknown>|<none>|\(null\)|<null>|n\/a|none|null)$/i.test(value);
}

function standsAlone(text: string, start: number, end: number): boolean {
  return isEdge(text.charCodeAt(start - 1)) && (end === text.length || isEdge(text.charCodeAt(end)));
}

/** Blanks, line ends and the colon behind the name of a header. */
function isEdge(code: number): boolean {
  return code === 32 || code === 58 || code === 13 || code === 10 || code === 9;
}

/** The name of the header whose value `at` is in, lower case. */
function keyBefore(text: string, at: number): string {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(line, at);
  const colon = before.indexOf(':');
  return colon < 0 ? '' : before.slice(0, colon).trim().toLowerCase();
}
