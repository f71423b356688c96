import assert from 'node:assert/strict';
import { catalogNames, catalogPage } from '../../server/src/features/catalogPage';
import type { EntryKind } from '../../server/src/protocol';
import { catalog } from '../support/catalog';

/** The Markdown of a page; one that there is not fails the test. */
function page(kind: EntryKind, name: string, links = false): string {
  const found = catalogPage(catalog, kind, name, { links });
  assert.ok(found, `no page of ${kind} ${name}`);
  return found.markdown;
}

/** Where the links of a page lead: kind and name. */
function linksOf(markdown: string): [kind: EntryKind, name: string][] {
  return [...markdown.matchAll(/\]\(([^)]*)\)/g)].map((link) => {
    const target = /^\.\.\/(event|action|header|enum)\/([^/]+)\.md$/.exec(link[1] ?? '');
    assert.ok(target, `a link of another kind: ${link[0]}`);
    return [target[1] as EntryKind, decodeURIComponent(decodeURIComponent(target[2] ?? ''))];
  });
}

const names = catalogNames(catalog);

describe('catalogNames', () => {
  it('are every event, action, header and enum', () => {
    const of = (kind: EntryKind): string[] => names.filter((one) => one.kind === kind).map((one) => one.name);
    assert.deepEqual(of('event'), [...catalog.eventNames]);
    assert.deepEqual(of('action'), [...catalog.actionNames]);
    assert.deepEqual(of('enum'), Object.keys(catalog.data.enums));
    assert.ok(of('header').length > 700 && of('header').includes('DestChannelStateDesc'));
  });
  it('stand there once, each with one line', () => {
    assert.equal(new Set(names.map(({ kind, name }) => `${kind} ${name}`)).size, names.length);
    for (const { kind, name, what } of names) assert.ok(what !== '' && !what.includes('\n'), `${kind} ${name}`);
  });
});

describe('catalogPage', () => {
  it('is there for every name, and every link on it leads to a page', () => {
    const known = new Set<string>();
    for (const { kind, name } of names) {
      const markdown = page(kind, name, true);
      assert.match(markdown, /^# \S/);
      assert.doesNotMatch(markdown, /undefined|\[object|\{whose\}|\{prefix\}|\n{3}/, `${kind} ${name}`);
      for (const [toKind, toName] of linksOf(markdown)) {
        const key = `${toKind} ${toName}`;
        if (!known.has(key)) assert.ok(catalogPage(catalog, toKind, toName, { links: false }), `${kind} ${name} → ${key}`);
        known.add(key);
      }
    }
  });
  it('has no link where none can be followed', () => {
    for (const { kind, name } of names) assert.doesNotMatch(page(kind, name), /\]\(/);
  });
  const table: [what: string, kind: EntryKind, name: string, wanted: RegExp[]][] = [
    [
      'an event',
      'event',
      'hangup',
      [/^# Hangup\n/, /\| Asterisk \| all versions since 1\.8 \|/, /\| Privilege class \| `call,all` \|/, /- \*\*Cause\*\* \(cause/, /> \*\*Beware\*\*/],
    ],
    ['an item of a list', 'event', 'ParkedCall', [/\| Answers \| `ParkedCalls` \|/, /\| List ends with \| `ParkedCallsComplete` \|/]],
    ['an event that is gone', 'event', 'Join', [/\| Asterisk \| until 11 \|/, /\| Became \| `QueueCallerJoin` \|/]],
    [
      'an action',
      'action',
      'Originate',
      [
        /^# Originate\n/,
        /\| Needs \| `originate` \|/,
        /- \*\*Timeout\*\* \(milliseconds, default `30000`\)/,
        /- \*\*Channel\*\* \([^)]*required/,
        /> \*\*Danger\*\*/,
      ],
    ],
    ['an action with a list', 'action', 'CoreShowChannels', [/\| Answered by \| .*`CoreShowChannelsComplete` \(the last\)/]],
    ['an action with response headers', 'action', 'CoreStatus', [/## Headers of the response\n\n- \*\*/]],
    ['a header, in each message', 'header', 'reason', [/^# Reason\n/, /OriginateResponse/, /AgentComplete/, /QueueMemberPause/]],
    ['a header of any message', 'header', 'Timestamp', [/^# Timestamp\n/, /In any message: When Asterisk raised/]],
    ['a header of a response', 'header', 'CoreStartupTime', [/^# CoreStartupTime\n/, /CoreStatus/]],
    ['an enum', 'enum', 'hangupCause', [/- \*\*`34`\*\* .*: No line free/]],
  ];
  for (const [what, kind, name, wanted] of table)
    it(`of ${what}`, () => {
      for (const one of wanted) assert.match(page(kind, name), one);
    });
  for (const [kind, name] of [
    ['event', 'Nothing'],
    ['action', 'Nothing'],
    ['header', 'Nothing'],
    ['enum', 'nothing'],
    ['enum', 'constructor'],
    ['event', '<img src=x>'],
  ] as const)
    it(`of the ${kind} ${name} there is none`, () => assert.equal(catalogPage(catalog, kind, name, { links: true }), undefined));
});
