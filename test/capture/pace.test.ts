import assert from 'node:assert/strict';
import type { Disposable } from 'vscode';
import type { Progress } from '../../client/src/capture/liveCapture';
import { paceOf } from '../../client/src/capture/pace';
import { fakeTimers } from '../support/fakeTimers';

/** A capture that grows as told, and a clock. */
function growing() {
  let bytes = 0;
  const { now, after, pass } = fakeTimers();
  let listener: () => void = () => undefined;
  const progress = (): Progress => ({ state: 'recording', reason: '', bytes, messages: 0, messagesPerSecond: 0, lost: 0 });
  const onDidChange = (heard: () => void): Disposable => {
    listener = heard;
    return { dispose: () => undefined };
  };
  const told: boolean[] = [];
  const pace = paceOf({ progress, onDidChange }, 400_000, () => told.push(pace.fast), now, after);
  return {
    told,
    /** So many bytes came in half a second, of which the recorder tells unless they are none. */
    half(more: number) {
      bytes += more;
      pass(500);
      if (more > 0) listener();
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
