import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol';

/** The forms of answers that a client knows. What it does not mention it does not know. */
export interface ClientForms {
  /** Markdown in hovers. */
  readonly markdown: boolean;
  /** Symbols with details and ranges of their own; else the flat ones of before LSP 3.10. */
  readonly symbolTree: boolean;
  /** Code actions with edits; else nothing but commands, of which we have none that every client runs. */
  readonly codeActions: boolean;
  /** Diagnostics that name other places, too. */
  readonly relatedInformation: boolean;
  /** Pushed diagnostics that name the version of the document. */
  readonly diagnosticVersions: boolean;
}

/** What a client knows before it has said anything. */
export const NO_FORMS: ClientForms = { markdown: false, symbolTree: false, codeActions: false, relatedInformation: false, diagnosticVersions: false };

/** Reads the forms from what the client says of itself. Our own client follows links, so it shows Markdown. Source: LSP 3.18, the capabilities of each request. */
export function clientForms({ capabilities: { textDocument }, initializationOptions }: InitializeParams): ClientForms {
  const options = initializationOptions as InitializationOptions | undefined;
  return {
    markdown: options?.catalogLinks === true || textDocument?.hover?.contentFormat?.includes('markdown') === true,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true || textDocument?.diagnostic?.relatedInformation === true,
    diagnosticVersions: textDocument?.publishDiagnostics?.versionSupport === true,
  };
}
