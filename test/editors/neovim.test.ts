import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CAPTURE =
  'Asterisk Call Manager/7.0.3\r\nEvent: NoSuchThing\r\nPrivilege: call,all\r\n\r\n' +
  'Event: Hangup\r\nPrivilege: call,all\r\nChannell: SIP/1-00000001\r\nUniqueid: 1.1\r\nCause: 21\r\nCause-txt: Call Rejected\r\n\r\n';

describe('Neovim with the language server', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-neovim-'));
    // What `npm install --global` would put on the PATH.
    const program = path.join(folder, 'ami-logs-server');
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${path.resolve('dist/server.js')}" "$@"\n`);
    chmodSync(program, 0o755);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('attaches, shows diagnostics, and is answered for hovers, symbols and folds', () => {
    const capture = path.join(folder, 'a b.ami');
    const result = path.join(folder, 'result.json');
    writeFileSync(capture, CAPTURE);
    const { status, error, stderr } = spawnSync(
      'nvim',
      ['--clean', '--headless', '-u', path.resolve('test/editors/neovim.lua'), '-c', `luafile ${path.resolve('test/editors/try.lua')}`],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 100_000,
        env: {
          ...process.env,
          PATH: `${folder}${path.delimiter}${process.env.PATH}`,
          AMI_CAPTURE: capture,
          AMI_RESULT: result,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
        },
      },
    );
    assert.deepEqual([error, status], [undefined, 0], stderr);
    const said = JSON.parse(readFileSync(result, 'utf8')) as {
      filetype: string;
      diagnostics: { line: number; code: string; source: string }[];
      hover: unknown;
      symbols: string[];
      folds: number;
    };
    assert.equal(said.filetype, 'ami');
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
    assert.deepEqual(said.symbols, ['Event: NoSuchThing', 'Event: Hangup']);
    assert.equal(said.folds, 2);
  });
});
