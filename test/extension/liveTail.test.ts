import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { showCallsOfFile } from '../../client/src/capture/callsOfFile';
import { followCapture, type LiveView } from '../../client/src/capture/follow';
import { type LiveCapture, startCapture } from '../../client/src/capture/liveCapture';
import { runningCaptures } from '../../client/src/capture/running';
import { recordingOf } from '../../client/src/capture/part';
import { line, statusWords } from '../../client/src/capture/statusBar';
import { TAIL_SCHEME } from '../../client/src/capture/scheme';
import { captureTails, tailOf } from '../../client/src/capture/tail';
import type { Server } from '../../client/src/languageClient';
import { eventually, ROOT, type ReplayServer, SECRET, startReplay } from './support';

/** Megabytes, of which the replay makes one in about a second. */
const SEGMENTS = 0.2;

describe('a live capture of which more comes than a window can show', () => {
  const tails = captureTails();
  let replay: ReplayServer;
  let folder: string;
  let capture: LiveCapture;
  let view: LiveView;

  before(async () => {
    replay = await startReplay('--speed', '20');
  });
  after(async () => {
    tails.dispose();
    await replay.stop();
  });
  const begin = async (segmentSizeMB: number): Promise<void> => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-tail-'));
    const server = { name: 'Fast', host: '127.0.0.1', port: replay.port, user: 'demo', reconnect: false };
    capture = startCapture(server, {
      cli: path.join(ROOT, 'dist/cli.js'),
      out: vscode.Uri.file(path.join(folder, 'fast.ami')),
      secret: SECRET,
      segmentSizeMB,
    });
    view = followCapture(capture, { lock: async () => undefined, tails, fast: 1 });
    await eventually('a recording', () => capture.progress().file);
    await view.show();
  };
  const end = async (): Promise<void> => {
    view.dispose();
    capture.stop();
    await capture.ended;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  };
  beforeEach(() => begin(SEGMENTS));
  afterEach(end);
  /** A capture in one file, which its tab has shown before the end alone: VS Code still has that text of it. */
  const inOneFile = async (): Promise<void> => {
    await end();
    await begin(0);
  };

  const tabs = (): vscode.Uri[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ input }) => (input as vscode.TabInputText).uri);
  const shown = (scheme: string): vscode.TextEditor | undefined => vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === scheme);
  const tailEditor = (): Promise<vscode.TextEditor> => eventually('the end alone', () => (tabs().length === 1 ? shown(TAIL_SCHEME) : undefined));
  const atEnd = (editor: vscode.TextEditor): boolean => (editor.visibleRanges.at(-1)?.end.line ?? 0) >= editor.document.lineCount - 5;

  it('has a tab of its end, which goes on over all files and is a capture to every feature', async () => {
    const { document } = await tailEditor();
    assert.equal(document.languageId, 'ami');
    assert.equal(path.basename(document.uri.path), 'fast.ami');
    assert.match(document.lineAt(0).text, /^Asterisk Call Manager\//);
    assert.match(document.lineAt(1).text, /^;# .*the end of fast\.\d{4}\.ami, whose file holds all of it/);
    await eventually('a full page', () => document.lineCount > 8_000);
    const before = document.getText();
    const { lineCount } = document;
    const files = capture.files().length;
    await eventually('another file, and its text', () => capture.files().length > files && document.getText() !== before && tabs().length === 1);
    assert.equal(document.lineCount, lineCount);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.ok(symbols.length > 10);
    // Hints would come to stand in the text of the next state.
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    assert.deepEqual(await vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, range), []);
    const [file] = capture.files();
    assert.ok(file);
    await vscode.workspace.openTextDocument(file);
    assert.notDeepEqual(await vscode.commands.executeCommand('vscode.executeInlayHintProvider', file, range), []);
    assert.equal(document.isDirty, false);

    const all = runningCaptures();
    all.add({ capture, view });
    assert.equal(all.at(document.uri.fsPath)?.capture, capture);
    assert.match(statusWords([{ capture, view }])?.text ?? '', / \$\(list-flat\) end only/);
    assert.match(line({ capture, view }), /the tab shows the end, the file holds all/);
  });

  it('stands still while the user reads, and goes on from there', async () => {
    const editor = await tailEditor();
    await eventually('the end in view', () => editor.document.lineCount > 600 && atEnd(editor));
    // A step of ours that the window takes with it in one go undoes it, and a person scrolls again.
    await eventually('the view to stand still', () => {
      if (editor.visibleRanges[0]?.start.line !== 0) editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
      return view.mode() === 'scrolled';
    });
    let changes = 0;
    const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === editor.document) changes++;
    });
    const { messages } = capture.progress();
    await eventually('more messages', () => capture.progress().messages > messages + 1_000);
    listener.dispose();
    // A state that was on its way still comes; the next one does not.
    assert.ok(changes <= 1, `${changes} changes`);
    const still = editor.document.getText();
    assert.ok(view.unseen() >= 1_000);
    assert.equal(view.mode(), 'scrolled');

    await view.show();
    await eventually('what is new', () => editor.document.getText() !== still && atEnd(editor));
    assert.equal(view.unseen(), 0);
  });

  it('has the file in its tab when it ends: at its end, or where the user reads', () => endsAtItsEnd());

  it('has all of the file in its tab when it ends, of which the window has loaded a part before', async () => {
    await inOneFile();
    await endsAtItsEnd();
  });

  async function endsAtItsEnd(): Promise<void> {
    await tailEditor();
    capture.stop();
    await capture.ended;
    const file = capture.files().at(-1)?.fsPath ?? '';
    const whole = await eventually('the file', () => (tabs().length === 1 ? shown('file') : undefined));
    assert.equal(whole.document.uri.fsPath, file);
    await eventually('all of it', () => whole.document.getText() === readFileSync(file, 'utf8'));
    await eventually('its end', () => atEnd(whole));
  }

  it('waits for that behind another tab', async () => {
    const { document } = await tailEditor();
    const other = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'other' });
    await vscode.window.showTextDocument(other, { preview: false });
    capture.stop();
    await capture.ended;
    await eventually('both tabs', () => tabs().length === 2);
    assert.equal(vscode.window.activeTextEditor?.document, other);
    await vscode.window.showTextDocument(document);
    await eventually('the file', () => tabs().length === 2 && shown('file')?.document.uri.fsPath === capture.files().at(-1)?.fsPath);
  });

  it('has the file at the place where the user reads when it ends', async () => endsAtThePlace(await tailEditor()));

  it('has the file at that place where the window has to load it first', async () => {
    await inOneFile();
    const editor = await tailEditor();
    const loaded = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === capture.progress().file?.toString())?.getText() ?? '';
    await eventually(
      'text that was not loaded',
      () => editor.document.lineCount > 8_000 && !loaded.includes(editor.document.getText(new vscode.Range(300, 0, 330, 0))),
    );
    await endsAtThePlace(editor);
  });

  async function endsAtThePlace(editor: vscode.TextEditor): Promise<void> {
    await eventually('some text', () => editor.document.lineCount > 600);
    view.pause();
    // What was on its way comes before the place is chosen.
    const { messages } = capture.progress();
    await eventually('more messages', () => capture.progress().messages > messages + 500);
    editor.revealRange(new vscode.Range(300, 0, 300, 0), vscode.TextEditorRevealType.AtTop);
    const middle = (of: vscode.TextEditor): number => Math.floor(((of.visibleRanges[0]?.start.line ?? 0) + (of.visibleRanges[0]?.end.line ?? 0)) / 2);
    await eventually('the place', () => Math.abs(middle(editor) - 300) < 40);
    const read = editor.document.getText(new vscode.Range(middle(editor), 0, middle(editor) + 30, 0));
    capture.stop();
    const whole = await eventually('the file', () => (tabs().length === 1 ? shown('file') : undefined));
    await eventually('the same lines', () => {
      const near = Math.max(0, middle(whole) - 10);
      return whole.document.getText(new vscode.Range(near, 0, near + 60, 0)).includes(read);
    });
  }

  it('has its calls from the file, which is read from disk only as long as its tab is not the file', async () => {
    const asked: string[] = [];
    const name = (uri: string | undefined): string => path.basename(uri ?? '');
    const client = {
      sendRequest: async (method: string, params: { uri?: string; textDocument?: { uri: string } }) => {
        asked.push(`${method} ${name(params.uri ?? params.textDocument?.uri)}`);
      },
    };
    const calls = {
      uri: undefined as string | undefined,
      async showCapture(uri: string) {
        calls.uri = uri;
      },
      async forget(uri: string) {
        if (calls.uri === uri) calls.uri = undefined;
      },
    };
    const shows = showCallsOfFile({ client } as unknown as Server, calls, { capture, view });
    await tailEditor();
    const first = await eventually('the calls', () => calls.uri);
    await eventually('those of the next file', () => calls.uri !== undefined && calls.uri !== first);
    assert.ok(asked.indexOf(`ami/closeCapture ${name(first)}`) > asked.indexOf(`ami/openCapture ${name(first)}`));
    // What the user chose meanwhile stays.
    calls.uri = 'file:///another.ami';
    const { length } = asked;
    await eventually('one more file', () => asked.length > length);
    assert.equal(calls.uri, 'file:///another.ami');
    // Until the tab is looked at again, which all segments of the recording are as good for.
    const { document } = await tailEditor();
    const lookAgain = async (): Promise<void> => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(ROOT, 'package.json'))), { preview: false });
      await vscode.window.showTextDocument(document);
    };
    await lookAgain();
    await eventually('those of the capture again', () => calls.uri?.startsWith(vscode.Uri.file(folder).toString()));
    const all = recordingOf(document.uri).toString();
    assert.equal(all, recordingOf(capture.files()[0] ?? document.uri).toString());
    calls.uri = all;
    await lookAgain();
    assert.equal(calls.uri, all);
    shows.dispose();
    await eventually('nothing open', () => asked.filter((one) => one.includes('open')).length === asked.filter((one) => one.includes('close')).length);
  });

  it('is of whole messages, of the newest file and the one before', async () => {
    const message = (n: number): string => `Event: E${n}\r\nPrivilege: call,all\r\n\r\n`;
    const write = (name: string, from: number, to: number): string => {
      const file = path.join(folder, name);
      const messages = Array.from({ length: to - from }, (_, i) => message(from + i));
      writeFileSync(file, `Asterisk Call Manager/11.0.0\r\n${messages.join('')}`);
      return file;
    };
    const first = write('a.0001.ami', 100, 200);
    const second = write('a.0002.ami', 200, 210);
    const of = (text: string): string[] => [...text.matchAll(/^Event: (E\d+)/gm)].map(([, name]) => name ?? '');

    const whole = await tailOf([first, second]);
    assert.deepEqual([of(whole).at(0), of(whole).length], ['E100', 110]);
    // Three lines a message: the newest file has thirty.
    for (const lines of [20, 21, 22, 40]) {
      const part = await tailOf([first, second], lines);
      assert.match(part, /^Asterisk Call Manager\/11\.0\.0\r\n;# .*a\.0002\.ami.*\r\n(\r\n)*Event: E\d+\r\n/);
      assert.deepEqual([of(part).at(-1), part.match(/Asterisk Call Manager/g)?.length], ['E209', 1]);
      // A message without its beginning is left out, and its lines are made up for.
      assert.deepEqual([of(part).length, part.match(/Privilege:/g)?.length], [Math.floor(lines / 3), Math.floor(lines / 3)]);
      assert.equal(part.split('\n').length - 1, lines + 2);
    }
    assert.deepEqual(of(await tailOf([path.join(folder, 'gone.ami')])), []);
  });
});
