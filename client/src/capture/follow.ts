import {
  Disposable,
  type Event,
  EventEmitter,
  Range,
  TabInputText,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  type Uri,
  type ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { LiveCapture } from './liveCapture';
import { paceOf } from './pace';
import { TAIL_SCHEME } from './scheme';
import { type Scrolling, scrolling } from './scrolling';
import type { Tail, Tails } from './tail';

/** `following`: the end stays in view. `scrolled`: the user scrolled up; scrolling down to the end follows again. `paused`: stands still until told to follow. */
export type FollowMode = 'following' | 'scrolled' | 'paused';

/** The tab of a live capture: the file itself, which VS Code reloads as it grows; while more comes than a window can show, its end alone, a {@link Tail}. */
export interface LiveView {
  mode(): FollowMode;
  /** The document that stands for the file, while only the end of that is shown. */
  tail(): Uri | undefined;
  /** Messages that came since the end went out of view; 0 while following. */
  unseen(): number;
  readonly onDidChange: Event<void>;
  /** Shows the newest file at its end, and follows from there. */
  show(): Promise<void>;
  /** The view stands still; the file goes on. */
  pause(): void;
  dispose(): void;
}

/** So many lines tell a place from others. */
const LOOKED_AT = 30;

/** What a view needs of its window. */
export interface ViewWindow {
  /** Keeps an editor from being typed into. */
  lock(editor: TextEditor): Promise<void>;
  readonly tails: Tails;
  /** More than so many bytes a second are too many to be shown whole. */
  readonly fast: number;
}

/** Follows a capture in the editor; shows nothing before {@link LiveView.show}. When the recorder goes on in another file, so does the tab of one who follows. */
export function followCapture(capture: LiveCapture, { lock, tails, fast }: ViewWindow): LiveView {
  const changed = new EventEmitter<void>();
  let mode: FollowMode = 'following';
  let shown: Uri | undefined;
  let tail: Tail | undefined;
  let left = 0;
  const views = new WeakMap<TextEditor, Scrolling>();

  const isShown = (uri: Uri | undefined): boolean => uri !== undefined && uri.toString() === shown?.toString();
  const isOurs = (editor: TextEditor): boolean => isShown(editor.document.uri);
  const isTail = (): boolean => shown?.scheme === TAIL_SCHEME;
  /** What is to be shown: the newest file, or only its end. */
  const wanted = (): Uri | undefined => {
    const { file } = capture.progress();
    if (!file || !pace.fast) return file;
    tail ??= tails.of(capture);
    return tail.uri;
  };
  const viewOf = (editor: TextEditor): Scrolling => {
    const known =
      views.get(editor) ??
      scrolling({
        left: () => {
          if (mode === 'following') leave('scrolled');
        },
        resume: () => toEnd(editor),
        giveBack: (line) => editor.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.AtTop),
      });
    views.set(editor, known);
    return known;
  };
  const toEnd = (editor: TextEditor): void => {
    const last = editor.document.lineCount - 1;
    if (!viewOf(editor).step(last)) return;
    // Of a document that became shorter the window shows what little is left below the place where it was: a page is better.
    const top = viewOf(editor).pageAt(last);
    const line = top ?? last;
    const { end } = editor.document.lineAt(line).range;
    editor.revealRange(new Range(end, end), top === undefined ? TextEditorRevealType.Default : TextEditorRevealType.AtTop);
  };
  const leave = (now: FollowMode): void => {
    if (mode === 'following') left = capture.progress().messages;
    mode = now;
    tail?.stand(true);
    changed.fire();
  };
  const follow = (): void => {
    mode = 'following';
    tail?.stand(false);
    for (const editor of window.visibleTextEditors.filter(isOurs)) {
      viewOf(editor).begin();
      toEnd(editor);
    }
    changed.fire();
  };
  const open = async (uri: Uri, column: ViewColumn | undefined, preserveFocus: boolean): Promise<void> => {
    const before = shown;
    shown = uri;
    const options = { preview: false, preserveFocus, ...(column ? { viewColumn: column } : {}) };
    const editor = await Promise.resolve(workspace.openTextDocument(uri))
      .then((document) => window.showTextDocument(document, options))
      .catch((error: unknown) => {
        // The next report of the recorder is the next attempt.
        shown = before;
        throw error;
      });
    if (isTail()) tail?.refresh();
    else await lock(editor);
    toEnd(editor);
    if (before && !isShown(before)) await closeTab(before);
    if (!isTail()) {
      tail?.dispose();
      tail = undefined;
    }
    changed.fire();
  };
  let moving = false;
  /** Goes on in the newest file, or from a file to its end and back. A recorder may be several files ahead by the time that one is open. */
  const goOn = async (): Promise<void> => {
    if (isTail()) tail?.refresh();
    if (moving || mode !== 'following') return;
    moving = true;
    try {
      for (let next = wanted(); shown && next && !isShown(next); next = wanted()) {
        const tab = tabOf(shown);
        // Behind another tab it waits, so that nobody's editor is taken from them.
        if (tab && !tab.isActive) return;
        if (tab) await open(next, tab.group.viewColumn, true);
        else shown = next;
      }
    } catch {
      // The file went before it was opened; the next one comes.
    } finally {
      moving = false;
    }
  };
  const pace = paceOf(capture, fast, () => void goOn());
  /** At the end the tab is the file, at the place that the user looks at. */
  const toFile = async (): Promise<void> => {
    const tab = shown && isTail() ? tabOf(shown) : undefined;
    if (tab && !tab.isActive) {
      // Nobody's editor is taken from them: it is done when the tab is looked at.
      const look = window.onDidChangeVisibleTextEditors(() => {
        if (shown && tabOf(shown)?.isActive === false) return;
        look.dispose();
        void toFile();
      });
      return;
    }
    const editor = window.visibleTextEditors.find(isOurs);
    const [seen] = editor?.visibleRanges ?? [];
    const middle = mode === 'following' || !seen ? undefined : Math.floor((seen.start.line + seen.end.line) / 2);
    const { file } = capture.progress();
    const place = (editor && middle !== undefined && (await placeOf(editor.document, middle, tail?.files ?? []))) || (file && { file, line: undefined });
    if (tab && place) {
      const document = await workspace.openTextDocument(place.file);
      const line = place.line ?? document.lineCount - 1;
      const whole = await window.showTextDocument(document, { viewColumn: tab.group.viewColumn, preview: false, preserveFocus: true });
      whole.revealRange(new Range(line, 0, line, 0), place.line === undefined ? undefined : TextEditorRevealType.InCenter);
      await window.tabGroups.close(tab, true);
    }
    tail?.dispose();
  };
  void capture.ended.then(toFile).catch(() => undefined);

  const listeners = Disposable.from(
    changed,
    pace,
    capture.onDidChange(() => void goOn()),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (mode !== 'following' || contentChanges.length === 0 || !isShown(document.uri)) return;
      for (const editor of window.visibleTextEditors.filter(isOurs)) toEnd(editor);
    }),
    window.onDidChangeVisibleTextEditors((editors) => {
      if (mode !== 'following') return;
      for (const editor of editors.filter(isOurs)) if (!views.has(editor)) toEnd(editor);
      void goOn();
    }),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      if (!isOurs(textEditor)) return;
      const top = visibleRanges[0]?.start.line ?? 0;
      const bottom = visibleRanges.at(-1)?.end.line ?? 0;
      const back = viewOf(textEditor).seen(top, bottom, textEditor.document.lineCount - 1, mode === 'following');
      if (back && mode === 'scrolled' && (isTail() || isShown(capture.progress().file))) {
        follow();
        void goOn();
      }
    }),
  );
  return {
    mode: () => mode,
    tail: () => (isTail() ? shown : undefined),
    unseen: () => (mode === 'following' ? 0 : capture.progress().messages - left),
    onDidChange: changed.event,
    async show() {
      // The recorder may be in another file before this one is open.
      moving = true;
      try {
        const uri = wanted();
        if (uri) await open(uri, shown && tabOf(shown)?.group.viewColumn, false);
      } finally {
        moving = false;
      }
      follow();
      await goOn();
    },
    pause: () => leave('paused'),
    dispose: () => listeners.dispose(),
  };
}

function tabOf(uri: Uri) {
  return window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
}

async function closeTab(uri: Uri): Promise<void> {
  const tab = tabOf(uri);
  if (tab && !tab.isDirty && !tab.isPinned) await window.tabGroups.close(tab, true);
}

/** Where in these files a line of a tail stands: the lines from there on are looked for. */
async function placeOf(tail: TextDocument, line: number, files: readonly Uri[]): Promise<{ file: Uri; line: number } | undefined> {
  const text = tail.getText(new Range(line, 0, line + LOOKED_AT, 0));
  for (const file of files.toReversed()) {
    const document = await workspace.openTextDocument(file);
    const at = document.getText().lastIndexOf(text);
    if (at >= 0) return { file, line: document.positionAt(at).line };
  }
  return undefined;
}
