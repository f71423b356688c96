import { type CancellationToken, type Connection, ErrorCodes, MessageType, ResponseError, ShowMessageNotification } from 'vscode-languageserver';
import { attempt, cancelled } from './attempt';
import type { LogDocument } from './document';
import { parseFilter } from './features/filter';
import { locate } from './features/messageSummaries';
import { inSlices, rested } from './inSlices';
import { Cancelled } from './largeFiles/cancelled';
import { Captures, pathOf, sizeOf } from './largeFiles/captures';
import { documentSource, forgetDocument } from './largeFiles/documentSource';
import { callOf, placeOf, summariesOf } from './largeFiles/lists';
import { originOf, type Slice } from './largeFiles/slice';
import { addressOf, BadFilter, cutSlice, keyOf, nameOfSlice, type SliceAddress, sliceUri } from './largeFiles/slices';
import { isRecording, type Source } from './largeFiles/source';
import { statistics } from './largeFiles/statistics';
import { logFailure } from './logFailure';
import * as protocol from './protocol';
import type { Shape } from './syntax/shapes';
import { t } from './texts';

/** A file above this size opens in an editor, but the editor hands extensions no text of it. Bytes. Source: VS Code src/vs/editor/common/model/textModel.ts. */
const EDITOR_LIMIT = 50 * 1024 * 1024;

/** What the requests on captures need of the server. */
export interface CaptureServer {
  document(uri: string): LogDocument | undefined;
  /** When the document changed last, in milliseconds of the clock. */
  changedAt(uri: string): number;
  /** Tells the client's views, where it has some. */
  callsChanged(uri: string): void;
  /** Whether the client asks for the text of slices. */
  readsSlices(): boolean;
  /** What the word `noise` of a filter means in a capture. */
  isNoise(uri: string): (shape: Shape) => boolean;
}

/** The requests on captures, be they documents of the editor or files that are read from disk. */
export interface CaptureRequests {
  calls(uri: string, token: CancellationToken): Promise<protocol.CallsResult | undefined>;
  messages(params: protocol.MessagesParams): Promise<protocol.MessageSummary[] | undefined>;
  locate(params: protocol.LocateParams, token: CancellationToken): Promise<protocol.Located | undefined>;
  /** The capture of that URI, its calls worked out; `undefined` where it is not open. */
  source(uri: string, token: CancellationToken): Promise<Source | undefined>;
  /** To be told of each document that closes. */
  documentClosed(uri: string): void;
  end(): Promise<void>;
  /** A capture as far as it is known now, be it a document or on disk. */
  sourceNow(uri: string): Source | undefined;
  /** Resolves once the calls of a document are worked out; throws `Cancelled`. */
  ready(uri: string, token: CancellationToken): Promise<void>;
}

/** How long a large document rests before its calls are worked out, in milliseconds. */
const REST = 250;

interface Kept {
  readonly slice: Slice;
  readonly source: Source;
  /** How many messages the capture had. */
  readonly count: number;
  /** The text until it has been asked for. */
  text: string | undefined;
}

/** Answers the `ami/…` requests on captures, and those for the text of slices. */
export function serveCaptures(connection: Connection, server: CaptureServer): CaptureRequests {
  const slices = new Map<string, Kept & { readonly uri: string; readonly address: SliceAddress }>();
  const captures = new Captures({
    changed(uri) {
      server.callsChanged(uri);
      refreshSlices(uri);
    },
    warn: (message) => void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }),
  });
  const preparing = new WeakMap<LogDocument, Promise<unknown>>();
  /** Lets the calls of a document be worked out while others are answered; of the newest version, where it changes meanwhile. */
  const ready = async (uri: string, token: CancellationToken): Promise<void> => {
    for (let document = server.document(uri); document; document = server.document(uri)) {
      const { version } = document;
      if (!preparing.has(document) && (await rested(document.lines.length, server.changedAt(uri), REST))) {
        if (token.isCancellationRequested) throw new Cancelled();
        continue;
      }
      const work = preparing.get(document) ?? inSlices(documentSource(document).prepare(), () => server.document(uri)?.version === version);
      preparing.set(document, work);
      await work;
      if (token.isCancellationRequested) throw new Cancelled();
      if (server.document(uri) === document) return;
    }
  };
  const sourceOf = (uri: string): Source | undefined => {
    const document = server.document(uri);
    return document ? documentSource(document) : captures.get(uri);
  };
  const needSource = (uri: string): Source => {
    const source = sourceOf(uri);
    if (!source) throw problem(t('This capture is not open. Open it in an editor, or with AMI: Open Large Capture…, and try again.'));
    return source;
  };

  /** Calls that go on have slices that go on. Searches are not done again behind the user's back. */
  function refreshSlices(capture: string): void {
    if (!server.readsSlices()) return;
    for (const { uri, address, slice, source } of slices.values()) {
      const now = address.capture === capture ? sourceOf(capture) : undefined;
      if (!now || now !== source || !address.what || !('call' in address.what) || slice.cut) continue;
      const i = now.book().withKey(address.what.call);
      if (i < 0 || now.book().call(i).messages.length === slice.messages.length) continue;
      slices.delete(keyOf(address));
      connection.workspace.textDocumentContent.refresh(uri).catch(() => undefined);
    }
  }

  async function sliceAt(address: SliceAddress, uri: string, goOn: (done: number) => boolean): Promise<Kept> {
    const known = slices.get(keyOf(address));
    if (known) return known;
    const source = needSource(address.capture);
    const { count } = source;
    const slice = await cutSlice(source, address.what ?? { filter: '' }, goOn, server.isNoise(address.capture));
    const kept = { slice: { ...slice, text: '' }, source, count, text: slice.text, uri, address };
    slices.set(keyOf(address), kept);
    return kept;
  }

  function on<P, R>(method: string, feature: (params: P, token: CancellationToken) => R | Promise<R>): void {
    connection.onRequest(
      method,
      (params: P, token: CancellationToken): Promise<unknown> =>
        attempt(connection, method, token, async () => {
          const uri = (params as Partial<protocol.DocumentParams> | null)?.textDocument?.uri;
          if (uri !== undefined) await ready(uri, token);
          return feature(params, token);
        }),
    );
  }

  on(protocol.OPEN_CAPTURE_REQUEST, async (params: protocol.OpenCaptureParams, token): Promise<protocol.OpenCaptureResult> => {
    const progress = connection.window.attachWorkDoneProgress(params.workDoneToken);
    progress.begin(t('Reading the capture'), 0, '', true);
    let told = -1;
    try {
      const capture = await captures.open(params, {
        progress(done, size, phase) {
          const percent = size === 0 ? 100 : Math.min(100, Math.floor((done / size) * 100));
          if (percent !== told)
            progress.report(
              percent,
              phase === 'unpack' ? t('unpacking, {0} of {1}', megabytes(done), megabytes(size)) : t('{0} of {1}', megabytes(done), megabytes(size)),
            );
          told = percent;
          return !token.isCancellationRequested;
        },
      });
      return { uri: capture.uri, messages: capture.count, calls: capture.book().count, size: capture.size, notes: capture.notes };
    } catch (error) {
      throw error instanceof Cancelled ? error : problem(error instanceof Error ? error.message : String(error));
    } finally {
      progress.done();
    }
  });
  on(protocol.CLOSE_CAPTURE_REQUEST, ({ textDocument }: protocol.DocumentParams) => captures.close(textDocument.uri));
  on(protocol.CHECK_FILTER_REQUEST, ({ filter }: protocol.FilterParams) => {
    const parsed = parseFilter(filter);
    return 'error' in parsed ? parsed.error : undefined;
  });
  on(
    protocol.OPEN_SLICE_REQUEST,
    async ({ textDocument, slice: what, message, workDoneToken }: protocol.OpenSliceParams, token): Promise<protocol.OpenSliceResult> => {
      const source = needSource(textDocument.uri);
      const uri = sliceUri(textDocument.uri, what, nameOfSlice(source, what));
      const address = addressOf(uri);
      if (!address) throw problem(t('This slice cannot be named. Search for something else.'));
      const known = slices.get(keyOf(address));
      const stale = known !== undefined && (known.source !== source || known.count !== source.count);
      if (stale) slices.delete(keyOf(address));
      const progress = connection.window.attachWorkDoneProgress(workDoneToken);
      progress.begin(t('Searching the capture'), 0, '', true);
      try {
        const { slice } = await sliceAt(address, uri, (done) => {
          progress.report(Math.floor(done * 100));
          return !token.isCancellationRequested;
        }).catch((error: unknown) => {
          throw error instanceof BadFilter ? problem(error.message) : error;
        });
        if (stale && server.document(uri) && server.readsSlices()) await connection.workspace.textDocumentContent.refresh(uri);
        const at = message === undefined ? -1 : slice.messages.indexOf(message);
        return { uri, messages: slice.messages.length, cut: slice.cut, ...(at < 0 ? {} : { line: slice.lines[at] ?? 0 }) };
      } finally {
        progress.done();
      }
    },
  );
  on(protocol.ORIGIN_REQUEST, async ({ textDocument, position }: protocol.LocateParams): Promise<protocol.Origin | undefined> => {
    const address = addressOf(textDocument.uri);
    if (!address) return undefined;
    const { slice, source } = await sliceAt(address, textDocument.uri, () => true);
    const origin = originOf(slice, position.line);
    if (!origin) return undefined;
    if (isRecording(address.capture)) {
      const place = await source.placeInFile?.(origin.message);
      if (!place) throw problem(t('The segment that holds this message is not there any more: the oldest ones are deleted as the recording goes on.'));
      const openable = place.isFile && (server.document(place.uri) !== undefined || (await sizeOf(place.path)) < EDITOR_LIMIT);
      return { uri: place.uri, path: place.path, message: origin.message, line: place.line + origin.line, offset: place.offset, openable };
    }
    const path = pathOf(address.capture);
    const open = server.document(address.capture) !== undefined;
    const size = path === undefined ? Number.POSITIVE_INFINITY : await sizeOf(path);
    const isFile = source.offsetsInFile || open;
    return {
      uri: address.capture,
      ...(path === undefined ? {} : { path }),
      message: origin.message,
      line: source.lineOf(origin.message) + origin.line,
      ...(open ? {} : { offset: source.startOf(origin.message) }),
      openable: open || (isFile && size < EDITOR_LIMIT),
    };
  });
  connection.workspace.textDocumentContent.on(async ({ uri }, token) => {
    const address = addressOf(uri);
    const source = address && sourceOf(address.capture);
    if (!source) return { text: notOpen(address) };
    try {
      if (address.scheme === protocol.STATISTICS_SCHEME) {
        return { text: await statistics(source, captures.get(address.capture)?.notes ?? [], () => !token.isCancellationRequested) };
      }
      // Asked for a second time, the text is made again, and with it what its lines are.
      if (slices.get(keyOf(address))?.text === undefined) slices.delete(keyOf(address));
      const kept = await sliceAt(address, uri, () => !token.isCancellationRequested);
      const text = kept.text ?? '';
      kept.text = undefined;
      return { text };
    } catch (error) {
      if (error instanceof BadFilter) return { text: `;# ${error.message}\r\n` };
      if (error instanceof Cancelled) throw cancelled();
      logFailure(connection, 'slice', error);
      throw problem(t('The slice could not be read. Close it and slice again; the log “Asterisk AMI Logs” says what failed.'));
    }
  });

  return {
    async calls(uri, token) {
      await ready(uri, token);
      const source = sourceOf(uri);
      return source && { calls: Array.from({ length: source.book().count }, (_, i) => callOf(source, i)), messages: source.count };
    },
    messages({ textDocument, messages, uniqueid }) {
      const capture = captures.get(textDocument.uri);
      return capture ? summariesOf(capture, messages, uniqueid) : Promise.resolve(undefined);
    },
    async locate({ textDocument, position }, token) {
      await ready(textDocument.uri, token);
      const document = server.document(textDocument.uri);
      const located = document && locate(document, position);
      if (!located) return undefined;
      const address = addressOf(textDocument.uri);
      const kept = address && slices.get(keyOf(address));
      if (!address || !kept) return placeOf(documentSource(document), located.message, located.uniqueids);
      const origin = originOf(kept.slice, position.line);
      const source = sourceOf(address.capture);
      if (!origin || source !== kept.source) return undefined;
      return { ...placeOf(source, origin.message, located.uniqueids), uri: address.capture };
    },
    async source(uri, token) {
      await ready(uri, token);
      return sourceOf(uri);
    },
    documentClosed(uri) {
      forgetDocument(uri);
      const address = addressOf(uri);
      if (address) slices.delete(keyOf(address));
    },
    end: () => captures.closeAll(),
    sourceNow: sourceOf,
    ready,
  };
}

function problem(sentence: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, sentence);
}

function notOpen(address: SliceAddress | undefined): string {
  const sentence = address
    ? t('The capture {0} is not open. Open it with “AMI: Open Large Capture…”, then close this tab and slice again.', address.capture)
    : t('This is no slice of a capture. Make one from the Calls view or with “AMI: Search Capture…”.');
  return address?.scheme === protocol.STATISTICS_SCHEME ? `${sentence.replace(/[[\]()<>*_`]/g, '\\$&')}\n` : `;# ${sentence}\r\n`;
}

function megabytes(bytes: number): string {
  return t('{0} MB', (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0));
}
