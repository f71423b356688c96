import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { catalog, checkNone } from '../support/catalog';

const FOLDER = 'server/catalog';

type Texts = Readonly<Record<string, string>>;
interface HeaderFact {
  readonly n?: string;
  readonly snapshot?: 'channel' | 'bridge';
  readonly prefix?: string;
  readonly but?: readonly HeaderFact[];
}
interface Fact {
  readonly headers?: readonly HeaderFact[];
  readonly params?: readonly HeaderFact[];
  readonly response?: readonly HeaderFact[];
}
interface Prose {
  readonly headers?: Texts;
  readonly response?: Texts;
  readonly channels?: Texts;
  readonly bridges?: Texts;
}
interface Facts {
  readonly events?: Readonly<Record<string, Fact>>;
  readonly actions?: Readonly<Record<string, Fact>>;
}
interface ProseFile {
  readonly events?: Readonly<Record<string, Prose>>;
  readonly actions?: Readonly<Record<string, Prose>>;
  readonly headers?: Texts;
}

const EVENT_PROSE = ['what', 'details', 'before', 'after', 'pitfall', 'see', 'channels', 'bridges', 'headers'];
const ACTION_PROSE = ['what', 'details', 'returns', 'danger', 'pitfall', 'see', 'before', 'after', 'headers', 'response'];

function yaml<T>(file: string): T {
  return (parse(readFileSync(path.join(FOLDER, file), 'utf8'), { uniqueKeys: true }) ?? {}) as T;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(path.join(FOLDER, folder))
    .filter((file) => file.endsWith('.yaml'))
    .sort();
}

const OF_THEIR_OWN = ['enums.yaml', 'shared.yaml', 'versions.yaml'];
const families = yamlFiles('facts').filter((file) => !OF_THEIR_OWN.includes(file));

describe('catalog: sources', () => {
  it('facts and prose are the same families', () =>
    assert.deepEqual(
      yamlFiles('prose').filter((file) => !OF_THEIR_OWN.includes(file)),
      families,
    ));

  it('no event and no action stands in two families', () => {
    for (const kind of ['events', 'actions'] as const) {
      const seen = new Map<string, string>();
      for (const file of families) {
        for (const name of Object.keys(yaml<Facts>(`facts/${file}`)[kind] ?? {})) {
          assert.equal(seen.get(name), undefined, `${name} stands in ${file} too`);
          seen.set(name, file);
        }
      }
    }
  });

  for (const file of families) {
    describe(file, () => {
      const facts = yaml<Facts>(`facts/${file}`);
      const prose = yaml<ProseFile>(`prose/${file}`);
      for (const kind of ['events', 'actions'] as const) {
        it(`the ${kind} of the facts are those of the prose`, () =>
          assert.deepEqual(Object.keys(prose[kind] ?? {}).sort(), Object.keys(facts[kind] ?? {}).sort()));
        it(`every text of its ${kind} is used`, () => {
          const problems: string[] = [];
          for (const [name, texts] of Object.entries(prose[kind] ?? {})) {
            const fact = facts[kind]?.[name] ?? {};
            for (const key of Object.keys(texts)) if (!(kind === 'events' ? EVENT_PROSE : ACTION_PROSE).includes(key)) problems.push(`${name}: no part ${key}`);
            for (const header of Object.keys(texts.headers ?? {})) if (!namesOf(fact).has(header)) problems.push(`${name}: no header ${header}`);
            for (const header of Object.keys(texts.response ?? {}))
              if (!fact.response?.some((one) => one.n === header)) problems.push(`${name}: no response header ${header}`);
            for (const [of, whose] of [
              ['channel', texts.channels],
              ['bridge', texts.bridges],
            ] as const) {
              const prefixes = (fact.headers ?? []).filter((one) => one.snapshot === of).map((one) => one.prefix ?? '');
              assert.deepEqual(Object.keys(whose ?? {}).sort(), [...new Set(prefixes)].sort(), `${name}: whose ${of} is it?`);
            }
          }
          checkNone(problems);
        });
      }
      it('every text for a header of several messages is used', () => {
        const used = new Set([...Object.values(facts.events ?? {}), ...Object.values(facts.actions ?? {})].flatMap((fact) => [...namesOf(fact)]));
        checkNone(Object.keys(prose.headers ?? {}).filter((name) => !used.has(name)));
      });
    });
  }

  it('enums of the facts are those of the prose, value by value', () => {
    interface Value {
      readonly code?: number | string;
      readonly text?: string;
      readonly symbol?: string;
    }
    const facts = yaml<{ enums: Record<string, { values: Value[] }> }>('facts/enums.yaml').enums;
    const prose = yaml<{ enums: Record<string, { values?: Texts }> }>('prose/enums.yaml').enums;
    assert.deepEqual(Object.keys(prose).sort(), Object.keys(facts).sort());
    const problems: string[] = [];
    for (const [id, { values }] of Object.entries(facts)) {
      const known = new Set(values.flatMap((value) => [value.code, value.text, value.symbol]).map(String));
      for (const value of Object.keys(prose[id]?.values ?? {})) if (!known.has(value)) problems.push(`${id}: no value ${value}`);
    }
    checkNone(problems);
  });

  it('what is shared of the facts is that of the prose', () => {
    const facts = yaml<{ snapshots: Record<string, { n: string }[]>; common: { n: string }[] }>('facts/shared.yaml');
    const prose = yaml<{ snapshots: Record<string, Texts>; common: Texts }>('prose/shared.yaml');
    for (const of of ['channel', 'bridge'])
      assert.deepEqual(Object.keys(prose.snapshots[of] ?? {}).sort(), (facts.snapshots[of] ?? []).map((one) => one.n).sort());
    checkNone(facts.common.map((one) => one.n).filter((name) => prose.common[name] === undefined));
  });

  it('every correction says why', () => {
    const problems: string[] = [];
    for (const file of yamlFiles('facts/corrections')) {
      for (const one of yaml<{ entry?: string; header?: string; kind?: string; why?: string }[]>(`facts/corrections/${file}`))
        if (!one.entry || !one.header || !one.kind || typeof one.why !== 'string') problems.push(`${file}: ${JSON.stringify(one)}`);
    }
    checkNone(problems);
  });

  it('are what is compiled in', () => {
    const compiled = readFileSync('server/src/catalog/generated/catalogData.ts', 'utf8');
    execFileSync(process.execPath, [path.join(FOLDER, 'compile.mjs')], { stdio: 'pipe' });
    assert.equal(readFileSync('server/src/catalog/generated/catalogData.ts', 'utf8') === compiled, true, 'run `npm run build`: the compiled catalogue was old');
  });

  it('have as much as AMI has: 279 events, 172 actions', () => {
    assert.ok(catalog.eventNames.length >= 279 && catalog.actionNames.length >= 172);
  });
});

/** The names that a fact gives, those of its snapshots too. */
function namesOf(fact: Fact): Set<string> {
  const names = new Set<string>();
  for (const line of [...(fact.headers ?? []), ...(fact.params ?? []), ...(fact.response ?? [])]) {
    if (line.n !== undefined) names.add(line.n);
    if (line.snapshot) for (const base of catalog.data.snapshots[line.snapshot]) names.add((line.prefix ?? '') + base.n);
    for (const other of line.but ?? []) if (other.n !== undefined) names.add(other.n);
  }
  return names;
}
