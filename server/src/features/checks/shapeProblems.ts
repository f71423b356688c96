import { ownHeader } from '../../catalog/catalog';
import { nearestName } from '../../catalog/nearest';
import { type Header, visitHeaders } from '../../syntax/headers';
import { contentEnd, nextLine, trimmed } from '../../syntax/lines';
import type { Column, Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';
import { type Context, entryOf } from '../context';
import { noColonText, type ShapeProblems } from '../schema';
import type { Fix, SpanProblem } from './problem';
import { t } from '../../texts';

/** The problems that a message has because of its shape, each at its line. */
export function shapeProblems(context: Context, text: string, span: Span, shape: Shape, problems: ShapeProblems): SpanProblem[] {
  const headers: Header[] = [];
  visitHeaders(text, span.start, span.end, shape, (header) => headers.push(header) > 0);
  const next = nextLine(text, span.start);
  const firstLine = { start: span.start, end: contentEnd(text, span.start, next < 0 || next > span.end ? span.end : next) };
  const found: SpanProblem[] = [];
  if (problems.message) found.push(messageProblem(context, text, shape, problems.message, headers, firstLine));
  for (const { header, value, after } of problems.missing)
    found.push({
      code: 'missing-header',
      message: t('{0} lacks {1}, which it always has.', shape.name, header.name),
      at: firstLine,
      fix: { kind: 'insert', name: header.name, value, after },
    });
  if (problems.columns.length === 0 && !problems.noColon) return found;
  const torn = shape.ending === 'blank' ? undefined : headers.at(-1);
  const met = new Map<Column, Header>();
  for (const header of headers) {
    // The line where a message was cut is no whole line.
    if (header === torn) continue;
    if (header.column.form === 'noColon') found.push(noColon(context, text, shape, header));
    for (const problem of problems.columns) {
      if (problem.column !== header.column) continue;
      const first = problem.first && met.get(problem.first);
      if (problem.code === 'duplicate-header' && !first) continue;
      found.push({
        code: problem.code,
        message: problem.text,
        at: problem.lost ? { start: header.name.start, end: header.value.end } : header.name,
        ...(first ? { related: [{ at: first.name, message: t('it stands here first') }] } : {}),
        ...(problem.code === 'wrong-version' ? versionParts(context, header.name) : {}),
        ...(problem.lost ? { fix: { kind: 'colon', name: problem.lost, known: true } } : {}),
        ...(problem.nearest ? { fix: { kind: 'rename', to: problem.nearest } } : {}),
      });
    }
    if (!met.has(header.column)) met.set(header.column, header);
  }
  return found;
}

function messageProblem(
  context: Context,
  text: string,
  shape: Shape,
  problem: NonNullable<ShapeProblems['message']>,
  headers: readonly Header[],
  firstLine: Span,
): SpanProblem {
  const name = headers.find((header) => header.column.key === shape.kind);
  const at = name ? trimmed(text, name.value) : firstLine;
  const fix: Fix | undefined = problem.nearest ? { kind: 'value', to: problem.nearest } : shape.kind === 'event' ? { kind: 'addEvent' } : undefined;
  return {
    code: problem.code,
    message: problem.text,
    at,
    ...(problem.code === 'wrong-version' ? versionParts(context, at) : fix ? { fix } : {}),
  };
}

/** Where the version comes from, and that another can be chosen. */
function versionParts({ version }: Context, at: Span): Pick<SpanProblem, 'related' | 'fix'> {
  const said: Readonly<Record<typeof version.source, string>> = {
    banner: t('the banner of the capture says so'),
    setting: t('the setting ami.asteriskVersion says so'),
    document: t('chosen for this document'),
    headers: t('only these versions send the events and headers of this capture'),
    unknown: t('nothing says which version it is'),
  };
  return { related: [{ at, message: `${version.label}: ${said[version.source]}` }], fix: { kind: 'version' } };
}

function noColon(context: Context, text: string, shape: Shape, header: Header): SpanProblem {
  const line = text.slice(header.value.start, header.value.end);
  const fix = colonFix(context, shape, line);
  return { code: 'no-colon', message: noColonText(), at: header.value, ...(fix ? { fix } : {}) };
}

/** A colon goes behind the longest known name that the line begins with, else behind what looks like a name. */
function colonFix(context: Context, shape: Shape, line: string): Fix | undefined {
  const entry = entryOf(context, shape);
  const first = /^[ \t]*([A-Za-z][\w()/;.@#-]*)(?=[ \t=;]|$)/.exec(line)?.[1];
  if (!first) return undefined;
  if (/^(event|action|response)$/i.test(first)) return { kind: 'colon', name: first, known: true };
  const { series } = context.version;
  const own = entry && (ownHeader(entry, first, series) ?? context.catalog.common(first));
  if (own) return { kind: 'colon', name: first, known: true };
  const near = entry && nearestName(first, [...entry.headers.map((one) => one.name)]);
  return near || !entry ? { kind: 'colon', name: first, known: false } : undefined;
}
