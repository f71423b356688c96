import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Texts = Readonly<Record<string, unknown>>;

interface Localize {
  localized(manifest: unknown, known: Texts): { manifest: unknown; texts: Record<string, string> };
  callsIn(code: string, name: string): string[];
  codeTexts(): Promise<Record<string, unknown>>;
  flaws(texts: Texts, translation: Texts, language: string): string[];
}

const TEXTS = 'package.nls.json';
const BUNDLE = 'l10n/bundle.l10n.json';
const made = existsSync(TEXTS);
const read = (file: string): Texts => JSON.parse(readFileSync(file, 'utf8')) as Texts;

/** The languages that something is translated into. */
const languages = readdirSync('.').flatMap((file) => /^package\.nls\.(.+)\.json$/.exec(file)?.[1] ?? []);

/** A script of the project. They are modules, which TypeScript would make a `require` of. */
const script = <T>(name: string): Promise<T> => new Function('url', 'return import(url)')(pathToFileURL(path.resolve('scripts', name)).href) as Promise<T>;

describe('npm run l10n', () => {
  let localize: Localize;
  before(async () => {
    localize = await script<Localize>('localize.mjs');
  });

  const manifest = {
    name: 'a-name',
    description: 'What it is.',
    capabilities: { untrustedWorkspaces: { supported: 'limited', description: 'Not much.' } },
    contributes: {
      languages: [{ id: 'ami', name: 'stays' }],
      commands: [
        { command: 'ami.one', title: 'One', icon: '$(plug)' },
        { command: 'ami.two', title: '%command.two%' },
      ],
      configuration: {
        title: 'Settings',
        properties: { 'ami.title': { type: 'string', markdownDescription: 'A `setting`.', enumDescriptions: ['This', 'That'] } },
      },
      viewsWelcome: [{ view: 'ami.calls', contents: 'Hello\n[One](command:ami.one)' }],
    },
  };

  it('takes the texts that people read out of package.json, and nothing else', () => {
    const { manifest: after, texts } = localize.localized(manifest, { 'command.two': 'Two' });
    const left = JSON.stringify(after);
    for (const text of ['What it is.', 'Not much.', 'One', 'Two', 'Settings', 'A `setting`.', 'This', 'That', 'Hello\n[One](command:ami.one)']) {
      assert.ok(Object.values(texts).includes(text), text);
      assert.ok(!left.includes(JSON.stringify(text)), text);
    }
    for (const text of ['a-name', 'stays', '$(plug)', 'limited', 'ami.title']) assert.ok(left.includes(`"${text}"`), text);
  });

  it('changes nothing the second time, and each key leads back to its text', () => {
    const once = localize.localized(manifest, { 'command.two': 'Two' });
    const twice = localize.localized(once.manifest, once.texts);
    assert.deepEqual(twice, once);
    const back: unknown = JSON.parse(JSON.stringify(once.manifest), (_, value: unknown) =>
      typeof value === 'string' ? (once.texts[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? value) : value,
    );
    assert.deepEqual(back, JSON.parse(JSON.stringify(manifest).replace('%command.two%', 'Two')));
  });

  it('finds a key for every text of package.json itself', () => {
    const { texts } = localize.localized(read('package.json'), made ? read(TEXTS) : {});
    for (const [key, text] of Object.entries(texts)) assert.ok(text.trim(), `${key} says nothing`);
  });

  it('finds what is said in a piece of code, and tells where that cannot be found', () => {
    const code = [
      "// t('not this')",
      "/** t('nor this') */",
      "l10n.t('one {0}', n) + vscode.l10n.t(\n'two')",
      "const { t } = words; t(\"it's\", at('x'), x.t('y'), format('z'));",
      'export function t(text: string) {}',
    ].join('\n');
    assert.deepEqual(localize.callsIn(code, 'some.ts'), ["l10n.t('one {0}');", "l10n.t('two');", `l10n.t("it's");`]);
    for (const wrong of ['t(text)', 't(`a`)', "t(a ? 'b' : 'c')", "l10n.t('a' + b)"])
      assert.throws(() => localize.callsIn(wrong, 'some.ts'), /some\.ts: the text/, wrong);
  });

  it('collects what client and server say', async () => {
    const texts = await localize.codeTexts();
    for (const text of ['Open Sample Capture', 'Why it ended', '{0} lacks {1}, which it always has.']) assert.ok(text in texts, text);
    assert.ok(Object.keys(texts).length > 800);
  });

  it('says what a translation lacks, has too much, or says otherwise', () => {
    const texts = { a: 'Open {0}', b: '[One](command:ami.one) and `code`', c: 'Plain', d: '$(check) Done' };
    assert.deepEqual(localize.flaws(texts, { a: '{0} 열기', b: '`code`, [하나](command:ami.one)', c: '평범', d: '$(check) 완료' }, 'ko'), []);
    const wrong = localize.flaws(texts, { a: '열기', b: '[하나](command:ami.two) `code`', c: '  ', e: 'x' }, 'ko');
    assert.deepEqual(
      wrong.map((one) => /"(\w)"/.exec(one)?.[1]),
      ['a', 'b', 'c', 'd', 'e'],
    );
  });
});

describe('the texts', () => {
  before(function () {
    // The maintainer runs `npm run l10n` when package.json is at rest; before that its texts stand in it.
    if (!made) this.skip();
  });

  it('are all in package.nls.json and in the bundle, and fresh', function () {
    this.timeout(30_000);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/localize.mjs', '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  it('of package.json are keys that lead somewhere, and no key is idle', () => {
    const keys = [...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(read(TEXTS)).sort());
    assert.equal((read('package.json') as { l10n?: string }).l10n, './l10n', 'package.json says where the bundle is');
  });

  it('are translated as a whole, with the same placeholders', async () => {
    const { flaws } = await script<Localize>('localize.mjs');
    for (const language of languages) {
      assert.deepEqual(flaws(read(TEXTS), read(`package.nls.${language}.json`), language), []);
      assert.deepEqual(flaws(read(BUNDLE), read(`l10n/bundle.l10n.${language}.json`), language), []);
    }
  });
});

describe('npm run docs', () => {
  it('finds the tables of the README as package.json says', function () {
    // Until the README has places for the tables there is nothing to be stale.
    if (!readFileSync('README.md', 'utf8').includes('<!-- commands: npm run docs -->')) this.skip();
    execFileSync(process.execPath, ['scripts/docs.mjs', '--check'], { stdio: ['ignore', 'ignore', 'pipe'] });
  });

  it('writes a row for each command that people see and each setting, and leaves the rest alone', async () => {
    const { withTables } = await script<{ withTables(text: string): string }>('docs.mjs');
    const text = 'Before\n<!-- commands: npm run docs -->\nold\n<!-- /commands -->\nbetween\n<!-- settings: npm run docs -->\n<!-- /settings -->\nafter\n';
    const written = withTables(text);
    assert.match(written, /^Before\n<!-- commands/);
    assert.match(written, /\nbetween\n/);
    assert.match(written, /\nafter\n$/);
    assert.ok(!written.includes('\nold\n'));
    assert.match(written, /\| \*\*AMI: Open Sample Capture…\*\* \| /);
    assert.match(written, /\| `ami\.noise` \| /);
    assert.ok(!written.includes('AMI: Go to Message**'), 'a command that no palette shows');
    assert.equal(withTables(written), written);
    assert.throws(() => withTables('no tables'), /README\.md has no/);
  });
});
