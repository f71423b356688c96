/** What is said of captures as documents: their calls and messages, whether they are being recorded, their form. */
import type { Position, Range, TextDocumentIdentifier } from 'vscode-languageserver-types';

/** Request: the calls of a document. Params {@link DocumentParams}, result `CallsResult`. */
export const CALLS_REQUEST = 'ami/calls';

/** Notification to the client: the calls of a document may be others now. Params {@link DocumentParams}; sent at most a few times a second. */
export const CALLS_CHANGED = 'ami/callsChanged';

/** Request: what to show of messages. Params {@link MessagesParams}, result {@link MessageSummary}[]. */
export const MESSAGES_REQUEST = 'ami/messages';

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

/** Request: the message at a position. Params {@link LocateParams}, result {@link Located} or null between messages. */
export const LOCATE_REQUEST = 'ami/locate';

export interface LocateParams extends DocumentParams {
  position: Position;
}

export interface Located {
  message: number;
  /** The channels that it names. */
  uniqueids: string[];
  /** The capture, where the position was in a slice of it. */
  uri?: string;
  /** The call that it is part of. */
  call?: { index: number; key: number };
}

/** Notification to the server: this file is being captured right now, or no longer. Params {@link LiveParams}. */
export const LIVE = 'ami/live';

export interface LiveParams extends DocumentParams {
  live: boolean;
}

/** Request: what text form a sample is in. Params {@link DetectFormParams}, result {@link DetectFormResult}, or null where it holds no AMI. */
export const DETECT_FORM_REQUEST = 'ami/detectForm';

export interface DetectFormParams {
  /** The beginning of a document, about 64,000 characters. */
  sample: string;
}

/** A text form in which AMI is found. */
export interface DetectFormResult {
  form: string;
  /** For people: `AsterNET trace`. */
  title: string;
  /** The form is read as it is; the others have to be converted. */
  inPlace: boolean;
}

/** Request: what a document holds, for a status. Params {@link DocumentParams}, result {@link Overview} or null. */
export const OVERVIEW_REQUEST = 'ami/overview';

export interface Overview {
  messages: number;
  calls: number;
  /** How many of the messages are noise. */
  noise: number;
  /** The text form, for people: `wire capture`; absent where it is not known. */
  form?: string;
}

export interface DocumentParams {
  textDocument: TextDocumentIdentifier;
}
