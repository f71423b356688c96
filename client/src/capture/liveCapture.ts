import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  FileType,
  l10n,
  Position,
  Range,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { LIVE, type LiveParams, type RecordMessage } from '../../../server/src/protocol';
import type { Server } from '../languageClient';
import { type AmiServer, addressOf } from './servers';

/**
 * One live capture: the recorder process, which writes the capture file, the tab that shows the file, and the status bar item.
 *
 * The recorder is `ami-logs capture`, a process of its own, so that a busy extension host never stalls the socket.
 */
export class LiveCapture {
  readonly name: string;
  private readonly status: StatusBarItem;
  private readonly loggedIn = new EventEmitter<void>();
  private readonly ended = new EventEmitter<void>();
  readonly onDidLogIn = this.loggedIn.event;
  readonly onDidEnd = this.ended.event;
  private recorder: ChildProcess | undefined;
  private uri: Uri | undefined;
  private document: TextDocument | undefined;
  private stopped = false;

  constructor(
    private readonly context: ExtensionContext,
    private readonly language: Server,
    private readonly server: AmiServer,
    private secret: string,
  ) {
    this.name = `${server.user}@${addressOf(server)}`;
    this.status = window.createStatusBarItem('ami.capture', StatusBarAlignment.Left, 10);
    this.status.name = l10n.t('AMI live capture');
    this.status.command = 'ami.stopCapture';
  }

  /** Connects and records until stopped. Gives whether the server refused the login. */
  async start(): Promise<boolean> {
    const folder = await captureFolder(this.context);
    this.uri = Uri.joinPath(folder, fileName(this.server));
    this.show(l10n.t('connecting…'), 'sync~spin');
    const { host, port, tls, user } = this.server;
    const args = ['capture', '--host', host, '--port', String(port), '--user', user, '--out', this.uri.fsPath, '--reconnect', ...(tls ? ['--tls'] : [])];
    // Neither arguments nor environment hold the secret: the recorder asks for it. One that stands in the environment is another server's.
    const { AMI_SECRET: _, ...env } = process.env;
    const recorder = fork(this.context.asAbsolutePath(path.join('dist', 'cli.js')), args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [], env });
    this.recorder = recorder;
    let complaint = '';
    let began = false;
    recorder.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
    });
    recorder.on('message', (message) => {
      const told = message as RecordMessage;
      if (told.type === 'secret') recorder.send({ secret: this.secret });
      else {
        if (told.status.state === 'recording' && !began) {
          began = true;
          this.secret = '';
          this.loggedIn.fire();
          this.tellLive(true);
          void this.openTab();
        }
        this.follow(told);
      }
    });
    const code = await new Promise<number | null>((resolve) => {
      recorder.once('error', (error) => {
        complaint = error.message;
        resolve(1);
      });
      recorder.once('exit', resolve);
    });
    this.tellLive(false);
    this.status.dispose();
    this.ended.fire();
    const words = complaint.trim().replace(/^ami-logs: /, '');
    if (code !== 0 && !this.stopped) void this.complain(words || l10n.t('The recorder ended unexpectedly.'));
    return !began && /refused the login/.test(words);
  }

  /** Ends the recording; the file stays open as a capture like any other. */
  stop(): void {
    this.stopped = true;
    if (this.recorder?.connected) this.recorder.send({ type: 'stop' });
    else this.recorder?.kill('SIGTERM');
  }

  private follow(told: Extract<RecordMessage, { type: 'status' }>): void {
    const { status } = told;
    switch (status.state) {
      case 'connecting':
        this.show(l10n.t('connecting…'), 'sync~spin');
        break;
      case 'recording':
        this.show(size(status.bytes), 'record');
        break;
      case 'lost':
        this.show(l10n.t('connection lost, trying again'), 'warning', true);
        break;
      case 'ended':
        this.show(l10n.t('ended'), 'debug-stop');
        break;
    }
  }

  /** Tells the language server whether the file is being written, so that its last message is not taken for a damaged one. */
  private tellLive(live: boolean): void {
    if (!this.uri) return;
    const params: LiveParams = { textDocument: { uri: this.uri.toString() }, live };
    void this.language.client.sendNotification(LIVE, params).catch(() => undefined);
  }

  private show(state: string, icon: string, warning = false): void {
    this.status.text = `$(${icon}) ${this.server.host} ${state}`;
    this.status.tooltip = l10n.t('Live capture of {0}. Click to stop.', this.name);
    this.status.accessibilityInformation = { label: l10n.t('Live capture of {0}: {1}', this.name, state) };
    this.status.backgroundColor = warning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.status.show();
  }

  private async openTab(): Promise<void> {
    if (!this.uri) return;
    this.document = await workspace.openTextDocument(this.uri);
    const editor = await window.showTextDocument(this.document, { preview: false });
    const end = this.document.lineAt(this.document.lineCount - 1).range.end;
    editor.revealRange(new Range(end, end), TextEditorRevealType.Default);
    this.context.subscriptions.push(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.document && contentChanges.length > 0) this.keepEndInView();
      }),
    );
  }

  /** While the end is in view it stays in view; a user who scrolled up is left where they are. */
  private keepEndInView(): void {
    const editor = window.visibleTextEditors.find((one) => one.document === this.document);
    if (!editor || !this.document) return;
    const visible = editor.visibleRanges.at(-1)?.end.line ?? 0;
    const last = this.document.lineCount - 1;
    if (visible < this.lastLine - 3) {
      this.lastLine = last;
      return;
    }
    this.lastLine = last;
    const end = new Position(last, 0);
    editor.revealRange(new Range(end, end), TextEditorRevealType.Default);
  }

  private lastLine = 0;

  private async complain(words: string): Promise<void> {
    const again = l10n.t('Try Again');
    if ((await window.showErrorMessage(l10n.t('AMI: {0}', words), again)) === again) await commands.executeCommand('ami.attach');
  }
}

/** Where captures go: the setting, else the extension's own folder. Made where it is not there. */
async function captureFolder(context: ExtensionContext): Promise<Uri> {
  const setting = workspace.getConfiguration('ami').get<string>('captureFolder', '');
  const folder = setting ? Uri.file(setting) : Uri.joinPath(context.globalStorageUri, 'captures');
  const found = await Promise.resolve(workspace.fs.stat(folder)).catch(() => undefined);
  if (found?.type !== FileType.Directory) await workspace.fs.createDirectory(folder);
  return folder;
}

/** `pbx.example.com 2026-11-22 20-15-03.ami`, local time. */
function fileName(server: AmiServer): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`;
  return `${server.host.replace(/[^\w.-]+/g, '_')} ${date}.ami`;
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
