import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { callSieve } from '../../server/src/cli/streamMatcher';
import { callsOf } from '../../server/src/calls/calls';
import { messagesOf } from '../../server/src/stream';
import { indexMessages } from '../../server/src/syntax/messages';
import { captureNamed } from '../support/captures';
import { run } from './run';

const { file: ANSWERED, text: TEXT } = captureNamed('asterisk-22.10.1/call_answered.ami');

const MARKED =
  'Asterisk Call Manager/11.0.0\r\n;# note\r\n;@ 2026-11-22T10:00:00.000Z\r\nEvent: A\r\nName: J\u00f6rg\r\n\r\n;@ 2026-11-22T10:00:01.000Z\r\nEvent: B\r\n\r\nEvent: A\r\n\r\n' +
  ';! gap 2026-11-22T10:00:02.000Z\r\n;@ 2026-11-22T10:00:05.000Z\r\nEvent: C\r\n\r\n;@ 2026-11-22T10:00:06.000Z\r\nEvent: A\r\nX: 1';

describe('ami-logs filter', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-filter-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('writes what fits, with banner and the marks that hold for it', async () => {
    const { code, out, err } = await run(['filter', '-', 'event:A'], { input: MARKED });
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.equal(
      out,
      'Asterisk Call Manager/11.0.0\r\n;# note\r\n;@ 2026-11-22T10:00:00.000Z\r\nEvent: A\r\nName: J\u00f6rg\r\n\r\n;@ 2026-11-22T10:00:01.000Z\r\nEvent: A\r\n\r\n' +
        ';! gap 2026-11-22T10:00:02.000Z\r\n;@ 2026-11-22T10:00:06.000Z\r\nEvent: A\r\nX: 1\r\n;# (the message before this line is cut off in the capture)\r\n',
    );
    assert.equal((await run(['filter', '-', 'event:A'], { input: out })).out, out, 'of its own result it keeps all');
  });

  for (const [expression, names] of [
    ['since:+1s', 'BACA'],
    ['until:2026-11-22T10:00:01Z event:A', 'AA'],
    ['name:J\u00d6RG', 'A'],
    ['not event:A', 'BC'],
    ['noise', ''],
  ] as const) {
    it(`finds by ${expression}`, async () => {
      const { out, code } = await run(['filter', '-', expression], { input: MARKED });
      assert.equal([...out.matchAll(/^Event: (.)\r$/gm)].map((found) => found[1]).join(''), names);
      assert.equal(code, names === '' ? 1 : 0);
    });
  }

  it('writes a time mark once for the messages that it holds for', async () => {
    const { out } = await run(['filter', '-', 'not event:C'], { input: MARKED });
    assert.deepEqual(
      [...out.matchAll(/^;@ \S+:(\d\d)\.000Z\r$/gm)].map((found) => found[1]),
      ['00', '01', '06'],
    );
  });

  it('takes names of noise', async () => {
    const { out } = await run(['filter', '-', '--noise', 'A', 'X*', '--', 'not noise'], { input: MARKED }).catch(() => ({ out: '' }));
    const other = await run(['filter', '-', 'not noise', '--noise', 'A', 'X*'], { input: MARKED });
    assert.match(other.out, /Event: B\r\n\r\n.*Event: C/s);
    assert.doesNotMatch(other.out, /Event: A/);
    assert.equal(out, other.out);
  });

  it('writes bytes as they were into a file that is not there yet', async () => {
    const source = path.join(folder, 'latin1.ami');
    const target = path.join(folder, 'out.ami');
    writeFileSync(source, Buffer.from(MARKED, 'latin1'));
    const first = await run(['filter', source, 'name:~j', '--out', target]);
    assert.deepEqual([first.code, first.out, first.err], [0, '', `1 messages written to ${target}.\n`]);
    assert.ok(readFileSync(target).includes(Buffer.from('Name: J\xf6rg\r\n', 'latin1')));
    const second = await run(['filter', source, 'name:~j', '--out', target]);
    assert.equal(second.code, 2);
    assert.match(second.err, /exists already/);
  });

  it('reads a packed capture, and one twice for terms of calls', async () => {
    const packed = path.join(folder, 'a.ami.gz');
    writeFileSync(packed, gzipSync(TEXT));
    const { out, code } = await run(['filter', packed, 'outcome:answered event:Hangup']);
    assert.equal(code, 0);
    assert.equal(out.match(/^Event: /gm)?.length, TEXT.match(/^Event: Hangup\r$/gm)?.length);
    assert.equal((await run(['filter', ANSWERED, 'outcome:busy'])).code, 1);
    const piped = await run(['filter', '-', 'outcome:busy'], { input: TEXT });
    assert.equal(piped.code, 2);
    assert.match(piped.err, /reads the capture twice. Name a file/);
  });

  it('points at what is wrong, and makes no file then', async () => {
    const target = path.join(folder, 'none.ami');
    const { code, err } = await run(['filter', ANSWERED, 'event:A evnt:B', '--out', target]);
    assert.equal(code, 2);
    assert.match(err, /no key “evnt”.*\n {2}event:A evnt:B\n {2} {8}\^\^\^\^\n/);
    assert.ok(!existsSync(target));
    const none = await run(['filter', 'none.ami', 'x', '--out', target]);
    assert.equal(none.code, 2);
    assert.match(none.err, /no such file/);
    assert.ok(!existsSync(target));
  });
});

describe('ami-logs check --filter', () => {
  const input = 'Asterisk Call Manager/7.0.3\r\nEvent: NoSuchA\r\nX 1\r\n\r\nEvent: NoSuchB\r\nX 1\r\n\r\n';

  it('reports what stands in messages that fit', async () => {
    const lines = async (...more: string[]): Promise<number[]> => {
      const { out } = await run(['check', '-', '--format', 'json', ...more], { input });
      return (JSON.parse(out) as { line: number }[]).map(({ line }) => line);
    };
    assert.deepEqual(await lines(), [2, 3, 5, 6]);
    assert.deepEqual(await lines('--filter', 'event:NoSuchB'), [5, 6]);
    assert.deepEqual(await lines('--filter', 'event:Other'), []);
    assert.equal((await run(['check', '-', '--filter', 'event:Other'], { input })).code, 0);
    assert.equal((await run(['check', '-', '--filter', 'event:'], { input })).code, 2);
  });
});

describe('ami-logs calls --filter', () => {
  it('lists the calls that fit', async () => {
    const list = async (expression: string): Promise<string> => (await run(['calls', ANSWERED, '--filter', expression])).out;
    assert.match(await list('outcome:answered event:Hangup'), /5551234 → 100\d.*\n1 of 1 calls in/s);
    assert.match(await list('outcome:busy'), /^0 of 1 calls in/);
    assert.match(await list('5551234 answered'), /\n1 of 1 calls in/);
    assert.match(await list('AgentCalled'), /^0 of 1 calls in/);
    const json = await run(['calls', ANSWERED, '--format', 'json', '--filter', 'outcome:busy']);
    assert.deepEqual((JSON.parse(json.out) as { calls: unknown[] }).calls, []);
    assert.equal((await run(['calls', ANSWERED, '--filter', 'outcome:'])).code, 2);
    assert.equal((await run(['calls', ANSWERED, '--format', 'ladder', '--filter', 'outcome:busy'])).code, 2);
  });
});

describe('calls of a stream', () => {
  it('are sifted by an expression', async () => {
    const sifted = async (expression: string): Promise<number> => {
      const sieve = callSieve(expression);
      for await (const message of messagesOf(ANSWERED)) sieve.add(message);
      return callsOf(TEXT, indexMessages(TEXT)).calls.filter((call) => sieve.fits(call, () => [call.outcome])).length;
    };
    assert.equal(await sifted('outcome:answered'), 1);
    assert.equal(await sifted('answered'), 1);
    assert.equal(await sifted('busy or Hangup'), 0);
    assert.equal(await sifted('event:Hangup cause:16'), 1);
    assert.equal(await sifted('event:Hangup cause:99'), 0);
    assert.equal(await sifted('not event:Hangup'), 0);
    assert.equal(await sifted('caller:5551234 not event:AgentCalled'), 1);
  });
});
