import assert from 'node:assert/strict';
import type { Disposable } from 'vscode';
import type { Progress } from '../../client/src/capture/liveCapture';
import { paceOf } from '../../client/src/capture/pace';

/** A capture that grows as told, and a clock. */
function growing() {
  let bytes = 0;
  let clock = 0;
  let listener: () => void = () => undefined;
  let timers: { at: number; run(): void }[] = [];
  const progress = (): Progress => ({ state: 'recording', reason: '', bytes, messages: 0, messagesPerSecond: 0, lost: 0 });
  const onDidChange = (heard: () => void): Disposable => {
    listener = heard;
    return { dispose: () => undefined };
  };
  const told: boolean[] = [];
  const pace = paceOf(
    { progress, onDidChange },
    400_000,
    () => told.push(pace.fast),
    () => clock,
    (ms, run) => {
      const timer = { at: clock + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  );
  return {
    told,
    /** So many bytes came in half a second, of which the recorder tells unless they are none. */
    half(more: number) {
      clock += 500;
      bytes += more;
      if (more > 0) listener();
      const due = timers.filter(({ at }) => at <= clock);
      timers = timers.filter(({ at }) => at > clock);
      for (const { run } of due) run();
    },
  };
}

const times = (count: number, run: () => void): void => {
  for (let i = 0; i < count; i++) run();
};

describe('the pace of a capture', () => {
  it('is fast where a window cannot show all, and no more after some seconds of less', () => {
    const { half, told } = growing();
    times(10, () => half(50_000));
    assert.deepEqual(told, []);
    times(4, () => half(1_000_000));
    assert.deepEqual(told, [true]);
    // A little less is no calm.
    times(20, () => half(150_000));
    assert.deepEqual(told, [true]);
    times(8, () => half(10_000));
    assert.deepEqual(told, [true]);
    times(3, () => half(10_000));
    assert.deepEqual(told, [true, false]);
  });

  it('is calm again when the server falls silent', () => {
    const { half, told } = growing();
    times(4, () => half(1_000_000));
    times(12, () => half(0));
    assert.deepEqual(told, [true, false]);
  });

  it('is not told of what comes in one go', () => {
    const { half, told } = growing();
    half(1_000);
    half(1_000);
    half(250_000);
    half(1_000);
    times(4, () => half(1_000));
    assert.deepEqual(told, []);
  });
});
