/**
 * What client and server say to each other beyond LSP: requests, notifications, settings. The one file of the server that the client imports.
 */
import type { Position, Range, TextDocumentIdentifier } from 'vscode-languageserver-types';

import type { Call, CallStory, CallWords, Place } from './calls/types';
import type { RecordStatus } from './capture/status';
import type { Ladder, LocalChannels } from './ladderModel';

export type {
  Call,
  CallDurations,
  CallStory,
  CallsResult,
  CallWords,
  JoinReason,
  Leg,
  Moment,
  MomentKind,
  Outcome,
  Party,
  Place,
  StoryStep,
  Transfer,
} from './calls/types';
export { filtersOf, PRESETS, type Preset, type PresetName, readOnlyUser } from './capture/presets';
export type { NoticeKind, RecordCommand, RecordStatus, RefusalKind, RefusedCertificate } from './capture/status';
export type { BoxPart, Ladder, LadderBox, LadderRow, Lifeline, LineStretch, LocalChannels } from './ladderModel';

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

/** Notification to the server: this file is being captured right now, or no longer. Params {@link LiveParams}. */
export const LIVE = 'ami/live';

/** Request: the calls of a capture, a range of them, without the lists of their messages. Params {@link CallListParams}, result {@link CallListResult} or null. */
export const CALL_LIST_REQUEST = 'ami/callList';

/** Request: the messages of a call, or of one channel of it. Params {@link CallMessagesParams}, result {@link CallMessagesResult} or null. */
export const CALL_MESSAGES_REQUEST = 'ami/callMessages';

/** Request: what happened to a call. Params {@link CallStoryParams}, result {@link CallStoryResult} or null where there is no such call. */
export const CALL_STORY_REQUEST = 'ami/callStory';

/** Request: a call as a ladder. Params {@link LadderParams}, result {@link LadderResult} or null where there is no such call. */
export const LADDER_REQUEST = 'ami/ladder';

/**
 * Request: read a capture of any size from disk. Params {@link OpenCaptureParams}, result {@link OpenCaptureResult} once it is read; `ami/callsChanged` tells
 * of the calls before that. Cancelling the request leaves nothing behind. A recording in segments, `calls.0001.ami` and so on, is `file:///…/calls.ami?segments`:
 * all of them as one capture. From then on the requests above take its URI like that of a document, and the file
 * is followed as it grows.
 */
export const OPEN_CAPTURE_REQUEST = 'ami/openCapture';

/** Request: forget a capture that was opened from disk. Params {@link DocumentParams}, no result. */
export const CLOSE_CAPTURE_REQUEST = 'ami/closeCapture';

/**
 * Request: a part of a capture as a document. Params {@link OpenSliceParams}, result {@link OpenSliceResult}, whose URI
 * `workspace/textDocumentContent` reads. An error says what is wrong with a filter.
 */
export const OPEN_SLICE_REQUEST = 'ami/openSlice';

/** Request: where a line of a slice comes from. Params {@link LocateParams}, result {@link Origin} or null. */
export const ORIGIN_REQUEST = 'ami/origin';

/** Request: what is wrong with a filter. Params {@link FilterParams}, result a sentence or null. */
export const CHECK_FILTER_REQUEST = 'ami/checkFilter';

/** The schemes of the documents that the server makes: slices, and statistics in Markdown. */
export const SLICE_SCHEME = 'ami-slice';
export const STATISTICS_SCHEME = 'ami-statistics';

export interface CallListParams extends DocumentParams {
  /** The first call of the range; 0 where it is left out. */
  from?: number;
  /** How many; at most 10,000. */
  count?: number;
  /** Also tell of the pages of this many calls each. */
  page?: number;
  /** Only the calls that fit, such as `300 outcome:busy queue:sales time:10:00-10:05`; all where it is empty. The expression of {@link FILTER_HELP_REQUEST}. */
  filter?: string;
  /** By when they began; `oldest` first where it is left out. */
  order?: CallOrder;
  /** Also tell of the groups. */
  grouping?: CallGrouping;
  /** Only the calls of this group, {@link CallGroup.id}. */
  group?: string;
  /** Also tell where the call of this key stands in the list. */
  find?: number;
}

/** Which calls come first. */
export type CallOrder = 'oldest' | 'newest';

/** What calls are sorted into groups by: what became of them, the first queue that they entered, the PBX (SystemName) of their first channel. */
export type CallGrouping = 'none' | 'outcome' | 'queue' | 'system';

/** Calls that have something in common. */
export interface CallGroup {
  /** An outcome, a queue's name, a SystemName; empty for the calls that have none. */
  id: string;
  count: number;
}

/** A call without its messages. */
export interface CallSummary extends Omit<Call, 'messages'> {
  /** Names the call for as long as the capture only grows. */
  key: number;
  /** Its place in the order of beginning, from 0. */
  index: number;
  messageCount: number;
  /** The whole call in one line of plain text, and the parts of that line. */
  line?: string;
  words?: CallWords;
}

/** A stretch of the list of calls; times in ms since the Unix epoch. */
export interface CallPage {
  from: number;
  count: number;
  startedAt?: number;
  lastStartedAt?: number;
}

export interface CallListResult {
  /** How many calls the capture has. */
  total: number;
  messages: number;
  /** The capture is still being read: there will be more. */
  reading: boolean;
  calls: CallSummary[];
  /** How many calls fit filter and group: the list that `from`, `count` and pages are of. */
  fitting: number;
  pages?: CallPage[];
  /** Of the calls that fit the filter, the largest first. */
  groups?: CallGroup[];
  /** Where the call stands that was asked for, if it fits the filter: in its group, where there are groups. */
  found?: { at: number; group?: string };
  /** What is wrong with the filter, in a sentence; no call fits then. */
  filterError?: string;
}

export interface CallMessagesParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
  uniqueid?: string;
  from?: number;
  /** At most 5,000. */
  count?: number;
  /** Only messages that are no noise, or only noise of this name. */
  only?: 'telling' | { noise: string };
}

export interface CallMessagesResult {
  total: number;
  messages: MessageSummary[];
}

/** Request: what a call consists of. Params {@link CallPartsParams}, result {@link CallParts} or null where there is no such call. */
export const CALL_PARTS_REQUEST = 'ami/callParts';

export interface CallPartsParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
  /** Of this channel alone. */
  uniqueid?: string;
}

/** What a view shows below a call. */
export interface CallParts {
  /** Messages that tell something. */
  telling: number;
  /** The others by name, the most frequent first. */
  noise: NoiseCount[];
  /** Where its channels met, in the order of the log. Not of a single channel. */
  meetings: Meeting[];
}

/** How many messages of one name: `VarSet`, 173. */
export interface NoiseCount {
  name: string;
  count: number;
}

/** A bridge or conference of a call. */
export interface Meeting {
  place: Place;
  /** Uniqueids, in the order in which they entered. */
  channels: string[];
  /** The message that first tells of it. */
  message: number;
}

export interface CallStoryParams extends DocumentParams {
  /** {@link CallSummary.key}. */
  call: number;
}

export interface CallStoryResult extends CallStory {
  call: CallSummary;
}

export interface LadderParams extends CallStoryParams {
  /** Both halves of a Local channel as one line, where it is left out. */
  local?: LocalChannels;
  /** Also write the ladder in this form. */
  format?: LadderFormat;
}

/** Mermaid's `sequenceDiagram`, or a drawing of letters. */
export type LadderFormat = 'mermaid' | 'text' | 'ascii';

export interface LadderResult {
  call: CallSummary;
  ladder: Ladder;
  /** The ladder in the form that was asked for. */
  written?: string;
}

export interface OpenCaptureParams {
  path?: string;
  uri?: string;
  workDoneToken?: string | number;
}

export interface OpenCaptureResult {
  uri: string;
  messages: number;
  calls: number;
  /** Bytes, unpacked. */
  size: number;
  /** Sentences on what is not as it should be, such as a damaged gzip file. */
  notes: string[];
}

/** What to slice: a call by its key, or the messages that fit a filter (which may be a window of time). */
export type SliceWhat = { call: number } | { filter: string };

export interface OpenSliceParams extends DocumentParams {
  slice: SliceWhat;
  /** A message of the capture, whose line in the slice is wanted. */
  message?: number;
  workDoneToken?: string | number;
}

export interface OpenSliceResult {
  uri: string;
  /** How many messages it holds; 0: nothing fits. */
  messages: number;
  /** There are more than fit into a document. */
  cut: boolean;
  /** The line of the message that was asked for, from 0. */
  line?: number;
}

/** A place in a capture. */
export interface Origin {
  /** The capture. */
  uri: string;
  /** Its path on disk, where it has one. */
  path?: string;
  message: number;
  /** Lines from 0. */
  line: number;
  /** Byte offset of the message in the file, or in what a gzipped file holds; not known for documents of the editor. */
  offset?: number;
  /** The editor can open the file at that line. */
  openable: boolean;
}

export interface FilterParams {
  filter: string;
}

/** Request: help with a filter while it is typed. Params {@link FilterHelpParams}, result {@link FilterHelp}. */
export const FILTER_HELP_REQUEST = 'ami/filterHelp';

export interface FilterHelpParams {
  filter: string;
  /** The cursor in it, in UTF-16 units. */
  offset: number;
  /** The capture that is searched: its names and values are proposed. */
  textDocument?: TextDocumentIdentifier;
}

export interface FilterHelp {
  /** What is wrong with the filter, and where; the length is 0 where something is missing. */
  error?: { message: string; offset: number; length: number };
  /** The filter can be searched by, but will find nothing: why. */
  hint?: string;
  proposals: FilterProposal[];
}

/** What could stand at the cursor: `text` in the place of the `length` characters from `offset` on. */
export interface FilterProposal {
  label: string;
  /** What it is, in a few words. */
  detail: string;
  text: string;
  offset: number;
  length: number;
}

/** Request: filters that what stands at a position suggests. Params {@link LocateParams}, result {@link FilterSuggestion}[]. */
export const FILTERS_AT_REQUEST = 'ami/filtersAt';

export interface FilterSuggestion {
  /** What it has in common with the message at the position. */
  kind: 'value' | 'event' | 'channel' | 'call';
  filter: string;
}

/** Request: what is noise in a document (setting `ami.noise`). Params {@link NoiseParams}, result {@link NoiseResult} or null. */
export const NOISE_REQUEST = 'ami/noise';

export interface NoiseParams extends DocumentParams {
  /** Only the runs that have a line of these; a run that begins before is told of from there on. All runs where it is left out. */
  range?: Range;
}

export interface NoiseResult {
  /** Ascending. */
  runs: NoiseRun[];
}

/** Lines of a document, from 0: the first and the last of a run of noise, and how many messages it has. */
export type NoiseRun = [start: number, end: number, messages: number];

/** Request: what folded lines hold, in a few words each. Params {@link FoldWordsParams}, result an array of a text or null for each. */
export const FOLD_WORDS_REQUEST = 'ami/foldWords';

export interface FoldWordsParams extends DocumentParams {
  folds: FoldedLines[];
}

/** Lines of a document, from 0: the first line of a fold, which is to be seen, and the last one that is hidden. */
export type FoldedLines = [start: number, end: number];

/** Request: a place in a document. Params {@link SeekParams}, result {@link SeekResult}. */
export const SEEK_REQUEST = 'ami/seek';

export interface SeekParams extends DocumentParams {
  /** The cursor. */
  position: Position;
  /**
   * A neighbour of the message at the cursor, or one of the same kind and name; the first message at or after a time, such as `10:23:45`, `+30s`, an ISO date or
   * seconds since the epoch; or a message by its number, from 1.
   */
  to: { step: 1 | -1; same: boolean } | { time: string } | { number: number };
}

export interface SeekResult {
  /** The first line of the message, from 0, without its line end; absent where there is none. */
  range?: Range;
  /** From 0. */
  message?: number;
  /** Why there is none, in a sentence. */
  problem?: string;
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

/** Request: how much time lies between two positions. Params {@link BetweenParams}, result {@link BetweenResult} or null where they are in one message. */
export const BETWEEN_REQUEST = 'ami/between';

export interface BetweenParams extends DocumentParams {
  positions: [Position, Position];
}

export interface BetweenResult {
  /** How many messages there are from the one to the other, both counted. */
  messages: number;
  /** Milliseconds from the first to the last; absent where the capture cannot tell. */
  milliseconds?: number;
  /** The times are known to the second only. */
  rough: boolean;
}

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
  /** The capture, where the position was in a slice of it. */
  uri?: string;
  /** The call that it is part of. */
  call?: { index: number; key: number };
}

/** The kinds of catalogue entries. */
export type EntryKind = 'event' | 'action' | 'header' | 'enum' | 'code';

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

export interface LiveParams extends DocumentParams {
  live: boolean;
}

/** What the client tells at the start. */
export interface InitializationOptions {
  /** Put links to catalogue pages into hovers: `command:ami.openCatalogPage?[…]`. Only our own client can follow them. */
  catalogLinks?: boolean;
  /** What is said, in the language of the user, by what it is in English: a bundle of `l10n/`. Without it the server speaks English. */
  texts?: Readonly<Record<string, string>>;
}

/** The scheme of the documents of our own client that hold pages of the catalogue: `ami-catalog:/event/Hangup.md`. */
export const CATALOG_SCHEME = 'ami-catalog';

/** The command that opens a page of the catalogue; its arguments are a kind and a name. */
export const OPEN_PAGE_COMMAND = 'ami.openCatalogPage';

/** The command that lets the user choose the Asterisk version of the document in the active editor. No arguments. */
export const CHOOSE_VERSION_COMMAND = 'ami.chooseVersion';

/** The command that adds an event to the setting `ami.knownEvents` of the workspace; its arguments are its name and the names of its headers. */
export const ADD_KNOWN_EVENT_COMMAND = 'ami.addKnownEvent';

/** The section `ami` of the settings, as far as the server reads it. */
export interface Settings {
  /** `auto`, or the series to read captures as where they do not say it themselves. */
  asteriskVersion: string;
  /** By code of diagnostic, what it is reported as; codes that are not there as by default. */
  'diagnostics.severity': Partial<Record<string, SeverityWord>>;
  /** How many diagnostics a file gets at most. */
  'diagnostics.maximum': number;
  /** Events of modules that are no part of Asterisk. */
  knownEvents: KnownEventSetting[];
  /** Names of events that come in masses and seldom matter; `*` stands for any letters. */
  noise: string[];
  /** Moments as local time. */
  'inlayHints.times': boolean;
  /** The moments in Uniqueids and Linkedids. */
  'inlayHints.uniqueidTimes': boolean;
  /** How long after the beginning of its call a message came. */
  'inlayHints.sinceCallBegan': boolean;
  /** The words to the numbers of causes and states. */
  'inlayHints.texts': boolean;
  /** The units of durations. */
  'inlayHints.units': boolean;
  /** Whether each call has code lenses above its first message. */
  'codeLens.calls': boolean;
}

/** How loud a diagnostic may be set to be. */
export type SeverityWord = 'off' | 'information' | 'warning' | 'error';

/** An event of a module that is no part of Asterisk. */
export interface KnownEventSetting {
  name: string;
  headers?: string[];
}

/** What holds where a setting is not set. The same as in package.json, which a test checks. */
export const DEFAULT_SETTINGS: Settings = {
  asteriskVersion: 'auto',
  'diagnostics.severity': {},
  'diagnostics.maximum': 1000,
  knownEvents: [],
  noise: ['VarSet', 'Newexten', 'AGIExec*', 'RTCP*'],
  'inlayHints.times': true,
  'inlayHints.uniqueidTimes': false,
  'inlayHints.sinceCallBegan': true,
  'inlayHints.texts': true,
  'inlayHints.units': true,
  'codeLens.calls': true,
};

/** What the recorder process says to the process that forked it: that it needs the secret, or how it goes. */
export type RecordMessage = { readonly type: 'secret' } | { readonly type: 'status'; readonly status: RecordStatus };

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

/**
 * Request: the call at a position, with the places of all its messages. Params {@link LocateParams}, result {@link CallAt} or null where no call has the
 * message.
 */
export const CALL_AT_REQUEST = 'ami/callAt';

export interface CallAt {
  key: number;
  /** The whole call in one line of plain text. */
  line: string;
  /** First and last line of each of its messages, one pair after the other, ascending. Lines from 0. */
  lines: number[];
}

/** Request: the story of a call as Markdown, to be pasted elsewhere. Params {@link CallStoryParams}, result a text or null. */
export const STORY_TEXT_REQUEST = 'ami/storyText';

/** The commands of our client that code lenses run; their argument is a {@link CallItem}. */
export const CALL_COMMANDS = { story: 'ami.showCallStory', ladder: 'ami.showLadder', document: 'ami.openCallAsDocument' } as const;

/** A call as the commands take it from the tree and from code lenses. */
export interface CallItem {
  readonly type: 'call';
  /** The capture. */
  readonly uri: string;
  readonly call: CallSummary;
}

/** A call for a command: of which capture, and its key. */
export interface CallTarget {
  uri: string;
  call: number;
}
