/** What is said of captures that are read from disk, of slices of captures, and by the recorder. */
import type { RecordStatus } from '../capture/status';
import type { DocumentParams } from './documents';

/**
 * Request: read a capture of any size from disk. Params {@link OpenCaptureParams}, result {@link OpenCaptureResult} once it is read; `ami/callsChanged` tells
 * of the calls before that. Cancelling the request leaves nothing behind. A recording in segments, `calls.0001.ami` and so on, is `file:///…/calls.ami?segments`:
 * all of them as one capture. From then on the requests above take its URI like that of a document, and the file
 * is followed as it grows.
 */
export const OPEN_CAPTURE_REQUEST = 'ami/openCapture';

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

/** Request: forget a capture that was opened from disk. Params {@link DocumentParams}, no result. */
export const CLOSE_CAPTURE_REQUEST = 'ami/closeCapture';

/** The schemes of the documents that the server makes: slices, and statistics in Markdown. */
export const SLICE_SCHEME = 'ami-slice';
export const STATISTICS_SCHEME = 'ami-statistics';

/**
 * Request: a part of a capture as a document. Params {@link OpenSliceParams}, result {@link OpenSliceResult}, whose URI
 * `workspace/textDocumentContent` reads. An error says what is wrong with a filter.
 */
export const OPEN_SLICE_REQUEST = 'ami/openSlice';

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

/** Request: where a line of a slice comes from. Params {@link LocateParams}, result {@link Origin} or null. */
export const ORIGIN_REQUEST = 'ami/origin';

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

/** What the recorder process says to the process that forked it: that it needs the secret, or how it goes. */
export type RecordMessage = { readonly type: 'secret' } | { readonly type: 'status'; readonly status: RecordStatus };
