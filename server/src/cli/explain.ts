import { type Catalog, createCatalog, ownHeader } from '../catalog/catalog';
import { nearestName } from '../catalog/nearest';
import { unknownVersion } from '../catalog/versions';
import { catalogNames, catalogPage } from '../features/catalogPage';
import { explainValue } from '../features/values';
import { WrongUse } from './wrongUse';

/** Prints the page of a catalogue entry, or what a value of a header means. */
export async function explain(name: string, value: string | undefined): Promise<number> {
  const catalog = createCatalog();
  if (value !== undefined) {
    process.stdout.write(`${plain(valueText(catalog, name, value))}\n`);
    return 0;
  }
  for (const kind of ['event', 'action', 'header', 'enum'] as const) {
    const page = catalogPage(catalog, kind, name, { links: false });
    if (!page) continue;
    process.stdout.write(`${plain(page.markdown)}\n`);
    if (kind === 'event' && catalog.action(name)) process.stdout.write(`\n${plain(catalogPage(catalog, 'action', name, { links: false })?.markdown ?? '')}\n`);
    return 0;
  }
  throw new WrongUse(notThere(catalog, name));
}

/** What the value means, in each message that has such a header: first what it means in most, then the others with their names. */
function valueText(catalog: Catalog, name: string, value: string): string {
  const context = { catalog, version: unknownVersion(catalog.data), links: false };
  const meanings = new Map<string, string[]>();
  for (const message of [...catalog.eventNames.map((one) => catalog.event(one)), ...catalog.actionNames.map((one) => catalog.action(one))]) {
    const header = message && ownHeader(message, name, message.sent);
    const text = header && explainValue(context, header, value);
    if (text) meanings.set(text, [...(meanings.get(text) ?? []), message.name]);
  }
  const common = catalog.common(name);
  const anywhere = common && explainValue(context, common, value);
  if (anywhere && !meanings.has(anywhere)) meanings.set(anywhere, ['any message']);
  if (meanings.size === 0)
    throw new WrongUse(`The catalogue has nothing to say of ${name}: ${value}. Without a value, explain ${name} says what the header is.`);
  const byUse = [...meanings].sort(([, a], [, b]) => b.length - a.length);
  return byUse.map(([text, messages], i) => (i === 0 ? text : `In ${messages.join(', ')}:\n${text}`)).join('\n\n');
}

function notThere(catalog: Catalog, name: string): string {
  const near = nearestName(
    name,
    catalogNames(catalog).map((one) => one.name),
  );
  return `There is no event, action, header or set of values named ${name}.${near ? ` Did you mean ${near}?` : ''}`;
}

/** Markdown of ours as text for a terminal. */
function plain(markdown: string): string {
  return markdown
    .replace(/^\| \| \|\n\|---\|---\|\n/gm, '')
    .replace(/^\| (.*?) \| (.*) \|$/gm, '  $1: $2')
    .replace(/^#+ /gm, '')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\*(Event|Action|Header)\*/g, '$1')
    .replace(/\\([\\`*_{}[\]<>#|~])/g, '$1')
    .replace(/`/g, '');
}
