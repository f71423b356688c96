import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { convertFile } from '../../server/src/cli/convert';
import { WrongUse } from '../../server/src/cli/wrongUse';

const SAMPLES = 'test/fixtures/forms/samples';

describe('forms: ami-logs convert', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-convert-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the capture and the side list', async () => {
    const out = path.join(folder, 'a.ami');
    const origins = path.join(folder, 'a.tsv');
    assert.equal(await convertFile(path.join(SAMPLES, 'prefixed-epoch.log'), { out, origins }), 0);
    const lines = readFileSync(out, 'latin1').split('\r\n');
    assert.equal(lines[0], ';@ 2024-05-01T12:00:00.123456Z');
    const list = readFileSync(origins, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split('\t').map(Number));
    assert.deepEqual(
      list.map(([line]) => lines[(line ?? 0) - 1]),
      ['Event: Newchannel', 'Event: Hangup'],
    );
    assert.deepEqual(
      list.map(([, origin]) => origin),
      [2, 7],
    );
  });

  it('overwrites nothing', async () => {
    const out = path.join(folder, 'a.ami');
    await convertFile(path.join(SAMPLES, 'yaai.log'), { out });
    await assert.rejects(convertFile(path.join(SAMPLES, 'yaai.log'), { out }), WrongUse);
  });

  it('says so where a file is in no form or cannot be read', async () => {
    await assert.rejects(convertFile('test/fixtures/forms/decoys/data.csv', {}), /no form that is known/);
    await assert.rejects(convertFile(path.join(folder, 'none'), {}), /no such file/);
  });

  it('gives 1 where the named form holds nothing', async () => {
    assert.equal(await convertFile('test/fixtures/forms/decoys/data.csv', { form: 'json', out: path.join(folder, 'a.ami') }), 1);
  });
});
