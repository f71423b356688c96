import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** All that the package is made of, besides its samples and the pictures of its walkthrough. Whoever adds a file that users need adds it here and in .vscodeignore. */
const PACKAGED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/catalog.json',
  'dist/cli.js',
  'dist/client.js',
  'dist/ladder/main.js',
  'dist/ladder/page.css',
  'dist/programs.js',
  'dist/server.js',
  'dist/story/main.js',
  'dist/story/page.css',
  'dist/web/client.js',
  'dist/web/server.js',
  'images/calls.svg',
  'images/icon.png',
  'images/ladder-dark.svg',
  'images/ladder-light.svg',
  'images/overview.png',
  'images/story-dark.svg',
  'images/story-light.svg',
  'language-configuration.json',
  'package.json',
  'snippets/ami.json',
  'syntaxes/ami.tmLanguage.json',
];

/** Texts and their translations: `npm run l10n` makes them. What the client says in English stands in its bundle. */
const TEXTS = /^(package\.nls(\.[\w-]+)?\.json|l10n\/bundle\.l10n\.[\w-]+\.json)$/;

/** What a file takes in a ZIP besides its bytes: two headers with its name, time and sizes. */
const ENTRY = 200;

describe('the package', () => {
  let files: string[];
  before(function () {
    this.timeout(60_000);
    const vsce = 'node_modules/@vscode/vsce/vsce';
    files = execFileSync(process.execPath, [vsce, 'ls', '--no-dependencies'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split(/\r?\n/)
      .sort();
  });

  it('holds what runs, and nothing else', () => {
    const parts = files.filter((file) => !/^(samples|images\/walkthrough)\//.test(file) && !TEXTS.test(file));
    assert.deepEqual(parts, PACKAGED);
  });

  it('is under 1 MB', function () {
    this.timeout(60_000);
    // As it is built for users, which is not what stands in dist now.
    const folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-package-'));
    try {
      for (const part of ['client', 'server', 'node_modules']) symlinkSync(path.resolve(part), path.join(folder, part), 'junction');
      copyFileSync('package.json', path.join(folder, 'package.json'));
      execFileSync(process.execPath, [path.resolve('esbuild.mjs'), '--production'], { cwd: folder, stdio: 'ignore' });
      const packed = files.map((file) => deflateRawSync(readFileSync(file.startsWith('dist/') ? path.join(folder, file) : file)).length + ENTRY);
      assert.ok(packed.reduce((sum, size) => sum + size, 0) < 1_000_000, String(packed));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('holds the samples that the command offers', () => {
    const offered = [...readFileSync('client/src/samples.ts', 'utf8').matchAll(/file: '([^']+)'/g)].map(([, file]) => `samples/${file}`);
    assert.deepEqual(
      files.filter((file) => file.startsWith('samples/')),
      offered.sort(),
    );
  });

  it('holds the pictures of the walkthrough', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as { contributes: { walkthroughs: { steps: { media: { svg: string } }[] }[] } };
    assert.deepEqual(
      files.filter((file) => file.startsWith('images/walkthrough/')),
      contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)).sort(),
    );
  });

  it('holds every picture that its README shows, and each has a text', () => {
    const shown = [...readFileSync('README.md', 'utf8').matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)];
    assert.ok(shown.length > 0);
    for (const [, text = '', file = ''] of shown) {
      assert.ok(files.includes(file), file);
      assert.notEqual(text, '', file);
    }
  });
});
