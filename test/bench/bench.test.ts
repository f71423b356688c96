import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Row } from './measure';

/** The numbers themselves are for `npm run bench`: here it only has to run, and every row to have one. */
describe('bench', () => {
  it('gives a finite number in every row', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['test/bench/bench.mjs', '--quick', '--json'], { encoding: 'utf8', maxBuffer: 1 << 24 });
    assert.equal(status, 0, stderr);
    const { rows } = JSON.parse(stdout) as { rows: Row[] };
    assert.ok(rows.length > 40, `${rows.length} rows`);
    for (const row of rows) assert.ok(Number.isFinite(row.value) || (row.id === 'grep' && row.skipped), `${row.id}: ${row.value} ${row.skipped ?? ''}`);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, 'no row twice');
  }).timeout(300_000);

  it('says what is wrong with its options', () => {
    const { status, stderr } = spawnSync(process.execPath, ['test/bench/bench.mjs', '--only', 'nothing'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /No job's name begins with nothing\./);
  }).timeout(60_000);
});
