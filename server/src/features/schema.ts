import { type HeaderEntry, type MessageEntry, ownHeader } from '../catalog/catalog';
import { nearestName } from '../catalog/nearest';
import { seriesWords } from '../catalog/versions';
import type { Column, Shape } from '../syntax/shapes';
import { type Context, entryOf } from './context';

/** What the names alone of a message tell: the same for every message of its shape. */
export interface ShapeProblems {
  /** Why the message itself is reported, on its name. */
  readonly message: { readonly code: 'unknown-message' | 'wrong-version'; readonly text: string } | undefined;
  readonly columns: readonly {
    readonly column: Column;
    readonly code: 'unknown-header' | 'wrong-version';
    readonly text: string;
    readonly nearest: string | undefined;
  }[];
  readonly missing: readonly HeaderEntry[];
  readonly noColon: boolean;
  /** Nothing at all is reported. */
  readonly none: boolean;
}

/** Checks a shape against the catalogue in the versions that the capture may come from; silent wherever one of them would allow it. */
export function problemsOfShape(context: Context, shape: Shape): ShapeProblems {
  const entry = entryOf(context, shape);
  const noColon = shape.columns.some((column) => column.form === 'noColon');
  const whole = shape.ending === 'blank' && !noColon;
  const message = messageProblem(context, shape, entry);
  const columns = entry && !entry.open && !message ? columnProblems(context, shape, entry) : [];
  const missing = entry && entry.kind === 'event' && whole && !message ? missingHeaders(context, shape, entry) : [];
  return { message, columns, missing, noColon, none: !message && columns.length === 0 && missing.length === 0 && !noColon };
}

function messageProblem(context: Context, shape: Shape, entry: MessageEntry | undefined): ShapeProblems['message'] {
  if (shape.kind !== 'event' && shape.kind !== 'action') return undefined;
  if (!entry) {
    if (shape.name === '') return undefined;
    const { eventNames, actionNames } = context.catalog;
    const near = nearestName(shape.name, shape.kind === 'event' ? eventNames : actionNames);
    return {
      code: 'unknown-message',
      text: `${shape.name} is no ${shape.kind} of Asterisk itself, of any version.${near ? ` Did you mean ${near}?` : ' A module from elsewhere may send it.'}`,
    };
  }
  const { series } = context.version;
  // A client may ask any server for anything; what the server thinks of it stands in its answer.
  if (entry.kind === 'action' || entry.sent === 0 || entry.sent & series) return undefined;
  return { code: 'wrong-version', text: `${entry.name} is ${seriesWords(context.catalog.data, entry.sent)}; this is ${context.version.label}.` };
}

function columnProblems(context: Context, shape: Shape, entry: MessageEntry): ShapeProblems['columns'] {
  const problems: ShapeProblems['columns'][number][] = [];
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
        nearest: undefined,
        text: `${header.name} of ${entry.name} is ${seriesWords(context.catalog.data, header.sent)}; this is ${context.version.label}.`,
      });
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
      text: `${entry.name} has no header ${column.name}${context.version.source === 'unknown' ? '' : ` in ${context.version.label}`}.${nearest ? ` Did you mean ${nearest}?` : ''}`,
    });
  }
  return problems;
}

/** Headers that every version which the capture may come from always sends in this message, and that are not there. */
function missingHeaders(context: Context, shape: Shape, entry: MessageEntry): HeaderEntry[] {
  const possible = context.version.series & entry.sent;
  if (possible === 0 || entry.loose) return [];
  const present = new Set(shape.columns.map((column) => column.key));
  return entry.headers.filter((header) => {
    if (header.optional || header.repeats || present.has(header.name.toLowerCase())) return false;
    // Without a banner the capture may be a library's, and many of those drop empty values.
    if ((context.version.source === 'unknown' || context.version.source === 'headers') && !NEVER_EMPTY.has(header.kind ?? '')) return false;
    const always = header.sent & ~header.sometimes & ~header.late;
    return (possible & ~always) === 0;
  });
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
