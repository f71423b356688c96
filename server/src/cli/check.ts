import { type Catalog, createCatalog } from '../catalog/catalog';
import { versionOfSeries } from '../catalog/versions';
import { type Checker, createChecker } from '../features/checks/checker';
import { DEFAULT_SEVERITIES, type Problem } from '../features/checks/problem';
import type { Context } from '../features/context';
import { bannerVersion, createEvidence, isKnownBanner, versionFrom } from '../features/version';
import { messagesOf, type StreamedMessage, type StreamTail, utf8 } from '../stream';
import type { Span } from '../syntax/span';
import { LineSet } from './lineSet';
import { type Found, type Place, reportAs } from './report';
import { streamMatcher } from './streamMatcher';
import { unreadable, WrongUse } from './wrongUse';

/** How problems are printed. */
export interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif';
  /** The version that captures without a banner are read as, or `auto`. */
  readonly asterisk: string;
  /** Only problems that stand in messages that fit this expression. */
  readonly filter?: string;
}

/**
 * Checks captures one after another and prints what is found. Gives 2 where one cannot be read, 1 where there is an error or warning, else 0. Streams.
 *
 * Problems come in the order in which they become certain: what an action or a call lacks comes at the end of its file.
 */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const catalog = createCatalog();
  if (!versionOfSeries(catalog.data, options.asterisk, 'setting') && options.asterisk !== 'auto')
    throw new WrongUse(`--asterisk ${options.asterisk}: no such version. Name one of ${catalog.data.series.join(', ')}, or auto.`);
  let bad = false;
  let unread = false;
  const report = reportAs(options.format, (text) => process.stdout.write(text));
  for (const file of files) {
    try {
      for await (const problem of problemsOf(file, catalog, options)) {
        bad ||= problem.severity === 'error' || problem.severity === 'warning';
        report.add(problem);
      }
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code) throw error;
      // The other files are checked all the same.
      unread = true;
      process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
    }
  }
  report.end();
  if (unread) return 2;
  return bad ? 1 : 0;
}

async function* problemsOf(file: string, catalog: Catalog, { asterisk, filter }: CheckOptions): AsyncGenerator<Found> {
  const matches = filter === undefined ? undefined : await streamMatcher(file, filter);
  const lines = new LineSet();
  const messages = messagesOf(file);
  let checker: Checker<Place> | undefined;
  let at: StreamedMessage | StreamTail | undefined;
  const begin = async (text: string): Promise<Checker<Place>> => {
    const context = await contextOf(file, catalog, bannerVersion(text), asterisk);
    return createChecker<Place>(context, { locate: (span) => placeOf(at, span), live: false });
  };
  for (;;) {
    const next = await messages.next();
    at = next.value;
    checker ??= await begin(at.text);
    const problems = next.done ? checker.end({ text: next.value.text, from: next.value.from, to: next.value.text.length }) : checker.add(next.value);
    if (matches && !next.done && matches(next.value)) lines.add(next.value.line, linesIn(next.value.text, next.value.start, next.value.end));
    for (const problem of problems) if (!matches || lines.has(problem.at.line - 1)) yield foundOf(file, problem);
    if (next.done) return;
  }
}

/** Which Asterisk a file is read as, the same as in the editor. Only what can be read twice can show by its events which versions sent it. */
async function contextOf(file: string, catalog: Catalog, ami: string | undefined, asterisk: string): Promise<Context> {
  const evidence = createEvidence(catalog);
  if (!isKnownBanner(catalog, ami) && file !== '-') for await (const { shape } of messagesOf(file)) evidence.add(shape);
  return { catalog, links: false, version: versionFrom(catalog, ami, () => evidence.series(), asterisk) };
}

function foundOf(file: string, { code, message, at, related }: Problem<Place>): Found {
  return {
    file,
    ...at,
    severity: DEFAULT_SEVERITIES[code],
    code,
    message: utf8(message),
    related: related?.map((one) => ({ ...one.at, message: utf8(one.message) })) ?? [],
  };
}

/** Lines and columns from 1; columns count UTF-16 units of the decoded line, as editors do. */
function placeOf(at: StreamedMessage | StreamTail | undefined, span: Span): Place {
  if (!at) throw new RangeError('no message is being read');
  const { text, line } = at;
  const known = 'start' in at ? at.start : at.from;
  const position = (offset: number): { line: number; column: number } => ({
    line: 1 + line + (offset >= known ? linesIn(text, known, offset) : -linesIn(text, offset, known)),
    column: 1 + utf8(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)).length,
  });
  const from = position(span.start);
  const to = position(span.end);
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let lf = text.indexOf('\n', from); lf >= 0 && lf < to; lf = text.indexOf('\n', lf + 1)) lines++;
  return lines;
}
