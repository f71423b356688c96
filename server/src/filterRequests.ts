import type { CancellationToken, Connection } from 'vscode-languageserver';
import { attempt } from './attempt';
import type { Catalog } from './catalog/catalog';
import type { LogDocument } from './document';
import { filterHelp, type Knowledge } from './features/filterHelp';
import { filtersAt } from './features/filtersAt';
import { noiseCount, noiseRuns } from './features/noiseRuns';
import { formOf } from './forms/detect';
import { knowledgeOf } from './largeFiles/knowledge';
import { between, seek } from './largeFiles/places';
import type { Source } from './largeFiles/source';
import * as protocol from './protocol';
import type { Shape } from './syntax/shapes';

/** What these requests need of the server. */
export interface FilterServer {
  readonly catalog: Catalog;
  document(uri: string): LogDocument | undefined;
  /** A capture, be it a document or on disk. */
  source(uri: string): Source | undefined;
  /** Resolves once the calls of a document are worked out. */
  ready(uri: string, token: CancellationToken): Promise<void>;
  /** What is noise in a capture. */
  isNoise(uri: string): (shape: Shape) => boolean;
}

/** How much of a document tells its form. Characters. */
const SAMPLE = 65_536;

/** Answers the requests for filters, noise, and moving about in a document. */
export function serveFilters(connection: Connection, server: FilterServer): void {
  function on<P, R>(method: string, feature: (params: P, token: CancellationToken) => R | Promise<R>): void {
    connection.onRequest(method, (params: P, token: CancellationToken): Promise<unknown> => attempt(connection, method, token, () => feature(params, token)));
  }

  on(protocol.FILTER_HELP_REQUEST, async ({ filter, offset, textDocument }: protocol.FilterHelpParams, token): Promise<protocol.FilterHelp> => {
    const source = textDocument && server.source(textDocument.uri);
    // Only proposals of calls need them.
    if (source && textDocument && /(call|caller|dialled|answeredby):\S*$/i.test(filter.slice(0, offset))) await server.ready(textDocument.uri, token);
    const names = { events: server.catalog.eventNames, actions: server.catalog.actionNames };
    return filterHelp(filter, offset, source ? knowledgeOf(source, names) : NOTHING);
  });
  on(protocol.FILTERS_AT_REQUEST, ({ textDocument, position }: protocol.LocateParams): protocol.FilterSuggestion[] => {
    const document = server.document(textDocument.uri);
    return document ? filtersAt(document, position) : [];
  });
  on(protocol.NOISE_REQUEST, ({ textDocument: { uri }, range }: protocol.NoiseParams): protocol.NoiseResult | undefined => {
    const document = server.document(uri);
    return document && { runs: noiseRuns(document, server.isNoise(uri), range?.start.line, range?.end.line) };
  });
  on(protocol.SEEK_REQUEST, (params: protocol.SeekParams): protocol.SeekResult => {
    const document = server.document(params.textDocument.uri);
    return document ? seek(document, params) : {};
  });
  on(protocol.BETWEEN_REQUEST, ({ textDocument, positions }: protocol.BetweenParams): protocol.BetweenResult | undefined => {
    const document = server.document(textDocument.uri);
    return document && between(document, positions);
  });
  on(protocol.OVERVIEW_REQUEST, async ({ textDocument: { uri } }: protocol.DocumentParams, token): Promise<protocol.Overview | undefined> => {
    await server.ready(uri, token);
    const document = server.document(uri);
    const source = server.source(uri);
    if (!document || !source) return undefined;
    const form = formOf(document.lines.slice(0, SAMPLE))?.title;
    return { messages: source.count, calls: source.book().count, noise: noiseCount(document, server.isNoise(uri)), ...(form ? { form } : {}) };
  });
}

const NOTHING: Knowledge = { headers: undefined, values: () => Promise.resolve([]) };
