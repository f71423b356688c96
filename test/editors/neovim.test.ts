import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CAPTURE, editorFolder, runs } from './editors';

describe('Neovim with the language server', () => {
  let place: ReturnType<typeof editorFolder>;
  before(function () {
    if (!runs('nvim', '--version')) this.skip();
    place = editorFolder();
  });
  after(() => {
    if (place) rmSync(place.folder, { recursive: true, force: true });
  });

  /** What Neovim with the README's set-up shows of a file. */
  function shown(name: string): Shown {
    const capture = path.join(place.folder, name);
    const result = path.join(place.folder, 'result.json');
    writeFileSync(capture, CAPTURE);
    const { status, error, stderr } = spawnSync(
      'nvim',
      ['--clean', '--headless', '-u', path.resolve('test/editors/neovim.lua'), '-c', `luafile ${path.resolve('test/editors/try.lua')}`],
      { cwd: place.folder, encoding: 'utf8', timeout: 100_000, env: { ...place.env, AMI_CAPTURE: capture, AMI_RESULT: result } },
    );
    assert.deepEqual([error, status], [undefined, 0], stderr);
    return JSON.parse(readFileSync(result, 'utf8')) as Shown;
  }

  it('attaches, shows diagnostics, and is answered for hovers, symbols and folds', () => {
    const said = shown('a b.ami');
    assert.equal(said.filetype, 'ami');
    assert.equal(said.clients, 1, 'the server is started once');
    assert.deepEqual(
      said.diagnostics
        .filter(({ code }) => code !== 'missing-header')
        .map(({ line, code, source }) => [line, code, source])
        .sort(),
      [
        [1, 'unknown-message', 'ami'],
        [6, 'unknown-header', 'ami'],
      ],
    );
    assert.match(JSON.stringify(said.hover), /[Rr]ejected/);
    assert.deepEqual(said.symbols, ['Event: NoSuchThing', 'Event: Hangup · Call Rejected']);
    assert.equal(said.folds, 2);
    assert.match(said.renaming, /evidence/);
    assert.ok(said.tokens > 0);
    assert.ok(said.actions.includes('Change to Channel'));
    assert.doesNotMatch(JSON.stringify(said), /command:/);
  });

  it('knows a capture by its first line', () => assert.equal(shown('session.txt').filetype, 'ami'));
});

interface Shown {
  readonly filetype: string;
  readonly clients: number;
  readonly diagnostics: { readonly line: number; readonly code: string; readonly source: string }[];
  readonly hover: unknown;
  readonly symbols: string[];
  readonly folds: number;
  readonly renaming: string;
  readonly tokens: number;
  readonly actions: string[];
}
