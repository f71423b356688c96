import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

describe('the README on other editors', () => {
  const readme = readFileSync('README.md', 'utf8').replaceAll('\r\n', '\n');
  for (const [language, file] of [
    ['lua', 'neovim.lua'],
    ['elisp', 'emacs.el'],
    ['toml', 'helix.toml'],
  ])
    it(`gives what is tried: ${file}`, () =>
      assert.ok(readme.includes(`\`\`\`${language}\n${readFileSync(`test/editors/${file}`, 'utf8').replaceAll('\r\n', '\n')}\`\`\``)));
});
