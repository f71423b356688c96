// `npm run bench`: bundles the measurements with esbuild, builds the product as it is packaged, both into a temporary folder of out/, and runs `main.ts`.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitOnSignals, run } from '../host/processes.mjs';
import { bundle, node } from './bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
process.chdir(root);
mkdirSync('out', { recursive: true });
const folder = mkdtempSync(path.resolve('out/bench-'));
const running = new AbortController();
exitOnSignals(() => {
  running.abort();
  rmSync(folder, { recursive: true, force: true });
});
try {
  await Promise.all([
    bundle({ main: 'test/bench/main.ts', worker: 'test/bench/worker.ts' }, folder, {
      external: ['asterisk-manager', 'asterisk-ami-events-stream', 'yana', 'ami-io'],
    }),
    bundle({ catalogLoad: 'test/bench/catalogLoad.ts' }, folder, { minify: true }),
    bundle({ suite: 'test/bench/suite.ts', followSuite: 'test/bench/followSuite.ts' }, folder, { external: ['vscode'] }),
    bundle({ followWriter: 'test/bench/followWriter.ts' }, folder),
    product(path.join(folder, 'product')),
  ]);
  process.exitCode = await node([path.join(folder, 'main.js'), ...process.argv.slice(2)], { signal: running.signal });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The bundles as `npm run package` makes them. esbuild.mjs writes to `dist` of the folder it runs in, so it runs in one of links and leaves ours alone. */
async function product(place) {
  mkdirSync(place);
  for (const part of ['client', 'server', 'node_modules']) symlinkSync(path.resolve(part), path.join(place, part), 'junction');
  for (const part of ['package.json', 'language-configuration.json', 'syntaxes', 'snippets', 'images'])
    cpSync(part, path.join(place, part), { recursive: true });
  const { code, output } = await run(process.execPath, [path.resolve('esbuild.mjs'), '--production'], { cwd: place });
  if (code !== 0) throw new Error(`esbuild.mjs --production failed:\n${output}`);
}
