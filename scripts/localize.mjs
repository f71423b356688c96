// `npm run l10n`: moves the texts of package.json to package.nls.json and collects those of client and server in l10n/bundle.l10n.json. With `--check` it writes
// nothing and fails where that would change a file, or where a translation lacks a text, has one too many, or other placeholders.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = 'l10n/bundle.l10n.json';
const TEXTS = 'package.nls.json';

/** Keys of package.json whose values people read, wherever they stand in `contributes` and `capabilities`. */
const READ = new Set(['title', 'description', 'markdownDescription', 'contextualTitle', 'name', 'contents', 'altText', 'shortTitle', 'deprecationMessage']);
const READ_LISTS = new Set(['enumDescriptions', 'markdownEnumDescriptions', 'enumItemLabels']);

/** Parts of `contributes` whose names are identifiers. */
const PLAIN = new Set(['languages', 'grammars', 'snippets', 'keybindings', 'menus', 'configurationDefaults', 'semanticTokenScopes', 'jsonValidation']);

/** Gives package.json with `%key%` for its texts, and the texts by key. Texts that are keys already are looked up in `known`. */
export function localized(manifest, known) {
  const texts = {};
  const take = (text, key) => {
    const before = /^%(.+)%$/.exec(text)?.[1];
    const name = before ?? unique(key, texts);
    texts[name] = before === undefined ? text : (known[before] ?? '');
    return `%${name}%`;
  };
  const walk = (value, key) => {
    if (Array.isArray(value)) return value.map((one, i) => walk(one, `${key}.${idOf(one) ?? i}`));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        if (READ.has(name) && typeof one === 'string') return [name, take(one, `${key}.${name}`)];
        if (READ_LISTS.has(name) && Array.isArray(one)) return [name, one.map((text, i) => take(text, `${key}.${name}.${i}`))];
        // A setting may be called like a text.
        return [name, name === 'properties' ? walkProperties(one, key) : walk(one, `${key}.${name}`)];
      }),
    );
  };
  const walkProperties = (properties, key) => Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, walk(one, `${key}.${name}`)]));
  const contributes = Object.fromEntries(Object.entries(manifest.contributes).map(([part, value]) => [part, PLAIN.has(part) ? value : walk(value, part)]));
  const description = take(manifest.description, 'description');
  const capabilities = walk(manifest.capabilities, 'capabilities');
  return { manifest: { ...manifest, description, capabilities, contributes }, texts };
}

/** Where texts stand. */
const SOURCES = ['client/src', 'client/webviews', 'server/src'];

/** The texts of client and server, by themselves or by text and comment. */
export async function codeTexts() {
  const files = SOURCES.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`))
    .filter((name) => name.endsWith('.ts') && !name.includes('/generated/'))
    .sort();
  const calls = files.flatMap((name) => callsIn(readFileSync(path.join(root, name), 'utf8'), name));
  const found = await getL10nJson([{ contents: `import * as l10n from '@vscode/l10n';\n${calls.join('\n')}`, extension: '.ts' }]);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The calls in a piece of code that say something: `l10n.t` of VS Code, `t` of server/src/texts.ts, and the one that is handed to pure parts of the client. Cut
 * out and put together, since the search for texts takes a minute for all the code. Throws where a text is not written in the call itself.
 */
export function callsIn(code, name) {
  const said = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const calls = [];
  for (const [, text, other] of said.matchAll(
    /(?<![\w.$]|function )(?:(?:vscode\.)?l10n\.)?t\(\s*(?:('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?=\s*[,)])|(\S{1,40}))/g,
  )) {
    if (text === undefined) throw new Error(`${name}: the text of t(${other} … is not written in the call`);
    calls.push(`l10n.t(${text});`);
  }
  return calls;
}

/** What is wrong with a translation of `texts`. */
export function flaws(texts, translation, language) {
  const found = [];
  for (const [key, text] of Object.entries(texts)) {
    const other = translation[key];
    if (other === undefined) found.push(`${language} lacks ${JSON.stringify(key)}`);
    else if (placeholders(other) !== placeholders(text)) found.push(`${language} has other placeholders in ${JSON.stringify(key)}`);
    else if (wordOf(other).trim() === '') found.push(`${language} says nothing for ${JSON.stringify(key)}`);
  }
  for (const key of Object.keys(translation)) if (!(key in texts)) found.push(`${language} has ${JSON.stringify(key)}, which is no more`);
  return found;
}

function wordOf(text) {
  return typeof text === 'string' ? text : text.message;
}

/** Placeholders, links' commands and icons of a text: a translation has the same. */
function placeholders(text) {
  return [...wordOf(text).matchAll(/\{\d+\}|\(command:[^)]*\)|\$\([\w~-]+\)|`[^`]+`/g)]
    .map(([one]) => one)
    .sort()
    .join(' ');
}

function idOf(value) {
  const id = value?.command ?? value?.id ?? (value?.view && undefined);
  return typeof id === 'string' ? id.replace(/^ami\./, '') : undefined;
}

function unique(key, texts) {
  const plain = key
    .replace(/^configuration\.(properties\.)?/, 'setting.')
    .replace(/^commands\./, 'command.')
    .replace(/\.ami\./g, '.')
    .replace(/\.title$/, '');
  for (let i = 1; ; i++) {
    const name = i === 1 ? plain : `${plain}.${i}`;
    if (!(name in texts)) return name;
  }
}

function read(name) {
  const file = path.join(root, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

const inOrder = (texts) => Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What the files are to hold, and what is wrong with the translations. */
export async function localization() {
  const { manifest, texts } = localized(read('package.json'), read(TEXTS));
  const bundle = await codeTexts();
  const files = { 'package.json': manifest, [TEXTS]: inOrder(texts), [BUNDLE]: bundle };
  const wrong = [];
  for (const name of readdirSync(root)) {
    const language = /^package\.nls\.(.+)\.json$/.exec(name)?.[1];
    if (!language) continue;
    wrong.push(...flaws(texts, read(name), `package.nls.${language}.json`));
    wrong.push(...flaws(bundle, read(`l10n/bundle.l10n.${language}.json`), `bundle.l10n.${language}.json`));
  }
  return { files, wrong };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  const { files, wrong } = await localization();
  for (const [name, value] of Object.entries(files)) {
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    const file = path.join(root, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) wrong.push(`${name} is stale`);
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(`${name} written`);
    }
  }
  for (const one of wrong) console.error(one);
  if (wrong.length > 0) {
    console.error(check ? 'Run `npm run l10n`.' : 'Mend the translations.');
    process.exitCode = 1;
  }
}
