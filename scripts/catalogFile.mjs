// The catalogue is in the package once, as `dist/catalog.json`, and not in each bundle.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** An esbuild plugin: where sources import the compiled catalogue, the bundle reads the file beside it instead (in the browser: gets its text handed in). */
export const catalogFile = {
  name: 'catalog-file',
  setup(build) {
    build.onResolve({ filter: /\/generated\/catalogData$/ }, ({ kind }) => build.resolve('./catalogFile', { kind, resolveDir: path.join(root, 'server/src') }));
  },
};

/** Puts the compiled catalogue into a folder of bundles. */
export function copyCatalog(folder) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'server/src/catalog/generated/catalog.json'), path.join(folder, 'catalog.json'));
}
