import type { CancellationToken, Connection, InitializeParams, Position, ServerCapabilities } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { LogDocument } from './document';
import { rangeOf } from './document';
import { completions } from './features/completion/completion';
import { documented } from './features/completion/documentation';
import type { Context } from './features/context';
import { definition } from './features/definition';
import { documentLinkSteps, resolvedLink } from './features/documentLinks';
import { type FoldingOptions, foldingRangeSteps } from './features/foldingRanges';
import { wholeCalls } from './features/callRuns';
import { foldWords } from './features/foldWords';
import { inlayHints } from './features/inlayHints';
import { type IsNoise, noiseOf } from './features/noise';
import { documentHighlights, references, whyNoRename } from './features/references';
import { selectionRanges } from './features/selectionRanges';
import { markupFor } from './features/plainText';
import { allSemanticTokens, type Legend, semanticTokens, tokenEdits } from './features/semanticTokens';
import type { ReadSettings } from './features/settings';
import { STANDARD_MODIFIERS, STANDARD_TYPES, TOKEN_MODIFIERS, TOKEN_TYPES } from './features/tokenTypes';
import { type CaptureCalls, workspaceSymbols } from './features/workspaceSymbols';
import { inSlices } from './inSlices';
import { type Call, type CallsResult, FOLD_WORDS_REQUEST, type FoldWordsParams } from './protocol';
import { messageSpan } from './syntax/messages';
import type { Steps } from './syntax/steps';
import { t } from './texts';

/** In a document of more characters than this nothing waits for its calls: what needs them does without. */
const CALLS_UP_TO = 4_000_000;

/** How long a large document rests before its folds are worked out, in milliseconds. */
const REST = 150;

/** More folds than any window shows are not put into words. */
const MOST_FOLDS = 500;

/** What the requests of editors need of the server. */
export interface LanguageServer {
  documents(): readonly LogDocument[];
  contextOf(document: LogDocument): Context;
  settings(uri: string): ReadSettings;
  /** The calls of a document, worked out while others are answered. */
  calls(uri: string, token: CancellationToken): Promise<CallsResult | undefined>;
  /** Runs a feature on the newest version of a document. */
  answer<T>(what: string, uri: string, token: CancellationToken, feature: (document: LogDocument) => T | undefined): T | null;
  answerInSlices<T>(what: string, uri: string, token: CancellationToken, feature: (document: LogDocument) => Steps<T>, rest?: number): Promise<T | null>;
}

/** What editors know from good language extensions: completion, definitions, references, symbols, hints, tokens, folds, selections. */
export interface LanguageRequests {
  /** To be put among the capabilities; remembers what the client can do. */
  capabilities(params: InitializeParams): Partial<ServerCapabilities>;
  /** Hints and colours may be others now. */
  refresh(): void;
  documentClosed(uri: string): void;
}

/** Registers the requests. Holds the last tokens of each document, so that only what changed is sent again. */
export function serveLanguage(connection: Connection, server: LanguageServer): LanguageRequests {
  let client = {
    snippets: false,
    labelDetails: false,
    ownCommands: false,
    links: false,
    collapsedText: false,
    refreshHints: false,
    refreshTokens: false,
    refreshFolds: false,
    markdown: true,
    legend: 'standard' as Legend,
  };
  const tokens = new Map<string, { readonly id: string; readonly data: readonly number[] }>();
  let tokenResults = 0;
  const noises = new Map<string, IsNoise>();
  const noise = (uri: string): IsNoise => {
    const patterns = server.settings(uri).noise;
    const key = patterns.join('\n');
    const known = noises.get(key) ?? noiseOf(patterns);
    noises.set(key, known);
    return known;
  };
  const contextOf = (document: LogDocument): Context => ({ ...server.contextOf(document), knownEvents: server.settings(document.uri).knownEvents });
  const at = (position: Position): string => `${position.line}:${position.character}`;
  const documentAt = (uri: string): LogDocument | undefined => server.documents().find((one) => one.uri === uri);
  /** The calls of a document that is not large; none of a version that they do not belong to. */
  const callsOf = async (uri: string, token: CancellationToken): Promise<(document: LogDocument) => readonly Call[]> => {
    const document = documentAt(uri);
    if (!document || document.lines.length > CALLS_UP_TO) return () => [];
    const calls = (await server.calls(uri, token).catch(() => undefined))?.calls ?? [];
    const newest = documentAt(uri);
    return (wanted) => (wanted === newest ? calls : []);
  };

  connection.onCompletion(({ textDocument, position, context }, token) =>
    server.answer('completion', textDocument.uri, token, (document) =>
      completions(document, position, contextOf(document), {
        snippets: client.snippets,
        commands: client.ownCommands,
        labelDetails: client.labelDetails,
        byBlank: context?.triggerCharacter === ' ',
      }),
    ),
  );
  connection.onCompletionResolve((item) => {
    const [document] = server.documents();
    if (!document) return item;
    const full = documented(server.contextOf(document).catalog, item);
    return typeof full.documentation === 'object' ? { ...full, documentation: markupFor(full.documentation, client.markdown) } : full;
  });
  connection.onDefinition(({ textDocument: { uri }, position }, token) =>
    server.answerInSlices(`definition ${at(position)}`, uri, token, (document) =>
      definition(document, position, contextOf(document), { linkSupport: client.links }),
    ),
  );
  connection.onReferences(({ textDocument: { uri }, position, context: { includeDeclaration } }, token) =>
    server.answerInSlices(`references ${at(position)} ${includeDeclaration}`, uri, token, (document) =>
      references(document, position, contextOf(document), includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
    server.answerInSlices(`documentHighlight ${at(position)}`, uri, token, (document) => documentHighlights(document, position, contextOf(document))),
  );
  connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
    server.answerInSlices('documentLink', uri, token, (document) => documentLinkSteps(document, contextOf(document), noise(uri))),
  );
  connection.onDocumentLinkResolve((link) => {
    const [document] = server.documents();
    return document ? resolvedLink(server.contextOf(document), link) : link;
  });
  connection.onPrepareRename(({ textDocument, position }) => {
    throw noRename(textDocument.uri, position);
  });
  connection.onRenameRequest(({ textDocument, position }) => {
    throw noRename(textDocument.uri, position);
  });
  connection.onFoldingRanges(async ({ textDocument: { uri } }, token) => {
    const calls = await callsOf(uri, token);
    const options: FoldingOptions = { isNoise: noise(uri), collapsedText: client.collapsedText };
    return server.answerInSlices('foldingRange', uri, token, (document) => foldingRangeSteps(document, { ...options, calls: calls(document) }), REST);
  });
  connection.onRequest(FOLD_WORDS_REQUEST, async ({ textDocument: { uri }, folds }: FoldWordsParams, token: CancellationToken) => {
    const calls = await callsOf(uri, token);
    return server.answer('foldWords', uri, token, (document) => {
      const runs = wholeCalls(calls(document));
      return folds.slice(0, MOST_FOLDS).map((fold) => foldWords(document, fold, runs, noise(uri)) ?? null);
    });
  });
  connection.onSelectionRanges(async ({ textDocument: { uri }, positions }, token) => {
    const calls = await callsOf(uri, token);
    return server.answer('selectionRange', uri, token, (document) => selectionRanges(document, positions, calls(document)));
  });
  connection.onWorkspaceSymbol(async ({ query }, token) => {
    const captures: CaptureCalls[] = [];
    for (const document of server.documents()) {
      const found = await server.calls(document.uri, token).catch(() => undefined);
      if (found) captures.push({ uri: document.uri, calls: found.calls, rangeOf: (message) => firstLine(document, message) });
    }
    return inSlices(workspaceSymbols(captures, query), () => !token.isCancellationRequested);
  });
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    server.answer('inlayHint', textDocument.uri, token, (document) =>
      inlayHints(document, range, contextOf(document), server.settings(document.uri).inlayHints, noise(document.uri)),
    ),
  );
  connection.languages.semanticTokens.onRange(
    ({ textDocument, range }, token) =>
      server.answer('semanticTokens/range', textDocument.uri, token, (document) =>
        semanticTokens(document, range, contextOf(document), noise(document.uri), client.legend),
      ) ?? {
        data: [],
      },
  );
  connection.languages.semanticTokens.on(async ({ textDocument: { uri } }, token) => {
    const found = await server.answerInSlices('semanticTokens', uri, token, (document) =>
      allSemanticTokens(document, contextOf(document), noise(uri), client.legend),
    );
    return found && remember(uri, found.data);
  });
  connection.languages.semanticTokens.onDelta(async ({ textDocument: { uri }, previousResultId }, token) => {
    const found = await server.answerInSlices('semanticTokens', uri, token, (document) =>
      allSemanticTokens(document, contextOf(document), noise(uri), client.legend),
    );
    if (!found) return null;
    const before = tokens.get(uri);
    const { resultId, data } = remember(uri, found.data);
    return before?.id === previousResultId ? { resultId, edits: tokenEdits(before.data, data) } : { resultId, data };
  });

  function remember(uri: string, data: number[]): { resultId: string; data: number[] } {
    const id = String(++tokenResults);
    tokens.set(uri, { id, data });
    return { resultId: id, data };
  }

  function noRename(uri: string, position: Position): ResponseError<void> {
    const document = documentAt(uri);
    return new ResponseError(LSPErrorCodes.RequestFailed, document ? whyNoRename(document, position, contextOf(document)) : t('This capture is not open.'));
  }

  return {
    capabilities({ capabilities, initializationOptions }) {
      const { textDocument, workspace } = capabilities;
      const own = (initializationOptions as { catalogLinks?: unknown } | undefined)?.catalogLinks === true;
      client = {
        snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
        labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
        ownCommands: own,
        links: textDocument?.definition?.linkSupport === true,
        collapsedText: textDocument?.foldingRange?.foldingRange?.collapsedText === true,
        refreshHints: workspace?.inlayHint?.refreshSupport === true,
        refreshFolds: workspace?.foldingRange?.refreshSupport === true,
        refreshTokens: workspace?.semanticTokens?.refreshSupport === true,
        markdown: own || textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') === true,
        legend: own ? 'own' : 'standard',
      };
      return {
        completionProvider: { triggerCharacters: [':', ' '], resolveProvider: true },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        // Options only for who knows them. Source: LSP 3.18, textDocument/prepareRename.
        renameProvider: textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
        selectionRangeProvider: true,
        // Only our own client can open pages of the catalogue.
        ...(own ? { documentLinkProvider: { resolveProvider: true } } : {}),
        workspaceSymbolProvider: true,
        inlayHintProvider: true,
        semanticTokensProvider: {
          legend: own
            ? { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] }
            : { tokenTypes: [...STANDARD_TYPES], tokenModifiers: [...STANDARD_MODIFIERS] },
          range: true,
          // An editor that can ask for what it shows shall do that: VS Code would take the missing answer on a large document for its last word.
          full: textDocument?.semanticTokens?.requests.range ? false : { delta: true },
        },
      };
    },
    refresh() {
      if (client.refreshHints) void connection.languages.inlayHint.refresh();
      if (client.refreshFolds) void connection.languages.foldingRange.refresh();
      if (client.refreshTokens) void connection.languages.semanticTokens.refresh();
    },
    documentClosed(uri) {
      tokens.delete(uri);
    },
  };
}

function firstLine(document: LogDocument, message: number): ReturnType<typeof rangeOf> {
  const { start } = messageSpan(document.index, message);
  return rangeOf(document, { start, end: start });
}
