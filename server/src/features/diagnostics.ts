import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { type LogDocument, rangeOf } from '../document';
import { headersOf } from '../syntax/headers';
import { contentEnd, nextLine } from '../syntax/lines';
import { messageSpan, shapeOf } from '../syntax/messages';
import type { Shape } from '../syntax/shapes';
import type { Span } from '../syntax/span';
import type { Context } from './context';
import { problemsOfShape, type ShapeProblems } from './schema';

/** Every code with the severity it is reported at. The words are explained in README.md. */
export const SEVERITIES = {
  'no-colon': DiagnosticSeverity.Error,
  'unknown-message': DiagnosticSeverity.Information,
  'unknown-header': DiagnosticSeverity.Warning,
  'missing-header': DiagnosticSeverity.Warning,
  'wrong-version': DiagnosticSeverity.Warning,
} as const;

/** The code of a diagnostic of source `ami`. */
export type Code = keyof typeof SEVERITIES;

/** A problem in offsets, for those that have no document. */
export interface Problem {
  readonly code: Code;
  readonly text: string;
  readonly span: Span;
}

/** The problems of `document`, in the order of the text, at most `limit`. */
export function diagnostics(document: LogDocument, context: Context, options: { readonly limit: number }): Diagnostic[] {
  const { index, text } = document;
  const found: Diagnostic[] = [];
  const checked = new Map<Shape, ShapeProblems>();
  for (let i = 0; i < index.count && found.length < options.limit; i++) {
    const shape = shapeOf(index, i);
    let problems = checked.get(shape);
    if (!problems) {
      problems = problemsOfShape(context, shape);
      checked.set(shape, problems);
    }
    if (problems.none) continue;
    for (const problem of messageProblems(text, messageSpan(index, i), shape, problems, () => headersOf(text, index, i)))
      found.push(diagnosticOf(document, problem));
  }
  return found.slice(0, options.limit);
}

/** The problems of one message that has some; `headers` is asked for where the lines have to be found. */
export function messageProblems(text: string, span: Span, shape: Shape, problems: ShapeProblems, headers: () => ReturnType<typeof headersOf>): Problem[] {
  const found: Problem[] = [];
  const next = nextLine(text, span.start);
  const firstLine = { start: span.start, end: contentEnd(text, span.start, next < 0 || next > span.end ? span.end : next) };
  if (problems.message) {
    const name = headers().find((header) => header.column.key === shape.kind);
    found.push({ code: problems.message.code, text: problems.message.text, span: name ? trimmedValue(text, name.value) : firstLine });
  }
  for (const header of problems.missing)
    found.push({ code: 'missing-header', text: `${shape.name} lacks ${header.name}, which it always has.`, span: firstLine });
  if (problems.columns.length > 0 || problems.noColon) {
    for (const header of headers()) {
      if (header.column.form === 'noColon') found.push({ code: 'no-colon', text: 'This line is no header: it has no colon after a name.', span: header.value });
      const problem = problems.columns.find((one) => one.column === header.column);
      if (problem) found.push({ code: problem.code, text: problem.text, span: header.name });
    }
  }
  return found;
}

function trimmedValue(text: string, span: Span): Span {
  const value = text.slice(span.start, span.end);
  const start = span.start + (value.length - value.trimStart().length);
  return { start, end: Math.max(start, span.start + value.trimEnd().length) };
}

function diagnosticOf(document: LogDocument, problem: Problem): Diagnostic {
  return { range: rangeOf(document, problem.span), severity: SEVERITIES[problem.code], code: problem.code, source: 'ami', message: problem.text };
}
