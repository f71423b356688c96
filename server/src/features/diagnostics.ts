import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { type LogDocument, rangeOf } from '../document';
import { finished, type Steps } from '../syntax/steps';
import { type Examination, examine, problemSteps } from './checks/examination';
import { type Code, DEFAULT_SEVERITIES, type Fix, type Severity, type SpanProblem } from './checks/problem';
import { messageSpan } from '../syntax/messages';
import type { Context } from './context';
import { t } from '../texts';
import { lineAt } from './reading';

/** How problems are reported. */
export interface DiagnosticOptions {
  /** How many at most; the last says how many more there are. */
  readonly maximum: number;
  /** What the user set for a code; `off` reports it nowhere. */
  readonly severities?: Readonly<Partial<Record<Code, Severity | 'off'>>>;
  /** The capture is being written right now. */
  readonly live?: boolean;
  /** Whether other places that belong to a problem are named; where it is left out they are. */
  readonly related?: boolean;
  /** Somebody is typing the last message: what it still lacks, and the line at hand, are no mistakes yet. */
  readonly typing?: boolean;
}

/** What a diagnostic carries for the quick fixes. */
export interface DiagnosticData {
  readonly fix?: Fix;
}

const LSP_SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The code of the diagnostic that stands for all that are not shown. */
export const MORE = 'more';

/** The problems of `document`, in the order of the text. */
export function diagnostics(document: LogDocument, context: Context, options: DiagnosticOptions): Diagnostic[] {
  return diagnosticsOf(examine(document, context, options.live ?? false), options);
}

/** The problems of an examined document, in the order of the text. */
export function diagnosticsOf(examination: Examination, options: DiagnosticOptions): Diagnostic[] {
  return finished(diagnosticSteps(examination, options));
}

/** The same, in steps. */
export function* diagnosticSteps(examination: Examination, { maximum, severities, typing, related = true }: DiagnosticOptions): Steps<Diagnostic[]> {
  const { document } = examination;
  const typed = typing ? lineAt(document, document.lines.length).start : Number.POSITIVE_INFINITY;
  const last = typing ? messageSpan(document.index, document.index.count - 1).start : Number.POSITIVE_INFINITY;
  const isEarly = ({ code, at }: SpanProblem): boolean => at.end > typed || (code === 'truncated-message' && at.start >= last);
  const problems = (yield* problemSteps(examination)).filter(
    (problem) => severities?.[problem.code] !== 'off' && (problem.code === 'secret' || !isEarly(problem)),
  );
  if (problems.length <= maximum) return problems.map((problem) => diagnosticOf(document, problem, severities, related));
  const shown = problems.slice(0, Math.max(0, maximum - 1)).map((problem) => diagnosticOf(document, problem, severities, related));
  const first = problems[shown.length];
  if (first) {
    shown.push({
      range: rangeOf(document, first.at),
      severity: DiagnosticSeverity.Information,
      code: MORE,
      source: 'ami',
      message: t('… and {0} more from here on. The setting ami.diagnostics.maximum says how many are shown.', problems.length - shown.length),
    });
  }
  return shown;
}

/** The severity of a code: what the user set, else the default. */
function severityOf(code: Code, severities: DiagnosticOptions['severities']): Severity | 'off' {
  return severities?.[code] ?? DEFAULT_SEVERITIES[code];
}

function diagnosticOf(document: LogDocument, problem: SpanProblem, severities: DiagnosticOptions['severities'], withRelated: boolean): Diagnostic {
  const { code, message, at, fix } = problem;
  const related = withRelated ? problem.related : undefined;
  const severity = severityOf(code, severities);
  const data: DiagnosticData = fix ? { fix } : {};
  return {
    range: rangeOf(document, at),
    severity: LSP_SEVERITIES[severity === 'off' ? DEFAULT_SEVERITIES[code] : severity],
    code,
    source: 'ami',
    message,
    data,
    ...(related
      ? { relatedInformation: related.map((one) => ({ location: { uri: document.uri, range: rangeOf(document, one.at) }, message: one.message })) }
      : {}),
  };
}
