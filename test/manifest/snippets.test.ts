import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createCatalog, headerEntryOf } from '../../server/src/catalog/catalog';
import { allSeries } from '../../server/src/catalog/versions';
import { headersOf } from '../../server/src/syntax/headers';
import { frameLine } from '../../server/src/syntax/lines';
import { indexMessages, shapeOf } from '../../server/src/syntax/messages';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const snippets = JSON.parse(readFileSync('snippets/ami.json', 'utf8')) as Record<string, Snippet>;
const catalog = createCatalog();
const series = allSeries(catalog.data);

const EVERYDAY = `
  Login Challenge Logoff Ping Events Filter Originate Command Status CoreShowChannels QueueStatus QueueSummary QueueAdd QueueRemove QueuePause
  Redirect Hangup Setvar Getvar UserEvent Atxfer BlindTransfer Park ParkedCalls ConfbridgeList ConfbridgeKick ConfbridgeMute BridgeList
  BridgeInfo ExtensionState DeviceStateList PJSIPShowEndpoints PJSIPShowContacts SIPpeers MixMonitor StopMixMonitor DBGet DBPut ModuleCheck
  Reload
`
  .trim()
  .split(/\s+/);

describe('snippets', () => {
  const all = Object.entries(snippets);

  it('has one for every everyday action', () => {
    const actions = new Set(all.map(([, { body }]) => /^Action: (.*)$/.exec(body[0] ?? '')?.[1]));
    assert.deepEqual(
      EVERYDAY.filter((name) => !actions.has(name)),
      [],
    );
  });

  it('has a prefix for each, in lower case', () => {
    const prefixes = all.map(([, { prefix }]) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    for (const prefix of prefixes) assert.match(prefix, /^[a-z0-9]+$/);
  });

  it('has a note that is a mark', () => {
    const text = expanded(snippets.Note?.body ?? []);
    assert.equal(frameLine(text, 0), 'mark');
    assert.equal(indexMessages(text).count, 0);
  });

  it('has an event', () => checkMessage(snippets.Event?.body ?? [], 'event'));

  for (const [name, { body }] of all) {
    if (name === 'Note' || name === 'Event') continue;
    it(name, () => checkMessage(body, 'action'));
  }
});

/** With its defaults a snippet is one whole message of `kind`, with headers that Asterisk knows and all that Asterisk demands. */
function checkMessage(body: readonly string[], kind: 'event' | 'action'): void {
  const text = expanded(body);
  const index = indexMessages(text);
  assert.equal(index.count, 1);
  const shape = shapeOf(index, 0);
  assert.equal(shape.kind, kind);
  assert.equal(shape.ending, 'blank');
  assert.equal(index.ends[0], text.length, 'the cursor ends behind the blank line');
  const entry = catalog[kind](shape.name);
  assert.ok(entry, `${kind} ${shape.name}`);
  assert.equal(shape.name, entry.name);
  const headers = headersOf(text, index, 0).slice(1);
  const names = headers.map(({ column }) => column.name);
  assert.equal(new Set(names).size, names.length, 'no header twice');
  for (const { column, value } of headers) {
    assert.equal(column.form, 'header');
    assert.ok(value.end > value.start, `${column.name} has a value`);
    const header = headerEntryOf(catalog, entry, column.name, series);
    if (header) assert.equal(column.name, header.name, 'spelled as Asterisk does');
    else assert.ok(entry.open, `${column.name} is a header of ${entry.name}`);
  }
  const missing = entry.headers.filter((header) => header.required && !names.includes(header.name) && !UNTIL_11.has(`${entry.name}.${header.name}`));
  assert.deepEqual(
    missing.map((header) => header.name),
    [],
  );
}

/** Required until Asterisk 11 only. Source: Asterisk 12 res/parking/parking_manager.c. */
const UNTIL_11 = new Set(['Park.Channel2']);

/** The text that `body` inserts where each tab stop keeps its default or the first of its choices. */
function expanded(body: readonly string[]): string {
  return body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '');
}
