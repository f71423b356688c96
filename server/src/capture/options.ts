import type { Endpoint } from './endpoint';

/** What to record and where to. */
export interface RecordOptions {
  readonly endpoint: Endpoint;
  readonly user: string;
  /** Event mask of the login; `on` for all that the account may see. */
  readonly events: string;
  /** Filters that are set on the server for this session. */
  readonly filters: readonly string[];
  /** The file, which must not exist yet. With a segment's size or time its segments are numbered: `name.0001.ami`. */
  readonly out: string;
  /** Connect again when the connection is lost. */
  readonly reconnect: boolean;
  /** The secret may cross an unencrypted connection. */
  readonly plain: boolean;
  /** When the server is asked for its channels, bridges and queues; `reconnect` where it is left out. */
  readonly restate?: 'never' | 'reconnect' | 'always';
  /** Ask whether the account may do more than read. */
  readonly checkAccount?: boolean;
  /** Seconds of silence after which the server is asked whether it is there; 0 or left out: never. */
  readonly ping?: number;
  /** Bytes of a segment. */
  readonly segmentBytes?: number;
  /** Milliseconds of a segment. */
  readonly segmentTime?: number;
  /** Bytes of all segments, where the recording ends, or the oldest are deleted. */
  readonly totalBytes?: number;
  readonly deleteOldest?: boolean;
  /** Bytes that may wait for a slow disk; 64 MB where left out. */
  readonly waiting?: number;
}

/** What may reach a running recording from outside. */
export interface RecordControl {
  /** Ends it cleanly. */
  readonly signal: AbortSignal;
  /** Called once with what writes notes and changes the folder. */
  ready?(actions: { note(text: string): void; folder(path: string): void }): void;
}
