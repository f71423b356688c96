import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createFramer } from '../../server/src/capture/framer';
import { endMark } from '../../server/src/capture/marks';
import { type Counts, countsOf } from '../../server/src/cli/counts';
import { run } from './run';

describe('ami-logs check --counts', () => {
  let folder: string;
  let number = 0;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-logs-test-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const BODY =
    'Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n;@ 2026-11-22T10:00:00.000Z\r\nEvent: A\r\n;# end of a story\r\n\r\n\r\nEvent: B\r\n\r\n';
  const fileOf = (text: string | Buffer, name = `${number++}.ami`): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, 'latin1');
    return file;
  };
  const ended = (body: string): string => {
    const framer = createFramer();
    framer.push(Buffer.from(body));
    return `${body}${endMark(0, framer.messages, body.length)}\r\n`;
  };
  const check = async (text: string, words: RegExp, code: number, ...more: string[]): Promise<void> => {
    const file = fileOf(text);
    const ran = await run(['check', '--counts', file, ...more]);
    assert.match(ran.out, words);
    assert.equal(ran.code, code, ran.err);
  };

  it('says that a whole recording is complete', () => check(ended(BODY), /: complete: 3 messages, 125 bytes, as the recorder counted\n$/, 0));

  it('finds a byte and a message that are missing, and what was added', async () => {
    const whole = ended(BODY);
    await check(whole.replace('Event: A', 'Event:A'), /not complete: 3 messages, 124 bytes, but the recorder counted 3 messages, 125 bytes/, 1);
    await check(whole.replace('Event: B\r\n\r\n', ''), /not complete: 2 messages, 113 bytes, but the recorder counted 3/, 1);
    await check(`${whole}Event: C\r\n\r\n`, /12 bytes behind the end mark/, 1);
    await check(whole.slice(0, -30), /no end mark: the recording still runs, was killed/, 1);
    await check(ended(`${BODY};! gap 2026-11-22T10:00:00.000Z x\r\n`), /as the recorder counted; 1 gap mark: /, 1);
    await check('', /0 messages, 0 bytes, and no end mark/, 1);
  });

  it('reads gzip, gives JSON, and 2 for a file that is not there', async () => {
    const file = fileOf(gzipSync(Buffer.from(ended(BODY))), 'x.ami.gz');
    const { out, code } = await run(['check', '--counts', '--format', 'json', file]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), [
      { file, complete: true, messages: 3, bytes: 125, counted: { messages: 3, bytes: 125 }, behind: 0, gaps: 0 },
    ] satisfies Counts[]);
    assert.equal((await run(['check', '--counts', path.join(folder, 'none.ami')])).code, 2);
    assert.equal((await run(['check', '--counts', '--format', 'sarif', file])).code, 2);
  });

  it('finds the mark wherever the pieces of a large file end', async () => {
    for (let extra = 0; extra < 120; extra += 7) {
      const body = `Event: X\r\nX: ${'x'.repeat((1 << 18) - 120 + extra)}\r\n\r\n`;
      const counts = await countsOf(fileOf(ended(body), 'large.ami'));
      assert.ok(counts.complete, JSON.stringify(counts));
    }
  });
});
