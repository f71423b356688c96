import { type FileHandle, open } from 'node:fs/promises';
import { Disposable, EventEmitter, l10n, TabInputText, Uri, window, workspace } from 'vscode';
import type { LiveCapture } from './liveCapture';
import { TAIL_SCHEME } from './scheme';

/** So many lines of the end are shown: what a window loads, colours and draws within a part of {@link REST}. */
const LINES = 8_000;

/** Longer than most lines are on average. Bytes. */
const LINE = 50;

/** What is shown may begin in the file before the newest one. */
const FILES = 2;

/** The least time between two states of a tail, in milliseconds: people see no more, and the window has time for keys. */
const REST = 500;

/** A state that did not come to the document within this time is no longer waited for: it was the one before. Milliseconds. */
const PATIENCE = 2_000;

/** The end of a capture as a document. */
export interface Tail {
  readonly uri: Uri;
  /** The files that its text is of. */
  readonly files: readonly Uri[];
  /** Says that there is more to show; once shown, a tail goes on by itself while there is. */
  refresh(): void;
  /** The text stays as it is, so that it can be read. */
  stand(still: boolean): void;
  dispose(): void;
}

/** The tails of this window. */
export interface Tails extends Disposable {
  of(capture: Pick<LiveCapture, 'files'>): Tail;
}

/** No tails yet. */
export function captureTails(): Tails {
  const changed = new EventEmitter<Uri>();
  const known = new Map<string, () => readonly Uri[]>();
  // A window that is loaded anew has forgotten what they showed.
  void window.tabGroups.close(
    window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof TabInputText && input.uri.scheme === TAIL_SCHEME),
  );
  const provider = workspace.registerTextDocumentContentProvider(TAIL_SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const files = known.get(uri.toString())?.();
      return files && tailOf(files.map(({ fsPath }) => fsPath));
    },
  });
  return {
    of(capture) {
      const uri = tailUri(capture.files()[0] ?? Uri.file('/capture.ami'));
      let files: readonly Uri[] = [];
      known.set(uri.toString(), () => {
        files = capture.files().slice(-FILES);
        return files;
      });
      let still = false;
      let asked = 0;
      let timer: NodeJS.Timeout | undefined;
      const ask = (): void => {
        // Behind another tab it costs nothing; when it is looked at it is refreshed.
        if (still || !window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString())) return;
        asked = Date.now();
        changed.fire(uri);
      };
      // The next state is made when the window has this one: a window that is behind gets fewer, and none waits for it.
      const listener = workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() !== uri.toString()) return;
        clearTimeout(timer);
        timer = setTimeout(ask, Math.max(0, asked + REST - Date.now()));
      });
      return {
        uri,
        get files() {
          return files;
        },
        refresh() {
          if (Date.now() - asked > PATIENCE) ask();
        },
        stand(now) {
          still = now;
          if (!still) ask();
        },
        dispose() {
          clearTimeout(timer);
          listener.dispose();
          known.delete(uri.toString());
        },
      };
    },
    dispose: () => Disposable.from(provider, changed).dispose(),
  };
}

/** The tail of the capture that begins with this file; all its files have one tail. */
function tailUri(first: Uri): Uri {
  return first.with({ scheme: TAIL_SCHEME, path: first.path.replace(/\.\d{4,}\.ami$/, '.ami') });
}

/**
 * The end of a capture, whole messages, `lines` lines: of its newest file, and where that has just begun of the one before too. The banner stands before it, so that
 * the version is known, and a note that says what this is. What cannot be read is left out. Blank lines make up for the part of a message at the cut: where the
 * number of lines stays the same, the end stays where it is on the screen.
 */
export async function tailOf(files: readonly string[], lines = LINES): Promise<string> {
  const most = lines * LINE;
  let text = '';
  let banner = '';
  let cut = false;
  for (const file of files.toReversed()) {
    const { head, end, before } = await endOf(file, most - text.length);
    text = end + text;
    cut = before;
    banner ||= /^Asterisk Call Manager\/.*/.exec(head)?.[0] ?? '';
    if (text.length >= most) break;
  }
  const all = text.replace(/^Asterisk Call Manager\/.*\r?\n/gm, '').split('\n');
  // Behind the last line end is no line.
  const count = all.length - 1;
  const from = Math.max(0, count - lines);
  const blank = from > 0 || cut ? all.findIndex((line, at) => at >= from - 1 && line.trim() === '') : -1;
  const shown = all.slice(blank + 1);
  const missing = Math.max(0, Math.min(lines, count) - (shown.length - 1));
  const last = files.at(-1)?.replace(/^.*[\\/]/, '') ?? '';
  const note = `;# ${l10n.t('More comes than a window can show: this is the end of {0}, whose file holds all of it.', last)}`;
  return `${banner ? `${banner}\r\n` : ''}${note}\r\n${'\r\n'.repeat(missing)}${shown.join('\n')}`;
}

async function endOf(file: string, most: number): Promise<{ head: string; end: string; before: boolean }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    const end = await read(handle, Math.max(0, size - most), Math.min(most, size));
    return { head: await read(handle, 0, 100), end, before: size > most };
  } catch {
    return { head: '', end: '', before: false };
  } finally {
    await handle?.close();
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('utf8', 0, bytesRead);
}
