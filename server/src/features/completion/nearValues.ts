import { CompletionItemKind } from 'vscode-languageserver-types';
import { type HeaderEntry, headerEntryOf } from '../../catalog/catalog';
import { headersIn, type LogDocument } from '../../document';
import type { Header } from '../../syntax/headers';
import { messageSpan, shapeOf } from '../../syntax/messages';
import type { Column, Shape } from '../../syntax/shapes';
import { secretRules } from '../checks/secrets';
import { type Context, entryOf } from '../context';
import { messageLabel } from '../messageLabels';
import { says } from '../mentions';
import { valueAt } from '../reading';
import { type Role, rolesOf } from '../roles';
import type { Draft } from './names';
import type { Written } from './place';

/** How many messages before and after the cursor are read, and how many values are offered. */
const BEFORE = 400;
const AFTER = 100;
const MOST = 60;

/** A value of more characters is not worth choosing from a list. */
const LONGEST = 120;

/** Kinds whose values are the same thing wherever they stand, beside those that have a role. */
const SHARED = new Set([
  'exten',
  'context',
  'callerIdNum',
  'callerIdName',
  'appName',
  'codec',
  'mohClass',
  'module',
  'memberName',
  'accountCode',
  'aor',
  'parkingSpace',
]);

/**
 * Values that stand near in headers of the same meaning, the nearest first; where the message already names the channel (or its Uniqueid), what belongs to that
 * comes before all.
 *
 * Only messages near the cursor are read, so it takes the same time in a document of any size.
 */
export function nearValues(document: LogDocument, written: Written, column: Column, entry: HeaderEntry | undefined, context: Context): Draft[] {
  const { index } = document;
  const wanted = wantedColumns(context, written.shape, column, entry);
  const partner = partnerValue(document, written, column, context);
  const drafts = new Map<string, Draft>();
  const visit = (i: number, distance: number): void => {
    const shape = shapeOf(index, i);
    const columns = wanted(shape);
    if (columns.size === 0) return;
    const headers = headersIn(document, i);
    for (const header of headers) {
      if (!columns.has(header.column) || (i === written.message && header.column === column)) continue;
      const label = valueAt(document, header.value);
      // A value that holds a carriage return was forged or torn; put into a message it would tear that one, too.
      if (!says(label) || label.length > LONGEST || label.includes('\r')) continue;
      const known = drafts.get(label);
      const other = partner?.(shape, header.column, headers);
      const rank = other?.fits ? -1 : distance;
      if (known && known.rank <= rank) continue;
      drafts.set(label, {
        label,
        kind: CompletionItemKind.Reference,
        detail: other?.value || messageLabel(shape),
        rank,
        ...(other?.fits ? { preselect: true } : {}),
      });
    }
  };
  for (let distance = 0; distance <= BEFORE && drafts.size < MOST; distance++) {
    if (written.message - distance >= 0) visit(written.message - distance, 2 * distance);
    if (distance > 0 && distance <= AFTER && written.message + distance < index.count) visit(written.message + distance, 2 * distance + 1);
  }
  if (drafts.size < FEW)
    for (const [label, rank] of farValues(document, written, column, context))
      if (!drafts.has(label)) drafts.set(label, { label, kind: CompletionItemKind.Reference, rank });
  return [...drafts.values()];
}

/** With fewer values than this from nearby, it is worth looking further back: queues and conferences are mentioned seldom. */
const FEW = 5;

/** How far back that is, in characters, and how many mentions are looked at. */
const FAR = 2_000_000;
const HITS = 200;

/** Values of the same role further back in the text, found by the names of the headers that have it. */
function farValues(document: LogDocument, { shape, message }: Written, column: Column, context: Context): Map<string, number> {
  const { index } = document;
  const found = new Map<string, number>();
  const role = rolesOf(context, shape).of.get(column);
  if (!role) return found;
  const names = new Set(index.table.shapes.flatMap((one) => [...rolesOf(context, one).of].filter(([, other]) => other === role).map(([{ name }]) => name)));
  const before = messageSpan(index, message).start;
  const text = document.read(Math.max(0, before - FAR), before);
  for (const name of names) {
    const line = `\n${name}: `;
    let at = text.lastIndexOf(line);
    for (let hits = 0; at >= 0 && hits < HITS && found.size < MOST; hits++) {
      const value = /[^\r\n]*/.exec(text.slice(at + line.length, at + line.length + LONGEST + 1))?.[0].trim() ?? '';
      if (says(value) && value.length <= LONGEST && !found.has(value)) found.set(value, 2 * BEFORE + found.size);
      at = at > 0 ? text.lastIndexOf(line, at - 1) : -1;
    }
  }
  return found;
}

/** Which columns of other messages hold values for `column`. */
function wantedColumns(context: Context, own: Shape, column: Column, entry: HeaderEntry | undefined): (shape: Shape) => ReadonlySet<Column> {
  const role = rolesOf(context, own).of.get(column);
  const roles = new Set<Role>(role === 'linkedid' ? ['linkedid', 'uniqueid'] : role ? [role] : []);
  const known = new Map<Shape, ReadonlySet<Column>>();
  return (shape) => {
    let columns = known.get(shape);
    if (!columns) {
      const message = entryOf(context, shape);
      const rules = secretRules(shape, message);
      const of = rolesOf(context, shape).of;
      const fits = (one: Column, at: number): boolean => {
        if (one.form !== 'header' || rules?.[at]) return false;
        const other = of.get(one);
        if (roles.size > 0) return other !== undefined && roles.has(other);
        if (one.key === column.key) return true;
        return SHARED.has(entry?.kind ?? '') && headerEntryOf(context.catalog, message, one.name, context.version.series)?.kind === entry?.kind;
      };
      columns = new Set(shape.columns.filter(fits));
      known.set(shape, columns);
    }
    return columns;
  };
}

type Partner = (shape: Shape, column: Column, headers: readonly Header[]) => { readonly value: string; readonly fits: boolean } | undefined;

/** Of a channel's name its Uniqueid, and the other way round, in other messages; it `fits` where the message that is written has the same one. */
function partnerValue(document: LogDocument, written: Written, column: Column, context: Context): Partner | undefined {
  const partnersOf = (shape: Shape, of: Column): readonly Column[] =>
    rolesOf(context, shape).pairs.flatMap(({ uniqueid, names }) => (uniqueid === of ? names : names.includes(of) ? [uniqueid] : []));
  const valueIn = (headers: readonly Header[], columns: readonly Column[]): string => {
    const found = headers.find((header) => columns.includes(header.column));
    return found ? valueAt(document, found.value) : '';
  };
  const role = rolesOf(context, written.shape).of.get(column);
  if (role !== 'uniqueid' && role !== 'channel') return undefined;
  const mine = valueIn(written.headers, partnersOf(written.shape, column));
  return (shape, other, headers) => {
    const value = valueIn(headers, partnersOf(shape, other));
    return value === '' ? undefined : { value, fits: mine !== '' && value === mine };
  };
}
