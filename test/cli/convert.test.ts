import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run';

const SAMPLES = 'test/fixtures/forms/samples';

describe('ami-logs convert', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-convert-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const sample = (form: string): string => {
    const name = readdirSync(SAMPLES).find((one) => one.toLowerCase().includes(form));
    assert(name, `there is a sample of ${form}`);
    return path.join(SAMPLES, name);
  };

  it('writes the capture to standard output', async () => {
    const { code, out } = await run(['convert', sample('asternet')]);
    assert.equal(code, 0);
    assert.match(out, /^(?:;@ .*\r\n)?(?:Asterisk Call Manager\/.*\r\n|(?:Event|Response|Action): )/);
  });

  it('writes a file, and beside it where each message came from', async () => {
    const out = path.join(folder, 'out.ami');
    const origins = path.join(folder, 'out.tsv');
    const file = sample('asternet');
    assert.equal((await run(['convert', file, '--out', out, '--origins', origins])).code, 0);
    const lines = readFileSync(out, 'utf8').split('\n');
    const source = readFileSync(file, 'utf8').split('\n');
    const rows = readFileSync(origins, 'utf8').trim().split('\n');
    assert(rows.length > 0);
    for (const row of rows) {
      const [line, number] = row.split('\t').map(Number);
      const message = lines.slice((line ?? 0) - 1).find((one) => !one.startsWith(';')) ?? '';
      const first = message.trim();
      assert(source[(number ?? 0) - 1]?.includes(first), `${first} is in line ${number}`);
    }
  });

  it('reads standard input and takes the form that it is told', async () => {
    const { code, out } = await run(['convert', '-', '--form', 'quoted'], {
      input: '> Event: Hangup\n> Privilege: call,all\n> Channel: SIP/1-00000001\n> Cause: 16\n>\n',
    });
    assert.equal(code, 0);
    assert.equal(out, 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: SIP/1-00000001\r\nCause: 16\r\n\r\n');
  });

  it('gives 2 for a file of no known form, an unknown form and a missing file', async () => {
    const prose = path.join(folder, 'prose.txt');
    writeFileSync(prose, 'Dear Sir or Madam,\nplease find enclosed: nothing.\n');
    const unknown = await run(['convert', prose]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /no form that is known.*--form/s);
    assert.equal((await run(['convert', prose, '--form', 'morse'])).code, 2);
    assert.equal((await run(['convert', path.join(folder, 'missing')])).code, 2);
  });

  it('never writes over a file', async () => {
    const there = path.join(folder, 'there.ami');
    writeFileSync(there, 'precious');
    const { code, err } = await run(['convert', sample('asternet'), '--out', there]);
    assert.equal(code, 2);
    assert.match(err, /exists already/);
    assert.equal(readFileSync(there, 'utf8'), 'precious');
    assert(existsSync(there));
  });
});
