// Programs of the tests that are bundled and run at once, so that they need no `tsc -b` and measure what a bundle does.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

/** Bundles each entry of `{ name: file }` into `folder/name.js`. */
export async function bundle(entryPoints, folder, options = {}) {
  const generated = 'server/src/catalog/generated/catalogData.ts';
  if (!existsSync(generated)) await node(['server/catalog/compile.mjs']);
  await build({ entryPoints, outdir: folder, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning', ...options });
}

/** Runs Node with this terminal; resolves with the exit code. */
export function node(args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
    child.on('error', (error) => (error.name === 'AbortError' ? resolve(130) : reject(error)));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
