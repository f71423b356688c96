import assert from 'node:assert/strict';
import { type Scrolling, scrolling } from '../../client/src/capture/scrolling';

/** A view of 30 lines whose window tells of its places; `told` is what came of them. */
function view() {
  const told: string[] = [];
  let clock = 0;
  let timers: { at: number; run(): void }[] = [];
  const it: Scrolling = scrolling(
    { left: () => told.push('left'), resume: () => told.push('resume'), giveBack: (line) => told.push(`back to ${line}`) },
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
    it,
    /** The window is at this line; not following once the end was left. */
    at: (top: number, lines = 29) => it.seen(top, top + lines, !told.includes('left')),
    pass(ms: number) {
      clock += ms;
      const due = timers.filter(({ at }) => at <= clock);
      timers = timers.filter(({ at }) => at > clock);
      for (const { run } of due) run();
    },
  };
}

describe('scrolling in a view that follows', () => {
  it('down is ours', () => {
    const { it, at, pass, told } = view();
    assert.equal(it.step(1_000), true);
    at(300);
    at(971);
    it.step(2_000);
    // A report that is older than the step.
    at(972);
    at(1_971);
    pass(1_000);
    assert.deepEqual(told, []);
  });

  it('up is the user’s, once it lasted', () => {
    const { it, at, pass, told } = view();
    it.step(1_000);
    at(971);
    at(960);
    at(940);
    pass(100);
    assert.deepEqual(told, []);
    pass(100);
    assert.deepEqual(told, ['left']);
  });

  it('up and back to the very place is the window’s, whatever it does to the lines on screen', () => {
    const { it, at, pass, told } = view();
    it.step(19_949);
    at(19_920);
    // As recorded when the lenses above went and came: five lines more on screen, fourteen higher, and back.
    at(19_906, 34);
    at(19_920);
    pass(1_000);
    assert.deepEqual(told, []);
  });

  it('is not disturbed by a step while in doubt, which is made up for', () => {
    const { it, at, told } = view();
    it.step(1_000);
    at(971);
    at(950);
    assert.equal(it.step(1_100), false);
    at(971);
    assert.deepEqual(told, ['resume']);
    assert.equal(it.step(1_100), true);
  });

  it('that crosses a step of ours is given back', () => {
    const { it, at, told } = view();
    it.step(1_000);
    at(971);
    it.step(1_100);
    at(200);
    assert.equal(at(1_071), true);
    assert.deepEqual(told, ['left', 'back to 200']);
  });

  it('is given back too when the step arrives later, but not much later', () => {
    for (const [ms, back] of [
      [9_000, ['left', 'back to 200']],
      [11_000, ['left']],
    ] as const) {
      const { it, at, pass, told } = view();
      it.step(1_000);
      at(971);
      it.step(1_100);
      at(200);
      pass(200);
      pass(ms);
      assert.equal(at(1_071), true);
      assert.deepEqual(told, back);
      // What comes then is the user's.
      assert.equal(at(1_071), false);
    }
  });

  it('is the user’s where the step before had nothing to do', () => {
    const { it, at, pass, told } = view();
    it.step(1_000);
    at(971);
    it.step(1_000);
    at(200);
    pass(200);
    assert.equal(at(971), false);
    assert.deepEqual(told, ['left']);
  });

  it('is forgotten when the end is followed anew', () => {
    const { it, at, pass, told } = view();
    it.step(1_000);
    at(971);
    at(500);
    it.begin();
    pass(1_000);
    assert.deepEqual(told, []);
    assert.equal(it.step(1_001), true);
  });
});
