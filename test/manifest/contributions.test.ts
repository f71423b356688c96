import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Entry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly pricing: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly icon?: string }[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly keybindings: readonly Entry[];
    readonly colors: readonly { readonly id: string; readonly description: string; readonly defaults: Readonly<Record<string, string>> }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
/** Texts by key where package.json has keys. */
const texts: Readonly<Record<string, string>> = existsSync('package.nls.json')
  ? (JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>)
  : {};
const worded = (one: string): string => texts[/^%(.+)%$/.exec(one)?.[1] ?? ''] ?? one;

const commands = new Map(contributes.commands.map((one) => [one.command, one]));
const views = Object.values(contributes.views).flatMap((all) => all.map(({ id }) => id));
const client = readdirSync('client/src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|css)$/.test(file))
  .map((file) => readFileSync(path.join('client/src', file), 'utf8'))
  .join('\n');

/** Commands of ours that a text's links run. */
function linked(contents: string): string[] {
  return [...worded(contents).matchAll(/\(command:([\w.-]+)[?)]/g)]
    .map((found) => found[1] ?? '')
    .filter((command) => command.startsWith('ami.') && command !== 'ami.calls.focus');
}

describe('what package.json contributes', () => {
  it('says where it belongs and names no address, as there is no public one', () => {
    for (const category of manifest.categories)
      assert.ok(['Programming Languages', 'Debuggers', 'Linters', 'Visualization', 'Other'].includes(category), category);
    assert.ok(manifest.keywords.length > 4 && manifest.keywords.length <= 30);
    assert.equal(manifest.pricing, 'Free');
    assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
    assert.ok(['dark', 'light'].includes(manifest.galleryBanner.theme));
    assert.deepEqual(text.match(/https?:[^"\s)]*/g) ?? [], []);
    for (const field of ['repository', 'homepage', 'bugs', 'qna', 'sponsor']) assert.ok(!(field in manifest), field);
  });

  it('runs commands that are there, with icons where they stand in a toolbar', () => {
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      for (const { command, group = '', when } of entries) {
        const found = commands.get(command);
        assert.ok(found, `${menu}: ${command}`);
        assert.ok(when, `${menu}: ${command} is shown everywhere`);
        if (group.startsWith('inline') || (menu.endsWith('/title') && group.startsWith('navigation'))) assert.ok(found.icon, `${menu}: ${command} has no icon`);
      }
    }
  });

  it('binds keys to commands that are there, in their places only', () => {
    for (const { command, when } of contributes.keybindings) {
      assert.ok(commands.has(command), command);
      assert.match(when ?? '', /ami/, command);
    }
  });

  it('names colours that something wears', () => {
    for (const { id, description, defaults } of contributes.colors) {
      assert.match(id, /^ami\./);
      assert.ok(worded(description).length > 10, id);
      for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight']) assert.ok(defaults[theme], `${id} in ${theme}`);
      assert.ok(client.includes(`'${id}'`) || client.includes(`--vscode-${id.replaceAll('.', '-')}`), `${id} is worn by nothing`);
    }
  });

  it('asks in when clauses for context keys that something sets', () => {
    const clauses = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ when = '' }) => when);
    const keys = new Set(
      clauses.flatMap((when) => [...when.matchAll(/(?<![\w'.])ami\.\w+/g)].map(([key]) => key)).filter((key) => !views.includes(key) && !commands.has(key)),
    );
    assert.ok(keys.has('ami.hasCapture'));
    for (const key of keys) {
      const name = key.slice('ami.'.length);
      assert.ok(client.includes(`'${key}'`) || new RegExp(`\\b${name}\\b`).test(client), `nobody sets ${key}`);
    }
  });

  it('welcomes with buttons that work', () => {
    const all = contributes.viewsWelcome.flatMap(({ contents }) => linked(contents));
    for (const command of all) assert.ok(commands.has(command), command);
    for (const wanted of ['ami.openSample', 'ami.openLargeCapture', 'ami.attach', 'ami.startDemoPbx', 'ami.getStarted'])
      assert.ok(all.includes(wanted), wanted);
  });

  it('leads newcomers in steps that are there and can be done', () => {
    const [walkthrough] = contributes.walkthroughs;
    assert.equal(walkthrough?.id, 'start');
    assert.match(client, /WALKTHROUGH = 'start'/);
    for (const { id, description, media, completionEvents } of walkthrough.steps) {
      const svg = readFileSync(media.svg, 'utf8');
      assert.ok(svg.length < 10_000 && !/<(script|image|foreignObject)\b|href|\bon\w+=/.test(svg), `${id}: its picture draws and does nothing else`);
      assert.equal(/aria-label="([^"]*)"/.exec(svg)?.[1], worded(media.altText), id);
      const runs = linked(description);
      for (const command of runs) assert.ok(commands.has(command), `${id}: ${command}`);
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) {
        const [, kind, what = ''] = /^(onCommand|onView|onContext):(.+)$/.exec(event) ?? [];
        assert.ok(
          kind === 'onCommand'
            ? commands.has(what) || views.some((view) => what === `${view}.focus`)
            : kind === 'onView'
              ? views.includes(what)
              : kind === 'onContext' && client.includes(`'${what}'`),
          event,
        );
      }
    }
  });
});
