// `npm run docs`: writes the tables of commands and settings in README.md from package.json. With `--check` it fails where they are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const readme = path.join(root, 'README.md');

/** package.json with its texts in place. */
function manifest() {
  const texts = path.join(root, 'package.nls.json');
  const known = existsSync(texts) ? JSON.parse(readFileSync(texts, 'utf8')) : {};
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'), (_, value) => {
    const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : (known[key] ?? value);
  });
}

const cell = (text) => String(text).replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

/** The keys of a command, as VS Code shows them. */
function keysOf(contributes, command) {
  const bound = (contributes.keybindings ?? []).filter((one) => one.command === command);
  return bound.map(({ key }) => `\`${key.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())}\``).join(', ');
}

function commandTable({ contributes }) {
  const hidden = new Set((contributes.menus?.commandPalette ?? []).filter(({ when }) => when === 'false').map(({ command }) => command));
  const rows = contributes.commands
    .filter(({ command }) => !hidden.has(command))
    .map(({ command, title, category }) => [`**${cell(category ? `${category}: ${title}` : title)}**`, keysOf(contributes, command)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return ['| Command | Keys |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

function settingTable({ contributes }) {
  const sections = [contributes.configuration].flat();
  const rows = sections.flatMap(({ properties }) =>
    Object.entries(properties).map(([name, { default: value, description, markdownDescription }]) => [
      `\`${name}\``,
      value !== null && typeof value === 'object' && JSON.stringify(value).length > 40 ? 'see settings' : `\`${JSON.stringify(value)}\``,
      cell(markdownDescription ?? description),
    ]),
  );
  return ['| Setting | Default | |', '| --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

/** README.md with its tables as package.json says. */
export function withTables(text) {
  const about = manifest();
  const tables = { commands: commandTable(about), settings: settingTable(about) };
  return Object.entries(tables).reduce((before, [name, table]) => {
    const [start, end] = [`<!-- ${name}: npm run docs -->`, `<!-- /${name} -->`];
    const [from, to] = [before.indexOf(start), before.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`README.md has no ${start} … ${end}`);
    return `${before.slice(0, from + start.length)}\n${table}\n${before.slice(to)}`;
  }, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(readme, 'utf8');
  const after = withTables(before);
  if (before === after) process.exit(0);
  if (process.argv.includes('--check')) {
    console.error('The tables of README.md are stale. Run `npm run docs`.');
    process.exit(1);
  }
  writeFileSync(readme, after);
  console.log('README.md written');
}
