import type { CallBook } from '../calls/calls';
import type { Correlation } from '../calls/correlate';
import type { Shape } from '../syntax/shapes';

/**
 * A capture as search, slices and statistics see it, wherever its text is: on disk, or in a document of the editor. Messages count from 0.
 *
 * Offsets are bytes for a file and UTF-16 units for a document; `text` decodes what `read` gives.
 */
export interface Source {
  readonly uri: string;
  /** Size in the unit of the offsets. */
  readonly size: number;
  /** Still being read: there will be more. */
  readonly reading: boolean;
  /** Whether offsets are those of the file that the URI names. */
  readonly offsetsInFile: boolean;
  readonly count: number;
  readonly correlation: Correlation;
  startOf(i: number): number;
  endOf(i: number): number;
  lineOf(i: number): number;
  /** When message `i` happened, in seconds since the Unix epoch; 0 where nothing tells. */
  secondOf(i: number): number;
  shapeOf(i: number): Shape;
  /** Offset of the last time mark before message `i`; -1 where there is none. */
  markBefore(i: number): number;
  /** The last message that starts at or before an offset, or -1. */
  lastStartingAtOrBefore(offset: number): number;
  book(): CallBook;
  /** What stands between two offsets, one character a unit; less where the file is shorter by now. */
  read(start: number, end: number): Promise<string>;
  /** What read text says. */
  decode(raw: string): string;
  /** Where message `i` stands in the file that has it, where that may be another than the one that the URI names; `undefined` where that is gone. */
  placeInFile?(i: number): Promise<PlaceInFile | undefined>;
}

/** A place in a file. */
export interface PlaceInFile {
  readonly uri: string;
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** Bytes. */
  readonly offset: number;
  /** Line and offset are those of the file as it is on disk, and not of what was unpacked of it. */
  readonly isFile: boolean;
}

/** How the URI of a recording ends of which all segments are one capture. */
const ALL_SEGMENTS = '?segments';

/** Whether a URI means a recording with all its segments, such as `file:///x/calls.ami?segments`, and not the one file. */
export function isRecording(uri: string): boolean {
  return uri.endsWith(ALL_SEGMENTS);
}

/** The name of a capture's file. */
export function nameOf(source: Pick<Source, 'uri'>): string {
  const uri = isRecording(source.uri) ? source.uri.slice(0, -ALL_SEGMENTS.length) : source.uri;
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name).split('/').filter(Boolean).pop() ?? name;
  } catch {
    return name;
  }
}
