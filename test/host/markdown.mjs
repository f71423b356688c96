// VS Code's own Markdown extension as browsers run it, which code-server has no build of. An npm package of monaco-vscode-api carries it, unpacked.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cachePath } from './install.mjs';
import { run, temporaryFolder } from './processes.mjs';

/** The package whose VS Code is the one that code-server is made of. */
const PACKAGE = '@codingame/monaco-vscode-markdown-language-features-default-extension';
const VERSION = '37.6.1';
/** What stands in `dist/browser` of the extension. */
const FILES = ['extension.js', 'serverWorkerMain.js'];

/** A folder with what stands in `dist/browser` of the extension; fetched now where it is not there yet. Throws with a sentence where it cannot be. */
export async function markdownForBrowsers() {
  const folder = cachePath('vscode-host', `markdown-${VERSION}`);
  if (existsSync(folder)) return folder;
  const work = temporaryFolder('vscode-markdown-');
  // Of the package alone: what it depends on is for those who build an editor of their own.
  const npm = ['pack', `${PACKAGE}@${VERSION}`, '--silent', '--pack-destination', work];
  const packed = await run('npm', npm, { cwd: work });
  if (packed.code !== 0) throw new Error(`\`npm ${npm.join(' ')}\` failed:\n${packed.output.trim()}`);
  const [archive] = (await readdir(work)).filter((name) => name.endsWith('.tgz'));
  const unpacked = await run('tar', ['-xzf', archive], { cwd: work });
  if (unpacked.code !== 0) throw new Error(`${archive} cannot be unpacked:\n${unpacked.output.trim()}`);
  const draft = `${folder}.tmp-${process.pid}`;
  await mkdir(draft, { recursive: true });
  for (const name of FILES) await copyFile(path.join(work, 'package/resources', name), path.join(draft, name));
  await rename(draft, folder).catch(async (error) => {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster: its copy is as good as ours.
    if (!existsSync(folder)) throw error;
  });
  return folder;
}
