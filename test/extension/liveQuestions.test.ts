import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { chooseAction } from '../../client/src/capture/actions';
import { registerAgain } from '../../client/src/capture/again';
import { asking } from '../../client/src/capture/asking';
import { settledFolds, stillGrowing } from '../../client/src/capture/growing';
import type { LiveCapture } from '../../client/src/capture/liveCapture';
import { partWords } from '../../client/src/capture/part';
import { type Running, runningCaptures } from '../../client/src/capture/running';
import { type AmiServer, savedServers } from '../../client/src/capture/servers';
import { attachTo, type Surroundings } from '../../client/src/capture/session';
import { askCertificate, type Refused } from '../../client/src/capture/trust';
import { ACCEPTED, BOOTED, fakeServer, untilLogin } from '../capture/fakeServer';
import { eventually, memoryStore, ROOT, SECRET } from './support';

type Shown = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage' | 'showOpenDialog';

/** What was shown, and takes the place of the user: each call gets what `answer` gives for its words and buttons. */
function answering(shown: Shown, answer: (words: string, buttons: readonly unknown[]) => unknown): { readonly words: string[]; restore(): void } {
  const real = vscode.window[shown];
  const words: string[] = [];
  const instead = async (first: unknown, ...more: unknown[]): Promise<unknown> => {
    words.push(typeof first === 'string' ? first : ((first as { title?: string }).title ?? ''));
    return answer(words.at(-1) ?? '', more);
  };
  Object.defineProperty(vscode.window, shown, { value: instead, configurable: true, writable: true });
  return { words, restore: () => Object.defineProperty(vscode.window, shown, { value: real, configurable: true, writable: true }) };
}

describe('what a live capture asks and tells', () => {
  let folder: string;
  let begun: LiveCapture[];
  let restores: (() => void)[];
  const log = vscode.window.createOutputChannel('live questions', { log: true });

  const answer = (shown: Shown, with_: (words: string, buttons: readonly unknown[]) => unknown): string[] => {
    const { words, restore } = answering(shown, with_);
    restores.push(restore);
    return words;
  };
  const around = (cli = path.join(ROOT, 'dist/cli.js')): Surroundings => ({
    asking: asking(log),
    secrets: memoryStore(),
    cli,
    segmentSizeMB: 0,
    newFile: async () => vscode.Uri.file(path.join(folder, `capture-${begun.length}.ami`)),
    started: (capture) => void begun.push(capture),
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-asks-'));
    begun = [];
    restores = [];
  });
  afterEach(async () => {
    for (const restore of restores) restore();
    for (const capture of begun) capture.stop();
    await Promise.all(begun.map(({ ended }) => ended));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.getConfiguration('ami').update('servers', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => log.dispose());

  it('that the disk is full, once, and goes on in the folder that is chosen', async () => {
    // A recorder that says what one says on a full disk, and notes what it is told.
    const cli = path.join(folder, 'recorder.js');
    const heard = path.join(folder, 'heard.txt');
    writeFileSync(
      cli,
      `const status = (status) => process.send({ type: 'status', status });
       const full = () => status({ state: 'paused', reason: 'The disk is full.' });
       process.on('message', (command) => {
         require('node:fs').appendFileSync(${JSON.stringify(heard)}, JSON.stringify(command) + '\\n');
         if (command.type === 'stop') process.exit(0);
       });
       full();
       full();`,
    );
    const words = answer('showWarningMessage', (_words, [choose]) => choose);
    const titles = answer('showOpenDialog', () => [vscode.Uri.file(path.join(folder, 'elsewhere'))]);
    const session = attachTo({ server: { name: 'Full', host: '127.0.0.1', user: 'demo' }, secret: SECRET }, around(cli));
    const told = await eventually('the folder', () => readIfThere(heard));
    assert.deepEqual(JSON.parse(told), { type: 'folder', path: path.join(folder, 'elsewhere') });
    assert.deepEqual(words, ['Full: The disk is full.']);
    assert.equal(titles.length, 1);
    assert.equal(begun[0]?.progress().state, 'full');
    begun[0]?.stop();
    assert.equal((await session)?.stopped, true);
  });

  it('that the account may do more than watch, once a window, with the lines for one that may not', async () => {
    const pbx = await fakeServer(async (session) => {
      const login = await untilLogin(session);
      await session.send(ACCEPTED.replace('ami-logs-login', login?.get('actionid') ?? '') + BOOTED);
      for (let action = await session.action(); action; action = await session.action())
        await session.send(
          `Response: Success\r\nActionID: ${action.get('actionid')}\r\n${
            action.get('action') === 'ListCommands' ? 'Originate: Originate a call.  (Priv: originate,all)\r\n' : ''
          }\r\n`,
        );
    });
    try {
      const words = answer('showWarningMessage', (_words, [show]) => show);
      const server: AmiServer = { host: '127.0.0.1', port: pbx.port, user: 'mighty', reconnect: false };
      const surroundings = around();
      const session = attachTo({ server, secret: SECRET }, surroundings);
      const shown = await eventually('the lines', () => vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'ini')?.document);
      assert.match(shown.getText(), /^\[mighty-viewer\]$/m);
      // An untitled document would be asked about when it is closed.
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      assert.match(words[0] ?? '', /mighty may do more than watch.*Originate/);
      begun[0]?.stop();
      await session;

      let noticed = false;
      const again = attachTo({ server, secret: SECRET }, surroundings);
      const second = await eventually('the second capture', () => begun[1]);
      second.onNotice(() => {
        noticed = true;
      });
      await eventually('the notice', () => noticed);
      second.stop();
      await again;
      assert.equal(words.length, 1);
    } finally {
      await pbx.close();
    }
  });

  it('whether a certificate is to be trusted, or the authorities of a file', async () => {
    const server: AmiServer = { host: 'pbx.example', tls: true, user: 'demo' };
    const refused: Refused = {
      reason: 'self-signed',
      fingerprint256: 'AA:BB',
      subject: 'CN=pbx',
      issuer: 'CN=pbx',
      names: [],
      validFrom: 'Jan 1 2026',
      validTo: 'Jan 1 2027',
    };
    let button = 'Trust This Certificate';
    answer('showWarningMessage', (_words, [, ...buttons]) => buttons.find((one) => one === button));
    let files: vscode.Uri[] | undefined;
    answer('showOpenDialog', () => files);
    assert.deepEqual(await askCertificate(server, refused), { fingerprint: 'AA:BB' });
    button = 'Choose CA File…';
    assert.equal(await askCertificate(server, refused), undefined);
    files = [vscode.Uri.file('/ca.pem')];
    assert.deepEqual(await askCertificate(server, refused), { ca: files[0]?.fsPath });
    button = 'Cancel';
    assert.equal(await askCertificate(server, refused), undefined);
  });

  it('whether to attach again after the window was loaded anew', async () => {
    const state = mementoOf({ 'ami.attached': ['Main', 'Second'] });
    const words = answer('showInformationMessage', (_words, [again]) => again);
    const attached: string[] = [];
    const captures = runningCaptures();
    const again = registerAgain(state, captures, (name) => void attached.push(name));
    await eventually('both', () => attached.length === 2);
    assert.deepEqual(attached, ['Main', 'Second']);
    assert.match(words[0] ?? '', /live capture of Main, Second ended/);
    assert.deepEqual(state.get('ami.attached'), []);

    // What runs is kept, where its server is a saved one; what ends with the window stays kept.
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('ami');
    await settings().update('servers', [{ name: 'Third', host: 'third.example', user: 'u' }], vscode.ConfigurationTarget.Global);
    await eventually('the saved server', () => savedServers().length === 1);
    const changed = new vscode.EventEmitter<void>();
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const capture = { name: 'Third', files: () => [], onDidChange: changed.event, ended, stop: () => undefined };
    const view = { mode: () => 'following', tail: () => undefined, onDidChange: changed.event, dispose: () => undefined };
    captures.add({ capture, view } as unknown as Running);
    assert.deepEqual(state.get('ami.attached'), ['Third']);
    again.dispose();
    end();
    await eventually('the end', () => captures.all().length === 0);
    assert.deepEqual(state.get('ami.attached'), ['Third']);
    captures.dispose();
    await settings().update('servers', undefined, vscode.ConfigurationTarget.Global);

    assert.equal(words.length, 1);
    registerAgain(mementoOf({}), captures, () => assert.fail('nothing was attached')).dispose();
    assert.equal(words.length, 1);
  });

  it('what to do with each capture, under headings that leave the first of it its room', async () => {
    const change = new vscode.EventEmitter<void>();
    const running = (name: string): Running => {
      const progress = {
        state: 'recording',
        reason: '',
        messages: 156_811,
        bytes: 62_600_000,
        messagesPerSecond: 11_777,
        lost: 2,
        file: vscode.Uri.file('/a.ami'),
      };
      const capture = { name, progress: () => progress, files: () => [progress.file], onDidChange: change.event };
      const view = { mode: () => 'following', unseen: () => 0, tail: () => vscode.Uri.parse('ami-tail:/a.ami') };
      return { capture, view } as unknown as Running;
    };
    let items: vscode.QuickPickItem[] = [];
    const real = vscode.window.showQuickPick;
    const instead = async (given: vscode.QuickPickItem[]): Promise<undefined> => {
      items = given;
      return undefined;
    };
    Object.defineProperty(vscode.window, 'showQuickPick', { value: instead, configurable: true, writable: true });
    restores.push(() => Object.defineProperty(vscode.window, 'showQuickPick', { value: real, configurable: true, writable: true }));
    const nothing = (): void => undefined;
    const actions = { stop: nothing, pause: nothing, follow: nothing, note: nothing, attach: nothing, log: nothing, account: nothing, filter: nothing };
    await chooseAction([running('Fast'), running('A name that somebody made longer than any list has room for')], actions);
    const headings = items.filter(({ kind }) => kind === vscode.QuickPickItemKind.Separator).map(({ label }) => label);
    assert.deepEqual(headings, ['Fast', 'A name that somebody made longer than an…', 'More']);
    assert.match(
      items.find(({ label }) => label === 'Stop')?.description ?? '',
      /^Fast: 11,777\/s, 156,811 messages, 62.6 MB, connection lost 2 times, too fast/,
    );
  });

  it('that a later file of a recording is one', () => {
    assert.equal(
      partWords('/a/pbx 2026-11-22 20-15-03.0002.ami'),
      'Part 2 of a recording. What began earlier is in the part before; AMI: Open All Segments shows all parts as one.',
    );
    assert.deepEqual(['/a/pbx.0001.ami', '/a/pbx.ami', '/a/pbx.2026.txt', '/a/pbx.12.ami'].map(partWords), [undefined, undefined, undefined, undefined]);
  });

  it('nothing of a document that is loaded ever more rarely: it still grows', () => {
    assert.deepEqual([0, 1_000, 4_000, 60_000].map(stillGrowing), [3_000, 3_000, 8_000, 15_000]);
    assert.deepEqual(settledFolds([{ end: 10 }, { end: 96 }, { end: 97 }, { end: 99 }], 100), [{ end: 10 }, { end: 96 }]);
  });
});

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

function mementoOf(values: Record<string, unknown>): vscode.Memento {
  return {
    keys: () => Object.keys(values),
    get: (key: string, otherwise?: unknown) => values[key] ?? otherwise,
    update: async (key: string, value: unknown) => {
      values[key] = value;
    },
  } as vscode.Memento;
}
