import {
  Disposable,
  type Event,
  EventEmitter,
  Range,
  type Tab,
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
import { closeTab, looked, tabOf } from './tabs';
import type { Tail, Tails } from './tail';
import { placeOf, untilWhole } from './wholeFile';

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
  let ended = false;
  let disposed = false;
  const views = new WeakMap<TextEditor, Scrolling>();

  const isShown = (uri: Uri | undefined): boolean => uri !== undefined && uri.toString() === shown?.toString();
  const isOurs = (editor: TextEditor): boolean => isShown(editor.document.uri);
  const isTail = (): boolean => shown?.scheme === TAIL_SCHEME;
  /** What is to be shown: the newest file, or only its end. */
  const wanted = (): Uri | undefined => {
    const { file } = capture.progress();
    if (!file || ended || !pace.fast) return file;
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
    else if (!ended) await lock(editor);
    toEnd(editor);
    const old = before && !isShown(before) ? tabOf(before) : undefined;
    if (old) await closeTab(old);
    if (!isTail()) {
      tail?.dispose();
      tail = undefined;
    }
    changed.fire();
  };
  let moves: Promise<void> | undefined;
  /** One after the other. A move that fails is tried again with the next report. */
  const move = (steps: () => Promise<void>): Promise<void> => {
    moves = steps()
      .catch(() => undefined)
      .finally(() => {
        moves = undefined;
      });
    return moves;
  };
  /** Goes on in the newest file, or from a file to its end and back. A recorder may be several files ahead by the time that one is open. */
  const goOn = async (): Promise<void> => {
    if (isTail()) tail?.refresh();
    if (moves || mode !== 'following') return moves;
    return move(async () => {
      for (let next = wanted(); shown && next && !isShown(next); next = wanted()) {
        const tab = tabOf(shown);
        // Behind another tab it waits, so that nobody's editor is taken from them.
        if (tab && !tab.isActive) return;
        if (tab) await open(next, tab.group.viewColumn, true);
        else shown = next;
      }
    });
  };
  const pace = paceOf(capture, fast, () => void goOn());
  /** From a tail that is read to the place in the file. */
  const toPlace = async (tab: Tab): Promise<void> => {
    const editor = window.visibleTextEditors.find(isOurs);
    const [seen] = editor?.visibleRanges ?? [];
    const middle = seen && Math.floor((seen.start.line + seen.end.line) / 2);
    const place = editor && middle !== undefined ? await placeOf(editor.document, middle, tail?.files ?? []) : undefined;
    const file = place?.file ?? capture.progress().file;
    if (!file) return;
    const document = await workspace.openTextDocument(file);
    const whole = await window.showTextDocument(document, { viewColumn: tab.group.viewColumn, preview: false, preserveFocus: true });
    await closeTab(tab);
    await untilWhole(document);
    const line = place?.line ?? document.lineCount - 1;
    whole.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.InCenter);
  };
  /** At the end the tab is the file: at its end, which the window may still have to load, or at the place that the user looks at. */
  const finish = async (): Promise<void> => {
    ended = true;
    await moves;
    if (disposed) return;
    for (let tab = shown && tabOf(shown); tab && !tab.isActive && isTail(); tab = shown && tabOf(shown)) await looked();
    const tab = shown && tabOf(shown);
    if (tab && isTail() && mode !== 'following') await toPlace(tab);
    else await goOn();
    const { file } = capture.progress();
    const document = workspace.textDocuments.find(({ uri }) => isShown(uri) && uri.toString() === file?.toString());
    if (mode === 'following' && document) await untilWhole(document);
  };
  void capture.ended
    .then(finish)
    .catch(() => undefined)
    .finally(() => {
      tail?.dispose();
      listeners.dispose();
    });

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
      await moves;
      const uri = wanted();
      const opened = uri && open(uri, shown && tabOf(shown)?.group.viewColumn, false);
      // The recorder may be in another file before this one is open.
      if (opened) await Promise.all([opened, move(() => opened)]);
      follow();
      await goOn();
    },
    pause: () => leave('paused'),
    dispose() {
      disposed = true;
      listeners.dispose();
    },
  };
}
