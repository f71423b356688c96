/** A certificate that the recorder did not accept, in words for the person who has to judge it. All of it is the server's claim: untrusted text. */
export interface RefusedCertificate {
  /** SHA-256 of the certificate, as `AA:BB:…`; `--tls-fingerprint` with it trusts this one certificate. */
  readonly fingerprint256: string;
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses that it is for. */
  readonly names: readonly string[];
  /** ISO 8601, UTC; as the certificate says it where that is no date. */
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * Why a recording ended that should have gone on. `certificate` comes after a `certificateRefused`; `login`: user, secret or address were refused;
 * `unsafe`: the secret would have crossed the network in the clear; `notAmi`: something else answers there; `connection`: nobody does, or the connection broke and is not to be made again; `file`: the capture
 * cannot be written.
 */
export type RefusalKind = 'connection' | 'certificate' | 'login' | 'unsafe' | 'notAmi' | 'file';

/** What a notice is about: the account may do more than read, a filter was refused, the file or the disk, the clock, the server. */
export type NoticeKind = 'account' | 'filter' | 'file' | 'disk' | 'clock' | 'server';

/** What the recorder tells while it works, in this order: connecting → loggedIn → recording… → lost → connecting … → ended. Never holds anything secret. */
export type RecordStatus =
  /** `attempt` counts from 1, and from 1 again after each loss. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** `ended` with `refused: 'certificate'` follows. `reason` is a sentence. */
  | ({ readonly state: 'certificateRefused'; readonly reason: string } & RefusedCertificate)
  /** `banner` is the server's first line, without its end. */
  | { readonly state: 'loggedIn'; readonly banner: string; readonly reconnected: boolean }
  /** At most twice a second, and when a new segment begins. */
  | {
      readonly state: 'recording';
      /** In all segments, marks included. */
      readonly bytes: number;
      /** Complete messages received since the recording began. */
      readonly messages: number;
      readonly messagesPerSecond: number;
      /** The file that is being written. */
      readonly file: string;
      /** Counts from 1. */
      readonly segment: number;
      /** How often the connection was lost. */
      readonly lost: number;
    }
  | { readonly state: 'lost'; readonly reason: string; readonly retryMs: number; readonly attempt: number }
  /** The disk takes no more; the connection is kept. `recording` follows once it does, or once the parent named another folder. `lostBytes` were received and not kept. */
  | { readonly state: 'paused'; readonly reason: string; readonly file: string; readonly lostBytes: number }
  /** A sentence that the user should see once. The recording goes on. */
  | { readonly state: 'notice'; readonly about: NoticeKind; readonly text: string }
  /** The last one. `refused` where it did not end as it should: then `reason` says what to do, and the exit code is 1. */
  | { readonly state: 'ended'; readonly reason: string; readonly bytes: number; readonly refused?: RefusalKind };

/** What a parent process may say to the recorder. */
export type RecordCommand =
  /** The answer to `{ type: 'secret' }`. */
  | { readonly type: 'secret'; readonly secret: string }
  /** Ends the recording cleanly. */
  | { readonly type: 'stop' }
  /** Becomes `;# text` between two messages; control characters become blanks. */
  | { readonly type: 'note'; readonly text: string }
  /** Goes on in a new file of the same name in this folder, such as when the disk is full. */
  | { readonly type: 'folder'; readonly path: string };
