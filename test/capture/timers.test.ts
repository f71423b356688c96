import assert from 'node:assert/strict';
import { SYSTEM_TIMERS } from '../../server/src/capture/timers';

describe('the timers of the system', () => {
  it('wait longer than the system’s own can, instead of running at once', async () => {
    const order: string[] = [];
    const cancel = SYSTEM_TIMERS.after(2 ** 31 + 5, () => order.push('in 25 days'));
    await new Promise<void>((resolve) => {
      SYSTEM_TIMERS.after(20, () => {
        order.push('soon');
        resolve();
      });
    });
    cancel();
    assert.deepEqual(order, ['soon']);
  });
});
