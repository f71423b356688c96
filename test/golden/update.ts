import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { captureNamed } from '../support/captures';
import { STORIES, storiesOf, storyNames } from './stories';

// Writes the stories that are there anew; whoever runs it reads the difference.
for (const name of storyNames()) {
  const file = path.join(STORIES, `${name}.txt`);
  const text = storiesOf(captureNamed(`asterisk-${name}.ami`).text);
  if (readFileSync(file, 'utf8') === text) continue;
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
