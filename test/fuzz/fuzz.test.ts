import assert from 'node:assert/strict';
import { runs, SEED } from '../support/logText';
import { caseOf, keptCases, shrunk } from './cases';
import { checkCase } from './checks';

describe('fuzz', () => {
  describe('what failed once holds now', () => {
    for (const [name, kept] of keptCases()) it(name, () => checkCase(kept));
  });

  it('a few cases of every source hold', () => {
    for (let i = 0; i < runs(60); i++) {
      try {
        checkCase(caseOf(SEED + i));
      } catch (error) {
        throw new Error(`npm run fuzz -- --seed ${SEED + i} --cases 1 makes it small and keeps it`, { cause: error });
      }
    }
  }).timeout(runs(60) * 2000);

  it('a seed always gives the same case', () => assert.deepEqual(caseOf(7), caseOf(7)));

  it('makes a failing case small', () => {
    const failed = { text: `${'a\n'.repeat(50)}x!y${'\nb'.repeat(50)}`, edits: [{ start: 0, end: 0, text: 'z' }], seed: 1 };
    assert.deepEqual(
      shrunk(failed, ({ text }) => text.includes('!'), 2000),
      { text: '!', edits: [], seed: 1 },
    );
  });
});
