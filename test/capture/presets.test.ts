import assert from 'node:assert/strict';
import { retryDelay } from '../../server/src/capture/reconnect';
import { filtersOf, PRESETS, readOnlyUser } from '../../server/src/protocol';
import { createFilters } from '../../server/src/replay/filters';

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

  it('admits by the lines of that account nobody from elsewhere, by IPv4 or IPv6', () => {
    assert.deepEqual(
      readOnlyUser('viewer')
        .split('\n')
        .filter((line) => line.startsWith('deny')),
      ['deny = 0.0.0.0/0.0.0.0', 'deny = ::/0'],
    );
  });

  it('filters for noise leave out the events that are named, and no others', () => {
    assert.deepEqual(filtersOf(['VarSet', 'AGIExec*', 'RT*Sent', '*', '**', 'a\nb', '']), [
      '!^Event: VarSet[^A-Za-z0-9_]',
      '!^Event: AGIExec',
      '!^Event: RT[A-Za-z0-9_]*Sent[^A-Za-z0-9_]',
    ]);
    const admits = (filters: readonly string[], event: string): boolean => {
      const all = createFilters();
      for (const filter of filters) assert.equal(all.add('', filter), undefined);
      return all.admits(Buffer.from(event));
    };
    const noise = filtersOf(['Hangup', 'AGIExec*']);
    for (const event of ['Event: Hangup\r\nCause: 16\r\n\r\n', 'Event: AGIExecStart\r\n\r\n']) assert.ok(!admits(noise, event), event);
    for (const event of ['Event: HangupRequest\r\n\r\n', 'Event: UserEvent\r\nMyEvent: Hangup\r\n\r\n', 'Event: AsyncAGIExec\r\n\r\n'])
      assert.ok(admits(noise, event), event);
    const { filters } = PRESETS.quiet;
    for (const name of ['MusicOnHoldStart', 'NewCallerid', 'Registry']) assert.ok(!admits(filters, `Event: ${name}\r\nX: y\r\n\r\n`), name);
    for (const name of ['RegistryOther', 'Newchannel', 'ExtensionStatusList'])
      assert.ok(admits(filters, `Event: ${name}\r\nX: Event: Registry \r\n\r\n`), name);
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
