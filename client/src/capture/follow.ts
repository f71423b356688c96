import {
  Disposable,
  type Event,
  EventEmitter,
  Range,
  TabInputText,
  type TextEditor,
  TextEditorRevealType,
  type Uri,
  type ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { LiveCapture } from './liveCapture';

/** `following`: the end stays in view. `scrolled`: the user scrolled up; scrolling down to the end follows again. `paused`: stands still until told to follow. */
export type FollowMode = 'following' | 'scrolled' | 'paused';

/** The tab of a live capture: the file itself, which VS Code reloads as it grows. */
export interface LiveView {
  mode(): FollowMode;
  /** Messages that came since the end went out of view; 0 while following. */
  unseen(): number;
  readonly onDidChange: Event<void>;
  /** Shows the newest file at its end, and follows from there. */
  show(): Promise<void>;
  /** The view stands still; the file goes on. */
  pause(): void;
  dispose(): void;
}

/** Lines between the last one and the end of the view with which the end still counts as in view: messages end with a blank line. */
const SLACK = 3;

/** How long a step of ours may be on its way to a window that is busy, in milliseconds. */
const IN_FLIGHT = 3_000;

/** Follows a capture in the editor; shows nothing before {@link LiveView.show}. `lock` keeps an editor from being typed into. When the recorder goes on in another file, so does the tab of one who follows. */
export function followCapture(capture: LiveCapture, lock: (editor: TextEditor) => Promise<void>): LiveView {
  const changed = new EventEmitter<void>();
  let mode: FollowMode = 'following';
  let shown: Uri | undefined;
  let left = 0;
  let revealed = 0;
  let arrived = true;
  let stood: { readonly line: number; readonly until: number } | undefined;
  const tops = new WeakMap<TextEditor, number>();

  const isOurs = (editor: TextEditor): boolean => editor.document.uri.toString() === shown?.toString();
  const toEnd = (editor: TextEditor): void => {
    const { document } = editor;
    revealed = document.lineCount - 1;
    arrived = false;
    const { end } = document.lineAt(revealed).range;
    editor.revealRange(new Range(end, end), TextEditorRevealType.Default);
  };
  const leave = (now: FollowMode): void => {
    if (mode === 'following') left = capture.progress().messages;
    mode = now;
    changed.fire();
  };
  const follow = (): void => {
    mode = 'following';
    stood = undefined;
    for (const editor of window.visibleTextEditors.filter(isOurs)) toEnd(editor);
    changed.fire();
  };
  const open = async (file: Uri, column: ViewColumn | undefined, preserveFocus: boolean): Promise<void> => {
    const before = shown;
    shown = file;
    const document = await workspace.openTextDocument(file);
    const editor = await window.showTextDocument(document, { preview: false, preserveFocus, ...(column ? { viewColumn: column } : {}) });
    await lock(editor);
    toEnd(editor);
    if (before && before.toString() !== file.toString()) await closeTab(before);
  };
  let moving = false;
  /** Goes on in the newest file. A recorder may be several files ahead by the time that one is open. */
  const nextFile = async (): Promise<void> => {
    if (moving || mode !== 'following') return;
    moving = true;
    try {
      for (let file = capture.progress().file; shown && file && file.toString() !== shown.toString(); file = capture.progress().file) {
        const tab = tabOf(shown);
        // Behind another tab it waits, so that nobody's editor is taken from them.
        if (tab && !tab.isActive) return;
        if (tab) await open(file, tab.group.viewColumn, true);
        else shown = file;
      }
    } catch {
      // The file went before it was opened; the next one comes.
    } finally {
      moving = false;
    }
  };

  const listeners = Disposable.from(
    changed,
    capture.onDidChange(() => void nextFile()),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (mode !== 'following' || contentChanges.length === 0 || document.uri.toString() !== shown?.toString()) return;
      for (const editor of window.visibleTextEditors.filter(isOurs)) toEnd(editor);
    }),
    window.onDidChangeVisibleTextEditors((editors) => {
      if (mode !== 'following') return;
      for (const editor of editors.filter(isOurs)) if (!tops.has(editor)) toEnd(editor);
      void nextFile();
    }),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      if (!isOurs(textEditor)) return;
      const top = visibleRanges[0]?.start.line ?? 0;
      const bottom = visibleRanges.at(-1)?.end.line ?? 0;
      const before = tops.get(textEditor) ?? 0;
      const last = textEditor.document.lineCount - 1;
      tops.set(textEditor, top);
      if (mode === 'following') {
        // We only ever scroll down, and a report may be older than our last step; so only a way up is the user's.
        if (top < before && bottom < revealed - SLACK) {
          stood = arrived ? undefined : { line: top, until: Date.now() + IN_FLIGHT };
          leave('scrolled');
        } else if (bottom >= revealed - SLACK) arrived = true;
      } else if (stood && bottom >= revealed - SLACK) {
        // A step of ours that crossed the user's: they get back what they looked at.
        if (Date.now() < stood.until) textEditor.revealRange(new Range(stood.line, 0, stood.line, 0), TextEditorRevealType.AtTop);
        stood = undefined;
      } else if (mode === 'scrolled' && bottom >= last - SLACK && shown?.toString() === capture.progress().file?.toString()) follow();
    }),
  );
  return {
    mode: () => mode,
    unseen: () => (mode === 'following' ? 0 : capture.progress().messages - left),
    onDidChange: changed.event,
    async show() {
      const { file } = capture.progress();
      // The recorder may be in another file before this one is open.
      moving = true;
      try {
        if (file) await open(file, shown && tabOf(shown)?.group.viewColumn, false);
      } finally {
        moving = false;
      }
      follow();
      await nextFile();
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
