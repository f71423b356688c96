import { type Event, EventEmitter, l10n, Uri } from 'vscode';
import type { NoticeKind, RecordStatus, RefusalKind, RefusedCertificate } from '../../../server/src/protocol';
import { type Recorder, recorderArguments, startRecorder } from './process';
import { type AmiServer, nameOf } from './servers';

/** How a capture goes, as the views show it. */
export interface Progress {
  readonly state: 'connecting' | 'recording' | 'lost' | 'full' | 'ended';
  /** Why it is lost, full or ended: a sentence. */
  readonly reason: string;
  /** Bytes in all its files. */
  readonly bytes: number;
  readonly messages: number;
  readonly messagesPerSecond: number;
  /** How often the connection was lost. */
  readonly lost: number;
  /** The file that is being written; `undefined` before the login. */
  readonly file?: Uri;
}

/** How a capture ended. */
export interface Ending {
  /** It was asked to. */
  readonly stopped: boolean;
  /** The login had succeeded. */
  readonly began: boolean;
  readonly refused?: RefusalKind;
  readonly certificate?: RefusedCertificate & { readonly reason: string };
  /** A sentence, for the user. */
  readonly reason: string;
}

/** One live capture: the recorder process and what it tells. */
export interface LiveCapture {
  readonly server: AmiServer;
  readonly name: string;
  progress(): Progress;
  /** All files that it wrote, in order. */
  files(): readonly Uri[];
  readonly onDidChange: Event<void>;
  /** The login succeeded; once, not after a reconnection. Gives the banner. */
  readonly onDidLogIn: Event<string>;
  readonly onNotice: Event<{ readonly about: NoticeKind; readonly text: string }>;
  readonly ended: Promise<Ending>;
  /** Ends the recording; its files stay as captures like any other. */
  stop(): void;
  /** Puts a note into the capture. */
  note(text: string): void;
  /** Goes on in another folder, such as when the disk is full. */
  moveTo(folder: Uri): void;
}

/** What a capture needs besides its server. */
export interface CaptureOptions {
  /** The path of `dist/cli.js`. */
  readonly cli: string;
  /** The file, which must not exist. */
  readonly out: Uri;
  readonly secret: string;
  /** Log in and no more: nothing is asked for, and the connection is not tried again. */
  readonly once?: boolean;
  readonly segmentSizeMB?: number;
}

/** Connects and records until stopped. */
export function startCapture(server: AmiServer, options: CaptureOptions): LiveCapture {
  const changed = new EventEmitter<void>();
  const loggedIn = new EventEmitter<string>();
  const noticed = new EventEmitter<{ about: NoticeKind; text: string }>();
  const files: Uri[] = [];
  let secret = options.secret;
  let progress: Progress = { state: 'connecting', reason: '', bytes: 0, messages: 0, messagesPerSecond: 0, lost: 0 };
  let stopped = false;
  let began = false;
  let offline = false;
  let last: Extract<RecordStatus, { state: 'ended' }> | undefined;
  let certificate: Ending['certificate'];

  const told = (status: RecordStatus): void => {
    switch (status.state) {
      case 'connecting':
        // Trying again is still a lost connection for whoever watches.
        if (progress.state !== 'lost') progress = { ...progress, state: 'connecting' };
        break;
      case 'certificateRefused':
        certificate = status;
        return;
      case 'loggedIn':
        offline = false;
        if (began) return;
        began = true;
        // Reconnecting is the recorder's, which has it.
        secret = '';
        loggedIn.fire(status.banner);
        return;
      case 'recording': {
        const { bytes, messages, messagesPerSecond, lost } = status;
        let { file } = progress;
        if (file?.fsPath !== Uri.file(status.file).fsPath) {
          file = Uri.file(status.file);
          files.push(file);
        }
        // The mark of the gap is written, and told of, while there is no connection.
        progress = offline ? { ...progress, bytes, messages, lost, file } : { state: 'recording', reason: '', bytes, messages, messagesPerSecond, lost, file };
        break;
      }
      case 'lost':
        offline = true;
        progress = {
          ...progress,
          state: 'lost',
          reason: status.reason,
          messagesPerSecond: 0,
          lost: progress.state === 'lost' ? progress.lost : progress.lost + 1,
        };
        break;
      case 'paused':
        progress = { ...progress, state: 'full', reason: status.reason, messagesPerSecond: 0 };
        break;
      case 'notice':
        noticed.fire(status);
        return;
      case 'ended':
        last = status;
        progress = { ...progress, state: 'ended', reason: status.reason, bytes: status.bytes, messagesPerSecond: 0 };
        break;
    }
    changed.fire();
  };

  const { once = false, segmentSizeMB = 0 } = options;
  const recorder: Recorder = startRecorder(options.cli, recorderArguments(server, options.out.fsPath, { once, segmentSizeMB }), () => secret, told);
  const ended = recorder.ended.then(({ code, complaint }): Ending => {
    secret = '';
    if (progress.state !== 'ended') progress = { ...progress, state: 'ended', messagesPerSecond: 0 };
    changed.fire();
    for (const emitter of [changed, loggedIn, noticed]) emitter.dispose();
    const failed = code !== 0 && !stopped;
    const reason = (last?.refused && last.reason) || complaint || last?.reason || '';
    const refused = last?.refused ?? (failed ? 'connection' : undefined);
    return {
      stopped,
      began,
      reason: reason || (failed ? l10n.t('The recorder ended unexpectedly.') : ''),
      ...(refused && !stopped ? { refused } : {}),
      ...(certificate ? { certificate } : {}),
    };
  });
  return {
    server,
    name: nameOf(server),
    progress: () => progress,
    files: () => files,
    onDidChange: changed.event,
    onDidLogIn: loggedIn.event,
    onNotice: noticed.event,
    ended,
    stop() {
      stopped = true;
      recorder.stop();
    },
    note: (text) => recorder.send({ type: 'note', text }),
    moveTo: (folder) => recorder.send({ type: 'folder', path: folder.fsPath }),
  };
}
