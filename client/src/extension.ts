import type { ExtensionContext, LanguageStatusItem } from 'vscode';
import { registerAllSegments } from './allSegments';
import { registerCallCommands } from './calls/commands';
import type { CallsTree } from './calls/tree';
import { type CallsView, registerCallsView } from './calls/view';
import { registerCapture } from './capture/attach';
import { registerCatalogPages } from './catalogPages';
import { registerOpenAsCapture } from './openAsCapture';
import { registerDemoPbx } from './demoPbx';
import { registerFilter } from './filter';
import { registerFoldWords } from './foldWords';
import { registerGettingStarted } from './gettingStarted';
import { registerMessageNavigation } from './messageNavigation';
import { registerKnownEvents } from './knownEvents';
import { registerConversion } from './conversion';
import { registerLadders } from './ladder/ladders';
import { startLanguageServer } from './languageClient';
import { registerLargeCaptures } from './largeCaptures';
import { type LargeFileStatus, registerLargeFileStatus } from './largeFileStatus';
import { registerNoise } from './noise';
import { registerSamples } from './samples';
import { registerSlices } from './slices';
import { registerStatus, type Status } from './status';
import { registerVersionStatus } from './versionStatus';

/** What other extensions and tests see of this one. */
export interface Api {
  /** What the Calls view shows. */
  readonly calls: CallsTree;
  /** What takes files that are dropped on the Calls view. */
  readonly drops: CallsView['drops'];
  /** What the status bar says of the capture in the active editor. */
  readonly status: Status & { readonly version: LanguageStatusItem; readonly largeFile: LargeFileStatus };
  /** Resolves when the language server answers; rejects where it could not be started. */
  readonly started: Promise<unknown>;
}

// The bundle of the browser hands the library out, see there.
export { loadConnection } from './library';

/** Registers what the extension contributes, one call a concern. The language server starts meanwhile; what needs it waits for it. */
export function activate(context: ExtensionContext): Api {
  const server = startLanguageServer(context);
  registerCatalogPages(context, server);
  const view = registerCallsView(context, server, (uris) => captures.open(uris));
  const captures = registerLargeCaptures(context, server, view);
  registerAllSegments(context, view, captures);
  registerSlices(context, server, view, registerConversion(context, server));
  registerLadders(context, server, view);
  registerFilter(context, server, view);
  registerNoise(context, server);
  registerFoldWords(context, server);
  registerMessageNavigation(context, server);
  const status = { ...registerStatus(context, server), version: registerVersionStatus(context, server), largeFile: registerLargeFileStatus(context) };
  registerDemoPbx(context, registerCapture(context, server, view));
  registerOpenAsCapture(context);
  registerSamples(context);
  registerGettingStarted(context, server);
  registerKnownEvents(context);
  registerCallCommands(context, server, view);
  return { calls: view.tree, drops: view.drops, status, started: server.started };
}
