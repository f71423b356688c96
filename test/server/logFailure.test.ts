import assert from 'node:assert/strict';
import { logFailure } from '../../server/src/logFailure';

describe('what is logged of a failure', () => {
  const logged = (error: unknown): string => {
    const lines: string[] = [];
    logFailure({ console: { error: (line: string) => lines.push(line) } } as unknown as Parameters<typeof logFailure>[0], 'hover', error);
    return lines.join('\n');
  };
  const thrown = (fail: () => unknown): unknown => {
    try {
      return fail();
    } catch (error) {
      return error;
    }
  };

  it('is where it was thrown, and nothing of the text that it was thrown about', () => {
    for (const secret of ['hunter2', 'hunter2\n    at hunter2 (x.js:1:1)']) {
      const error = thrown(() => {
        throw new TypeError(`Secret: ${secret}`);
      });
      assert.match(logged(error), /^hover: TypeError\n {4}at .*logFailure\.test/);
      assert.doesNotMatch(logged(error), /hunter2/);
    }
    assert.doesNotMatch(logged(thrown(() => JSON.parse('Secret: hunter2'))), /hunter2|Secret/);
    assert.equal(logged('Secret: hunter2'), 'hover: string');
  });
});
