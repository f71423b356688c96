import {
  commands,
  Disposable,
  type ExtensionContext,
  l10n,
  type TextEditor,
  type TreeDragAndDropController,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type CallItem, type CallTarget, LOCATE_REQUEST, type Located, SLICE_SCHEME } from '../../../server/src/protocol';
import { captureName, isPartOf, isSegment, partWords } from '../capture/part';
import { TAIL_SCHEME } from '../capture/scheme';
import type { Server } from '../languageClient';
import { dropsOf } from './drops';
import { registerListCommands } from './listCommands';
import { filterline, headline } from './listText';
import type { Translate } from './storyPage';
import type { ListOptions, Node } from './nodes';
import { registerOutcomeColors } from './outcomeColors';
import { CallsTree } from './tree';

/** The Calls view as other parts see it. */
export interface CallsView {
  /** The capture that it shows. */
  readonly uri: string | undefined;
  /** Its tree, for those who look at what it shows. */
  readonly tree: CallsTree;
  /** Takes what is dropped on it. */
  readonly drops: TreeDragAndDropController<Node>;
  /** The call that is selected in it. */
  readonly selected: CallItem | undefined;
  /** Those who may show a call: each gives the one that it shows while it has the keyboard. */
  readonly lookers: (() => CallTarget | undefined)[];
  /** The call of the story or ladder that is looked at. */
  lookedAt(): CallTarget | undefined;
  /** Shows a capture that is read from disk. */
  showCapture(uri: string): Promise<void>;
  /** The capture is closed: shows what the active editor has. */
  forget(uri: string): Promise<void>;
  /** Whether a capture is shown that no editor has. */
  fromDisk(uri: string): boolean;
  /** The cursor is about to be moved from the view, which therefore does not follow it. */
  leads(uri: string): void;
}

/** Where the way the list is shown is remembered, for each workspace. */
const OPTIONS_KEY = 'ami.calls.list';

/** Registers the Calls view of the capture that was looked at last. `dropped` gets the files that are dropped on it. */
export function registerCallsView(context: ExtensionContext, server: Server, dropped: (uris: readonly Uri[]) => void | Promise<void>): CallsView {
  const tree = new CallsTree(server);
  tree.options = { ...tree.options, ...context.workspaceState.get<Partial<ListOptions>>(OPTIONS_KEY) };
  const drops = dropsOf(dropped);
  const view = window.createTreeView('ami.calls', { treeDataProvider: tree, showCollapseAll: true, dragAndDropController: drops });
  const captures = new Set<string>();
  const refresh = refresher(tree, view, captures);
  const show = async (editor: TextEditor | undefined, gone = false): Promise<void> => {
    // An editor of anything else leaves the last capture standing, unless that is gone; a slice and the end of a capture leave their capture standing too.
    const shown = editor?.document.languageId === 'ami' && ![SLICE_SCHEME, TAIL_SCHEME].includes(editor.document.uri.scheme);
    const uri = shown ? editor.document.uri.toString() : undefined;
    if (!uri && !(gone && !(tree.wanted && captures.has(tree.wanted)))) return;
    // All segments of a recording stay shown while one of them is looked at, or while the tab of a live capture goes from one to the next.
    if (uri === tree.wanted || (uri && tree.wanted && captures.has(tree.wanted) && isPartOf(uri, tree.wanted))) return;
    tree.wanted = uri;
    await refresh();
  };
  const follow = followCursor(server, tree, view);
  const calls: CallsView = {
    tree,
    drops,
    lookers: [],
    lookedAt() {
      for (const look of calls.lookers) {
        const target = look();
        if (target) return target;
      }
      return undefined;
    },
    get uri() {
      return tree.wanted;
    },
    get selected() {
      return view.selection.find((node): node is Node & CallItem => node.type === 'call');
    },
    async showCapture(uri) {
      captures.add(uri);
      tree.wanted = uri;
      await refresh();
    },
    async forget(uri) {
      captures.delete(uri);
      if (uri !== tree.wanted) return;
      tree.wanted = undefined;
      await refresh();
      await show(window.activeTextEditor);
    },
    fromDisk: (uri) => captures.has(uri) && !workspace.textDocuments.some((document) => document.uri.toString() === uri),
    leads: follow.leads,
  };
  context.subscriptions.push(
    view,
    registerOutcomeColors(),
    follow.listener,
    window.onDidChangeActiveTextEditor((editor) => void show(editor)),
    workspace.onDidCloseTextDocument((document) => {
      if (document.uri.toString() === tree.wanted) void show(window.activeTextEditor, true);
    }),
    workspace.onDidOpenTextDocument((document) => {
      if (document === window.activeTextEditor?.document) void show(window.activeTextEditor);
    }),
    refreshLater(server, tree, view, refresh),
    commands.registerCommand('ami.refreshCalls', refresh),
    registerListCommands(context, server, tree, async (options, keep) => {
      tree.options = { ...tree.options, ...options };
      if (keep) await context.workspaceState.update(OPTIONS_KEY, tree.options);
      await refresh();
    }),
  );
  void refresh().then(() => show(window.activeTextEditor));
  return calls;
}

const t: Translate = l10n.t;

/** Reads the list and shows around it what it says: the capture's name, how many calls the filter leaves. */
function refresher(tree: CallsTree, view: TreeView<Node>, captures: ReadonlySet<string>): () => Promise<void> {
  return async () => {
    if (!(await tree.refresh())) return;
    const { uri, state, options } = tree;
    const filtered = options.filter.trim() !== '';
    const name = uri === undefined ? undefined : captureName(Uri.parse(uri));
    view.description = state?.reading ? l10n.t('{0} (reading, {1} calls so far)', name ?? '', state.total) : name;
    view.message =
      filtered && state
        ? filterline(options.filter.trim(), state, t)
        : [uri && partWords(Uri.parse(uri).path), state && headline(uri && captures.has(uri) ? name : undefined, state, t)].filter(Boolean).join('\n');
    for (const [key, value] of [
      ['ami.hasCapture', uri !== undefined],
      ['ami.hasLargeCapture', uri !== undefined && captures.has(uri)],
      ['ami.isSegment', uri !== undefined && isSegment(Uri.parse(uri).path)],
      ['ami.callsFiltered', filtered],
      ['ami.callsNewestFirst', options.order === 'newest'],
    ] as const)
      await commands.executeCommand('setContext', key, value);
  };
}

/** How soon the list follows a capture that grows, in milliseconds: often enough to look live. */
const GROWING = 300;

/** Reads the list again when its calls may be others, but not for each of many changes, and only while somebody sees it. */
function refreshLater(server: Server, tree: CallsTree, view: TreeView<Node>, refresh: () => Promise<void>): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let stale = false;
  const later = (): void => {
    timer ??= setTimeout(async () => {
      stale = !view.visible;
      if (view.visible) await refresh();
      timer = undefined;
      if (stale && view.visible) later();
    }, GROWING);
  };
  return Disposable.from(
    new Disposable(() => clearTimeout(timer)),
    server.onDidChangeCalls((uri) => {
      if (uri !== tree.wanted) return;
      stale = true;
      later();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && stale) later();
    }),
  );
}

/** How long the cursor rests before the view follows it, in milliseconds. */
const REST = 150;

/** Shows in the tree where the cursor is, once it rests: the call, and where that is open, the message. */
function followCursor(server: Server, tree: CallsTree, view: TreeView<Node>): { listener: Disposable; leads(uri: string): void } {
  let timer: NodeJS.Timeout | undefined;
  let led: string | undefined;
  const opened = new Set<string>();
  const idOf = (node: Node): string => tree.getTreeItem(node).id ?? '';
  const reveal = async (editor: TextEditor): Promise<void> => {
    const uri = editor.document.uri.toString();
    const located = await server.client
      .sendRequest<Located | null>(LOCATE_REQUEST, { textDocument: { uri }, position: editor.selection.active })
      .catch(() => undefined);
    if (!located || (located.uri ?? uri) !== tree.uri || !view.visible) return;
    const call = await tree.callNode(located);
    const node = call && opened.has(idOf(call)) ? ((await tree.messageNode(call, located)) ?? call) : call;
    if (node && view.visible) await view.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
  };
  const listeners = [
    view.onDidExpandElement(({ element }) => element.type === 'call' && opened.add(idOf(element))),
    view.onDidCollapseElement(({ element }) => opened.delete(idOf(element))),
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      clearTimeout(timer);
      const { uri } = textEditor.document;
      const byView = led === uri.toString();
      led = undefined;
      if (byView || (uri.toString() !== tree.uri && uri.scheme !== SLICE_SCHEME) || !view.visible) return;
      if (!workspace.getConfiguration('ami', uri).get<boolean>('calls.followCursor', true)) return;
      timer = setTimeout(() => void reveal(textEditor), REST);
    }),
  ];
  return {
    listener: Disposable.from(...listeners),
    leads(uri) {
      led = uri;
    },
  };
}
