import {
  type CancellationToken,
  createConnection,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { callsOf } from './calls/calls';
import type { CallsResult } from './calls/types';
import { createCatalog } from './catalog/catalog';
import { createDocument, type LogDocument, updateDocument } from './document';
import { catalogNames, catalogPage } from './features/catalogPage';
import type { Context } from './features/context';
import { diagnostics } from './features/diagnostics';
import { documentSymbols } from './features/documentSymbols';
import { foldingRanges } from './features/foldingRanges';
import { hover } from './features/hover';
import { locate, messageSummaries } from './features/messageSummaries';
import { versionOf, versionResult } from './features/version';
import * as protocol from './protocol';

/** How long after a change views and pushed diagnostics follow, in milliseconds. */
const SOON = 150;

/** More would drown the reader and the editor. */
const MOST_DIAGNOSTICS = 1000;

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments<LogDocument>({ create: createDocument, update: updateDocument });
const catalog = createCatalog();
const calls = new WeakMap<LogDocument, CallsResult>();
const chosenVersions = new Map<string, string>();
const pending = new Map<string, NodeJS.Timeout>();
let settings = protocol.DEFAULT_SETTINGS;
let client = { links: false, pull: false, pullRefresh: false, configuration: false, registerConfiguration: false, callsChanged: false };

connection.onInitialize((params: InitializeParams): InitializeResult => {
  const { textDocument, workspace } = params.capabilities;
  const options = params.initializationOptions as protocol.InitializationOptions | undefined;
  client = {
    links: options?.catalogLinks === true,
    pull: textDocument?.diagnostic !== undefined,
    pullRefresh: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    callsChanged: options?.catalogLinks === true,
  };
  return {
    serverInfo: { name: 'ami-logs-server' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      diagnosticProvider: { identifier: 'ami', interFileDependencies: false, workspaceDiagnostics: false },
    },
  };
});

connection.onInitialized(async () => {
  if (client.registerConfiguration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'ami' });
  await readSettings();
});

connection.onDidChangeConfiguration(async (params) => {
  await readSettings(params.settings as { ami?: unknown } | undefined);
  changedForAll();
});

documents.onDidOpen(({ document }) => changed(document.uri));
documents.onDidChangeContent(({ document }) => changed(document.uri));
documents.onDidClose(({ document }) => {
  clearTimeout(pending.get(document.uri));
  pending.delete(document.uri);
  chosenVersions.delete(document.uri);
  if (!client.pull) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});

connection.onHover(({ textDocument, position }, token) =>
  answer('hover', textDocument.uri, token, (document) => hover(document, position, contextOf(document))),
);
connection.onDocumentSymbol(({ textDocument }, token) => answer('documentSymbol', textDocument.uri, token, documentSymbols));
connection.onFoldingRanges(({ textDocument }, token) => answer('foldingRange', textDocument.uri, token, foldingRanges));
connection.languages.diagnostics.on(({ textDocument }, token) => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: answer('diagnostic', textDocument.uri, token, diagnosticsOf) ?? [],
}));
connection.onRequest(
  protocol.CALLS_REQUEST,
  ({ textDocument }: protocol.DocumentParams, token: CancellationToken) =>
    answer('calls', textDocument.uri, token, callsOfDocument) ?? { calls: [], messages: 0 },
);
connection.onRequest(
  protocol.MESSAGES_REQUEST,
  (params: protocol.MessagesParams, token: CancellationToken) =>
    answer('messages', params.textDocument.uri, token, (document) => messageSummaries(document, params)) ?? [],
);
connection.onRequest(protocol.LOCATE_REQUEST, ({ textDocument, position }: protocol.LocateParams, token: CancellationToken) =>
  answer('locate', textDocument.uri, token, (document) => locate(document, position)),
);
connection.onRequest(protocol.VERSION_REQUEST, ({ textDocument }: protocol.DocumentParams, token: CancellationToken) =>
  answer('version', textDocument.uri, token, (document) => versionResult(catalog, contextOf(document).version)),
);
connection.onRequest(protocol.PAGE_REQUEST, ({ kind, name }: protocol.PageParams) => catalogPage(catalog, kind, name, { links: client.links }) ?? null);
connection.onRequest(protocol.NAMES_REQUEST, () => catalogNames(catalog));
connection.onNotification(protocol.SET_VERSION, ({ textDocument, version }: protocol.SetVersionParams) => {
  chosenVersions.set(textDocument.uri, version);
  changedForAll();
});

documents.listen(connection);
connection.listen();

/** Runs a feature on the newest version of a document. The one place that catches: a throw is a bug of ours, is logged, and costs this answer only. */
function answer<T>(what: string, uri: string, token: CancellationToken, feature: (document: LogDocument) => T | undefined): T | null {
  const document = documents.get(uri);
  if (!document) return null;
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  try {
    return feature(document) ?? null;
  } catch (error) {
    connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return null;
  }
}

function contextOf(document: LogDocument): Context {
  return { catalog, version: versionOf(document, catalog, settings.asteriskVersion, chosenVersions.get(document.uri)), links: client.links };
}

function diagnosticsOf(document: LogDocument) {
  return diagnostics(document, contextOf(document), { limit: MOST_DIAGNOSTICS });
}

function callsOfDocument(document: LogDocument): CallsResult {
  let result = calls.get(document);
  if (!result) {
    result = callsOf(document.text, document.index);
    calls.set(document, result);
  }
  return result;
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
      if (client.callsChanged) void connection.sendNotification(protocol.CALLS_CHANGED, { textDocument: { uri } });
      if (!client.pull) void connection.sendDiagnostics({ uri, version: document.version, diagnostics: diagnosticsOf(document) });
    }, SOON),
  );
}

function changedForAll(): void {
  for (const uri of documents.keys()) changed(uri);
  if (client.pullRefresh) void connection.languages.diagnostics.refresh();
}

async function readSettings(pushed?: { ami?: unknown }): Promise<void> {
  const read = client.configuration ? ((await connection.workspace.getConfiguration('ami')) as unknown) : pushed?.ami;
  const { asteriskVersion } = { ...protocol.DEFAULT_SETTINGS, ...(typeof read === 'object' ? read : {}) };
  settings = { asteriskVersion: typeof asteriskVersion === 'string' ? asteriskVersion : protocol.DEFAULT_SETTINGS.asteriskVersion };
}
