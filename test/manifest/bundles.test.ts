import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Every source that takes the place of another in the browser. */
const twins = ['client/src', 'server/src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.browser.ts'))
    .map((file) => path.join(folder, file)),
);

describe('the bundles', () => {
  it('have what package.json names for the browser', () => {
    const { browser } = JSON.parse(readFileSync('package.json', 'utf8')) as { browser: string };
    assert.equal(browser, './dist/web/client.js');
    assert.ok(existsSync(browser));
  });

  for (const file of ['client', 'server']) {
    it(`of the browser hold nothing of Node: ${file}`, () => {
      const text = readFileSync(`dist/web/${file}.js`, 'utf8');
      const wanted = [...text.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)].map((found) => found[1] ?? '');
      assert.deepEqual(
        wanted.filter((name) => name.startsWith('node:') || builtinModules.includes(name)),
        [],
      );
      assert.deepEqual(
        wanted.filter((name) => name !== 'vscode'),
        [],
      );
    });
  }

  it('run from wherever dist is copied to', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-dist-'));
    try {
      cpSync('dist', folder, { recursive: true, filter: (file) => !file.endsWith('.map') });
      const found = execFileSync(process.execPath, [path.join(folder, 'cli.js'), 'explain', 'Hangup'], { cwd: folder, encoding: 'utf8' });
      assert.match(found, /Hangup/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('hold the library of the language client once, where activation does not read it', () => {
    const sentence = "couldn't create connection to server";
    assert.ok(readFileSync('dist/web/client.js', 'utf8').includes(sentence));
    assert.ok(!readFileSync('dist/client.js', 'utf8').includes(sentence));
  });

  it('hold the catalogue once, in a file beside them', () => {
    const text = JSON.parse(readFileSync('dist/catalog.json', 'latin1')) as { texts: string[] };
    const sentence = text.texts.find((one) => one.length > 60 && /^[\w ,.]+$/.test(one));
    assert.ok(sentence);
    for (const file of ['client.js', 'programs.js', 'web/client.js', 'web/server.js'])
      assert.equal(readFileSync(path.join('dist', file), 'utf8').includes(sentence), false, file);
  });
});

describe('pictures', () => {
  it('have a palette, which makes them a third of the size: `npm run shrink-pictures` gives them one', () => {
    const without = readdirSync('images').filter((name) => name.endsWith('.png') && readFileSync(path.join('images', name))[25] !== 3);
    assert.deepEqual(without, []);
  });
});

describe('a source for the browser', () => {
  it('has a twin for Node, and gives all that its twin gives', () => {
    assert.ok(twins.length > 5);
    for (const file of twins) {
      const twin = file.replace('.browser.ts', '.ts');
      assert.ok(existsSync(twin), `${file} takes the place of ${twin}, which is not there`);
      const missing = exportsOf(twin).filter((name) => !exportsOf(file).includes(name));
      assert.deepEqual(missing, [], `${file} lacks what ${twin} gives`);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /^import (?!type).* from '(node:.*|.*\/node)';/m, `${file} imports what only Node has`);
    }
  });
});

/** The values that a source exports, by name. */
function exportsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^export (?:async )?(?:const|let|function\*?|class) (\w+)/gm)].map((found) => found[1] ?? '');
}
