import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

describe('the npm package', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-npm-'));
    // What is built is packed as it is: `prepack` would build again, for users.
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { shell: process.platform === 'win32' });
    const [archive = ''] = readdirSync(folder);
    execFileSync('tar', ['-xzf', archive], { cwd: folder });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const manifest = () => JSON.parse(readFileSync(path.join(folder, 'package/package.json'), 'utf8')) as { version: string; bin: Record<string, string> };

  it('has the programs and little else', () => {
    const files = readdirSync(path.join(folder, 'package'), { recursive: true, withFileTypes: true });
    const names = files
      .filter((one) => one.isFile())
      .map((one) => path.relative(path.join(folder, 'package'), path.join(one.parentPath ?? one.path, one.name)));
    // Some versions of npm take what `main` names in any case; that is the extension's.
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/catalog.json', 'dist/cli.js', 'dist/programs.js', 'dist/server.js', 'package.json'];
    assert.deepEqual(
      names
        .map((name) => name.replaceAll(path.sep, '/'))
        .filter((name) => name !== 'dist/client.js')
        .sort(),
      expected,
    );
    assert.deepEqual(manifest().bin, { 'ami-logs': 'dist/cli.js', 'ami-logs-server': 'dist/server.js' });
    for (const file of Object.values(manifest().bin)) assert.match(readFileSync(path.join(folder, 'package', file), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('has programs that run where nothing else is installed', async () => {
    const { stdout } = spawnSync(process.execPath, [path.join(folder, 'package/dist/cli.js'), '--version'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout.trim(), manifest().version);
    const server = spawn(process.execPath, [path.join(folder, 'package/dist/server.js'), '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    let said = '';
    for await (const chunk of server.stdout) {
      said += String(chunk);
      if (said.includes('ami-logs-server')) break;
    }
    server.kill();
    assert.match(said, /"hoverProvider":true/);
  });
});
