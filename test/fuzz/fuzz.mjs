// `npm run fuzz`: bundles `fuzz.ts` and runs it. `--seconds N` (or AMI_FUZZ_SECONDS, 300), `--cases N`, `--seed N` (or AMI_SEED), `--no-server`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, node } from '../bench/bundle.mjs';
import { exitOnSignals } from '../host/processes.mjs';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
mkdirSync('out', { recursive: true });
const folder = mkdtempSync(path.resolve('out/fuzz-'));
const running = new AbortController();
exitOnSignals(() => {
  running.abort();
  rmSync(folder, { recursive: true, force: true });
});
try {
  await bundle({ fuzz: 'test/fuzz/fuzz.ts' }, folder, { sourcemap: 'inline' });
  // The generators take their seed from the environment.
  const given = process.argv.indexOf('--seed');
  const env = given > 0 ? { ...process.env, AMI_SEED: process.argv[given + 1] } : process.env;
  process.exitCode = await node(['--enable-source-maps', path.join(folder, 'fuzz.js'), ...process.argv.slice(2)], { env, signal: running.signal });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
