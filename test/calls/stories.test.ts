import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { STORIES, storiesOf, storyNames } from '../golden/stories';
import { captureNamed } from '../support/captures';

describe('stories as somebody reads them', () => {
  const names = storyNames();

  it('are there', () => assert.ok(names.length > 20));

  for (const name of names)
    it(name, () => assert.equal(storiesOf(captureNamed(`asterisk-${name}.ami`).text), readFileSync(path.join(STORIES, `${name}.txt`), 'utf8')));
});
