// Packages the extension as its users get it.
import path from 'node:path';
import { run } from './processes.mjs';

/** Builds and packages the extension in `root` into the file `vsix`. Throws with the packager's words. */
export async function packageExtension(root, vsix) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--no-rewrite-relative-links', '--out', vsix];
  const { code, output } = await run(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`The extension could not be packaged:\n${output.trim()}`);
}
