import { CodeActionKind, type CodeActionParams, type Connection, type Diagnostic, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { LogDocument } from './document';
import { type Examination, examineSteps } from './features/checks/examination';
import { codeActions, FIX_ALL } from './features/codeActions';
import type { Context } from './features/context';
import { type DiagnosticOptions, diagnosticSteps } from './features/diagnostics';
import { type ReadSettings, readSettings } from './features/settings';
import { bannerVersion } from './features/version';
import { logFailure } from './logFailure';
import * as protocol from './protocol';
import { finished, type Steps } from './syntax/steps';

/** What the checks need of the server. */
export interface CheckServer {
  /** The versions of the catalogue. */
  readonly series: readonly string[];
  contextOf(document: LogDocument): Context;
  /** Whether the client gives settings when asked. */
  givesSettings(): boolean;
  /** Whether it runs the commands of our own client. */
  runsCommands(): boolean;
  /** Whether diagnostics may name other places, too. */
  takesRelated(): boolean;
  /** Diagnostics of every document may be others now. */
  changedForAll(): void;
}

/** Diagnostics, their quick fixes, and the settings that shape them. */
export interface CheckRequests {
  /** The kinds of code actions. */
  readonly kinds: string[];
  settings(uri: string): ReadSettings;
  /** Reads the settings anew; `pushed` is what came with the notification. Gives whether diagnostics that were given are others now. */
  readSettings(pushed?: unknown): Promise<boolean>;
  documentOpened(document: LogDocument): void;
  documentClosed(uri: string): void;
  diagnostics(document: LogDocument): Diagnostic[];
  /** The same, in steps. */
  diagnosticSteps(document: LogDocument): Steps<Diagnostic[]>;
  codeActions(document: LogDocument, params: CodeActionParams): ReturnType<typeof codeActions>;
  /** This file is being captured, or no longer. */
  live(params: protocol.LiveParams): void;
}

/** Of a slice of a capture, much that its messages belong to is somewhere else. */
const NOT_IN_SLICES: DiagnosticOptions['severities'] = {
  'response-without-action': 'off',
  'unanswered-action': 'off',
  'incomplete-list': 'off',
  conversation: 'off',
};

/** Where a banner is looked for, in characters. */
const BEGINNING = 65_536;

/** Serves checks. Holds what was found in each document, so that an edit costs what it changed, and the settings of each. */
export function serveChecks(connection: Connection, server: CheckServer): CheckRequests {
  const examinations = new Map<string, Examination>();
  const captured = new Set<string>();
  const opened = new Map<string, number>();
  const settingsOf = new Map<string, ReadSettings>();
  const told = new Set<string>();
  let general = readSettings(undefined, server.series);

  /** Each complaint once, however often settings are read. */
  const complain = ({ complaints }: ReadSettings): void => {
    for (const complaint of complaints) {
      if (told.has(complaint)) continue;
      told.add(complaint);
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: `AMI: ${complaint}` });
    }
  };

  /** A folder of a workspace may have settings of its own. Gives whether it has. */
  const ask = async (uri: string): Promise<boolean> => {
    if (!server.givesSettings()) return false;
    const own = readSettings((await connection.workspace.getConfiguration({ section: 'ami', scopeUri: uri })) as unknown, server.series);
    if (keyOf(own) === keyOf(general)) return false;
    complain(own);
    settingsOf.set(uri, own);
    return true;
  };

  const current = (uri: string): ReadSettings => settingsOf.get(uri) ?? general;

  function* examination(document: LogDocument): Steps<Examination> {
    const { uri } = document;
    const context = { ...server.contextOf(document), knownEvents: current(uri).knownEvents };
    const now = yield* examineSteps(document, context, captured.has(uri) || isSlice(uri), examinations.get(uri));
    examinations.set(uri, now);
    return now;
  }

  function* diagnosing(document: LogDocument): Steps<Diagnostic[]> {
    return yield* diagnosticSteps(yield* examination(document), { ...optionsOf(document.uri), typing: isTyped(document) });
  }

  /** Of what nobody has saved yet, and no server has sent, the end is where somebody types. */
  const isTyped = (document: LogDocument): boolean => {
    const version = opened.get(document.uri);
    return version !== undefined && document.version !== version && bannerVersion(document.read(0, BEGINNING)) === undefined;
  };

  const optionsOf = (uri: string): DiagnosticOptions => {
    const { maximum, severities } = current(uri);
    return { maximum, severities: isSlice(uri) ? { ...severities, ...NOT_IN_SLICES } : severities, related: server.takesRelated() };
  };

  return {
    kinds: [CodeActionKind.QuickFix, FIX_ALL],
    settings: current,
    async readSettings(pushed) {
      const before = keyOf(general);
      general = readSettings(server.givesSettings() ? ((await connection.workspace.getConfiguration('ami')) as unknown) : pushed, server.series);
      complain(general);
      const asked = new Set([...settingsOf.keys(), ...examinations.keys()]);
      settingsOf.clear();
      const others = await Promise.all([...asked].map(ask));
      return examinations.size > 0 && (keyOf(general) !== before || others.includes(true));
    },
    documentOpened({ uri, version }) {
      if (uri.startsWith('untitled:')) opened.set(uri, version);
      ask(uri).then(
        (differs) => differs && server.changedForAll(),
        (error: unknown) => logFailure(connection, `settings of ${uri}`, error),
      );
    },
    documentClosed(uri) {
      examinations.delete(uri);
      settingsOf.delete(uri);
      opened.delete(uri);
    },
    diagnostics: (document) => finished(diagnosing(document)),
    diagnosticSteps: diagnosing,
    codeActions: (document, params) =>
      codeActions(finished(examination(document)), params.context, { commands: server.runsCommands(), severities: optionsOf(document.uri).severities }),
    live({ textDocument, live }) {
      if (live === captured.has(textDocument.uri)) return;
      if (live) captured.add(textDocument.uri);
      else captured.delete(textDocument.uri);
      server.changedForAll();
    },
  };
}

/** Equal for settings that say the same. */
function keyOf({ knownEvents, ...others }: ReadSettings): string {
  return JSON.stringify([others, [...knownEvents]]);
}

function isSlice(uri: string): boolean {
  return uri.startsWith(`${protocol.SLICE_SCHEME}:`);
}
