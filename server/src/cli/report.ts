import { CODE_TEXTS } from '../features/checks/codeTexts';
import { type Code, DEFAULT_SEVERITIES, type Severity } from '../features/checks/problem';

declare const AMI_LOGS_VERSION: string;

/** Lines and columns from 1, the end behind the last character. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A problem of a file. */
export interface Found extends Place {
  /** As it was given; `-` is standard input. */
  readonly file: string;
  readonly severity: Severity;
  readonly code: Code;
  readonly message: string;
  readonly related: readonly (Place & { readonly message: string })[];
}

/** Takes problems one by one and prints them. */
export interface Report {
  add(problem: Found): void;
  end(): void;
}

/** A report in `format`, printed piece by piece. */
export function reportAs(format: 'text' | 'json' | 'sarif', write: (text: string) => void): Report {
  switch (format) {
    case 'text':
      return {
        add: ({ file, line, column, severity, message, code }) => write(`${file}:${line}:${column}: ${severity}: ${message} [${code}]\n`),
        end: () => undefined,
      };
    case 'json':
      return list(write, '[', ']\n', ({ related: _, ...problem }) => problem);
    case 'sarif':
      return list(write, sarifHead(), '], "columnKind": "utf16CodeUnits" }] }\n', sarifResult);
  }
}

function list(write: (text: string) => void, head: string, foot: string, shape: (problem: Found) => object): Report {
  let first = true;
  write(head);
  return {
    add(problem) {
      write(`${first ? '' : ','}\n  ${JSON.stringify(shape(problem))}`);
      first = false;
    },
    end: () => write(`${first ? '' : '\n'}${foot}`),
  };
}

const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
const CODES = Object.keys(DEFAULT_SEVERITIES) as Code[];

/** Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0. */
function sarifHead(): string {
  const rules = CODES.map((id) => ({
    id,
    shortDescription: { text: plain(CODE_TEXTS[id].what()) },
    help: { text: plain(CODE_TEXTS[id].advice()), markdown: CODE_TEXTS[id].advice() },
    defaultConfiguration: { level: LEVELS[DEFAULT_SEVERITIES[id]] },
  }));
  const driver = { name: 'ami-logs', version: AMI_LOGS_VERSION, semanticVersion: AMI_LOGS_VERSION, rules };
  const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
  return `{ "$schema": "${schema}", "version": "2.1.0", "runs": [{ "tool": ${JSON.stringify({ driver })}, "results": [`;
}

function sarifResult({ file, severity, code, message, related, ...place }: Found): object {
  const physicalLocation = (at: Place): object => ({ artifactLocation: { uri: uriOf(file) }, region: regionOf(at) });
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: physicalLocation(place) }],
    ...(related.length > 0
      ? { relatedLocations: related.map(({ message: text, ...at }, id) => ({ id, message: { text }, physicalLocation: physicalLocation(at) })) }
      : {}),
  };
}

function regionOf({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A file's name as a URI reference: relative where it was given so. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${encoded.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
