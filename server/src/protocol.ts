/**
 * What client and server say to each other beyond LSP: requests, notifications, settings. The one file of the server that the client imports.
 */
import type { Position, Range, TextDocumentIdentifier } from 'vscode-languageserver-types';

import type { RecordStatus } from './capture/status';

export type { RecordStatus } from './capture/status';
export type { Call, CallsResult, JoinReason, Leg, Outcome, Party, Transfer } from './calls/types';

/** Request: the calls of a document. Params {@link DocumentParams}, result `CallsResult`. */
export const CALLS_REQUEST = 'ami/calls';

/** Request: what to show of messages. Params {@link MessagesParams}, result {@link MessageSummary}[]. */
export const MESSAGES_REQUEST = 'ami/messages';

/** Request: the message at a position. Params {@link LocateParams}, result {@link Located} or null between messages. */
export const LOCATE_REQUEST = 'ami/locate';

/** Request: a page of the catalogue. Params {@link PageParams}, result {@link PageResult} or null. */
export const PAGE_REQUEST = 'ami/catalogPage';

/** Request: every name of the catalogue. No params, result {@link CatalogName}[]. */
export const NAMES_REQUEST = 'ami/catalogNames';

/** Request: which Asterisk a document is read as. Params {@link DocumentParams}, result {@link VersionResult}. */
export const VERSION_REQUEST = 'ami/version';

/** Notification to the client: the calls of a document may be others now. Params {@link DocumentParams}; sent at most a few times a second. */
export const CALLS_CHANGED = 'ami/callsChanged';

/** Notification to the server: read this document as another version of Asterisk. Params {@link SetVersionParams}. */
export const SET_VERSION = 'ami/setVersion';

export interface DocumentParams {
  textDocument: TextDocumentIdentifier;
}

export interface MessagesParams extends DocumentParams {
  /** Indexes of messages in the document. */
  messages: number[];
  /** Only those that name this channel. */
  uniqueid?: string;
}

/** A message as a line of a list. */
export interface MessageSummary {
  index: number;
  /** `Event: Hangup`. */
  label: string;
  /** What tells it from its like: channel, cause, status. May be empty. */
  detail: string;
  range: Range;
}

export interface LocateParams extends DocumentParams {
  position: Position;
}

export interface Located {
  message: number;
  /** The channels that it names. */
  uniqueids: string[];
}

/** The kinds of catalogue entries. */
export type EntryKind = 'event' | 'action' | 'header' | 'enum';

export interface PageParams {
  kind: EntryKind;
  name: string;
}

export interface PageResult {
  title: string;
  /** Markdown of our own, with `command:` links to other entries. */
  markdown: string;
}

export interface CatalogName {
  kind: EntryKind;
  name: string;
  /** One line of what it is. */
  what: string;
}

export interface VersionResult {
  /** `Asterisk 22.0.0–22.10.1 (AMI 11.0.0)`. */
  label: string;
  source: 'banner' | 'headers' | 'setting' | 'document' | 'unknown';
  /** Why, in a sentence. */
  reason: string;
  /** The series that fit, such as `["12", "13"]`. */
  series: string[];
}

export interface SetVersionParams extends DocumentParams {
  /** A series, or `auto`. */
  version: string;
}

/** What the client tells at the start. */
export interface InitializationOptions {
  /** Put links to catalogue pages into hovers: `command:ami.openCatalogPage?[…]`. Only our own client can follow them. */
  catalogLinks?: boolean;
}

/** The command that opens a page of the catalogue; its arguments are a kind and a name. */
export const OPEN_PAGE_COMMAND = 'ami.openCatalogPage';

/** The section `ami` of the settings, as far as the server reads it. */
export interface Settings {
  /** `auto`, or the series to read captures as where they do not say it themselves. */
  asteriskVersion: string;
}

/** What holds where a setting is not set. The same as in package.json, which a test checks. */
export const DEFAULT_SETTINGS: Settings = { asteriskVersion: 'auto' };

/** What the recorder process says to the process that forked it: that it needs the secret, or how it goes. */
export type RecordMessage = { readonly type: 'secret' } | { readonly type: 'status'; readonly status: RecordStatus };
