import { createCatalog } from '../catalog/catalog';
import { unknownVersion, versionOfAmi, versionOfSeries } from '../catalog/versions';
import type { Context } from '../features/context';
import { messageProblems, SEVERITIES } from '../features/diagnostics';
import { problemsOfShape, type ShapeProblems } from '../features/schema';
import { bannerVersion } from '../features/version';
import { messagesOf, type StreamedMessage, utf8 } from '../stream';
import { visitHeaders, type Header } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';
import type { Span } from '../syntax/span';
import { unreadable, WrongUse } from './wrongUse';

const WORDS = { 1: 'error', 2: 'warning', 3: 'information', 4: 'hint' } as const;

interface Found {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: (typeof WORDS)[keyof typeof WORDS];
  readonly code: string;
  readonly message: string;
}

/**
 * Checks captures one after another and prints what is found. Gives 2 where one cannot be read, 1 where there is an error or warning, else 0. Streams.
 */
export async function check(files: readonly string[], options: { readonly format: 'text' | 'json'; readonly asterisk: string }): Promise<number> {
  const catalog = createCatalog();
  const setting = versionOfSeries(catalog.data, options.asterisk, 'setting');
  if (!setting && options.asterisk !== 'auto')
    throw new WrongUse(`--asterisk ${options.asterisk}: no such version. Name one of ${catalog.data.series.join(', ')}, or auto.`);
  let bad = false;
  let unread = false;
  let first = true;
  if (options.format === 'json') process.stdout.write('[');
  for (const file of files) {
    let context: Context | undefined;
    const checked = new Map<Shape, ShapeProblems>();
    try {
      for await (const message of messagesOf(file)) {
        if (!context) {
          const ami = bannerVersion(message.text);
          const said = ami === undefined ? undefined : versionOfAmi(catalog.data, ami);
          context = { catalog, links: false, version: said && said.source !== 'unknown' ? said : (setting ?? unknownVersion(catalog.data)) };
        }
        for (const problem of problemsOf(file, message, context, checked)) {
          bad ||= problem.severity === 'error' || problem.severity === 'warning';
          if (options.format === 'json') process.stdout.write(`${first ? '' : ','}\n  ${JSON.stringify(problem)}`);
          else process.stdout.write(`${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message} [${problem.code}]\n`);
          first = false;
        }
      }
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code) throw error;
      // The other files are checked all the same.
      unread = true;
      process.stderr.write(`ami-logs: ${unreadable(file, error).message}\n`);
    }
  }
  if (options.format === 'json') process.stdout.write(`${first ? '' : '\n'}]\n`);
  if (unread) return 2;
  return bad ? 1 : 0;
}

function problemsOf(file: string, { text, start, end, shape, line }: StreamedMessage, context: Context, checked: Map<Shape, ShapeProblems>): Found[] {
  let problems = checked.get(shape);
  if (!problems) {
    problems = problemsOfShape(context, shape);
    checked.set(shape, problems);
  }
  if (problems.none) return [];
  const headers = (): Header[] => {
    const found: Header[] = [];
    visitHeaders(text, start, end, shape, (header) => found.push(header) > 0);
    return found;
  };
  return messageProblems(text, { start, end }, shape, problems, headers).map((problem) => ({
    file,
    ...placeOf(text, start, line, problem.span),
    severity: WORDS[SEVERITIES[problem.code]],
    code: problem.code,
    message: utf8(problem.text),
  }));
}

/** Lines and columns from 1; columns count UTF-16 units of the decoded line, as editors do. */
function placeOf(text: string, messageStart: number, messageLine: number, span: Span): Pick<Found, 'line' | 'column' | 'endLine' | 'endColumn'> {
  const at = (offset: number): { line: number; column: number } => {
    const before = text.slice(messageStart, offset).split('\n');
    return { line: messageLine + before.length, column: utf8(before.at(-1) ?? '').length + 1 };
  };
  const from = at(span.start);
  const to = at(span.end);
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
