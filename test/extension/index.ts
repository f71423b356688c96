// What VS Code runs as the suite: every `*.test.js` beside this file, in mocha.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * Runs the suite; VS Code waits for the promise and takes a rejection for a failure.
 *
 * Its last line of output is `extension: N passed, N failed, N skipped`. The same numbers go as JSON into the file that
 * `AMI_TEST_RESULT` names, because a line of output can be lost with the extension host and a missing file cannot be overlooked.
 * A suite in which no test ran has failed. `MOCHA_GREP` selects tests.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 60_000, grep: process.env.MOCHA_GREP || undefined });
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner: Mocha.Runner = mocha.run(() => resolve(runner.stats ?? emptyStats()));
  });
  const result = { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
  console.log(`extension: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  if (process.env.AMI_TEST_RESULT) writeFileSync(process.env.AMI_TEST_RESULT, `${JSON.stringify(result)}\n`);
  if (result.failed > 0) throw new Error(`${result.failed} of the extension's tests failed`);
  if (result.passed === 0) throw new Error('no test of the extension ran');
}

function emptyStats(): Mocha.Stats {
  return { suites: 0, tests: 0, passes: 0, pending: 0, failures: 0 };
}
