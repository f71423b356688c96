import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CAPTURE, editorFolder, runs } from './editors';

describe('Emacs with eglot and the language server', () => {
  let place: ReturnType<typeof editorFolder>;
  before(function () {
    // Part of Emacs from 29 on, a package before.
    if (!runs('emacs', '-q', '--batch', '--eval', "(progn (package-activate-all) (require 'eglot))")) this.skip();
    place = editorFolder();
  });
  after(() => {
    if (place) rmSync(place.folder, { recursive: true, force: true });
  });

  /** What Emacs with the README's set-up shows of a file. */
  function shown(name: string): Shown {
    const capture = path.join(place.folder, name);
    const result = path.join(place.folder, 'result.json');
    writeFileSync(capture, CAPTURE);
    const { status, error, stderr } = spawnSync('emacs', ['-q', '--batch', '-l', path.resolve('test/editors/try.el')], {
      cwd: place.folder,
      encoding: 'utf8',
      timeout: 100_000,
      env: { ...place.env, AMI_CAPTURE: capture, AMI_RESULT: result, AMI_CONFIG: path.resolve('test/editors/emacs.el') },
    });
    assert.deepEqual([error, status], [undefined, 0], stderr);
    return JSON.parse(readFileSync(result, 'utf8')) as Shown;
  }

  it('attaches, shows diagnostics, hovers in plain text, symbols and quick fixes, and refuses to rename', () => {
    const said = shown('a b.ami');
    assert.equal(said.mode, 'ami-mode');
    for (const [line, words] of [
      [1, /NoSuchThing/],
      [6, /Channell/],
    ] as const)
      assert.ok(
        said.diagnostics.some((one) => one.line === line && words.test(one.text)),
        JSON.stringify(said.diagnostics),
      );
    assert.match(said.hover, /^21 = [\s\S]*rejected/i);
    assert.doesNotMatch(said.hover, /\*\*|`/);
    assert.ok(said.symbols.includes('Event: Hangup · Call Rejected'), String(said.symbols));
    assert.match(said.rename, /evidence/);
    assert.ok(said.actions.includes('Change to Channel'));
  });

  it('knows a capture by its first line', () => assert.equal(shown('session.txt').mode, 'ami-mode'));
});

interface Shown {
  readonly mode: string;
  readonly diagnostics: { readonly line: number; readonly text: string }[];
  readonly hover: string;
  readonly symbols: string[];
  readonly rename: string;
  readonly actions: string[];
}
