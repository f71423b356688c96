import assert from 'node:assert/strict';
import { retryDelay } from '../../server/src/capture/reconnect';
import { PRESETS, readOnlyUser } from '../../server/src/protocol';

describe('what the client takes from the recorder', () => {
  it('presets are one line each, so that they fit into an action', () => {
    for (const { events, filters } of Object.values(PRESETS)) {
      assert.match(events, /^[a-z,]+$/);
      for (const filter of filters) assert.ok(filter.length < 1_000 && !/[\r\n]/.test(filter));
    }
  });

  it('lines of manager.conf for an account that only reads, which no name can break out of', () => {
    const lines = readOnlyUser('viewer]\nwrite = all', 'x\r\nwrite = all').split('\n');
    assert.equal(lines[0], '[viewer_write_all]');
    assert.equal(lines[1], 'secret = xwrite = all');
    assert.equal(lines.filter((line) => line.startsWith('write')).join(), 'write =');
    assert.match(readOnlyUser(''), /^\[viewer\]\n/);
  });

  it('waits: the first within 5 s, then longer, never much more than a minute', () => {
    for (const random of [0, 0.5, 1]) {
      assert.ok(retryDelay(1, random) <= 5_000);
      for (let attempt = 1; attempt < 10_000; attempt = attempt * 2) {
        assert.ok(retryDelay(attempt, random) >= 1_000 && retryDelay(attempt, random) <= 75_000);
        assert.ok(retryDelay(attempt + 1, random) >= retryDelay(attempt, random));
      }
    }
  });
});
