import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { createCatalog } from '../../server/src/catalog/catalog';
import { createDocument } from '../../server/src/document';
import { diagnostics } from '../../server/src/features/diagnostics';
import { versionOf } from '../../server/src/features/version';
import { messagesOf } from '../../server/src/stream';
import { indexMessages, shapeOf } from '../../server/src/syntax/messages';
import { captures, DAMAGED } from '../support/captures';
import { random } from '../support/logText';
import { CLI, outcomeOf, run } from './run';

interface SarifPlace {
  physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> };
}

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: { ruleId: string; ruleIndex: number; level: string; locations: SarifPlace[]; relatedLocations?: SarifPlace[] }[];
  }[];
}

interface Found {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: string;
  code: string;
  message: string;
}

const CLEAN = 'test/captures/asterisk-22.10.1/call_answered.ami';
const BANNER = 'Asterisk Call Manager/11.0.0\r\n';
const OTHER = 'Event: MyOwnEvent\r\nPrivilege: user,all\r\n\r\n';
const TORN = `${BANNER}Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 43\r\nno header\r\nLastReload: 43\r\nStatus: Fully Booted\r\n\r\n`;

describe('ami-logs check', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function fileOf(name: string, text: string | Buffer): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  for (const mark of ['> ', '# ', '2025-11-16 22:51:47 DEBUG '])
    it(`reads what is quoted with “${mark}” like the editor, over the pieces of a file`, async () => {
      const quiet = readFileSync(CLEAN, 'latin1').replace(BANNER, '');
      const text = `${BANNER}${quiet.repeat(Math.ceil(2_500_000 / quiet.length))}Event: Hangup\r\nno header\r\n\r\n`;
      const lines = text.split('\r\n');
      const file = fileOf('quoted.txt', Buffer.from(lines.map((line) => `${mark}${line}`).join('\r\n'), 'latin1'));
      const { out } = await run(['check', '--format', 'json', file]);
      const found = (JSON.parse(out) as Found[]).filter(({ code }) => code === 'no-colon');
      assert.deepEqual(
        found.map(({ line, column, endColumn }) => ({ line, column, endColumn })),
        [{ line: lines.indexOf('no header') + 1, column: 1, endColumn: 1 + mark.length + 9 }],
      );
    });

  async function json(args: readonly string[], input?: string | Buffer): Promise<Found[]> {
    const { out, err } = await run(['check', '--format', 'json', ...args], input === undefined ? {} : { input });
    assert.equal(err, '');
    return JSON.parse(out) as Found[];
  }

  it('says nothing of a clean capture and gives 0', async () => {
    assert.deepEqual(await run(['check', CLEAN]), { code: 0, out: '', err: '' });
    assert.deepEqual(await run(['check', '--format', 'json', CLEAN]), { code: 0, out: '[]\n', err: '' });
  });

  it('prints a line a problem, as compilers do, and gives 1 where there is an error or warning', async () => {
    const file = fileOf('torn.ami', TORN);
    const { code, out } = await run(['check', file]);
    assert.equal(code, 1);
    assert.match(out, new RegExp(`^${file}:5:1: error: .*\\[no-colon\\]\\n$`));
  });

  it('gives 0 where there is information only', async () => {
    const { code, out } = await run(['check', fileOf('other.ami', OTHER)]);
    assert.match(out, /:1:8: information: .*MyOwnEvent.*\[unknown-message\]\n$/);
    assert.equal(code, 0);
  });

  it('prints JSON of the contract’s shape, with the file as it was given', async () => {
    fileOf('torn.ami', TORN);
    const file = path.relative(process.cwd(), path.join(folder, 'torn.ami'));
    const [found, ...others] = await json([file]);
    assert.deepEqual(others, []);
    const { message, ...rest } = found ?? { message: '' };
    assert.deepEqual(rest, { file, line: 5, column: 1, endLine: 5, endColumn: 10, severity: 'error', code: 'no-colon' });
    assert.ok(message.length > 10);
  });

  it('prints SARIF 2.1.0 that fits its schema', async () => {
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync('test/fixtures/sarif-2.1.0-rtm.5.json', 'utf8')) as Record<string, unknown>;
    const fits = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    const torn = fileOf('torn ü.ami', TORN);
    const talk = fileOf('talk.ami', 'Action: Ping\r\nActionID: 1\r\n\r\nResponse: Error\r\nActionID: 1\r\n\r\n');
    for (const files of [[torn, talk], [CLEAN], ['-']]) {
      const { out, code } = await run(['check', '--format', 'sarif', ...files], { input: TORN });
      const sarif = JSON.parse(out) as Sarif;
      assert.ok(fits(sarif), JSON.stringify(fits.errors?.slice(0, 3)));
      assert.equal(code, files[0] === CLEAN ? 0 : 1);
      if (files.length < 2) continue;
      const [first, second] = sarif.runs[0]?.results ?? [];
      assert.deepEqual([first?.ruleId, first?.level, second?.ruleId, second?.level], ['no-colon', 'error', 'action-failed', 'note']);
      assert.equal(first?.locations[0]?.physicalLocation.artifactLocation.uri, `file://${encodeURI(torn)}`);
      assert.deepEqual(first?.locations[0]?.physicalLocation.region, { startLine: 5, startColumn: 1, endLine: 5, endColumn: 10 });
      assert.equal(sarif.runs[0]?.tool.driver.rules[first?.ruleIndex ?? -1]?.id, 'no-colon');
      assert.equal(second?.relatedLocations?.[0]?.physicalLocation.region.startLine, 1);
    }
  });

  it('reads standard input as -', async () => {
    const [found] = await json(['-'], TORN);
    assert.equal(found?.file, '-');
    assert.equal(found?.line, 5);
    assert.equal((await run(['check', '-'], { input: '' })).code, 0);
  });

  it('checks several files, each as its own version, and goes on after one that cannot be read', async () => {
    const torn = fileOf('torn.ami', TORN);
    const other = fileOf('other.ami', OTHER);
    const none = path.join(folder, 'none.ami');
    assert.deepEqual(
      (await json([torn, CLEAN, other])).map(({ file, code }) => [file, code]),
      [
        [torn, 'no-colon'],
        [other, 'unknown-message'],
      ],
    );
    const ran = await run(['check', '--format', 'json', other, none, folder, torn]);
    assert.equal(ran.code, 2);
    assert.deepEqual(
      (JSON.parse(ran.out) as Found[]).map(({ file }) => file),
      [other, torn],
    );
    assert.match(ran.err, /none\.ami: there is no such file/);
    assert.match(ran.err, /: is a folder/);
  });

  it('reads a capture without banner as the version asked for, and one with a banner as what that says', async () => {
    const hangup = 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: SIP/a-1\r\nUniqueid: 1.1\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n';
    const bare = fileOf('bare.ami', hangup);
    const dated = fileOf('dated.ami', `Asterisk Call Manager/1.1\r\n${hangup}`);
    assert.equal((await run(['check', bare])).code, 0);
    assert.match((await run(['check', '--asterisk', '22', bare])).out, /missing-header/);
    assert.equal((await run(['check', '--asterisk', '22', dated])).code, 0);
  });

  for (const [what, args] of [
    ['no file', ['check']],
    ['an unknown version', ['check', '--asterisk', '99', CLEAN]],
    ['an unknown format', ['check', '--format', 'yaml', CLEAN]],
    ['an unknown option', ['check', '--nonsense', CLEAN]],
    ['a file that is not there', ['check', 'none.ami']],
    ['a folder', ['check', 'test']],
    ['an unknown command', ['nonsense']],
    ['no command', []],
  ] as const) {
    it(`gives 2 and says why after ${what}`, async () => {
      const { code, out, err } = await run(args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, /\S/);
      assert.doesNotMatch(err, /\n\s+at /, 'no stack');
    });
  }

  it('counts columns in characters of the text, not in bytes, and keeps words and values readable', async () => {
    const utf8 = Buffer.from(`${BANNER}Event: Hangup\r\nÜberflüssig😀: ü\r\nkein Kopf ü😀\r\n\r\n`);
    const found = await json(['-'], utf8);
    const header = found.find(({ code }) => code === 'unknown-header');
    assert.deepEqual([header?.line, header?.column, header?.endColumn], [3, 1, 14]);
    assert.match(header?.message ?? '', /Überflüssig😀.*–/);
    assert.equal(found.find(({ code }) => code === 'no-colon')?.endColumn, 14);
    const latin1 = Buffer.from(`${BANNER}Event: Hangup\r\nkein K\xf6pf \xfc\r\n\r\n`, 'latin1');
    assert.equal((await json(['-'], latin1)).find(({ code }) => code === 'no-colon')?.endColumn, 12);
  });

  it('finds in every recording what the editor finds', async function () {
    this.timeout(120_000);
    const catalog = createCatalog();
    const all = captures();
    const found = await json(all.map(({ file }) => file));
    const byFile = grouped(found);
    for (const { name, file, text } of all) {
      const document = createDocument('file:///x.ami', 'ami', 1, text);
      const context = { catalog, links: false, version: versionOf(document, catalog, 'auto') };
      const expected = diagnostics(document, context, { maximum: Number.POSITIVE_INFINITY }).map(({ range, code }): (number | string)[] => [
        range.start.line + 1,
        range.start.character + 1,
        range.end.line + 1,
        range.end.character + 1,
        String(code),
      ]);
      const actual = (byFile.get(file) ?? []).map(({ line, column, endLine, endColumn, code }): (number | string)[] => [
        line,
        column,
        endLine,
        endColumn,
        code,
      ]);
      // The command line prints as soon as it knows; what only the end tells comes last.
      for (const list of [expected, actual]) list.sort((a, b) => String(a).localeCompare(String(b)));
      // A lone CR ends a line in an editor, not here; only recordings that forge lines have any.
      if (!/\r(?!\n)/.test(text)) assert.deepEqual(actual, expected, name);
      if (!DAMAGED.has(name))
        assert.deepEqual(
          (byFile.get(file) ?? []).filter(({ severity }) => severity === 'error' || severity === 'warning'),
          [],
          name,
        );
    }
  });

  it('is at peace with a pipe that closes', async () => {
    const file = fileOf('many.ami', BANNER + 'Event: FullyBooted\r\nno header\r\n\r\n'.repeat(50_000));
    const child = spawn(process.execPath, [CLI, 'check', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => child.stdout.destroy());
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
    });
    const [code] = await once(child, 'exit');
    assert.equal(err, '');
    assert.equal(code, 0);
  });

  it('streams: memory does not grow with messages or free text, and lines are right at the end', async function () {
    this.timeout(180_000);
    const capture = readFileSync(CLEAN, 'latin1').replace(/^Asterisk.*\r\n/, '');
    for (const [part, size] of [
      [capture, 60 << 20],
      ['words that are no message\r\n'.repeat(3_000), 40 << 20],
    ] as const) {
      const times = Math.ceil(size / part.length);
      const child = spawn(process.execPath, ['--require', path.resolve('test/cli/printPeak.cjs'), CLI, 'check', '--format', 'json', '-'], { stdio: 'pipe' });
      const ended = outcomeOf(child);
      child.stdin.write(BANNER);
      for (let i = 0; i < times; i++) if (!child.stdin.write(part, 'latin1')) await once(child.stdin, 'drain');
      child.stdin.end('Event: FullyBooted\r\nPrivilege: system,all\r\nno header\r\nUptime: 1\r\nLastReload: 1\r\nStatus: Fully Booted\r\n\r\n');
      const { code, out, err } = await ended;
      assert.equal(code, 1, err);
      const [found, ...others] = (JSON.parse(out) as Found[]).filter((one) => one.code !== 'stray-text');
      assert.deepEqual(others, []);
      assert.equal(found?.line, 1 + times * (part.split('\n').length - 1) + 3);
      const peak = Number(/peak (\d+) kB/.exec(err)?.[1]);
      assert.ok(peak > 10_000 && peak < 200_000, `${peak} kB`);
    }
  });
});

describe('the stream of messages', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));

  after(() => rmSync(folder, { recursive: true }));

  it('equals the index of the whole text, with the lines, wherever the chunks are cut', async function () {
    this.timeout(120_000);
    const names = captures().map(({ name }) => name);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 6 }),
        async (parts, holes) => {
          let text = parts.map((name) => readFileSync(captures().find((one) => one.name === name)?.file ?? '', 'latin1')).join('');
          // Some of them are torn, so that messages end at odd places.
          for (const hole of holes) text = text.slice(0, hole % text.length) + text.slice((hole % text.length) + 7);
          // Larger than one chunk of the reader, in which the cuts then fall anywhere.
          while (text.length < 1_300_000) text += text;
          const file = path.join(folder, 'stream.ami');
          writeFileSync(file, text, 'latin1');
          const index = indexMessages(text);
          let count = 0;
          let line = 0;
          let at = 0;
          for await (const message of messagesOf(file)) {
            const start = index.starts[count] ?? -1;
            const end = index.ends[count] ?? -1;
            for (let lf = text.indexOf('\n', at); lf >= 0 && lf < start; lf = text.indexOf('\n', lf + 1)) line++;
            at = start;
            if (message.text.slice(message.start, message.end) !== text.slice(start, end)) assert.fail(`message ${count} is another`);
            assert.equal(message.line, line, `line of message ${count}`);
            assert.equal(message.shape.name, shapeOf(index, count).name);
            const gap = count === 0 ? 0 : (index.ends[count - 1] ?? 0);
            if (start - gap < 10_000) assert.equal(message.text.slice(message.gap, message.start), text.slice(gap, start));
            count++;
          }
          assert.equal(count, index.count);
        },
      ),
      random(12),
    );
  });
});

function grouped(found: readonly Found[]): Map<string, Found[]> {
  const groups = new Map<string, Found[]>();
  for (const one of found) groups.set(one.file, [...(groups.get(one.file) ?? []), one]);
  return groups;
}
