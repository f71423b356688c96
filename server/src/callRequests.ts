import type { CancellationToken, Connection } from 'vscode-languageserver';
import { attempt } from './attempt';
import type { LogDocument } from './document';
import type { CallAccess } from './features/callAccess';
import { callAt } from './features/callAt';
import { callHierarchyItems, incomingCalls, outgoingCalls } from './features/callHierarchy';
import { callLensSteps, resolvedLens, uriOfLens } from './features/callLenses';
import type { IsNoise } from './features/noise';
import { storyMarkdown } from './features/storyMarkdown';
import { inSlices } from './inSlices';
import { Cancelled } from './largeFiles/cancelled';
import { fittingCalls } from './largeFiles/fittingCalls';
import { callLadder } from './largeFiles/ladders';
import { callListSteps, callMessages, callParts, callStory } from './largeFiles/lists';
import type { Source } from './largeFiles/source';
import { callAccess } from './largeFiles/stories';
import * as protocol from './protocol';
import { finished, type Steps } from './syntax/steps';

/** How often work on a capture that grows begins again. */
const MOST_TRIES = 3;

/** What the requests on calls need of the server. */
export interface CallServer {
  document(uri: string): LogDocument | undefined;
  /** The capture of that URI, its calls worked out; `undefined` where it is not open. */
  source(uri: string, token: CancellationToken): Promise<Source | undefined>;
  /** Whether a document is to have code lenses. */
  lenses(uri: string): boolean;
  /** What is noise in a capture: it is folded below a call. */
  isNoise(uri: string): IsNoise;
  /** Whether the client runs the commands of our own client. */
  runsCommands(): boolean;
}

/** Answers the requests on calls: their list, what is below a call, its story, and code lenses and call hierarchy in a document. */
export function serveCalls(connection: Connection, server: CallServer): void {
  /** Long work, which begins again where the capture changes meanwhile. One that grows all the time is answered in one go in the end. */
  async function steps<R>(uri: string, token: CancellationToken, feature: (source: Source) => Steps<R> | Promise<Steps<R>>): Promise<R | undefined> {
    for (let tries = 0; ; tries++) {
      const source = await server.source(uri, token);
      if (!source) return undefined;
      if (tries === MOST_TRIES) return finished(await feature(source));
      const document = server.document(uri);
      const { count } = source;
      const same = (): boolean => server.document(uri) === document && source.count === count;
      const result = await inSlices(await feature(source), () => !token.isCancellationRequested && same());
      if (token.isCancellationRequested) throw new Cancelled();
      if (same()) return result;
    }
  }

  function on<P extends protocol.DocumentParams, R>(method: string, feature: (source: Source, params: P) => R | undefined | Promise<R | undefined>): void {
    connection.onRequest(
      method,
      (params: P, token: CancellationToken): Promise<unknown> =>
        attempt(connection, method, token, async () => {
          const source = await server.source(params.textDocument.uri, token);
          return source && (await feature(source, params));
        }),
    );
  }

  /** A feature of the document that the editor has. */
  async function inDocument<R>(
    what: string,
    uri: string,
    token: CancellationToken,
    feature: (document: LogDocument, calls: CallAccess) => R | undefined,
  ): Promise<R | null> {
    return attempt(connection, what, token, async () => {
      const source = await server.source(uri, token);
      const document = server.document(uri);
      return source && document && feature(document, callAccess(source));
    });
  }

  connection.onRequest(protocol.CALL_LIST_REQUEST, (params: protocol.CallListParams, token: CancellationToken) =>
    attempt(connection, 'callList', token, async () => {
      const { uri } = params.textDocument;
      const progress = (): boolean => !token.isCancellationRequested;
      return steps(uri, token, async (source) => {
        const fitting = await fittingCalls(source, params.filter ?? '', { isNoise: server.isNoise(uri), progress });
        return callListSteps(source, params, fitting);
      });
    }),
  );
  on(protocol.CALL_MESSAGES_REQUEST, (source, params: protocol.CallMessagesParams) => callMessages(source, params, server.isNoise(params.textDocument.uri)));
  on(protocol.CALL_PARTS_REQUEST, (source, params: protocol.CallPartsParams) => callParts(source, params, server.isNoise(params.textDocument.uri)));
  on(protocol.CALL_STORY_REQUEST, (source, params: protocol.CallStoryParams) => callStory(source, params));
  on(protocol.LADDER_REQUEST, (source, params: protocol.LadderParams) => callLadder(source, params));
  on(protocol.STORY_TEXT_REQUEST, (source, params: protocol.CallStoryParams) => {
    const story = callStory(source, params);
    return story && storyMarkdown(story.call, story);
  });
  connection.onRequest(protocol.CALL_AT_REQUEST, ({ textDocument: { uri }, position }: protocol.LocateParams, token: CancellationToken) =>
    inDocument('callAt', uri, token, (document, calls) => callAt(document, position, calls)),
  );

  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    attempt(connection, 'codeLens', token, () =>
      steps(uri, token, function* (source) {
        const document = server.document(uri);
        return document && server.lenses(uri) ? yield* callLensSteps(document, callAccess(source), { commands: server.runsCommands() }) : [];
      }),
    ),
  );
  connection.onCodeLensResolve(async (lens, token) => {
    const uri = uriOfLens(lens);
    if (uri === undefined) return lens;
    const source = await server.source(uri, token).catch(() => undefined);
    return resolvedLens(lens, source && callAccess(source));
  });
  connection.languages.callHierarchy.onPrepare(({ textDocument: { uri }, position }, token) =>
    inDocument('callHierarchy', uri, token, (document, calls) => callHierarchyItems(document, position, calls)),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) =>
    inDocument('outgoingCalls', item.uri, token, (document, calls) => outgoingCalls(document, item, calls)),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }, token) =>
    inDocument('incomingCalls', item.uri, token, (document, calls) => incomingCalls(document, item, calls)),
  );
}
