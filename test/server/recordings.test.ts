import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-types';
import { isRecorded } from '../../server/src/capture/recorded';
import { followRecordings } from '../../server/src/recordings';
import { startClient } from '../support/lspClient';

const CUT = 'Event: Reload\r\nPriv';

describe('a file that somebody records', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const lock = (name: string, owner: object = { pid: process.pid, host: hostname() }): void => writeFileSync(at(`.${name}.lock`), JSON.stringify(owner));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-recordings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is known by the lock beside it, and so are the segments', async () => {
    lock('a.ami');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    lock('b.ami', { pid: gone, host: hostname() });
    lock('c.ami', { pid: gone, host: `not-${hostname()}` });
    writeFileSync(at('.d.ami.lock'), 'no owner');
    const found = await Promise.all(['a.ami', 'a.0003.ami', 'a.b.ami', 'b.ami', 'c.ami', 'd.ami', 'e.ami'].map((name) => isRecorded(at(name))));
    assert.deepEqual(found, [true, true, false, false, true, false, false]);
  });

  it('is told of when it is opened, when the recording ends, and when it is closed', async () => {
    lock('a.ami');
    let next: (told: string) => void = () => undefined;
    const told = (): Promise<string> => new Promise((resolve) => (next = resolve));
    const recordings = followRecordings((uri, live) => next(`${path.basename(uri)} ${live}`), 1);
    const uri = pathToFileURL(at('a.ami')).href;
    let says = told();
    recordings.opened(uri);
    assert.equal(await says, 'a.ami true');
    says = told();
    rmSync(at('.a.ami.lock'));
    assert.equal(await says, 'a.ami false');
    recordings.closed(uri);

    lock('a.ami');
    says = told();
    recordings.opened(uri);
    assert.equal(await says, 'a.ami true');
    says = told();
    recordings.closed(uri);
    assert.equal(await says, 'a.ami false');
    recordings.opened('untitled:a.ami');
  });

  it('has no cut message at its end in the language server, whoever records it', async () => {
    lock('a.ami');
    const client = await startClient();
    try {
      for (const name of ['a.ami', 'b.ami']) {
        const uri = pathToFileURL(at(name)).href;
        client.open(uri, CUT);
        const { diagnostics } = await client.next<{ uri: string; diagnostics: Diagnostic[] }>(
          'textDocument/publishDiagnostics',
          (params) => params.uri === uri,
        );
        assert.deepEqual(
          diagnostics.map(({ code }) => code),
          name === 'a.ami' ? [] : ['truncated-message'],
        );
      }
    } finally {
      await client.end();
    }
  });
});
