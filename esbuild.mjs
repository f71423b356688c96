// Bundles client, server and command line into dist/, and client and server for the browser into dist/web/. `--watch` goes on; `--production` minifies and
// leaves source maps out.
import { readFileSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { minify } from 'terser';
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
// In the browser `x.browser.ts` takes the place of `x.ts` where there is one. What imports a module of Node without such a twin does not build.
const browser = { ...common, platform: 'browser', target: 'es2022', resolveExtensions: ['.browser.ts', '.ts', '.js'] };
const bundles = [
  { ...common, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  // Language server and command line share nearly all of their code, so they are one bundle; `server.js` and `cli.js` start a part of it.
  { ...common, entryPoints: { programs: 'server/src/programs.ts' }, outdir: 'dist' },
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
// The shell can run both by their names: they are programs of the npm package (`bin`).
for (const name of ['server', 'cli']) writeFileSync(`dist/${name}.js`, `#!/usr/bin/env node\nrequire('./programs.js').${name}();\n`, { mode: 0o755 });
if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  if (production) for (const { metafile } of built) for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.js')) await rename(file);
}

/** Gives the variables of a bundle other names than esbuild gave them: terser's compress better, which makes the package smaller by 25 KB. */
async function rename(file) {
  const { code } = await minify(readFileSync(file, 'utf8'), { ecma: 2020, toplevel: true, compress: false, mangle: true });
  writeFileSync(file, code);
}
