// Compiles the catalogue's sources (facts/, prose/) into server/src/catalog/generated: catalog.json, which stands beside the bundles, and the same as a module for
// what runs without bundles.
// `npm run build` runs it; the form of the sources is described in README.md beside it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = path.dirname(fileURLToPath(import.meta.url));
const yaml = (file) => parse(readFileSync(path.join(here, file), 'utf8')) ?? {};
const files = (folder) =>
  readdirSync(path.join(here, folder))
    .filter((file) => file.endsWith('.yaml'))
    .sort();

const versions = yaml('facts/versions.yaml');
const { series } = versions;

/** `"11 13..15 18.."` as a bit for each series. */
export function seriesSet(words) {
  let set = 0;
  for (const word of String(words).split(' ')) {
    if (word === 'never') continue;
    const [first, last] = word.includes('..') ? word.split('..') : [word, word];
    const from = series.indexOf(first);
    const to = last ? series.indexOf(last) : series.length - 1;
    if (from < 0 || to < from) throw new Error(`no series: ${word}`);
    for (let i = from; i <= to; i++) set |= 1 << i;
  }
  return set;
}
const setOr = (words, fallback) => (words === true ? fallback : words === undefined || words === false ? 0 : seriesSet(words));

// Equal texts are stored once.
const texts = ['']; // 0 stands for no text
const textIds = new Map();
function text(words) {
  if (words === undefined) return undefined;
  const flat = String(words).trim().replace(/\s+/g, ' ');
  if (!textIds.has(flat)) textIds.set(flat, texts.push(flat) - 1);
  return textIds.get(flat);
}

/** Without the members that say nothing, so that they cost nothing. */
const lean = (object) =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0)),
  );

const shared = { facts: yaml('facts/shared.yaml'), prose: tryYaml('prose/shared.yaml') };
function tryYaml(file) {
  try {
    return yaml(file);
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw new Error(`${file}: ${error.message}`);
  }
}

const corrections = new Map();
for (const file of files('facts/corrections')) {
  for (const { entry, header, ...rest } of yaml(`facts/corrections/${file}`)) corrections.set(`${entry}.${header}`, rest);
}
const corrected = new Set();
function correct(entry, fact) {
  const key = `${entry}.${fact.n}`;
  const change = corrections.get(key);
  if (!change) return fact;
  corrected.add(key);
  const { why, enum: words, ...rest } = change;
  return {
    ...fact,
    ...rest,
    ...(words ? { words } : {}),
    ...(rest.kind && rest.kind !== fact.kind && !rest.values && !words ? { values: undefined, words: undefined } : {}),
  };
}

function header(fact, prose, all) {
  const sent = setOr(fact.sent, all);
  return lean({
    n: fact.n,
    k: fact.kind,
    v: fact.values,
    w: fact.words?.map(String),
    ow: fact.oldWords?.map(String),
    s: fact.sent === undefined || sent === all ? undefined : sent || -1,
    d: setOr(fact.documented, all),
    c: setOr(fact.sometimes, sent || all),
    l: setOr(fact.late, all),
    o: fact.optional ? 1 : 0,
    r: fact.repeat || fact.numbered ? 1 : 0,
    q: fact.required ? 1 : 0,
    e: fact.emptyAs,
    f: fact.default,
    t: text(prose),
  });
}

const everywhere = (1 << series.length) - 1;
const snapshots = Object.fromEntries(
  Object.entries(shared.facts.snapshots).map(([name, facts]) => [
    name,
    facts.map((fact) => header(fact, shared.prose.snapshots?.[name]?.[fact.n], everywhere)),
  ]),
);
const common = shared.facts.common.map((fact) => header({ ...fact, sometimes: fact.when ? true : undefined }, shared.prose.common?.[fact.n], everywhere));
for (const [name, words] of Object.entries(shared.prose.common ?? {}))
  if (!common.some((fact) => fact.n === name)) common.push(lean({ n: name, t: text(words) }));

const events = [];
const actions = [];
for (const file of files('facts')) {
  const family = path.basename(file, '.yaml');
  if (['versions', 'shared', 'enums'].includes(family)) continue;
  const facts = yaml(`facts/${file}`);
  const prose = tryYaml(`prose/${file}`);
  for (const [n, fact] of Object.entries(facts.events ?? {})) events.push(event(n, family, fact, prose.events?.[n] ?? {}, prose.headers ?? {}));
  for (const [n, fact] of Object.entries(facts.actions ?? {})) actions.push(action(n, family, fact, prose.actions?.[n] ?? {}, prose.headers ?? {}));
}
for (const key of corrections.keys()) if (!corrected.has(key) && !key.startsWith('enum ')) throw new Error(`facts/corrections: ${key} is no fact`);

function proseParts(prose) {
  return {
    what: text(prose.what),
    details: text(prose.details),
    pitfall: text(prose.pitfall),
    danger: text(prose.danger),
    returns: text(prose.returns),
    before: prose.before,
    after: prose.after,
    see: prose.see,
  };
}

function event(n, family, fact, prose, familyHeaders) {
  const sent = setOr(fact.sent, everywhere);
  const own = [];
  const snaps = [];
  for (const line of fact.headers ?? []) {
    if (!line.snapshot) {
      const known = correct(`event ${n}`, line);
      own.push(header(known, prose.headers?.[line.n] ?? familyHeaders[line.n], sent));
      continue;
    }
    const whose = (line.snapshot === 'channel' ? prose.channels : prose.bridges)?.[line.prefix ?? ''];
    snaps.push(
      lean({
        of: line.snapshot,
        p: line.prefix,
        at: own.length || undefined,
        c: line.sometimes ? 1 : 0,
        whose: text(whose),
        but: line.but?.map((other) => ({ ...header(other, prose.headers?.[other.n], sent), ...(other.absent ? { x: 1 } : {}) })),
      }),
    );
    // A text for one header of a snapshot, where the message gives it a twist.
    for (const base of shared.facts.snapshots[line.snapshot]) {
      const name = (line.prefix ?? '') + base.n;
      const words = prose.headers?.[name];
      const snap = snaps[snaps.length - 1];
      if (words && !line.but?.some((other) => other.n === name)) snap.own = { ...snap.own, [base.n]: text(words) };
    }
  }
  return lean({
    n,
    family,
    s: sent,
    d: setOr(fact.documented, everywhere),
    c: fact.class?.map((one) => (typeof one === 'string' ? { w: one } : { w: one.wire, s: seriesSet(one.series) })),
    dc: fact.documentedClass?.map((one) => ({ w: one.class, s: seriesSet(one.series) })),
    m: fact.modules,
    late: fact.late?.reduce((set, one) => set | seriesSet(one), 0),
    answers: fact.answers?.map((one) => one.action),
    completedBy: fact.completedBy,
    completes: fact.completesList ? 1 : 0,
    replacedBy: fact.replacedBy,
    aliases: fact.aliases,
    open: fact.open ? 1 : 0,
    loose: fact.orderUnstable === 'sorcery' ? 1 : 0,
    ...proseParts(prose),
    h: own,
    snaps,
  });
}

function action(n, family, fact, prose, familyHeaders) {
  const known = setOr(fact.known, everywhere);
  const param = (line) => {
    const one = correct(`action ${n}`, line);
    return header({ ...one, sent: one.known }, prose.headers?.[line.n] ?? familyHeaders[line.n], known);
  };
  return lean({
    n,
    family,
    s: known,
    p: fact.privilege,
    m: fact.modules,
    open: fact.open ? 1 : 0,
    ...proseParts(prose),
    h: (fact.params ?? []).map(param),
    response: (fact.response ?? [])
      .map((fact) => correct(`action ${n}`, fact))
      .map((line) =>
        header({ ...line, sent: line.known, sometimes: line.sometimes }, prose.response?.[line.n] ?? prose.headers?.[line.n] ?? familyHeaders[line.n], known),
      ),
    events: fact.events,
  });
}

const byName = (a, b) => a.n.localeCompare(b.n, 'en');
events.sort(byName);
actions.sort(byName);

const enumProse = tryYaml('prose/enums.yaml').enums ?? {};
const enums = Object.fromEntries(
  Object.entries(yaml('facts/enums.yaml').enums).map(([id, fact]) => [
    id,
    lean({
      what: text(enumProse[id]?.what),
      details: text(enumProse[id]?.details),
      open: fact.open ? 1 : 0,
      bitmask: fact.bitmask ? 1 : 0,
      fallback: fact.fallbackText,
      form: fact.form,
      values: fact.values.map((value) =>
        lean({
          code: value.code === undefined ? undefined : String(value.code),
          text: value.text,
          symbol: value.symbol,
          name: value.name,
          s: value.series ? seriesSet(value.series) : undefined,
          u: value.undocumented ? 1 : 0,
          t: text(enumProse[id]?.values?.[String(value.code ?? value.text ?? value.symbol)] ?? enumProse[id]?.values?.[String(value.text)]),
        }),
      ),
    }),
  ]),
);

const data = {
  series,
  runs: versions.runs,
  certified: versions.certified,
  texts,
  kinds: shared.prose.kinds ?? {},
  privileges: shared.prose.privileges ?? {},
  fillers: shared.prose.fillers ?? {},
  responses: shared.prose.responses ?? {},
  enums,
  snapshots,
  common,
  events,
  actions,
};

const out = path.join(here, '../src/catalog/generated');
mkdirSync(out, { recursive: true });
// Plain ASCII: read as latin1, it is one byte a character in memory too.
const json = JSON.stringify(data).replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const module = `// Compiled from server/catalog by compile.mjs; not to be edited.\nexport const catalogJson: string = ${JSON.stringify(json)};\n`;
writeFileSync(path.join(out, 'catalogData.ts'), module);
writeFileSync(path.join(out, 'catalog.json'), json);
console.log(`catalogue: ${events.length} events, ${actions.length} actions, ${texts.length} texts, ${(json.length / 1024).toFixed(0)} KB`);
