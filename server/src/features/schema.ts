import { type HeaderEntry, type MessageEntry, ownHeader } from '../catalog/catalog';
import type { SeriesSet } from '../catalog/data';
import { nearestName } from '../catalog/nearest';
import { seriesWords } from '../catalog/versions';
import type { Column, Shape } from '../syntax/shapes';
import { type Context, entryOf } from './context';
import { t } from '../texts';

/** A header of a shape that is reported wherever the shape comes. */
export interface ColumnProblem {
  readonly column: Column;
  readonly code: 'unknown-header' | 'wrong-version' | 'duplicate-header' | 'no-colon';
  readonly text: string;
  /** Of a header that lost its colon, and has another in its value: the name. */
  readonly lost?: string;
  readonly nearest?: string;
  /** Where the same header stands first. */
  readonly first?: Column;
}

/** A header that is not there. */
export interface MissingHeader {
  readonly header: HeaderEntry;
  /** What stands in it where there is nothing to say. */
  readonly value: string;
  /** The header that is there and stands before it on the wire. */
  readonly after: string | undefined;
}

/** What the names alone of a message tell: the same for every message of its shape. */
export interface ShapeProblems {
  /** Why the message itself is reported, on its name. */
  readonly message: { readonly code: 'unknown-message' | 'wrong-version'; readonly text: string; readonly nearest?: string } | undefined;
  readonly columns: readonly ColumnProblem[];
  readonly missing: readonly MissingHeader[];
  readonly noColon: boolean;
  /** Nothing at all is reported. */
  readonly none: boolean;
}

/** Checks a shape against the catalogue in the versions that the capture may come from; silent wherever one of them would allow it. */
export function problemsOfShape(context: Context, shape: Shape): ShapeProblems {
  const entry = entryOf(context, shape);
  const noColon = shape.columns.some((column) => column.form === 'noColon');
  const message = messageProblem(context, shape, entry);
  const columns = [...(message ? [] : columnProblems(context, shape, entry)), ...duplicates(context, shape, entry)];
  const whole = shape.ending === 'blank' && !noColon && !columns.some(({ code }) => code === 'no-colon');
  const missing = entry && entry.kind === 'event' && whole && !message ? missingHeaders(context, shape, entry) : [];
  return { message, columns, missing, noColon, none: !message && columns.length === 0 && missing.length === 0 && !noColon };
}

function messageProblem(context: Context, shape: Shape, entry: MessageEntry | undefined): ShapeProblems['message'] {
  if (shape.kind !== 'event' && shape.kind !== 'action') return undefined;
  if (!entry) {
    if (shape.name === '' || (shape.kind === 'event' && context.knownEvents?.has(shape.name.toLowerCase()))) return undefined;
    const { eventNames, actionNames } = context.catalog;
    const near = nearestName(shape.name, shape.kind === 'event' ? eventNames : actionNames);
    return {
      code: 'unknown-message',
      text: `${shape.kind === 'event' ? t('{0} is no event of Asterisk itself, of any version.', shape.name) : t('{0} is no action of Asterisk itself, of any version.', shape.name)} ${near ? t('Did you mean {0}?', near) : t('A module from elsewhere may send it.')}`,
      nearest: near,
    };
  }
  const { series } = context.version;
  // A client may ask any server for anything; what the server thinks of it stands in its answer.
  if (entry.kind === 'action' || entry.sent === 0 || entry.sent & series) return undefined;
  return { code: 'wrong-version', text: t('{0} is {1}; this is {2}.', entry.name, seriesWords(context.catalog.data, entry.sent), context.version.label) };
}

function columnProblems(context: Context, shape: Shape, entry: MessageEntry | undefined): ColumnProblem[] {
  if (!entry) return knownEventProblems(context, shape);
  if (entry.open) return [];
  const problems: ColumnProblem[] = [];
  const { series } = context.version;
  for (const column of shape.columns) {
    if (column.form !== 'header' || context.catalog.common(column.name)) continue;
    const header = ownHeader(entry, column.name, series);
    if (header) {
      const everKnown = header.sent | header.documented;
      if (entry.kind === 'action' || everKnown === 0 || everKnown & series) continue;
      problems.push({
        column,
        code: 'wrong-version',
        text: t('{0} of {1} is {2}; this is {3}.', header.name, entry.name, seriesWords(context.catalog.data, header.sent), context.version.label),
      });
      continue;
    }
    const lost = lostName(entry, column.name, series);
    if (lost) {
      problems.push({ column, code: 'no-colon', lost, text: noColonText() });
      continue;
    }
    const nearest = nearestName(
      column.name,
      entry.headers.filter((one) => (one.sent | one.documented) & series).map((one) => one.name),
    );
    // What an action does not know it ignores, so only a likely slip is worth a word.
    if (entry.kind === 'action' && !nearest) continue;
    problems.push({
      column,
      code: 'unknown-header',
      nearest,
      text: [
        context.version.source === 'unknown'
          ? t('{0} has no header {1}.', entry.name, column.name)
          : t('{0} has no header {1} in {2}.', entry.name, column.name, context.version.label),
        ...(nearest ? [t('Did you mean {0}?', nearest)] : []),
      ].join(' '),
    });
  }
  return problems;
}

/** What a line without a colon behind its name is told. */
export function noColonText(): string {
  return t('This line is no header: it has no colon after a name.');
}

/** The name that `written`, which goes up to a colon in the value, begins with: `Host 192.0.2.5` of `Host 192.0.2.5:5060`. */
function lostName(entry: MessageEntry, written: string, series: SeriesSet): string | undefined {
  const first = /^(\S+)[ \t]/.exec(written)?.[1];
  return first !== undefined && ownHeader(entry, first, series) ? first : undefined;
}

/** Of an event that the user made known only slips are told: others may carry more than was listed. */
function knownEventProblems(context: Context, shape: Shape): ColumnProblem[] {
  const known = shape.kind === 'event' ? context.knownEvents?.get(shape.name.toLowerCase()) : undefined;
  if (!known || known.headers.length === 0) return [];
  const names = new Set(known.headers.map((name) => name.toLowerCase()));
  return shape.columns.flatMap((column): ColumnProblem[] => {
    if (column.form !== 'header' || names.has(column.key) || context.catalog.common(column.name)) return [];
    const nearest = nearestName(column.name, known.headers);
    return nearest
      ? [{ column, code: 'unknown-header', nearest, text: `${t('{0} has no header {1}.', known.name, column.name)} ${t('Did you mean {0}?', nearest)}` }]
      : [];
  });
}

/** Second and further headers of a name that comes once. In answers and in what is open or unknown, any may repeat but those that frame a message. */
function duplicates(context: Context, shape: Shape, entry: MessageEntry | undefined): ColumnProblem[] {
  const problems: ColumnProblem[] = [];
  const seen = new Map<string, Column>();
  for (const column of shape.columns) {
    if (column.form !== 'header') continue;
    const first = seen.get(column.key);
    seen.set(column.key, first ?? column);
    if ((!first && !column.repeats) || !comesOnce(context, shape, entry, column)) continue;
    problems.push({ column, first: first ?? column, code: 'duplicate-header', text: t('{0} comes twice in this message; it comes once.', column.name) });
  }
  return problems;
}

function comesOnce(context: Context, shape: Shape, entry: MessageEntry | undefined, column: Column): boolean {
  if (!entry || entry.open || entry.loose) return !entry?.open && (shape.kind === 'response' ? FRAMING_RESPONSES : FRAMING).has(column.key);
  const header = ownHeader(entry, column.name, context.version.series);
  if (!header) return FRAMING.has(column.key);
  if (header.repeats || header.kind === 'nameValue' || /[#*]/.test(header.name) || HOLDS_SECOND.has(`${entry.name}.${header.name}`)) return false;
  // The facts about actions do not list what may repeat, so of theirs only what names one thing.
  return entry.kind === 'event' || ONE_IN_ACTIONS.has(header.kind ?? '');
}

const FRAMING = new Set(['privilege', 'actionid', 'timestamp', 'sequencenumber', 'systemname', 'eventlist', 'listitems']);
const FRAMING_RESPONSES = new Set(['actionid', 'eventlist', 'message']);
const ONE_IN_ACTIONS = new Set([
  'actionId',
  'channelName',
  'dialString',
  'exten',
  'context',
  'priority',
  'queue',
  'interface',
  'secret',
  'md5',
  'callerIdFull',
]);

/** Source: Asterisk res/res_pjsip_pubsub.c: `Event` of the subscription stands beside the naming line. */
const HOLDS_SECOND = new Set(['ResourceListDetail.Event']);

/** Headers that every version which the capture may come from always sends in this message, and that are not there. */
function missingHeaders(context: Context, shape: Shape, entry: MessageEntry): MissingHeader[] {
  const possible = context.version.series & entry.sent;
  if (possible === 0 || entry.loose) return [];
  const present = new Set(shape.columns.map((column) => column.key));
  const missing: MissingHeader[] = [];
  let after: string | undefined;
  const privilege = context.catalog.common('Privilege');
  if (present.has('privilege')) after = 'Privilege';
  else if (privilege && isOfClass(context, entry)) missing.push({ header: privilege, value: entry.privilege[0] ?? '', after });
  for (const header of entry.headers) {
    if (present.has(header.name.toLowerCase())) after = header.name;
    else if (isMissed(context, header, possible)) missing.push({ header, value: header.emptyAs ?? '', after });
  }
  return missing;
}

/** Whether the event goes out to all who may read its class, with the class in `Privilege`; what answers an action has none. Source: main/manager.c. */
function isOfClass({ version }: Context, entry: MessageEntry): boolean {
  return version.source !== 'unknown' && version.source !== 'headers' && entry.privilege.length === 1 && entry.answers.length === 0 && entry.sent !== 0;
}

function isMissed(context: Context, header: HeaderEntry, possible: SeriesSet): boolean {
  if (header.optional || header.repeats) return false;
  // Without a banner the capture may be a library's, and many of those drop empty values.
  if ((context.version.source === 'unknown' || context.version.source === 'headers') && !NEVER_EMPTY.has(header.kind ?? '')) return false;
  const always = header.sent & ~header.sometimes & ~header.late;
  return (possible & ~always) === 0;
}

/** Kinds whose values are never empty. */
const NEVER_EMPTY = new Set([
  'channelName',
  'uniqueid',
  'channelStateCode',
  'channelStateName',
  'bridgeId',
  'bridgeType',
  'bridgeTechnology',
  'priority',
  'cause',
]);
