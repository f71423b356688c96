// Bundles client, server and command line into dist/, and client and server for the browser into dist/web/. `--watch` goes on; `--production` minifies and
// leaves source maps out.
import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { catalogFile, copyCatalog } from './scripts/catalogFile.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const production = process.argv.includes('--production');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: production,
  sourcemap: !production,
  logLevel: 'info',
  define: { AMI_LOGS_VERSION: JSON.stringify(version) },
  plugins: [catalogFile],
};
/** What the shell needs to run a bundle by its name: both are programs of the npm package (`bin`). */
const PROGRAM = { js: '#!/usr/bin/env node' };
// In the browser `x.browser.ts` takes the place of `x.ts` where there is one. What imports a module of Node without such a twin does not build.
const browser = { ...common, platform: 'browser', target: 'es2022', resolveExtensions: ['.browser.ts', '.ts', '.js'] };
const bundles = [
  { ...common, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  { ...common, entryPoints: { server: 'server/src/server.ts' }, outdir: 'dist', banner: PROGRAM },
  { ...common, entryPoints: { cli: 'server/src/cli.ts' }, outdir: 'dist', banner: PROGRAM },
  // Our pages, a script and its style each, for the browser of VS Code.
  ...['story', 'ladder'].map((page) => ({
    ...common,
    entryPoints: { main: `client/webviews/${page}/main.ts`, page: `client/webviews/${page}/page.css` },
    outdir: `dist/${page}`,
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
  })),
  { ...browser, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist/web', external: ['vscode'] },
  { ...browser, entryPoints: { server: 'server/src/worker.ts' }, outdir: 'dist/web', format: 'iife' },
];

copyCatalog('dist');
if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
