import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { followCapture, type ViewWindow } from '../../client/src/capture/follow';
import type { LiveCapture } from '../../client/src/capture/liveCapture';
import { recorderArguments } from '../../client/src/capture/process';
import { type Running, runningCaptures } from '../../client/src/capture/running';
import { type AmiServer, readServer, savedServers, whyNoConnection } from '../../client/src/capture/servers';
import { type Asking, attachTo, type Surroundings, testConnection } from '../../client/src/capture/session';
import { ask, BACK, type Step } from '../../client/src/capture/steps';
import { statusWords } from '../../client/src/capture/statusBar';
import { captureTails } from '../../client/src/capture/tail';
import { certificateWords, type Refused } from '../../client/src/capture/trust';
import { eventually, memoryStore, ROOT, type ReplayServer, SECRET, startReplay } from './support';

/** Nobody is asked anything; a test says what it expects. */
const SILENT: Asking = {
  secret: async () => assert.fail('the secret was asked for'),
  certificate: async () => assert.fail('a certificate was shown'),
  failed: async (_server, words) => assert.fail(words),
  edit: async () => assert.fail('the server was to be edited'),
  notice: () => undefined,
};

const tails = captureTails();
const inWindow: ViewWindow = { lock: async () => undefined, tails, fast: Number.POSITIVE_INFINITY };

let folder: string;
let store: ReturnType<typeof memoryStore>;
let begun: LiveCapture[];
let files = 0;

function around(asking: Partial<Asking> = {}, more: Partial<Surroundings> = {}): Surroundings {
  return {
    asking: { ...SILENT, ...asking },
    secrets: store,
    cli: path.join(ROOT, 'dist/cli.js'),
    segmentSizeMB: 0,
    newFile: async () => vscode.Uri.file(path.join(folder, `capture-${++files}.ami`)),
    started: (capture) => void begun.push(capture),
    ...more,
  };
}

/** The capture that the session began last, once it records. */
function recording(): Promise<LiveCapture> {
  return eventually('a recording', () => begun.find((capture) => capture.progress().state === 'recording' && capture.progress().file));
}

async function setServers(servers: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('ami').update('servers', servers, vscode.ConfigurationTarget.Global);
}

/** A folder, secrets and settings that no test has touched. */
async function beginAnew(): Promise<void> {
  folder = mkdtempSync(path.join(tmpdir(), 'ami-live-'));
  store = memoryStore();
  begun = [];
  await setServers(undefined);
}

describe('a live capture', () => {
  let replay: ReplayServer;
  let server: AmiServer;

  before(async () => {
    replay = await startReplay('--speed', '20');
    server = { host: '127.0.0.1', port: replay.port, user: 'demo', reconnect: false };
  });
  after(async () => {
    await replay.stop();
    await setServers(undefined);
  });
  beforeEach(beginAnew);
  afterEach(async () => {
    for (const capture of begun) capture.stop();
    await Promise.all(begun.map(({ ended }) => ended));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is shown as it grows, follows its end, and says what is new when the user scrolled up', async () => {
    const session = attachTo({ server, secret: SECRET }, around());
    const capture = await recording();
    const view = followCapture(capture, inWindow);
    await view.show();
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor && editor.document.uri.fsPath === capture.progress().file?.fsPath);
    const bottom = (): number => editor.visibleRanges.at(-1)?.end.line ?? 0;
    await eventually('a page of text', () => editor.document.lineCount > 200);
    await eventually('the end in view', () => bottom() >= editor.document.lineCount - 5);
    assert.equal(view.mode(), 'following');

    // A step of ours that the window takes with it in one go undoes it, and a person scrolls again.
    await eventually('the view to stand still', () => {
      if (editor.visibleRanges[0]?.start.line !== 0) editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
      return view.mode() === 'scrolled';
    });
    const lines = editor.document.lineCount;
    await eventually('something new', () => view.unseen() > 5 && editor.document.lineCount > lines + 20);
    // A step that was on its way when the user scrolled is taken back.
    await eventually('what the user looked at', () => editor.visibleRanges[0]?.start.line === 0);
    assert.equal(view.mode(), 'scrolled');
    const words = statusWords([{ capture, view }]);
    assert.match(words?.text ?? '', /^\$\(record\) 127\.0\.0\.1:\d+ [\d.,]+\/s \$\(arrow-down\) [\d.,]+ new$/);
    assert.match(words?.label ?? '', /new/);
    assert.doesNotMatch(words?.label ?? '', /\$\(/);

    await view.show();
    assert.equal(view.mode(), 'following');
    assert.equal(view.unseen(), 0);
    await eventually('the end in view again', () => bottom() >= editor.document.lineCount - 5);

    view.pause();
    const grown = async (): Promise<void> => {
      const now = editor.document.lineCount;
      await eventually('growth', () => editor.document.lineCount > now + 20);
    };
    // A step that was on its way when the view was paused still comes.
    await grown();
    const still = bottom();
    await grown();
    assert.equal(bottom(), still);
    assert.equal(view.mode(), 'paused');
    view.dispose();
    capture.stop();
    assert.equal((await session)?.stopped, true);
  });

  it('takes notes, and ends as a whole file that is the document', async () => {
    const session = attachTo({ server, secret: SECRET }, around());
    const capture = await recording();
    const view = followCapture(capture, inWindow);
    await view.show();
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    capture.note('here it\ncrackles');
    await eventually('the note', () => /^;# here it +crackles$/m.test(document.getText()));
    capture.stop();
    assert.deepEqual(await session.then((ending) => [ending?.stopped, ending?.began, ending?.refused]), [true, true, undefined]);
    const file = capture.files()[0]?.fsPath ?? '';
    await eventually('all of it in the editor', () => document.getText() === readFileSync(file, 'utf8'));
    // While it grows the outline comes rarely; it is whole at the end.
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    const last = document
      .getText()
      .split('\n')
      .findLastIndex((text) => text.startsWith('Event: '));
    assert.equal(symbols.at(-1)?.selectionRange.start.line, last);
    assert.equal(document.isDirty, false);
    assert.ok(capture.progress().messages > 0);
    view.dispose();
  });

  it('goes on when its tab is closed, and is counted among those that run until it ends', async () => {
    const captures = runningCaptures();
    const session = attachTo({ server, secret: SECRET }, around());
    const capture = await recording();
    const one: Running = { capture, view: followCapture(capture, inWindow) };
    captures.add(one);
    await one.view.show();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const { messages } = capture.progress();
    await eventually('more messages', () => capture.progress().messages > messages);
    assert.deepEqual(captures.all(), [one]);
    assert.equal(captures.at(capture.progress().file?.fsPath), one);
    await one.view.show();
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, capture.progress().file?.fsPath);
    captures.dispose();
    await session;
    await eventually('none', () => captures.all().length === 0);
    assert.equal(statusWords(captures.all()), undefined);
  });

  it('moves on to the next file, and so does its tab', async () => {
    const session = attachTo({ server: { ...server, segmentSizeMB: 0.1 }, secret: SECRET }, around());
    const capture = await recording();
    const view = followCapture(capture, inWindow);
    await view.show();
    const first = capture.files()[0]?.fsPath ?? '';
    await eventually('another file', () => capture.files().length > 1);
    capture.stop();
    await session;
    const last = capture.progress().file?.fsPath;
    assert.notEqual(last, first);
    await eventually('its tab', () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === last));
    const open = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => (input as vscode.TabInputText).uri?.fsPath);
    await eventually('one tab only', () => open().length === 1 && open()[0] === last);
    view.dispose();
  });

  it('goes on when its file is deleted, and the tab shows what comes then', async function () {
    // There a file that is open cannot be deleted.
    if (process.platform === 'win32') this.skip();
    const notices: string[] = [];
    const session = attachTo({ server, secret: SECRET }, around({ notice: (_capture, about, words) => void notices.push(`${about}: ${words}`) }));
    const capture = await recording();
    const view = followCapture(capture, inWindow);
    await view.show();
    rmSync(capture.progress().file?.fsPath ?? '');
    await eventually('the notice', () => notices.some((words) => /^file: .*deleted/.test(words)));
    const shows = (): vscode.TextDocument | undefined =>
      vscode.window.visibleTextEditors.map(({ document }) => document).find(({ uri }) => uri.fsPath === capture.progress().file?.fsPath);
    await eventually('the new file', () => /^;#.*deleted while it was recorded/m.test(shows()?.getText() ?? ''));
    view.dispose();
    capture.stop();
    assert.equal((await session)?.refused, undefined);
  });

  it('says that the connection is lost, and goes on when the server is back', async () => {
    let own = await startReplay('--speed', '20');
    const session = attachTo({ server: { host: '127.0.0.1', port: own.port, user: 'demo', name: 'Gone $(x)' }, secret: SECRET }, around());
    const capture = await recording();
    const view = followCapture(capture, inWindow);
    const { port } = own;
    await own.stop();
    await eventually('the loss', () => capture.progress().state === 'lost' && capture.progress().reason);
    const words = statusWords([{ capture, view }]);
    assert.equal(words?.text, '$(warning) Gone $ (x) connection lost, trying again');
    assert.equal(words.warning, true);
    assert.match(words.tooltip, /connection lost once/);
    own = await startReplay('--speed', '20', '--port', String(port));
    try {
      await eventually('the recording', () => capture.progress().state === 'recording');
      assert.equal(capture.progress().lost, 1);
      assert.match(statusWords([{ capture, view }])?.text ?? '', /\/s \$\(debug-disconnect\) 1/);
      view.dispose();
      capture.stop();
      await session;
    } finally {
      await own.stop();
    }
  });

  it('keeps server and secret once the login succeeded, the secret in the secret store only', async () => {
    const session = attachTo({ server: { ...server, name: 'Demo', preset: 'calls' }, secret: SECRET }, around());
    const capture = await recording();
    await eventually('the saved server', () => savedServers().length === 1);
    capture.stop();
    await session;
    assert.deepEqual(savedServers(), [{ ...server, name: 'Demo', preset: 'calls' }]);
    assert.deepEqual([...store.all], [[`ami:demo@127.0.0.1:${replay.port}`, SECRET]]);
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('ami').inspect('servers')).includes(SECRET));
    for (const name of readdirSync(folder)) assert.ok(!readFileSync(path.join(folder, name), 'utf8').includes(SECRET), name);
    assert.ok(!recorderArguments(server, 'x').join(' ').includes(SECRET));

    // The next time nobody is asked.
    begun = [];
    const again = attachTo({ server: savedServers()[0] ?? server }, around());
    (await recording()).stop();
    assert.equal((await again)?.stopped, true);
  });

  it('keeps nothing of a refused login, and asks for the secret anew', async () => {
    await store.store(`ami:demo@127.0.0.1:${replay.port}`, 'wrong');
    const asked: string[] = [];
    const session = attachTo(
      { server },
      around({
        failed: async (_server, words) => {
          asked.push(words);
          return asked.length === 1 ? 'again' : undefined;
        },
        secret: async () => 'wrong too',
      }),
    );
    assert.equal((await session)?.refused, 'login');
    assert.equal(asked.length, 2);
    assert.match(asked[0] ?? '', /refused the login of demo/);
    assert.doesNotMatch(asked.join(), /wrong/);
    assert.deepEqual([...store.all], []);
    assert.deepEqual(savedServers(), []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('says why there is no connection, and lets the server be edited', async () => {
    const offered: AmiServer[] = [];
    const session = attachTo(
      { server: { ...server, port: 1 }, secret: SECRET },
      around({
        failed: async (_server, words) => {
          assert.match(words, /refused the connection/);
          return 'edit';
        },
        edit: async (one) => {
          offered.push(one);
          return server;
        },
      }),
    );
    (await recording()).stop();
    await session;
    assert.deepEqual(offered, [{ ...server, port: 1 }]);
  });

  it('is tested without being recorded', async () => {
    const result = await testConnection(server, around({ secret: async () => SECRET }));
    assert.equal(result?.ok, true, result?.words);
    assert.match(result?.words ?? '', /works: Asterisk Call Manager\//);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(store.all.size, 1);
    store.all.clear();
    const refused = await testConnection(server, around({ secret: async () => 'wrong' }));
    assert.equal(refused?.ok, false);
    assert.equal(store.all.size, 0);
  });

  it('several of them have one status bar item', async () => {
    const sessions = [attachTo({ server, secret: SECRET }, around()), attachTo({ server: { ...server, name: 'Second' }, secret: SECRET }, around())];
    await eventually('both', () => begun.length === 2 && begun.every((capture) => capture.progress().state === 'recording'));
    const all = begun.map((capture) => ({ capture, view: followCapture(capture, inWindow) }));
    const words = statusWords(all);
    assert.match(words?.text ?? '', /^\$\(record\) 2 captures /);
    assert.match(words?.tooltip ?? '', /^127\.0\.0\.1:\d+: .*\nSecond: /);
    for (const { capture, view } of all) {
      view.dispose();
      capture.stop();
    }
    await Promise.all(sessions);
  });
});

describe('a certificate that is not trusted', () => {
  const fixture = (name: string): string => path.join(ROOT, 'test/fixtures', name);
  const tls = (name: string): string[] => ['--tls-cert', fixture(`test-only-${name}.cert.pem`), '--tls-key', fixture(`test-only-${name}.key.pem`)];

  beforeEach(beginAnew);
  afterEach(async () => {
    for (const capture of begun) capture.stop();
    await Promise.all(begun.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
    await setServers(undefined);
  });

  it('is shown before anything is sent, and trusted for this server alone when the user says so', async () => {
    const replay = await startReplay(...tls('localhost'));
    const other = await startReplay(...tls('other-name'));
    try {
      const server: AmiServer = { host: '127.0.0.1', port: replay.port, tls: true, user: 'demo', reconnect: false };
      assert.equal((await attachTo({ server, secret: SECRET }, around({ certificate: async () => undefined })))?.refused, 'certificate');
      assert.deepEqual([savedServers(), store.all.size], [[], 0]);

      begun = [];
      const shown: Refused[] = [];
      const trust = around({
        certificate: async (_server, refused) => {
          shown.push(refused);
          return { fingerprint: refused.fingerprint256 };
        },
      });
      const session = attachTo({ server, secret: SECRET }, trust);
      (await recording()).stop();
      await session;
      assert.equal(shown.length, 1);
      const [refused] = shown;
      assert.ok(refused);
      const { message, detail } = certificateWords(server, refused);
      assert.match(message, /not trusted here/);
      assert.match(detail, /Fingerprint \(SHA-256\): ([0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
      assert.match(detail, /For: .*test only.*worthless/);
      assert.match(detail, /Valid: 2026-11-22 to 2126-10-29/);
      const saved = await eventually('the saved server', () => savedServers()[0]);
      assert.equal(saved.fingerprint, refused.fingerprint256);

      begun = [];
      const again = attachTo({ server: saved }, around());
      (await recording()).stop();
      assert.equal((await again)?.stopped, true);

      begun = [];
      const impostor: AmiServer = { ...saved, port: other.port };
      let words = '';
      const third = await attachTo(
        { server: impostor, secret: SECRET },
        around({
          certificate: async (one, now) => {
            words = certificateWords(one, now).message;
            return undefined;
          },
        }),
      );
      assert.equal(third?.refused, 'certificate');
      assert.match(words, /not the one that you trusted/);
    } finally {
      await replay.stop();
      await other.stop();
    }
  });

  it('is shown by a test of the connection too, which keeps the verdict once the login works', async () => {
    const replay = await startReplay(...tls('localhost'));
    try {
      const server: AmiServer = { name: 'Tested', host: '127.0.0.1', port: replay.port, tls: true, user: 'demo' };
      await setServers([server]);
      const secret = async (): Promise<string> => SECRET;
      assert.equal(await testConnection(server, around({ secret, certificate: async () => undefined })), undefined);
      assert.deepEqual([savedServers(), store.all.size], [[server], 0]);

      let shown = '';
      const trust = async (_server: AmiServer, { fingerprint256 }: Refused): Promise<{ fingerprint: string }> => {
        shown = fingerprint256;
        return { fingerprint: fingerprint256 };
      };
      const result = await testConnection(server, around({ secret, certificate: trust }));
      assert.equal(result?.ok, true, result?.words);
      await eventually('the verdict', () => savedServers()[0]?.fingerprint);
      assert.deepEqual(savedServers(), [{ ...server, fingerprint: shown }]);
      assert.equal(store.all.size, 1);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      await replay.stop();
    }
  });

  it('is accepted where a file of authorities says so', async () => {
    const replay = await startReplay(...tls('localhost'));
    try {
      const server: AmiServer = { host: '127.0.0.1', port: replay.port, tls: true, servername: 'localhost', user: 'demo', reconnect: false };
      const ca = fixture('test-only-localhost.cert.pem');
      const session = attachTo({ server, secret: SECRET }, around({ certificate: async () => ({ ca }) }));
      (await recording()).stop();
      await session;
      assert.equal((await eventually('the saved server', () => savedServers()[0])).ca, ca);
    } finally {
      await replay.stop();
    }
  });
});

describe('questions in steps', () => {
  it('go on, go back to what was answered, and end where the user goes away', async () => {
    const asked: string[] = [];
    const step =
      (name: string, ...answers: (string | typeof BACK | undefined)[]): Step<string> =>
      async (known, { step: at, total }) => {
        asked.push(`${at}/${total} ${name} knows ${known}`);
        const answer = answers.shift();
        return typeof answer === 'string' ? known + answer : answer;
      };
    assert.equal(await ask('T', '', [step('host', 'h', 'H'), step('user', BACK, 'u'), step('name', 'n')]), 'hHun');
    assert.deepEqual(asked, ['1/3 host knows ', '2/3 user knows h', '1/3 host knows h', '2/3 user knows hH', '3/3 name knows hHu']);
    assert.equal(await ask('T', '', [step('host', 'h'), step('user', undefined)]), undefined);
  });
});

describe('servers of settings', () => {
  it('are those of the user; a workspace can name none', async () => {
    const home = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(home);
    const file = vscode.Uri.joinPath(home, '.vscode/settings.json');
    // Other tests may have left settings there, which are put back.
    const before = existsSync(file.fsPath) ? readFileSync(file.fsPath) : undefined;
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ 'ami.servers': [{ host: 'evil.example', user: 'u' }], 'ami.noise': ['Planted'] })));
    try {
      await setServers([{ host: 'mine.example', user: 'me' }]);
      await eventually('my server', () => savedServers().length > 0);
      assert.deepEqual(savedServers(), [{ host: 'mine.example', user: 'me' }]);
      await setServers(undefined);
      await eventually('no server', () => savedServers().length === 0);
    } finally {
      if (before) await vscode.workspace.fs.writeFile(file, before);
      else await vscode.workspace.fs.delete(vscode.Uri.joinPath(home, '.vscode'), { recursive: true });
    }
  });

  it('are read with care', () => {
    assert.equal(readServer({ host: 'a' }), undefined);
    assert.equal(readServer('a'), undefined);
    assert.equal(readServer({ host: 'a b', user: 'u' }), undefined);
    assert.deepEqual(
      readServer({ host: 'a', user: 'u', secret: 'x', port: 99_999, fingerprint: 'AA', preset: 'toString', tls: 1, filters: ['!Event: A', 'b\nc'] }),
      {
        host: 'a',
        user: 'u',
        filters: ['!Event: A'],
      },
    );
    const all: AmiServer = {
      name: 'Main',
      host: 'pbx.example',
      port: 5039,
      user: 'viewer',
      tls: true,
      ca: '/ca.pem',
      servername: 'pbx',
      fingerprint: Array(32).fill('AA').join(':'),
      preset: 'quiet',
      events: 'call',
      filters: ['!Event: VarSet'],
      plain: false,
      reconnect: false,
      segmentSizeMB: 2,
      folder: '/captures',
    };
    assert.deepEqual(readServer(all), all);
    const extension = vscode.extensions.getExtension('ami-logs.ami-logs');
    assert.ok(extension);
    const manifest = extension.packageJSON as { contributes: { configuration: { properties: Record<string, { items?: { properties: object } }> } } };
    assert.deepEqual(Object.keys(manifest.contributes.configuration.properties['ami.servers']?.items?.properties ?? {}).sort(), Object.keys(all).sort());
    assert.deepEqual(readServer({ host: '::1', user: 'u', port: 5039, tls: true }), { host: '::1', user: 'u', port: 5039, tls: true });
  });

  it('connect only from windows that are trusted and on a computer', () => {
    assert.equal(whyNoConnection(true, true), undefined);
    assert.match(whyNoConnection(false, true) ?? '', /not trusted/);
    assert.match(whyNoConnection(true, false) ?? '', /browser/);
  });
});
