import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createCatalog } from '../../server/src/catalog/catalog';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../server/src/features/tokenTypes';
import { DEFAULT_SETTINGS } from '../../server/src/protocol';

interface Command {
  command: string;
  title?: string;
  category?: string;
  icon?: string;
}

interface Property {
  default?: unknown;
  type?: string;
  enum?: unknown[];
  scope?: string;
  description?: string;
  markdownDescription?: string;
}

interface Manifest {
  name: string;
  displayName: string;
  main: string;
  icon: string;
  engines: { node: string; vscode: string };
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  contributes: {
    languages: { id: string; extensions: string[]; firstLine: string; configuration: string }[];
    grammars: { path: string; language: string; scopeName: string }[];
    snippets: { path: string; language: string }[];
    configuration: { properties: Record<string, Property> };
    semanticTokenTypes: { id: string }[];
    semanticTokenModifiers: { id: string }[];
    semanticTokenScopes: { scopes: Record<string, string[]> }[];
    commands: Command[];
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string; key: string; mac?: string; when?: string }[];
    colors: { id: string; description: string; defaults: Record<string, string> }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
  };
}

/** Texts by their keys, once package.json has keys. */
const texts = existsSync('package.nls.json') ? (JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>) : {};
const manifest = JSON.parse(readFileSync('package.json', 'utf8'), (_, value: unknown) =>
  typeof value === 'string' ? (texts[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? value) : value,
) as Manifest;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const client = sourcesIn('client/src');
/** The client as its two bundles have it: in the browser, `x.browser.ts` takes the place of `x.ts`. */
const clients = {
  'beside an editor': client.filter(({ file }) => !file.endsWith('.browser.ts')),
  'in the browser': client.filter(({ file }) => !client.some((other) => other.file === file.replace(/\.ts$/, '.browser.ts'))),
};

describe('package.json', () => {
  it('bears the names of the product', () => {
    assert.equal(manifest.name, 'ami-logs');
    assert.equal(manifest.displayName, 'Asterisk AMI Logs');
    assert.deepEqual(
      contributes.languages.map(({ id, extensions, firstLine }) => ({ id, extensions, firstLine })),
      [{ id: 'ami', extensions: ['.ami'], firstLine: '^Asterisk Call Manager/' }],
    );
  });

  it('is woken by its language, views and commands, which VS Code infers, and by pages, ladders and stories that come back after a reload', () => {
    assert.deepEqual([...manifest.activationEvents].sort(), ['onFileSystem:ami-catalog', 'onWebviewPanel:ami.ladder', 'onWebviewPanel:ami.story']);
    assert.equal(manifest.main, './dist/client.js');
  });

  it('names files that are there', () => {
    const files = [
      manifest.main,
      manifest.icon,
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map((grammar) => grammar.path),
      ...contributes.snippets.map((snippets) => snippets.path),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(file)),
      [],
    );
  });

  it('has an icon of 128 pixels or more', () => {
    const png = readFileSync(manifest.icon);
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(20) >= 128);
  });

  it('pins every version exactly, and the lock file agrees', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { version?: string }> };
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
      assert.equal(packages[`node_modules/${name}`]?.version, version, name);
    }
  });

  it('asks for an editor no older than the one whose API it is compiled against, and for Node 20', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
    assert.match(manifest.engines.node, /^>=20\./);
    const { version } = JSON.parse(readFileSync('node_modules/vscode-languageclient/package.json', 'utf8')) as { version: string };
    assert.equal(version.split('.')[0], '11');
    const { engines } = JSON.parse(readFileSync('node_modules/vscode-languageclient/package.json', 'utf8')) as { engines: { vscode: string } };
    assert.ok(numbers(manifest.engines.vscode) >= numbers(engines.vscode), engines.vscode);
  });

  it('describes the tokens that the server sends, and colours none that it does not', () => {
    const { semanticTokenTypes, semanticTokenModifiers, semanticTokenScopes } = contributes;
    assert.deepEqual(
      semanticTokenTypes.map(({ id }) => id),
      [...TOKEN_TYPES],
    );
    // `declaration` is a modifier of VS Code's own.
    assert.deepEqual([...semanticTokenModifiers.map(({ id }) => id), 'declaration'], [...TOKEN_MODIFIERS]);
    const types: readonly string[] = TOKEN_TYPES;
    const modifiers: readonly string[] = TOKEN_MODIFIERS;
    for (const selector of semanticTokenScopes.flatMap(({ scopes }) => Object.keys(scopes))) {
      const [type = '', ...of] = selector.split('.');
      assert.ok(types.includes(type) && of.every((one) => modifiers.includes(one)), selector);
    }
  });

  describe('settings', () => {
    const { properties } = contributes.configuration;

    it('that the server reads have its defaults', () => {
      for (const [key, value] of Object.entries(DEFAULT_SETTINGS)) assert.deepEqual(properties[`ami.${key}`]?.default, value, key);
    });

    it('are all read by somebody, explained, and of the type of their default', () => {
      for (const [key, property] of Object.entries(properties)) {
        const name = key.replace(/^ami\./, '');
        assert.notEqual(name, key, 'settings are ami.*');
        // The language client itself reads ami.trace.server: its id is `ami`.
        const read = name in DEFAULT_SETTINGS || key === 'ami.trace.server' || client.some(({ text }) => new RegExp(`['"\`](ami\\.)?${name}['"\`]`).test(text));
        assert.ok(read, `${key} is read by nobody`);
        assert.ok((property.markdownDescription ?? property.description ?? '').length > 20, key);
        assert.equal(Array.isArray(property.default) ? 'array' : typeof property.default, property.type, key);
        if (property.enum) assert.ok(property.enum.includes(property.default), key);
        assert.ok(property.scope, key);
      }
    });

    it('that say where to connect and where to write are the user’s alone, never a workspace’s', () => {
      for (const key of ['ami.servers', 'ami.captureFolder']) {
        assert.match(properties[key]?.scope ?? '', /^(application|machine)$/, key);
        assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(key), key);
      }
    });

    it('offer the versions of the catalogue', () => {
      const { series } = createCatalog().data;
      assert.deepEqual(properties['ami.asteriskVersion']?.enum, ['auto', ...series.filter((name) => name !== 'master')]);
    });
  });

  describe('commands', () => {
    it('have title and category, once', () => {
      for (const { command, title, category } of contributes.commands) {
        assert.match(command, /^ami\.[a-z]\w*$/);
        assert.ok(title && /^[A-Z]/.test(title), command);
        assert.equal(category, 'AMI', command);
      }
      assert.equal(new Set(commands).size, commands.length);
    });

    for (const [where, sources] of Object.entries(clients)) {
      it(`are registered by the client ${where}, each once`, () => {
        for (const command of commands) {
          const registered = sources.flatMap(({ text }) => [...text.matchAll(new RegExp(`registerCommand\\(\\s*'${command.replace('.', '\\.')}'`, 'g'))]);
          assert.equal(registered.length, 1, command);
        }
      });
    }

    it('that the client runs or shows are there', () => {
      for (const { text, file } of sourcesIn('client/src')) {
        const registered = new Set(
          sourcesIn('client/src').flatMap((one) => [...one.text.matchAll(/registerCommand\(\s*(?:'([\w.]+)'|(\w+))/g)].map((found) => found[1] ?? found[2])),
        );
        for (const [, command] of text.matchAll(/(?:executeCommand\(|command: )'(ami\.\w+)'/g)) assert.ok(registered.has(command), `${file}: ${command}`);
      }
    });

    it('have keys that no other has, and only where the language or the view is', () => {
      for (const { command, when } of contributes.keybindings) {
        assert.ok(commands.includes(command), command);
        assert.match(when ?? '', /editorLangId == ami|focusedView == ami\./, command);
      }
      const keys = contributes.keybindings.map(({ key, when }) => `${key} ${when}`);
      assert.equal(new Set(keys).size, keys.length);
    });

    it('and decorations use colours that are there, in all four kinds of theme', () => {
      const declared = contributes.colors.map(({ id }) => id);
      const used = client.flatMap(({ text }) => [...text.matchAll(/ThemeColor\('(ami\.\w+)'/g)].map((found) => found[1] ?? ''));
      assert.deepEqual([...new Set(used)].sort(), [...declared].sort());
      for (const { id, description, defaults } of contributes.colors) {
        assert.ok(description, id);
        assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light'], id);
      }
    });

    it('of menus, welcome texts and views are there, with icons in a title bar', () => {
      for (const [menu, items] of Object.entries(contributes.menus)) {
        for (const { command } of items) {
          const found = contributes.commands.find((one) => one.command === command);
          assert.ok(found, `${menu}: ${command}`);
          if (menu.endsWith('/title')) assert.match(found.icon ?? '', /^\$\([a-z-]+\)$/, command);
        }
      }
      const views = Object.values(contributes.views).flatMap((all) => all.map(({ id }) => id));
      for (const { view, contents } of contributes.viewsWelcome) {
        assert.ok(views.includes(view), view);
        for (const [, command = ''] of contents.matchAll(/\(command:(ami\.\w+)\)/g)) assert.ok(commands.includes(command), command);
      }
      const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
      assert.deepEqual(Object.keys(contributes.views), containers);
      for (const { when = '' } of Object.values(contributes.menus).flat())
        for (const [, view = ''] of when.matchAll(/view == ([\w.]+)/g)) assert.ok(views.includes(view), when);
    });
  });
});

/** Who may import what: the table in ARCHITECTURE.md, file by file. */
const LAYERS: readonly { readonly of: RegExp; readonly may: RegExp }[] = [
  { of: /^server\/src\/syntax\//, may: /^server\/src\/syntax\// },
  { of: /^server\/src\/forms\//, may: /^server\/src\/((forms|syntax)\/|texts\.ts$)/ },
  { of: /^server\/src\/catalog\//, may: /^server\/src\/(catalog\/|texts\.ts$)/ },
  { of: /^server\/src\/calls\//, may: /^server\/src\/((calls|syntax)\/|texts\.ts$)/ },
  { of: /^server\/src\/(document|lines)\.ts$/, may: /^(server\/src\/(syntax\/|lines\.ts)|vscode-languageserver-textdocument$)/ },
  {
    of: /^server\/src\/features\//,
    may: /^(server\/src\/((features|syntax|forms|catalog|calls)\/|(document|lines|protocol|ladderModel|texts)\.ts)|vscode-languageserver-types$|vscode-languageserver-textdocument$|re2js$)/,
  },
  { of: /^server\/src\/(capture|replay)\//, may: /^(server\/src\/(capture\/|replay\/|syntax\/|(stream|texts)\.ts)|node:)/ },
  {
    of: /^server\/src\/largeFiles\//,
    may: /^(server\/src\/((largeFiles|syntax|calls|features)\/|forms\/bytes\.ts|(document|protocol|stream|texts|turn)\.ts)|node:)/,
  },
  { of: /^server\/src\/stream\.ts$/, may: /^(server\/src\/(syntax\/|forms\/bytes\.ts)|node:)/ },
  { of: /^server\/src\/texts\.ts$/, may: /^$/ },
  { of: /^server\/src\/ladderModel\.ts$/, may: /^server\/src\/calls\/types\.ts$/ },
  {
    of: /^server\/src\/protocol(\/\w+)?\.ts$/,
    may: /^(server\/src\/(protocol\/\w+|calls\/types|capture\/(status|presets)|ladderModel)\.ts|vscode-languageserver-types$)/,
  },
  {
    of: /^server\/src\/(server|attempt|inSlices|callRequests|captureRequests|checkRequests|languageRequests|filterRequests|cli)\.ts$|^server\/src\/cli\//,
    may: /^(server\/src\/(?!server\.ts$|cli\.ts$)|vscode-languageserver$|commander$|node:)/,
  },
  { of: /^server\/src\/(catalogFile|turn)(\.browser)?\.ts$/, may: /^node:/ },
  { of: /^server\/src\/(lifecycle|logFailure)\.ts$/, may: /^vscode-languageserver$/ },
  { of: /^server\/src\/clientForms\.ts$/, may: /^(vscode-languageserver|server\/src\/protocol\.ts)$/ },
  { of: /^server\/src\/connection(\.browser)?\.ts$/, may: /^(server\/src\/lifecycle\.ts|vscode-languageserver\/(node|browser))$/ },
  { of: /^server\/src\/programs\.ts$/, may: /^server\/src\/(server|cli)\.ts$/ },
  { of: /^server\/src\/recordings(\.browser)?\.ts$/, may: /^(server\/src\/(capture\/recorded|recordings)\.ts$|node:)/ },
  { of: /^server\/src\/worker\.ts$/, may: /^server\/src\/(server|catalogFile\.browser)\.ts$/ },
  {
    of: /^client\/src\//,
    may: /^(client\/src\/|server\/src\/protocol\.ts$|vscode$|vscode-languageclient(\/browser)?$|node:(path|child_process|crypto|readline|fs)(\/promises)?$)/,
  },
];

describe('pages of our own', () => {
  it('make text nodes, never HTML out of text', () => {
    for (const { file, text } of sourcesIn('client/webviews')) assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, file);
  });
});

describe('scripts', () => {
  it('name files that are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const [name, line] of Object.entries(scripts))
      for (const [, file = ''] of line.matchAll(/\bnode (\S+)/g))
        assert.ok(existsSync(file.replace(/^out\/(.*)\.js$/, '$1.ts')), `npm run ${name} runs ${file}`);
  });
});

describe('imports', () => {
  const sources = [...sourcesIn('server/src'), ...sourcesIn('client/src')].map(({ file, text }) => ({ file, imports: importsOf(file, text) }));

  it('are found', () => {
    assert.ok(sources.length > 30);
    assert.ok(sources.find(({ file }) => file === 'server/src/server.ts')?.imports.includes('server/src/document.ts'));
    assert.ok(sources.find(({ file }) => file === 'server/src/server.ts')?.imports.includes('vscode-languageserver'));
  });

  it('keep to the layers', () => {
    const broken: string[] = [];
    for (const { file, imports } of sources) {
      const layer = LAYERS.find(({ of }) => of.test(file));
      assert.ok(layer, `${file} is in no layer`);
      for (const one of imports) if (!layer.may.test(one)) broken.push(`${file} imports ${one}`);
    }
    assert.deepEqual(broken, []);
  });

  it('go in no circle', () => {
    const importsIn = new Map(sources.map(({ file, imports }) => [file, imports]));
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]): void => {
      assert.ok(!way.includes(file), [...way, file].join(' → '));
      if (done.has(file)) return;
      for (const one of importsIn.get(file) ?? []) visit(one, [...way, file]);
      done.add(file);
    };
    for (const { file } of sources) visit(file, []);
  });

  it('lead to files that are there', () => {
    for (const { file, imports } of sources)
      for (const one of imports) if (/^(server|client)\//.test(one)) assert.ok(existsSync(one), `${file} imports ${one}`);
  });
});

function sourcesIn(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name).replaceAll(path.sep, '/'))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

/** What a file imports or exports from: packages by name, files by their path in the project. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\b(?:require|import)\('([^']+)'\)/gm)].map((found) => {
    const to = found[1] ?? found[2] ?? found[3] ?? '';
    return to.startsWith('.') ? `${path.posix.join(path.posix.dirname(file), to.replace(/\.js$/, ''))}.ts` : to;
  });
}

/** `^1.101.0` as a number that can be compared. */
function numbers(range: string): number {
  const [major = 0, minor = 0, patch = 0] = range.replace(/^\D+/, '').split('.').map(Number);
  return (major * 1_000 + minor) * 1_000 + patch;
}
