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
}

/** The name of a capture's file. */
export function nameOf(source: Pick<Source, 'uri'>): string {
  const name = source.uri.slice(source.uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name).split('/').filter(Boolean).pop() ?? name;
  } catch {
    return name;
  }
}
