import assert from 'node:assert/strict';
import { type Scrolling, scrolling } from '../../client/src/capture/scrolling';
import { fakeTimers } from '../support/fakeTimers';

/** A view of 30 lines whose window tells of its places; `told` is what came of them. */
function view() {
  const told: string[] = [];
  const { now, after, pass } = fakeTimers();
  let last = 0;
  const it: Scrolling = scrolling(
    { left: () => told.push('left'), resume: () => told.push('resume'), giveBack: (line) => told.push(`back to ${line}`) },
    now,
    after,
  );
  return {
    told,
    it,
    /** The window is at this line; not following once the end was left. */
    at: (top: number, lines = 29) => {
      if (it.seen(top, top + lines, last, !told.includes('left'))) told.push('again');
    },
    /** The document ends with this line. */
    grow(line: number) {
      last = line;
      return it.step(line);
    },
    pass,
  };
}

describe('scrolling in a view that follows', () => {
  it('down is ours', () => {
    const { grow, at, pass, told } = view();
    assert.equal(grow(1_000), true);
    at(300);
    at(971);
    grow(2_000);
    // A report that is older than the step.
    at(972);
    at(1_971);
    pass(1_000);
    assert.deepEqual(told, []);
  });

  it('up is the user’s, once it lasted', () => {
    const { grow, at, pass, told } = view();
    grow(1_000);
    at(971);
    at(960);
    at(940);
    pass(100);
    assert.deepEqual(told, []);
    pass(100);
    assert.deepEqual(told, ['left']);
  });

  it('up is the user’s by a notch of the wheel too, which leaves the last line on screen; and a notch down is back', () => {
    const { grow, at, pass, told } = view();
    grow(1_000);
    at(971);
    // One line is nothing yet.
    at(970, 30);
    pass(300);
    assert.deepEqual(told, []);
    at(968, 32);
    pass(200);
    assert.deepEqual(told, ['left']);
    at(965, 34);
    assert.deepEqual(told, ['left']);
    at(971);
    assert.deepEqual(told, ['left', 'again']);
  });

  it('up and back to the very place is the window’s, whatever it does to the lines on screen', () => {
    const { grow, at, pass, told } = view();
    grow(19_949);
    at(19_920);
    // As recorded when the lenses above went and came: five lines more on screen, fourteen higher, and back.
    at(19_906, 34);
    at(19_920);
    pass(1_000);
    assert.deepEqual(told, []);
  });

  it('is not disturbed by a step while in doubt, which is made up for', () => {
    const { grow, at, told } = view();
    grow(1_000);
    at(971);
    at(950);
    assert.equal(grow(1_100), false);
    at(971);
    assert.deepEqual(told, ['resume']);
    assert.equal(grow(1_100), true);
  });

  it('that crosses a step of ours is given back', () => {
    const { grow, at, told } = view();
    grow(1_000);
    at(971);
    grow(1_100);
    at(200);
    at(1_071);
    assert.deepEqual(told, ['left', 'back to 200']);
  });

  it('is given back too when the step arrives later, but not much later', () => {
    for (const [ms, back] of [
      [9_000, ['left', 'back to 200']],
      [11_000, ['left']],
    ] as const) {
      const { grow, at, pass, told } = view();
      grow(1_000);
      at(971);
      grow(1_100);
      at(200);
      pass(200);
      pass(ms);
      at(1_071);
      assert.deepEqual(told, back);
    }
  });

  it('is the user’s where the last line was on screen, so that nothing was done', () => {
    const { grow, at, pass, told } = view();
    grow(1_000);
    at(971);
    assert.equal(grow(1_000), false);
    at(200);
    pass(200);
    at(971);
    assert.deepEqual(told, ['left', 'again']);
  });

  it('back to the end is the user’s too, unless the window only moved the view to and fro', () => {
    const { grow, at, pass, told } = view();
    grow(1_000);
    at(971);
    grow(1_100);
    at(200);
    at(1_071);
    assert.deepEqual(told, ['left', 'back to 200']);
    // Lenses come before the view is back where the user was.
    at(1_060, 31);
    at(1_071);
    at(200);
    pass(50);
    at(1_071);
    assert.deepEqual(told, ['left', 'back to 200']);
    at(300);
    pass(300);
    at(1_069);
    assert.deepEqual(told, ['left', 'back to 200', 'again']);
  });

  it('shows a page of a document that became shorter', () => {
    const { it, grow, at } = view();
    grow(1_000);
    assert.equal(it.pageAt(1_000), undefined);
    at(971);
    assert.equal(grow(980), true);
    assert.equal(it.pageAt(980), 952);
    at(952);
    assert.equal(grow(979), false);
  });

  it('is forgotten when the end is followed anew', () => {
    const { it, grow, at, pass, told } = view();
    grow(1_000);
    at(971);
    at(500);
    it.begin();
    pass(1_000);
    assert.deepEqual(told, []);
    assert.equal(grow(1_001), true);
  });
});
