import {
  type CancellationToken,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { attempt, attemptNow } from './attempt';
import { serveCalls } from './callRequests';
import { serveCaptures } from './captureRequests';
import { createCatalog } from './catalog/catalog';
import { serveChecks } from './checkRequests';
import { clientForms, NO_FORMS } from './clientForms';
import { connection } from './connection';
import { createDocument, type LogDocument, updateDocument } from './document';
import { catalogNames, catalogPage } from './features/catalogPage';
import type { Context } from './features/context';
import { documentSymbolSteps, flatSymbols, fullyNamed } from './features/documentSymbols';
import { hover } from './features/hover';
import { messageSummaries } from './features/messageSummaries';
import { noiseOf } from './features/noise';
import { markupFor } from './features/plainText';
import { versionOf, versionResult } from './features/version';
import { serveFilters } from './filterRequests';
import { formOf } from './forms/detect';
import { inSlices, rested } from './inSlices';
import { serveLanguage } from './languageRequests';
import { Cancelled } from './largeFiles/cancelled';
import { refuseOutOfOrder } from './lifecycle';
import * as protocol from './protocol';
import { followRecordings } from './recordings';
import type { Shape } from './syntax/shapes';
import type { Steps } from './syntax/steps';
import { useTexts } from './texts';

/** How long after a change views and pushed diagnostics follow, in milliseconds. */
const SOON = 150;

/** How long a large document rests before its outline and folds are worked out, in milliseconds: longer than between two letters of one who types. */
const REST = 150;

const documents = new TextDocuments<LogDocument>({ create: createDocument, update: updateDocument });
const catalog = createCatalog();
const chosenVersions = new Map<string, string>();
const changedAt = new Map<string, number>();
const atWork = new Map<string, { readonly document: LogDocument; readonly work: Promise<unknown> }>();
const pending = new Map<string, ReturnType<typeof setTimeout>>();
let client = {
  links: false,
  pull: false,
  pullRefresh: false,
  lensRefresh: false,
  configuration: false,
  registerConfiguration: false,
  callsChanged: false,
  slices: false,
};
let forms = NO_FORMS;
const checks = serveChecks(connection, {
  series: catalog.data.series,
  contextOf,
  givesSettings: () => client.configuration,
  runsCommands: () => client.links,
  takesRelated: () => forms.relatedInformation,
  changedForAll,
});
const recordings = followRecordings((uri, live) => checks.live({ textDocument: { uri }, live }));
let noise: { readonly names: readonly string[]; readonly test: (shape: Shape) => boolean } | undefined;
const captures = serveCaptures(connection, {
  document: (uri) => documents.get(uri),
  changedAt: (uri) => changedAt.get(uri) ?? 0,
  callsChanged,
  readsSlices: () => client.slices,
  isNoise,
});
serveFilters(connection, {
  catalog,
  document: (uri) => documents.get(uri),
  source: captures.sourceNow,
  ready: captures.ready,
  isNoise,
});
const language = serveLanguage(connection, {
  documents: () => documents.all(),
  contextOf,
  settings: checks.settings,
  calls: captures.calls,
  answer,
  answerInSlices,
});
serveCalls(connection, {
  document: (uri) => documents.get(uri),
  source: captures.source,
  lenses: (uri) => checks.settings(uri).callLenses,
  isNoise,
  runsCommands: () => client.links,
});

refuseOutOfOrder(connection);
connection.onInitialize((params: InitializeParams): InitializeResult => {
  const { textDocument, workspace } = params.capabilities;
  const options = params.initializationOptions as protocol.InitializationOptions | undefined;
  useTexts(options?.texts);
  client = {
    links: options?.catalogLinks === true,
    pull: textDocument?.diagnostic !== undefined,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    pullRefresh: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    callsChanged: options?.catalogLinks === true,
    slices: workspace?.textDocumentContent !== undefined,
  };
  forms = clientForms(params);
  return {
    serverInfo: { name: 'ami-logs-server' },
    capabilities: {
      // The one encoding that every client must know, and the one that texts are in here. Source: LSP 3.17, PositionEncodingKind.
      ...(params.capabilities.general?.positionEncodings ? { positionEncoding: PositionEncodingKind.UTF16 } : {}),
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      ...language.capabilities(params),
      codeLensProvider: { resolveProvider: true },
      callHierarchyProvider: true,
      codeActionProvider: forms.codeActions && { codeActionKinds: checks.kinds },
      diagnosticProvider: { identifier: 'ami', interFileDependencies: false, workspaceDiagnostics: false },
      workspace: { textDocumentContent: { schemes: [protocol.SLICE_SCHEME, protocol.STATISTICS_SCHEME] } },
    },
  };
});

connection.onInitialized(async () => {
  if (client.registerConfiguration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'ami' });
  if (await checks.readSettings()) changedForAll();
  // Hints, colours and folds may have been asked for before the settings were here.
  else if (documents.all().length > 0) language.refresh();
});

connection.onDidChangeConfiguration(async (params) => {
  await checks.readSettings((params.settings as { ami?: unknown } | null | undefined)?.ami);
  changedForAll();
});

documents.onDidOpen(({ document }) => {
  checks.documentOpened(document);
  recordings.opened(document.uri);
  changed(document.uri);
});
documents.onDidChangeContent(({ document }) => {
  changedAt.set(document.uri, Date.now());
  changed(document.uri);
});
documents.onDidClose(({ document }) => {
  clearTimeout(pending.get(document.uri));
  pending.delete(document.uri);
  chosenVersions.delete(document.uri);
  changedAt.delete(document.uri);
  captures.documentClosed(document.uri);
  checks.documentClosed(document.uri);
  recordings.closed(document.uri);
  language.documentClosed(document.uri);
  if (!client.pull) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});

connection.onHover(({ textDocument, position }, token) =>
  answer('hover', textDocument.uri, token, (document) => {
    const found = hover(document, position, contextOf(document));
    return found && { ...found, contents: markupFor(found.contents, forms.markdown) };
  }),
);
connection.onDocumentSymbol(async ({ textDocument: { uri } }, token) => {
  const symbols = await answerInSlices('documentSymbol', uri, token, documentSymbolSteps, REST);
  // Our own client shows the details beside the names; most pickers of other editors show nothing but names.
  if (!symbols || client.links) return symbols;
  return forms.symbolTree ? fullyNamed(symbols) : flatSymbols(uri, fullyNamed(symbols));
});
connection.languages.diagnostics.on(async ({ textDocument }, token) => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: (await answerInSlices('diagnostic', textDocument.uri, token, checks.diagnosticSteps)) ?? [],
}));
connection.onCodeAction((params, token) =>
  answer('codeAction', params.textDocument.uri, token, (document) => (forms.codeActions ? checks.codeActions(document, params) : [])),
);
connection.onRequest(
  protocol.CALLS_REQUEST,
  async ({ textDocument: { uri } }: protocol.DocumentParams, token: CancellationToken) =>
    (await attempt(connection, 'calls', token, () => captures.calls(uri, token))) ?? { calls: [], messages: 0 },
);
connection.onRequest(
  protocol.MESSAGES_REQUEST,
  async (params: protocol.MessagesParams, token: CancellationToken) =>
    answer('messages', params.textDocument.uri, token, (document) => messageSummaries(document, params)) ?? (await captures.messages(params)) ?? [],
);
connection.onRequest(protocol.LOCATE_REQUEST, (params: protocol.LocateParams, token: CancellationToken) =>
  attempt(connection, 'locate', token, () => captures.locate(params, token)),
);
connection.onRequest(protocol.VERSION_REQUEST, ({ textDocument }: protocol.DocumentParams, token: CancellationToken) =>
  answer('version', textDocument.uri, token, (document) => versionResult(catalog, contextOf(document).version)),
);
connection.onRequest(protocol.DETECT_FORM_REQUEST, ({ sample }: protocol.DetectFormParams) => formOf(sample) ?? null);
connection.onRequest(protocol.PAGE_REQUEST, ({ kind, name }: protocol.PageParams) => catalogPage(catalog, kind, name, { links: client.links }) ?? null);
connection.onRequest(protocol.NAMES_REQUEST, () => catalogNames(catalog));
connection.onNotification(protocol.SET_VERSION, ({ textDocument, version }: protocol.SetVersionParams) => {
  chosenVersions.set(textDocument.uri, version);
  changedForAll();
});

connection.onNotification(protocol.LIVE, (params: protocol.LiveParams) => checks.live(params));

connection.onShutdown(() => captures.end());
documents.listen(connection);
connection.listen();

/** Runs a feature on the newest version of a document. */
function answer<T>(what: string, uri: string, token: CancellationToken, feature: (document: LogDocument) => T | undefined): T | null {
  const document = documents.get(uri);
  return document ? attemptNow(connection, what, token, () => feature(document)) : null;
}

/**
 * The same for long work: others are answered meanwhile, and where the document changes it begins again with the newest version. However many ask for
 * the same at once, it is worked out once.
 */
function answerInSlices<T>(what: string, uri: string, token: CancellationToken, feature: (document: LogDocument) => Steps<T>, rest = 0): Promise<T | null> {
  return attempt(connection, what, token, async () => {
    for (let document = documents.get(uri); document; document = documents.get(uri)) {
      if (await rested(document.lines.length, changedAt.get(uri) ?? 0, rest)) {
        if (token.isCancellationRequested) throw new Cancelled();
        continue;
      }
      const result = await sharedWork(what, uri, document, feature);
      if (token.isCancellationRequested) throw new Cancelled();
      if (documents.get(uri) === document) return result;
    }
    return undefined;
  });
}

function sharedWork<T>(what: string, uri: string, document: LogDocument, feature: (document: LogDocument) => Steps<T>): Promise<T | undefined> {
  const key = `${what} ${uri}`;
  const known = atWork.get(key);
  if (known?.document === document) return known.work as Promise<T | undefined>;
  const work = inSlices(feature(document), () => documents.get(uri) === document).finally(() => {
    if (atWork.get(key)?.work === work) atWork.delete(key);
  });
  atWork.set(key, { document, work });
  return work;
}

function isNoise(uri: string): (shape: Shape) => boolean {
  const names = checks.settings(uri).noise;
  if (noise?.names !== names) noise = { names, test: noiseOf(names) };
  return noise.test;
}

function contextOf(document: LogDocument): Context {
  return {
    catalog,
    version: versionOf(document, catalog, checks.settings(document.uri).asteriskVersion, chosenVersions.get(document.uri)),
    links: client.links,
  };
}

/** Tells the views, and pushes diagnostics to a client that does not pull them: soon, but not for each of many changes, and not never while they go on. */
function changed(uri: string): void {
  if (pending.has(uri)) return;
  pending.set(
    uri,
    setTimeout(() => {
      pending.delete(uri);
      const document = documents.get(uri);
      if (!document) return;
      callsChanged(uri);
      const version = forms.diagnosticVersions ? { version: document.version } : {};
      if (!client.pull) void connection.sendDiagnostics({ uri, ...version, diagnostics: checks.diagnostics(document) });
    }, SOON),
  );
}

function callsChanged(uri: string): void {
  if (client.callsChanged) void connection.sendNotification(protocol.CALLS_CHANGED, { textDocument: { uri } });
}

function changedForAll(): void {
  for (const uri of documents.keys()) changed(uri);
  if (client.pullRefresh) void connection.languages.diagnostics.refresh();
  language.refresh();
  if (client.lensRefresh) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
}
