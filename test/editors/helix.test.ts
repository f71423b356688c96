import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CAPTURE, editorFolder, runs } from './editors';

/** Helix cannot run without a terminal: tmux is one whose screen can be read. */
describe('Helix with the language server', () => {
  let place: ReturnType<typeof editorFolder>;
  before(function () {
    if (!runs('hx', '--version') || !runs('tmux', '-V')) this.skip();
    place = editorFolder();
    const config = path.join(place.folder, 'config', 'helix');
    mkdirSync(config, { recursive: true });
    copyFileSync('test/editors/helix.toml', path.join(config, 'languages.toml'));
    writeFileSync(path.join(place.folder, 'a b.ami'), CAPTURE);
  });
  after(() => {
    if (!place) return;
    tmux('kill-server');
    rmSync(place.folder, { recursive: true, force: true });
  });

  function tmux(...args: string[]): string {
    const env = { ...place.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    return spawnSync('tmux', ['-u', '-S', path.join(place.folder, 'tmux'), '-f', '/dev/null', ...args], { cwd: place.folder, env, encoding: 'utf8' }).stdout;
  }

  /** The screen, once it shows what is looked for. */
  async function shows(what: RegExp): Promise<string> {
    const end = Date.now() + 60_000;
    for (let screen = ''; ; await pause(100)) {
      screen = tmux('capture-pane', '-p');
      if (what.test(screen)) return screen;
      if (Date.now() > end) assert.fail(`never shows ${what}:\n${screen}\n${log()}`);
    }
  }

  function log(): string {
    const file = path.join(place.folder, 'helix', 'helix.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  it('shows diagnostics, hovers and symbols, and says why there is no renaming', async () => {
    tmux('new-session', '-d', '-x', '120', '-y', '40', "hx 'a b.ami'");
    // The marks beside the text: an unknown event and an unknown header.
    await shows(/● +2 +Event: NoSuchThing[\s\S]*● +7 +Channell: /);
    // Opens the file at the value of Cause, and asks what it is.
    tmux('send-keys', '/: 21', 'Enter');
    await shows(/9:9\s*$/m);
    tmux('send-keys', 'Space', 'k');
    await shows(/21 = Call Rejected/);
    // A key right behind Escape would be read as Alt and that key.
    tmux('send-keys', 'Escape');
    await shows(/^(?![\s\S]*21 = Call Rejected)/);
    tmux('send-keys', 'Space', 's');
    await shows(/Event: Hangup · Call Rejected/);
    tmux('send-keys', 'Escape');
    await shows(/^(?![\s\S]*Hangup · Call Rejected)/);
    tmux('send-keys', 'Space', 'r');
    await shows(/evidence/);
    assert.doesNotMatch(log(), /PANIC|panicked|\[ERROR\](?!.*evidence)(?!.*tree-sitter)/);
  });
});
