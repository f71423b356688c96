import { type CodeAction, type CodeActionContext, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver-types';
import { headersIn, type LogDocument, offsetOf, rangeOf } from '../document';
import { ADD_KNOWN_EVENT_COMMAND, CHOOSE_VERSION_COMMAND, OPEN_PAGE_COMMAND } from '../protocol';
import { contentEnd, nextLine } from '../syntax/lines';
import { lastStartingAtOrBefore, messageSpan, shapeOf } from '../syntax/messages';
import { type Examination, problemsOf } from './checks/examination';
import { type Fix, isCode, type SpanProblem } from './checks/problem';
import { type DiagnosticData, type DiagnosticOptions, MORE } from './diagnostics';
import { MASK, maskDigits } from './maskDigits';
import { t } from '../texts';

/** The kind of the action that does all that is safe: names, colons and secrets. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.ami`;

/** What the client can do. */
export interface CodeActionOptions {
  /** It runs the commands of our own client: pages, versions, settings. */
  readonly commands: boolean;
  readonly severities?: DiagnosticOptions['severities'];
}

/** The quick fixes of the diagnostics in `context`, and the action that does all that is safe. */
export function codeActions(examination: Examination, context: CodeActionContext, options: CodeActionOptions): CodeAction[] {
  const { document } = examination;
  const wants = (kind: string): boolean => !context.only || context.only.some((one) => kind === one || kind.startsWith(`${one}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const diagnostic of context.diagnostics) {
      if (diagnostic.source !== 'ami' || typeof diagnostic.code !== 'string' || diagnostic.code === MORE) continue;
      const fix = fixOf(examination, diagnostic);
      const action = fix && quickFix(document, diagnostic, fix, options);
      if (action) actions.push(action);
      if (diagnostic.code === 'secret' && fix?.kind === 'mask') actions.push(...maskAll(examination, diagnostic, options));
      if (options.commands && isCode(diagnostic.code)) actions.push(explanation(diagnostic, diagnostic.code));
    }
  }
  // Asked for by its name, or by nobody in particular while there is something to do.
  if (wants(FIX_ALL) && context.only) {
    const edits = safeEdits(document, reported(examination, options), (problem) => isSafe(problem.fix));
    if (edits.length > 0) actions.push({ title: t('Fix names and colons, mask secrets'), kind: FIX_ALL, edit: { changes: { [document.uri]: edits } } });
  }
  return actions;
}

/** What the diagnostic carries; of clients that do not send it back, what the same problem has now. */
function fixOf(examination: Examination, diagnostic: Diagnostic): Fix | undefined {
  const data = diagnostic.data as DiagnosticData | undefined;
  if (data) return data.fix;
  const start = offsetOf(examination.document, diagnostic.range.start);
  return problemsOf(examination).find((problem) => problem.code === diagnostic.code && problem.at.start === start)?.fix;
}

function quickFix(document: LogDocument, diagnostic: Diagnostic, fix: Fix, options: CodeActionOptions): CodeAction | undefined {
  const make = (title: string, edits: TextEdit[], isPreferred = true): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred,
    edit: { changes: { [document.uri]: edits } },
  });
  const start = offsetOf(document, diagnostic.range.start);
  const span = { start, end: offsetOf(document, diagnostic.range.end) };
  if (fix.kind === 'version' || fix.kind === 'addEvent') return options.commands ? ownCommand(document, diagnostic, fix.kind, start) : undefined;
  if (fix.kind === 'maskDigits') return make(t('Mask the keys that this channel sent'), maskDigits(document, start));
  const edit = editOf(document, { at: span, fix });
  return edit && make(titleOf(fix), [edit]);
}

function titleOf(fix: Fix): string {
  switch (fix.kind) {
    case 'rename':
    case 'value':
      return t('Change to {0}', fix.to);
    case 'insert':
      return t('Insert {0}', fix.name);
    case 'colon':
      return t('Put a colon after {0}', fix.name);
    case 'blankLine':
      return t('Put a blank line after this message');
    default:
      return t('Mask this secret');
  }
}

/** The edit that mends a problem; `undefined` where its fix is no edit of one place. */
function editOf(document: LogDocument, { at, fix }: Pick<SpanProblem, 'at' | 'fix'>): TextEdit | undefined {
  const replace = (start: number, end: number, newText: string): TextEdit => ({ range: rangeOf(document, { start, end }), newText });
  switch (fix?.kind) {
    case 'rename':
    case 'value':
      return replace(at.start, at.end, fix.to);
    case 'mask':
      return replace(at.start, at.end, MASK);
    case 'colon':
      return colonEdit(document, at.start, at.end, fix.name, replace);
    case 'insert': {
      const place = lineBehind(document, at.start, fix.after);
      return place === undefined ? undefined : replace(place, place, `${lineEnd(document, at.start)}${lineMark(document, at.start)}${fix.name}: ${fix.value}`);
    }
    case 'blankLine': {
      const message = messageIndex(document, at.start);
      if (message === undefined) return undefined;
      const { end } = messageSpan(document.index, message);
      const eol = lineEnd(document, at.start);
      const mark = lineMark(document, at.start);
      return replace(end, end, document.read(end - 1, end) === '\n' ? mark + eol : eol + mark + eol);
    }
    default:
      return undefined;
  }
}

function colonEdit(
  document: LogDocument,
  start: number,
  end: number,
  name: string,
  replace: (start: number, end: number, text: string) => TextEdit,
): TextEdit | undefined {
  const line = document.read(start, end);
  const from = line.indexOf(name);
  if (from < 0) return undefined;
  const gap = /^[ \t=;]*/.exec(line.slice(from + name.length))?.[0].length ?? 0;
  return replace(start + from + name.length, start + from + name.length + gap, ': ');
}

/** The end of the last line of the header `after` in the message at `offset`, else of its first line; before the line end. */
function lineBehind(document: LogDocument, offset: number, after: string | undefined): number | undefined {
  const message = messageIndex(document, offset);
  if (message === undefined) return undefined;
  const found = after === undefined ? undefined : headersIn(document, message).findLast((one) => one.column.key === after.toLowerCase());
  if (found) return found.value.end;
  const { start, end } = messageSpan(document.index, message);
  const text = document.read(start, end);
  const next = nextLine(text, 0);
  return start + contentEnd(text, 0, next < 0 ? text.length : next);
}

function messageIndex(document: LogDocument, offset: number): number | undefined {
  const i = lastStartingAtOrBefore(document.index, offset);
  return i < 0 ? undefined : i;
}

/** The line end that the message at `offset` has. */
function lineEnd(document: LogDocument, offset: number): string {
  const line = lineOf(document, offset);
  return line.endsWith('\n') && !line.endsWith('\r\n') ? '\n' : '\r\n';
}

/** What stands before the content of the line at `offset`: the mark that quotes it, blanks, or nothing. Lines that are put in get the same. */
function lineMark(document: LogDocument, offset: number): string {
  const { lines } = document;
  const start = lines.offsetAt({ line: lines.positionAt(offset).line, character: 0 });
  const line = lineOf(document, offset);
  return lines.slice(start, start + line.length - line.trimStart().length);
}

/** The line at `offset` with its line end, as it is read. */
function lineOf(document: LogDocument, offset: number): string {
  const { line } = document.lines.positionAt(offset);
  return document.read(document.lines.offsetAt({ line, character: 0 }), document.lines.offsetAt({ line: line + 1, character: 0 }));
}

function ownCommand(document: LogDocument, diagnostic: Diagnostic, kind: 'version' | 'addEvent', start: number): CodeAction | undefined {
  if (kind === 'version') {
    const title = t('Choose the Asterisk version of this capture…');
    return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command: { title, command: CHOOSE_VERSION_COMMAND } };
  }
  const message = messageIndex(document, start);
  if (message === undefined) return undefined;
  const shape = shapeOf(document.index, message);
  const common = new Set(['event', 'privilege', 'timestamp', 'systemname', 'actionid', 'sequencenumber', 'file', 'line', 'func']);
  const headers = [...new Set(shape.columns.filter((column) => column.form === 'header' && !common.has(column.key)).map((column) => column.name))];
  const title = t('Add {0} to the known events of this workspace', shape.name);
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command: ADD_KNOWN_EVENT_COMMAND, arguments: [shape.name, headers] },
  };
}

function explanation(diagnostic: Diagnostic, code: string): CodeAction {
  const title = t('Explain {0}', code);
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command: { title, command: OPEN_PAGE_COMMAND, arguments: ['code', code] } };
}

/** One action for all secrets, where there is more than one. */
function maskAll(examination: Examination, diagnostic: Diagnostic, options: CodeActionOptions): CodeAction[] {
  const { document } = examination;
  const edits = safeEdits(document, reported(examination, options), (problem) => problem.fix?.kind === 'mask');
  if (edits.length < 2) return [];
  return [
    { title: t('Mask all {0} secrets', edits.length), kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit: { changes: { [document.uri]: edits } } },
  ];
}

function reported(examination: Examination, { severities }: CodeActionOptions): SpanProblem[] {
  return problemsOf(examination).filter(({ code }) => severities?.[code] !== 'off');
}

function isSafe(fix: Fix | undefined): boolean {
  return fix?.kind === 'rename' || fix?.kind === 'mask' || (fix?.kind === 'colon' && fix.known);
}

/** The edits of the problems that fit, none of which touches another. */
function safeEdits(document: LogDocument, problems: readonly SpanProblem[], fits: (problem: SpanProblem) => boolean): TextEdit[] {
  const edits: TextEdit[] = [];
  let free = 0;
  for (const problem of problems) {
    if (!fits(problem) || problem.at.start < free) continue;
    const edit = editOf(document, problem);
    if (!edit) continue;
    edits.push(edit);
    free = problem.at.end;
  }
  return edits;
}
