import { commands, Disposable, type ExtensionContext, l10n, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import { LIVE, type LiveParams } from '../../../server/src/protocol';
import type { CallsView } from '../calls/view';
import type { Server } from '../languageClient';
import { showReadOnlyAccount } from './account';
import { chooseAction, chooseRunning } from './actions';
import { registerAgain } from './again';
import { asking } from './asking';
import { showCallsOfFile } from './callsOfFile';
import { copyEventFilter } from './eventFilter';
import { followCapture } from './follow';
import { registerGrowing } from './growing';
import type { Ending, LiveCapture } from './liveCapture';
import { type EditorLocks, editorLocks } from './locks';
import { askEditedServer, askNewServer } from './newServer';
import { FAST } from './pace';
import { newCaptureFile } from './place';
import { type RunningCaptures, runningCaptures } from './running';
import { forgetSecret } from './secrets';
import { chooseServer, pickServer } from './serverPick';
import { type AmiServer, accountOf, nameOf, removeServer, savedServers, saveServer, whyNoConnection } from './servers';
import { captureTails, type Tails } from './tail';
import { attachTo, type Surroundings, testConnection, type Wish } from './session';
import { registerStatusBar } from './statusBar';

/** Attaches to a server; gives how the session ended, `undefined` where none began. */
export type Attach = (wish: Wish) => Promise<Ending | undefined>;

/** Registers attaching to live servers and all that is done with the captures that go on. Gives what attaches. */
export function registerCapture(context: ExtensionContext, language: Server, calls: CallsView): Attach {
  const captures = runningCaptures();
  const locks = editorLocks();
  const tails = captureTails();
  const log = window.createOutputChannel(l10n.t('AMI Live Capture'), { log: true });
  const around: Surroundings = {
    asking: asking(log),
    secrets: context.secrets,
    cli: context.asAbsolutePath('dist/cli.js'),
    segmentSizeMB: SEGMENT_SIZE_MB,
    newFile: (server) => newCaptureFile(server, context.globalStorageUri),
    started: (capture) => begin(capture, captures, { locks, tails, calls }, language, log),
  };
  const attach = (wish: Wish): void => void attachTo(wish, around).catch((error: unknown) => log.error(String(error)));
  const choose = (ask: string) => chooseRunning(captures.all(), ask);
  const active = () => captures.at(window.activeTextEditor?.document.uri.fsPath);

  context.subscriptions.push(
    // Disposed first: what ends after it, ends with the window.
    registerAgain(context.workspaceState, captures, (name) => void commands.executeCommand('ami.attach', name)),
    captures,
    locks,
    tails,
    log,
    registerStatusBar(captures),
    registerGrowing(language.client.middleware, ({ uri }) => captures.at(uri.fsPath)?.view.mode() === 'following'),
    commands.registerCommand('ami.attach', async (name?: unknown) => {
      if (mayConnect(context)) await attachByName(typeof name === 'string' ? name : undefined, captures, around, attach);
    }),
    commands.registerCommand('ami.testConnection', async () => {
      if (!mayConnect(context)) return;
      const server = await chooseServer(savedServers(), l10n.t('Test the connection to which server?'));
      if (server) await test(server, around);
    }),
    commands.registerCommand('ami.forgetSecret', async () => {
      const server = await chooseServer(savedServers(), l10n.t('Forget the secret of which server?'));
      if (server) await forget(server, around);
    }),
    commands.registerCommand('ami.stopCapture', async () => (active() ?? (await choose(l10n.t('Stop which live capture?'))))?.capture.stop()),
    commands.registerCommand('ami.followCapture', async () => (active() ?? (await choose(l10n.t('Follow which live capture?'))))?.view.show()),
    commands.registerCommand('ami.pauseCaptureView', async () => (active() ?? (await choose(l10n.t('Pause the view of which live capture?'))))?.view.pause()),
    commands.registerCommand('ami.addNote', async () => addNote((active() ?? (await choose(l10n.t('Add a note to which live capture?'))))?.capture)),
    commands.registerCommand('ami.captureActions', () =>
      // That of the tab that is looked at comes first.
      chooseAction([...new Set([active() ?? [], captures.all()].flat())], {
        stop: ({ capture }) => capture.stop(),
        pause: ({ view }) => view.pause(),
        follow: ({ view }) => void view.show(),
        note: ({ capture }) => void addNote(capture),
        attach: () => void commands.executeCommand('ami.attach'),
        log: () => log.show(),
        account: ({ capture }) => void showReadOnlyAccount(capture.server),
        filter: () => void copyEventFilter(),
      }),
    ),
    commands.registerCommand('ami.showReadOnlyAccount', () => showReadOnlyAccount(captures.all()[0]?.capture.server)),
    commands.registerCommand('ami.copyEventFilter', copyEventFilter),
  );
  return async (wish) => (mayConnect(context) ? attachTo(wish, around) : undefined);
}

/**
 * A new file begins after so many MB where the server says nothing else: what the editor still reloads quickly. It must stay below 300,000 lines, about 6 MB: a file
 * of more opens without colours, folds and lenses. Source: VS Code src/vs/editor/common/model/textModel.ts, LARGE_FILE_LINE_COUNT_THRESHOLD. See ARCHITECTURE.md.
 */
const SEGMENT_SIZE_MB = 5;

function mayConnect(context: ExtensionContext): boolean {
  const why = whyNoConnection(workspace.isTrusted, context.globalStorageUri.scheme === 'file');
  if (why) void window.showWarningMessage(why);
  return why === undefined;
}

/** Attaches to a saved server by its name, or to the one that the user picks, changes or describes. */
async function attachByName(name: string | undefined, captures: RunningCaptures, around: Surroundings, attach: (wish: Wish) => void): Promise<void> {
  const named = name === undefined ? undefined : savedServers().find((server) => nameOf(server) === name);
  if (named) {
    attach({ server: named, saved: named });
    return;
  }
  const runs = (server: AmiServer): boolean => captures.all().some(({ capture }) => accountOf(capture.server) === accountOf(server));
  for (;;) {
    const servers = savedServers();
    const answer = servers.length > 0 ? await pickServer(servers, runs) : ({ what: 'new' } as const);
    switch (answer?.what) {
      case undefined:
        return;
      case 'new': {
        const answers = await askNewServer({});
        if (answers) attach(answers);
        return;
      }
      case 'attach':
        attach({ server: answer.server, saved: answer.server });
        return;
      case 'edit': {
        const edited = await askEditedServer(answer.server);
        if (!edited) break;
        await saveServer(edited, answer.server);
        await forgetUnused(answer.server, around);
        break;
      }
      case 'remove':
        await remove(answer.server, around);
        break;
      case 'forget':
        await forget(answer.server, around);
        break;
      case 'test':
        await test(answer.server, around);
        return;
    }
  }
}

/** Shows a capture that begins, and says how it goes. */
function begin(
  capture: LiveCapture,
  captures: RunningCaptures,
  { locks, tails, calls }: { locks: EditorLocks; tails: Tails; calls: CallsView },
  language: Server,
  log: LogOutputChannel,
): void {
  const view = followCapture(capture, { lock: locks.lock, tails, fast: FAST });
  const live = new Set<string>();
  const tellLive = (uri: Uri, now: boolean): void => {
    const params: LiveParams = { textDocument: { uri: uri.toString() }, live: now };
    void language.client.sendNotification(LIVE, params).catch(() => undefined);
  };
  let state = '';
  const listener = Disposable.from(
    capture.onDidLogIn((banner) => log.info(`${capture.name}: logged in, ${banner}`)),
    capture.onNotice(({ about, text }) => log.warn(`${capture.name}: ${about}: ${text}`)),
    capture.onDidChange(() => {
      const { file, ...progress } = capture.progress();
      if (progress.state !== state) log.info(`${capture.name}: ${progress.state}${progress.reason ? `, ${progress.reason}` : ''}`);
      state = progress.state;
      if (!file || live.has(file.toString())) return;
      // The language server has to know that the last message of this file is not a damaged one, only not there yet.
      for (const { path } of capture.files().slice(0, -1)) tellLive(Uri.file(path), false);
      live.add(file.toString());
      tellLive(file, true);
      log.info(`${capture.name}: ${file.fsPath}`);
      if (live.size === 1) void view.show();
    }),
    showCallsOfFile(language, calls, { capture, view }),
    view.onDidChange(() => {
      const tail = view.tail();
      if (tail) tellLive(tail, true);
    }),
  );
  captures.add({ capture, view });
  void capture.ended.then(({ reason }) => {
    for (const file of capture.files()) tellLive(file, false);
    locks.release(capture.files());
    log.info(`${capture.name}: ended, ${reason}`);
    listener.dispose();
  });
}

async function addNote(capture: LiveCapture | undefined): Promise<void> {
  const text =
    capture && (await window.showInputBox({ title: l10n.t('Note in the Capture of {0}', capture.name), prompt: l10n.t('Becomes a line of the capture.') }));
  if (text?.trim()) capture?.note(text.trim());
}

async function test(server: AmiServer, around: Surroundings): Promise<void> {
  const result = await window.withProgress({ location: { viewId: 'ami.calls' } }, () => testConnection(server, around));
  if (!result) return;
  if (result.ok) void window.showInformationMessage(result.words);
  else void window.showErrorMessage(l10n.t('AMI: {0}', result.words));
}

async function forget(server: AmiServer, around: Surroundings): Promise<void> {
  await forgetSecret(around.secrets, server);
  void window.setStatusBarMessage(l10n.t('$(check) The secret of {0} is forgotten', nameOf(server)), 5_000);
}

async function remove(server: AmiServer, around: Surroundings): Promise<void> {
  const yes = l10n.t('Remove');
  const detail = l10n.t('Its secret is forgotten too. Captures stay where they are.');
  if ((await window.showWarningMessage(l10n.t('Remove {0} from the saved servers?', nameOf(server)), { modal: true, detail }, yes)) !== yes) return;
  await removeServer(server);
  await forgetUnused(server, around);
}

/** Forgets the secret of an account that no saved server has any more. */
async function forgetUnused(server: AmiServer, around: Surroundings): Promise<void> {
  if (!savedServers().some((one) => accountOf(one) === accountOf(server))) await forgetSecret(around.secrets, server);
}
